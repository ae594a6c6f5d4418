"""A mail that leaves: when it may be tried again, and when a person must look at it."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class Sending(StrEnum):
    DUE = "due"
    SENDING = "sending"  # claimed; if the process dies now, nobody can know whether it left
    SENT = "sent"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    INQUIRY = "inquiry"
    CLARIFICATION = "clarification"
    SELF_MAIL = "self_mail"


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    inquiry_id: int | None = None
    wave_id: int
    purpose: Purpose
    sender_name: str
    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str
    in_reply_to: str | None = None
    answers_id: int | None = None
    status: Sending
    due_at: datetime
    claimed_at: datetime | None = None
    claimed_by: str | None = None
    tries: int = 0
    sent_at: datetime | None = None
    provider_id: str | None = None
    fault: str = ""


MOST_TRIES = 10
LONGEST_PAUSE = timedelta(hours=4)


def pause(tries: int, asked_for: float | None) -> timedelta:
    """How long to wait after `tries` deferrals: 1, 2, 4 ... minutes, longer where the other side asks for it."""
    own = min(timedelta(minutes=1 << max(tries - 1, 0)), LONGEST_PAUSE)
    return max(own, timedelta(seconds=asked_for or 0))
