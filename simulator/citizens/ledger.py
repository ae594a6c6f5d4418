"""What the citizens did and what happened to them, counted per unit and channel; pure."""

from collections import Counter
from enum import StrEnum

import msgspec


class Event(StrEnum):
    INVITED = "invited"
    REMINDED = "reminded"
    BOUNCED = "bounced"
    """Their mail server sent a report."""
    REFUSED = "refused"
    """It would not take the mail, or the gateway not the number."""
    OPTED_OUT = "opted_out"
    OPENED = "opened"
    ANSWERED = "answered"
    """To the end."""
    PARTLY = "partly"
    SENT_AGAIN = "sent_again"
    """Once more what had been sent: a second click, a reload, a second device, a retry."""
    CAME_AGAIN = "came_again"
    """Opened the link after an answer had been taken."""
    LATE = "late"
    SCREENED = "screened"
    """What they had written about themselves or others was shown to them before it was sent."""
    UNDONE = "undone"
    """Of these: told to be nothing personal."""
    UNWANTED = "unwanted"
    """A message to somebody who had opted out, or whose mailbox is gone: never to happen."""
    STUCK = "stuck"
    """Never to happen either."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the report."""

    unit: str
    channel: str
    counts: dict[str, int]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    total: dict[str, int]
    lines: list[Line]
    requests: int
    cookies: int
    milliseconds: list[float]
    """Of a request: the median, and what one in a hundred took longer than."""
    unanswered: str = ""
    """The link of somebody who has not looked at it."""

    def of(self, event: Event) -> dict[tuple[str, str], int]:
        """(unit, channel) -> how often."""
        return {(line.unit, line.channel): n for line in self.lines if (n := line.counts.get(event.value, 0))}


class Ledger:
    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, Event]] = Counter()

    def note(self, unit: str, channel: str, event: Event, number: int = 1) -> None:
        if number:
            self.counts[unit, channel, event] += number

    def total(self) -> dict[str, int]:
        total: Counter[str] = Counter()
        for (_, _, event), number in self.counts.items():
            total[event.value] += number
        return {event.value: total[event.value] for event in Event}

    def lines(self) -> list[Line]:
        cells: dict[tuple[str, str], dict[str, int]] = {}
        for (unit, channel, event), number in sorted(self.counts.items()):
            cells.setdefault((unit, channel), {})[event.value] = number
        return [Line(unit=unit, channel=channel, counts=counts) for (unit, channel), counts in cells.items()]
