"""An invitation: one citizen may answer once; whether they did stands nowhere near it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from survey.round import Cell


class Way(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    CODE = "code"
    """A slip of paper with a QR and a short code; nothing is sent."""
    ASSISTED = "assisted"
    """A one-time code for somebody who fills it in together with the citizen."""


class Standing(StrEnum):
    """Where the messages of an invitation are; nothing here says whether there was an answer."""

    WAITING = "waiting"
    """The message number `sent` + 1 leaves at `due_at`."""
    SENDING = "sending"
    """Claimed; a process that dies now leaves it doubtful."""
    DONE = "done"
    """Nothing more is to be sent."""
    DOUBTFUL = "doubtful"
    """Nobody knows whether message `sent` has left; it is never sent again, but the next reminder goes, at `due_at`."""
    REFUSED = "refused"
    """The way out would not take it."""
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"
    CANCELLED = "cancelled"


SILENT = frozenset({Standing.BOUNCED, Standing.COMPLAINED, Standing.OPTED_OUT, Standing.REFUSED, Standing.CANCELLED})
"""Nothing more is sent to these, whatever comes."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    id: bytes
    """16 random bytes; what is derived from it, and how, only the keys of the round know (survey/doors.py)."""
    round_id: int
    unit_id: int
    channel: str
    way: Way
    language: str
    personal: bytes | None = None
    """contact.Personal, sealed under the round's personal key; empty once that is destroyed."""
    standing: Standing = Standing.WAITING
    sent: int = 0
    """Messages that have left, or perhaps have: the invitation, then reminders."""
    due_at: datetime | None = None
    claimed_at: datetime | None = None
    claimed_by: str | None = None
    tries: int = 0
    fault: str = ""

    @property
    def cell(self) -> Cell:
        return Cell(self.unit_id, self.channel)
