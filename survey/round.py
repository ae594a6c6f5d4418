"""A round: one wave of asking citizens after their contacts, under rules that are fixed before the first is asked."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

CONTACT_GRACE = timedelta(days=4)
"""A case system delivers the contacts of the last days after the weekend."""
DESK = "desk"
ANSWER_GRACE = timedelta(days=1)
"""Whoever has opened the survey on the last evening may still send it."""


class Mode(StrEnum):
    ANONYMOUS = "anonymous"
    """Who was asked and what was said share no key, no time and no order."""
    CONFIDENTIAL = "confidential"
    """The answer carries the contact's key, day and service area: the house may know, nobody is shown."""


class RoundStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    """No answer is taken any more; the last batches are being released."""
    FINISHED = "finished"
    """Everything is released and every key of the round is destroyed."""


class Grain(StrEnum):
    """How finely the time of an answer is told, and kept."""

    WHOLE = "whole"
    QUARTER = "quarter"
    MONTH = "month"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a round asks, when, and how many answers go together. Defaults follow the Swedish service survey."""

    share: float = 1.0
    """Of the contacts of a unit and channel, how many are drawn (0 to 1)."""
    shares: dict[str, float] = {}
    """The same for `UNIT_CODE/CHANNEL`, `UNIT_CODE` or `CHANNEL`, the most precise first."""
    cap: int = 400
    """Answers wanted per unit and channel: once so many are in, nobody more is drawn."""
    quarantine_days: int = 90
    delay_hours: int = 24
    """From the contact to the invitation."""
    oldest_days: int = 14
    """A contact longer ago is not asked about."""
    quiet_from: time = time(20)
    quiet_to: time = time(8)
    """No message leaves between the two, by the unit's clock; nor on Sundays and holidays."""
    reminders: tuple[int, ...] = (5,)
    """Days after the invitation."""
    k: int = 10
    """So many answers at least are opened together."""
    grain: Grain = Grain.WHOLE
    blind: bool = False
    """Offer blind tokens where the browser can."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    title: str
    mode: Mode = Mode.ANONYMOUS
    status: RoundStatus = RoundStatus.DRAFT
    rules: Rules = Rules()
    forms: dict[str, str] = {}
    """Channel -> `id@version` of the survey."""
    language: str = "nb"
    starts_on: date
    """The first day of contacts that are asked about."""
    asks_until: date
    """The last day of them."""
    ends_on: date
    """The last day on which citizens answer."""
    public_key: bytes = b""
    """Answers are sealed to it; its private half is in the key folder until the last batch is out."""
    previous_id: int | None = None
    created_by: int | None = None
    created_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    personal_erased_at: datetime | None = None
    keys_destroyed_at: datetime | None = None

    @property
    def anonymous(self) -> bool:
        return self.mode is Mode.ANONYMOUS

    def awaits_contacts(self, day: date) -> bool:
        return day <= self.asks_until + CONTACT_GRACE

    def form_of(self, channel: str) -> str:
        """What is asked after this channel; at an open counter another form stands in where none is chosen."""
        chosen = self.forms.get(channel, "")
        return chosen or (next(iter(self.forms.values()), "") if channel == DESK else "")

    def takes_answers(self, day: date) -> bool:
        return self.status is RoundStatus.OPEN and day <= self.ends_on + ANSWER_GRACE

    def is_over(self, day: date) -> bool:
        return day > self.ends_on + ANSWER_GRACE

    def period(self, day: date) -> str:
        """The time that an answer released on `day` carries: `2026-11`, `2026-Q4`, or nothing."""
        match self.rules.grain:
            case Grain.MONTH:
                return f"{day.year}-{day.month:02}"
            case Grain.QUARTER:
                return f"{day.year}-Q{(day.month + 2) // 3}"
            case _:
                return ""


class Cell(msgspec.Struct, frozen=True, order=True):
    """A unit and a channel: what is drawn, released and compared together."""

    unit_id: int
    channel: str
