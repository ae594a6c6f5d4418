"""What comes back from a mail with a sender's address of its own (VERP): to which mail, and what it means for it."""

import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from mailer.events import Event, Outcome
from mailer.kind import Kind, classify
from mailer.machine import POSTMASTER
from mailer.parse import Incoming, parse
from mailer.phrases import Phrases
from mailer.reason import STATUS

# Capitals do not survive every server; what stands before (a forwarder's SRS0=..., prvs=...) may.
DOOR = re.compile(rb"(?<![a-z0-9])(bounce|out)\+(\d{1,9})\.([a-z2-7]{26})@[a-z0-9]", re.IGNORECASE)
FOR_WHOM = re.compile(
    rb"(?:to|cc|delivered-to|x-original-to|envelope-to|x-envelope-to|x-rcpt-to|x-forwarded-to|"
    rb"apparently-to|received|original-mail-from)\s*:",
    re.IGNORECASE,
)
HEAD = 100_000
"""Bytes of a header that are looked at."""
NO_MORE = re.compile(
    r"unsubscribe|avmeld|avslutt|avregistr|avprenumerer|\bstopp?\b|remove me|wypisz|відпис", re.IGNORECASE
)
FULL = re.compile(
    r"quota|(mail)?box(en)?\W+(is\W+|er\W+|är\W+)?full|full (mail|in)box|mailbox size limit|storage (limit|exceeded)|"
    r"insufficient (system )?storage|(innboks|postkasse|postboks|brevlåda)n? (er|är) full|expired|timed? ?out|"
    r"retry time(out)? exceeded|too long in queue|delivery time exceeded",
    re.IGNORECASE,
)
LATER = frozenset({"2.2", "4.7", "4.300", "4.316", "3.1", "3.2"})
"""Details of permanent failures that may be over tomorrow: a full mailbox, not in time, a host full or at rest."""


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """The address that a mail came back to; `quoted` where it only stands in the mail that is enclosed."""

    name: str
    round_id: int
    token: str
    quoted: bool = False


class Means(StrEnum):
    HARD = "hard"
    """The address takes no mail, for good."""
    SOFT = "soft"
    """This mail did not arrive; the next one may."""
    COMPLAINT = "complaint"
    STOP = "stop"
    """Its owner wants no more."""
    NOTHING = "nothing"


class Back(msgspec.Struct, frozen=True, kw_only=True):
    door: Door
    means: Means
    status: str = ""


def door(addresses: Iterable[str]) -> Door | None:
    """The first of these addresses that is one of ours."""
    return _door("\n".join(addresses).encode("utf-8", "replace"))


def door_of(raw: bytes, recipients: Iterable[str], *, own: str = "") -> Door | None:
    """The door that a raw mail came to: by its envelope, else by its header.

    A complaint, and a mail to `own` (the address in From, to which careless servers send failures), is looked
    through for the door in what it quotes; one that quotes none has a door without a token.
    """
    found = door(recipients) or _door(for_whom(raw))
    if found:
        return found
    to_own = own and (own.lower() in [one.lower() for one in recipients] or own.lower().encode() in for_whom(raw))
    if not to_own and b"feedback-report" not in header_of(raw).lower():
        return None
    quoted = _door(raw)
    if quoted:
        return msgspec.structs.replace(quoted, quoted=True)
    return Door(name="", round_id=0, token="", quoted=True) if to_own else None


def header_of(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw[:HEAD], maxsplit=1)[0]


def quotes(raw: bytes, url: str) -> bool:
    """Whether a raw mail holds a link of a survey at this address of the site, also broken over lines."""
    whole = raw.replace(b"=\r\n", b"").replace(b"=\n", b"")
    return re.search(re.escape(url.encode()) + rb"/(?:a|out)/\d{1,9}/[\w-]{22}", whole) is not None


def for_whom(raw: bytes) -> bytes:
    """The lines of a header that say for whom a mail is, unfolded, in small letters."""
    lines = re.sub(rb"\r?\n[ \t]+", b" ", header_of(raw)).splitlines()
    return b"\n".join(line for line in lines if FOR_WHOM.match(line)).lower()


def _door(text: bytes) -> Door | None:
    found = DOOR.search(text)
    if found is None:
        return None
    name, round_id, token = (part.decode("ascii").lower() for part in found.groups())
    return Door(name=name, round_id=int(round_id), token=token)


def judge(raw: bytes, at: Door, phrases: Phrases) -> Back:
    """What the mail means for the one that it came back from."""
    incoming = parse(raw)
    if "feedback-report" in incoming.content_type:
        return Back(door=at, means=complaint(raw))
    verdict = classify(incoming, sent=None, phrases=phrases)
    failed = verdict.kind is Kind.BOUNCE or (verdict.kind is not Kind.AUTOMATIC and looks_failed(incoming))
    if failed:
        status = failed_status(incoming)
        return Back(door=at, means=failure(status, said(incoming)), status=status)
    asked = at.name == "out" and not at.quoted or bool(NO_MORE.search(incoming.subject))
    if asked and incoming.report is None and not by_machine(incoming):
        return Back(door=at, means=Means.STOP)
    return Back(door=at, means=Means.NOTHING)


def complaint(raw: bytes) -> Means:
    """RFC 5965: what a mailbox provider passes on when somebody presses `this is spam`."""
    found = re.search(rb"^feedback-type:\s*([a-z-]+)", raw, re.IGNORECASE | re.MULTILINE)
    match found[1].lower() if found else b"abuse":
        case b"not-spam":
            return Means.NOTHING
        case b"opt-out" | b"opt-out-list":
            return Means.STOP
        case _:
            return Means.COMPLAINT


def looks_failed(incoming: Incoming) -> bool:
    """Written by a mail server, with a permanent code in it: whatever language its words are in."""
    sender = " ".join(f"{one.email} {one.name}" for one in incoming.from_ + incoming.sender)
    failed = "x-failed-recipients" in dict(incoming.headers)
    permanent = re.search(r"(?<![\d.])5(?:\d\d|\.\d{1,3}\.\d{1,3})(?![\d.])", incoming.text[:8000])
    return bool(permanent and (failed or POSTMASTER.search(sender)))


def by_machine(incoming: Incoming) -> bool:
    said = incoming.header("auto-submitted").lower()
    return bool(said and said != "no") or bool(incoming.header("x-autoreply"))


def failed_status(incoming: Incoming) -> str:
    report = incoming.report
    for text in (report.status, report.diagnostic) if report else ():
        if (found := STATUS.search(text)) and found[0][0] in "45":
            return found[0]
    found = next((hit for hit in STATUS.finditer(incoming.text[:8000]) if hit[0][0] in "45"), None)
    return found[0] if found else ""


def said(incoming: Incoming) -> str:
    return incoming.report.diagnostic if incoming.report and incoming.report.diagnostic else incoming.text[:8000]


def failure(status: str, words: str) -> Means:
    """By the enhanced status code (RFC 3463), else by the server's words."""
    if status.startswith("4") or status.partition(".")[2] in LATER:
        return Means.SOFT
    if status.startswith(("5.1.", "5.2.1", "5.7.")):
        return Means.HARD
    return Means.SOFT if FULL.search(words) else Means.HARD


def told(event: Event) -> Back | None:
    """What a provider's event means; None for a mail that has no such address."""
    at = door((event.bounces_to,))
    if at is None:
        return None
    status = next((hit[0] for hit in STATUS.finditer(f"{event.status} {event.reason}") if hit[0][0] in "45"), "")
    match event.outcome:
        case Outcome.BOUNCE if event.blocked:
            return Back(door=at, means=Means.SOFT, status=status)
        case Outcome.BOUNCE:
            return Back(door=at, means=failure(status, event.reason), status=status)
        case Outcome.DROPPED:
            return Back(door=at, means=dropped(event.reason))
        case Outcome.COMPLAINT:
            return Back(door=at, means=Means.COMPLAINT)
        case Outcome.UNSUBSCRIBE | Outcome.GROUP_UNSUBSCRIBE:
            return Back(door=at, means=Means.STOP)
        case _:
            return Back(door=at, means=Means.NOTHING)


def dropped(reason: str) -> Means:
    """SendGrid's own lists; what it does not take for other reasons says nothing about the address."""
    words = reason.lower()
    if "unsubscribed" in words:
        return Means.STOP
    if "spam report" in words:
        return Means.COMPLAINT
    return Means.HARD if "bounced" in words or "invalid" in words else Means.SOFT
