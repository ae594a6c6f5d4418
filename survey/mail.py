"""A mail that came in: where it is, and what its kind does to the inquiry that it answers."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from instruments.instrument import Outcome
from mailer.kind import STOPS_CLOCK, Kind
from mailer.mask import is_office
from survey.inquiry import Inquiry, Status


class MailStatus(StrEnum):
    NEW = "new"  # kept, not sorted yet
    MATCHED = "matched"
    HELD = "held"  # the holding pen: a person says where it belongs
    UNRELATED = "unrelated"
    DISMISSED = "dismissed"  # a person said that it belongs nowhere


SKEW = timedelta(minutes=15)  # by so much the clocks of mail servers may differ from ours
ANSWERED = re.compile(r"\s*(re|sv|svar|vs|ang)\s*:", re.I)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    source: str
    recipients: tuple[str, ...]
    received_at: datetime
    arrived_at: datetime | None = None
    raw: bytes | None = None  # sealed
    head: bytes | None = None  # sealed
    damage: tuple[str, ...] = ()
    status: MailStatus
    kind: Kind | None = None
    human: bool = False
    confidence: float | None = None
    because: tuple[str, ...] | None = None
    guesses: list[dict[str, Any]] | None = None
    expected_on: date | None = None
    kind_by: int | None = None
    size: int
    erased_at: datetime | None = None


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What pages show of a mail; sealed at rest, masked on the page."""

    sender_name: str
    sender: str
    subject: str
    text: str
    message_id: str = ""
    attachments: tuple[str, ...] = ()


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """This mail answers that inquiry, and as what."""

    mail_id: int
    inquiry_id: int
    evidence: str
    kind: Kind
    by_id: int | None = None
    at: datetime


def arrival(claimed: datetime | None, received_at: datetime) -> datetime:
    """When a mail arrived by its own account; one that comes from the future came when we got it."""
    return claimed if claimed is not None and claimed <= received_at + SKEW else received_at


def storable(text: str) -> str:
    """Text from outside as both engines take it: PostgreSQL knows neither NUL nor half a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit asked back; `answer` says where the persona's answer is (due, sent ...), None if there is none."""

    inquiry_id: int
    mail_id: int
    tester_id: int | None = None
    scenario: str
    written_form: str
    asked_at: datetime
    answer: str | None = None


def answer_to(published: str, asker: str) -> str:
    """Where the persona's answer goes: to the office that asked, else to the published address.

    Never to an address that looks like a person's own: no field of ours holds the name of somebody on the staff.
    """
    name, _, domain = asker.lower().rpartition("@")
    home = published.lower().rpartition("@")[2]
    near = domain == home or domain.endswith(f".{home}") or home.endswith(f".{domain}")
    return asker if near and "." in domain and is_office(name) else published


def answer_subject(ours: str, theirs: str) -> str:
    """The unit's subject where it holds ours, since its system may know the case by it; else ours."""
    subject = theirs if ours.lower() in theirs.lower() and len(theirs) < len(ours) + 60 else ours
    return subject if ANSWERED.match(subject) else f"Re: {subject}"


def settle(inquiry: Inquiry, replies: list[tuple[Kind, datetime]], *, trouble: str = "") -> dict[str, Any]:
    """What all replies together, as (kind, arrival), make of an inquiry by mail: the columns that change.

    `trouble` says what is wrong with its last mail (bounce, refused, doubtful), where anything is.

    Computed anew from all of them, so that a corrected kind or match also takes back what the first guess did.
    """
    if inquiry.status in (Status.SENT_BACK, Status.SUBMITTED) or not inquiry.by_mail:
        return {}
    answers = [(arrived, kind) for kind, arrived in replies if kind in STOPS_CLOCK]
    if answers:
        arrived, kind = min(answers)
        outcome = Outcome.REFUSED if kind is Kind.REFUSAL else Outcome.ANSWERED
        return {"status": Status.TO_GRADE, "answered_at": arrived, "outcome": outcome, "note": ""}
    back = {"answered_at": None, "working_days": None}
    if trouble or any(kind is Kind.BOUNCE for kind, _ in replies):
        return {"status": Status.DOUBTFUL, "outcome": None, "note": trouble or "bounce", **back}
    if inquiry.status in (Status.TO_GRADE, Status.DOUBTFUL) and inquiry.started_at:
        return {"status": Status.WAITING, "outcome": None, "note": "", **back}
    return {}
