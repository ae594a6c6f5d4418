"""Mails that tell a unit's staff what has happened to them: on which occasion, where each is, and what may be done."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from mailer.events import Outcome
from survey.texts import N_


class Occasion(StrEnum):
    CONTACTS = "contacts"  # the list of test contacts is ready
    WINDOW = "window"  # units may object from now on
    REMINDER = "reminder"  # two days are left and the unit has said nothing
    DECIDED = "decided"  # objections of the unit were decided
    PUBLISHED = "published"
    ERRATUM = "erratum"  # something was put right after publication, and figures moved


ATTACHMENT = "attachment"
"""Stands beside the occasions among what a person does or does not want: the report itself, not a link alone."""
BEFORE_THE_END = timedelta(days=2)
TOGETHER = timedelta(minutes=15)
"""Decisions that are made within this time are told in one mail."""


class Post(StrEnum):
    """Where a mail is; what became of it afterwards is its outcome."""

    DUE = "due"
    HELD = "held"
    SENDING = "sending"  # claimed; if the process dies now, nobody can know whether it left
    SENT = "sent"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    CANCELLED = "cancelled"  # nothing was left to tell, or nobody to tell it


class State(StrEnum):
    """What a reader of the outbox is told."""

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    CANCELLED = "cancelled"


TROUBLE = (State.DOUBTFUL, State.REFUSED, State.BOUNCED)
FAILED = frozenset({Outcome.BOUNCE, Outcome.DROPPED, Outcome.COMPLAINT})


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to one person; `about` are the objections that it tells of, `units` those it is told for."""

    id: int
    person_id: int
    wave_id: int
    occasion: Occasion
    units: tuple[int, ...]
    about: tuple[int, ...] = ()
    token: str
    status: Post
    made_at: datetime
    due_at: datetime
    claimed_at: datetime | None = None
    claimed_by: str | None = None
    tries: int = 0
    sent_at: datetime | None = None
    sent_to: str = ""
    provider_id: str = ""
    outcome: str = ""
    fault: str = ""

    @property
    def state(self) -> State:
        if self.status is Post.DUE:
            return State.WAITING
        if self.status is Post.SENT and self.outcome in FAILED:
            return State.BOUNCED
        if self.status is Post.SENT and self.outcome == Outcome.DELIVERED:
            return State.DELIVERED
        return State(self.status.value)


AGAIN = (Post.SENT, Post.DOUBTFUL, Post.REFUSED, Post.CANCELLED)
"""From where a person may let a mail leave again."""
PERHAPS_TWICE = (Post.SENT, Post.DOUBTFUL)
"""What has left, or may have: whoever sends it again is told so."""

GONE = N_("The person cannot sign in any more, or no longer answers for the unit.")
UNWANTED = N_("The person does not want this mail.")
NOTHING_LEFT = N_("There is nothing left to tell.")
STOPPED = N_("The process stopped while it was sending this.")


def later(now: str, told: str) -> str:
    """What is known of a mail after one more report; a failure stands, and who has the mail has it."""
    if now in FAILED or (now == Outcome.DELIVERED and told == Outcome.DEFERRED):
        return now
    return told


def stop_code(key: bytes, person_id: int, occasion: str) -> str:
    """What stands in the address that stops such mails: the same in each of them, and for ever."""
    return code(key, f"stop:{person_id}:{occasion}")


def feed_code(key: bytes, person_id: int, nonce: str) -> str:
    """What stands in the address of a calendar; another nonce makes another address."""
    return code(key, f"feed:{person_id}:{nonce}")


def code(key: bytes, what: str) -> str:
    """128 bits that nobody can guess who has not the key; the database alone does not give them away."""
    own = hmac.digest(key, b"addresses in mails and calendars", "sha256")
    return urlsafe_b64encode(hmac.new(own, what.encode(), hashlib.sha256).digest()[:16]).rstrip(b"=").decode()
