"""What kind of reply a mail is: by its headers, its timing and what its sentences do."""

import re
from datetime import date
from enum import StrEnum
from math import inf

import msgspec

from mailer.coverage import share
from mailer.expected import expected_date
from mailer.machine import Machine, judge_machine
from mailer.parse import Attachment, Incoming
from mailer.phrases import Phrases
from mailer.quotation import new_text
from mailer.reading import Reading, read
from mailer.thread import Sent


class Kind(StrEnum):
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    RECEIPT = "receipt"
    INTERIM = "interim"
    FORWARDED = "forwarded"
    CLARIFICATION = "clarification"
    PARTIAL = "partial"
    FULL = "full"
    REFUSAL = "refusal"
    ELSEWHERE = "elsewhere"
    UNRELATED = "unrelated"


ANSWERS = frozenset(
    {Kind.INTERIM, Kind.CLARIFICATION, Kind.PARTIAL, Kind.FULL, Kind.REFUSAL, Kind.ELSEWHERE, Kind.FORWARDED}
)
# The test clock stops at the first of these.
STOPS_CLOCK = frozenset({Kind.PARTIAL, Kind.FULL, Kind.REFUSAL, Kind.ELSEWHERE})


PASSED_ON = re.compile(r"\W*(vs|fw|fwd|vb|vl|videresend\w*|vidarebefordrat)\s*:", re.IGNORECASE)
SHORT = 45  # words; a longer text is an answer if nothing says otherwise
# How much likelier another kind must be (logarithm of the odds) before a text gives way to it, ...
NOTHING_SAID, LITTLE_SAID, MARKED = 0.5, 1.0, 6.0
# ... by how sure it was: nothing was recognised, something is said, it has one mark of an answer.
MARGINS = ((0.5, NOTHING_SAID), (0.67, LITTLE_SAID), (0.7, MARKED))
FORMAL = frozenset({Kind.RECEIPT, Kind.AUTOMATIC})  # their words open answers too: these must lead by far more


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal; the tester decides. `because` names the headers and words that led to it."""

    kind: Kind
    human: bool
    confidence: float
    because: tuple[str, ...]
    expected_date: date | None
    text: str


def classify(
    incoming: Incoming,
    *,
    sent: Sent | None,
    phrases: Phrases,
    key: tuple[str, ...] = (),
    known_sender: bool = False,
    today: date | None = None,
    closed: frozenset[date] = frozenset(),
) -> Verdict:
    """What a mail is, and why.

    `key`: phrases of a right answer. `known_sender`: the sender is one of the tested units. `today`: day of arrival
    where the unit is (else as the mail says). `closed`: its holidays, for promises in working days.
    """
    text = new_text(incoming.text, sent.body if sent else "")
    today = today or (incoming.arrived_at.date() if incoming.arrived_at else None)
    reading = read(text, phrases)
    machine = judge_machine(incoming, reading, phrases=phrases, sent_at=sent.sent_at if sent else None)
    promised = promised_date(reading, today, closed) if today else None
    part = share(key, text) if key else None
    kind, confidence, why = decide(incoming, reading, machine, promised=promised, part=part, tied=sent is not None)
    if sent and not part and not papers(incoming) and not incoming.report and not machine.replies:
        kind, confidence, why = most_alike(text, phrases, (kind, confidence, why), promised=promised)
    if sent is None and not known_sender and (kind in ANSWERS or confidence <= 0.5):
        kind, confidence, why = Kind.UNRELATED, 0.6, (*why, "nothing ties it to an inquiry")
    if kind is Kind.FULL and part is not None and part < 0.99:
        kind = Kind.PARTIAL
    return Verdict(
        kind=kind,
        human=incoming.report is None and is_human(kind, machine),
        confidence=round(confidence, 3),
        because=(*why, *machine.because, *reading.because),
        expected_date=promised if kind in (Kind.INTERIM, Kind.FORWARDED) else None,
        text=text,
    )


def promised_date(reading: Reading, today: date, closed: frozenset[date]) -> date | None:
    dates = (expected_date(group, today=today, closed=closed) for group in reading.promises)
    return next((day for day in dates if day), None)


def most_alike(text: str, phrases: Phrases, choice: "Choice", *, promised: date | None) -> "Choice":
    """What a person wrote and only looks like an answer, a refusal or a closed ticket goes by what it resembles."""
    kind, confidence, _ = choice
    weak = kind is Kind.REFUSAL and confidence < 0.75
    if not (weak or kind in (Kind.FULL, Kind.AUTOMATIC)) or len(text.split()) > SHORT:
        return choice
    undated = frozenset() if promised else frozenset({Kind.INTERIM})
    likeliest, margin = phrases.likeness.judge(text, undated)
    if kind is Kind.AUTOMATIC:
        needed = MARKED if likeliest == Kind.ELSEWHERE else inf
    elif weak:
        needed = LITTLE_SAID if likeliest == Kind.FULL else inf
    else:
        needed = next((margin for sure, margin in MARGINS if confidence <= sure), inf)
        needed *= 6 if likeliest in FORMAL else 1
    if margin <= needed or likeliest == kind:
        return choice
    return Kind(likeliest), min(0.7, 0.4 + 0.03 * margin), (f"most like other mails that are: {likeliest}",)


Choice = tuple[Kind, float, tuple[str, ...]]


def decide(
    incoming: Incoming, reading: Reading, machine: Machine, *, promised: date | None, part: float | None, tied: bool
) -> Choice:
    if choice := by_report(incoming, machine):
        return choice
    if machine.bulk and not (tied and reading.answers):
        return Kind.UNRELATED, 0.8, ("looks like bulk mail",)
    if between_colleagues(incoming) and not (reading.weight >= 2 or reading.has("received")):
        return Kind.FORWARDED, 0.8, ("sent on inside the office, with a copy to us",)
    if machine.replies:
        return by_machine(reading, machine, promised=promised, part=part)
    return by_sentences(reading, machine, promised=promised, part=part, attached=bool(papers(incoming)))


def papers(incoming: Incoming) -> list[Attachment]:
    """Attachments that may hold an answer: no logos, invitations or signatures."""
    empty = ("image/", "text/calendar", "application/ms-tnef", "application/pkcs7", "application/pgp", "message/")
    return [paper for paper in incoming.attachments if not paper.type.startswith(empty)]


def between_colleagues(incoming: Incoming) -> bool:
    """Our mail sent on within the sender's own domain."""
    own = {address.domain for address in incoming.from_}
    return bool(PASSED_ON.match(incoming.subject)) and any(address.domain in own for address in incoming.to)


def by_report(incoming: Incoming, machine: Machine) -> Choice | None:
    """Delivery reports and what servers send in their place."""
    report = incoming.report
    if report and report.action == "failed":
        return Kind.BOUNCE, 0.98, (f"delivery report: failed {report.status}".strip(),)
    if report and report.action == "delayed":
        return Kind.AUTOMATIC, 0.97, ("delivery report: delayed",)
    if report and (report.action or report.disposition):
        opened = "deleted" not in report.disposition
        return (Kind.RECEIPT if opened else Kind.AUTOMATIC), 0.85, ("delivery or read notification",)
    if machine.postmaster and machine.delayed:
        return Kind.AUTOMATIC, 0.85, ("a server says that delivery is delayed",)
    if machine.postmaster and machine.undelivered:
        return Kind.BOUNCE, 0.9, ("a server says that the mail was not delivered",)
    return None


def by_machine(reading: Reading, machine: Machine, *, promised: date | None, part: float | None) -> Choice:
    """Written by a machine without anybody reading the question, as far as headers and words tell."""
    why = ("written by a machine",)
    if part is not None and part >= 0.5:
        return Kind.FULL, 0.7, (*why, "covers the key")
    if reading.has("interim_title") and promised:
        return Kind.INTERIM, 0.75, why
    if reading.has("elsewhere") and not reading.has("received"):
        return Kind.ELSEWHERE, 0.6, why
    if reading.has("absence", "closed", "gone", "ticket_closed", "survey") or machine.out_of_office:
        return Kind.AUTOMATIC, 0.9, why
    if promised and machine.score < 5 and reading.reasoned and not reading.has("volume", "absence", "closed"):
        return Kind.INTERIM, 0.65, why
    if reading.forwarded_to_named:
        return Kind.FORWARDED, 0.75, why
    if reading.weight >= 3 and machine.score < 5 and reading.answers >= 2:
        return Kind.FULL, 0.55, (*why, "goes on to answer")
    if reading.has("volume") and not reading.has("received", "thanks") and not promised:
        return Kind.AUTOMATIC, 0.65, (*why, "a warning of delay")
    redirects = reading.has("pointer") and machine.score >= 5
    if reading.has("received", "processing") or machine.receipt_subject or (reading.has("thanks") and not redirects):
        return Kind.RECEIPT, 0.88, why
    return (Kind.RECEIPT, 0.5, why) if machine.score < 5 else (Kind.AUTOMATIC, 0.55, why)


def by_sentences(
    reading: Reading, machine: Machine, *, promised: date | None, part: float | None, attached: bool
) -> Choice:
    """What a person did: answer, or one of the things that people do instead."""
    answered = part is not None and part >= 0.5
    strength = reading.weight + (3 if answered else 0)
    for kind, applies, limit in (
        (Kind.ELSEWHERE, reading.has("elsewhere") and not reading.has("survey"), 1.8),
        (Kind.AUTOMATIC, reading.has("survey", "ticket_closed", "gone"), 1.5),
        (Kind.AUTOMATIC, reading.has("absence") and not reading.concerns_case, 1.5),
        (Kind.AUTOMATIC, reading.has("closed") and not (promised and reading.concerns_case), 1.5),
        (Kind.INTERIM, bool(promised) and reading.has("interim_title"), 9),
        (Kind.FORWARDED, reading.passed_on and (machine.score < 3 or reading.forwarded_to_named), 2),
        (Kind.RECEIPT, reading.passed_on and machine.score >= 3, 1),
        (Kind.CLARIFICATION, reading.asks_plainly or (reading.has("ask") and not promised), 3),
        (Kind.INTERIM, bool(promised) and (reading.reasoned or reading.has("decline")), 1.6),
        (Kind.REFUSAL, reading.has("decline"), 3),
        (Kind.REFUSAL, reading.has("pointer") and not reading.has("received", "processing"), 0.9),
        (Kind.RECEIPT, reading.has("received", "processing"), 1.5),
    ):
        if applies and strength < limit:
            return kind, 0.6 + 0.25 * (1 - strength / limit), (f"says so, and little else ({strength:g} of {limit:g})",)
    if strength >= 1 or attached:
        return Kind.FULL, min(0.92, 0.6 + 0.06 * strength), (f"answers: {strength:g}",)
    if reading.has("thanks") and strength < 0.7:
        return Kind.RECEIPT, 0.5, ("only thanks",)
    if reading.sentences:
        return Kind.FULL, 0.35, ("short, and nothing else fits",)
    return Kind.RECEIPT, 0.2, ("empty",)


def is_human(kind: Kind, machine: Machine) -> bool:
    match kind:
        case Kind.BOUNCE | Kind.AUTOMATIC:
            return False
        case Kind.UNRELATED:
            return machine.score < 2 and not machine.bulk
        case Kind.RECEIPT | Kind.ELSEWHERE:
            return machine.score < 2
        case Kind.FULL | Kind.PARTIAL | Kind.CLARIFICATION:
            return machine.score < 5 and not machine.robot
        case _:
            return machine.score < 3
