"""What a tester says of an inquiry: what may be sent in, what is missing, and how the inquiry ends by it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from instruments import answers as answered
from instruments.answers import Checked
from instruments.instrument import Instrument, Outcome
from instruments.protocol import Protocol
from instruments.scenario import Channel
from mailer.kind import STOPS_CLOCK, Kind
from survey import call, refusal, search
from survey.attempt import Attempt
from survey.inquiry import Inquiry
from survey.problems import Fault
from survey.texts import N_


class GradeStatus(StrEnum):
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"  # the task went to another tester


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    inquiry_id: int
    person_id: int
    token: str
    instrument: str
    instrument_version: int
    answers: dict[str, Any]
    outcome: Outcome
    recognised: bool = False
    submitted_at: datetime
    status: GradeStatus = GradeStatus.SUBMITTED
    reason: str = ""  # the tester's own, where something was said instead of grading


SAID = (Outcome.DETECTED, Outcome.NOT_OFFERED, Outcome.TESTER_ERROR)
"""What a tester can say with one press instead of grading."""


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One press of "send in". `said` stands instead of grading; `reason` is its explanation, for a person."""

    inquiry_id: int
    person_id: int
    token: str
    answers: dict[str, Any] = {}
    said: Outcome | None = None
    reason: str = ""
    language: str = "en"  # in which the instrument's own messages are told
    times_right: bool = False  # the tester confirms a call that seems too long


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an inquiry when its work is sent in."""

    inquiry: Inquiry
    protocol: Protocol
    instrument: Instrument
    attempts: tuple[Attempt, ...] = ()
    replies: tuple[Kind, ...] = ()
    now: datetime
    cap_seconds: int | None = None  # of a search: the scenario's own, else the protocol's


def needs_form(facts: Facts) -> bool:
    """Whether there is something to grade: an answer, a call that got through, a page that was found in time."""
    return outcome(facts) is Outcome.ANSWERED


def outcome(facts: Facts) -> Outcome | None:
    """How the inquiry ended by what is recorded; None while the tester still has to call, to search or to wait."""
    match facts.inquiry.channel:
        case "email":
            return _mail_outcome(facts)
        case "phone":
            return _call_outcome(facts)
        case _:
            return _search_outcome(facts)


def _mail_outcome(facts: Facts) -> Outcome | None:
    stopping = set(facts.replies) & STOPS_CLOCK
    if stopping == {Kind.REFUSAL}:
        return Outcome.REFUSED
    if stopping:
        return Outcome.ANSWERED
    return facts.inquiry.outcome


def _call_outcome(facts: Facts) -> Outcome | None:
    rules = facts.protocol.phone
    if rules is None:
        return None
    verdicts = [seen for one in facts.attempts if (seen := call.verdict(one.steps, rules))]
    if len(verdicts) < len(facts.attempts):
        return None
    if any(seen.reached for seen in verdicts):
        return Outcome.ANSWERED
    return Outcome.UNREACHABLE if sum(seen.counts for seen in verdicts) >= rules.attempts else None


def _search_outcome(facts: Facts) -> Outcome | None:
    standing = search.standing(facts.attempts)
    found = search.finding(standing.steps, facts.cap_seconds) if standing else None
    if found is None:
        return None
    return Outcome.ANSWERED if found.in_time else Outcome.UNREACHABLE


def faults(facts: Facts, submission: Submission, *, others: Sequence[Attempt] = ()) -> tuple[Fault, ...]:
    """Why this cannot be sent in yet, field by field; `others` are the tester's calls about other inquiries."""
    if submission.said:
        return tuple(_said_faults(submission))
    if outcome(facts) is None:
        return (Fault("steps", unfinished(facts)),)
    found = list(_time_faults(facts, submission, others))
    if needs_form(facts):
        found += refusal.faults(facts.instrument, _checked(facts, submission).problems)
    return tuple(found)


def unfinished(facts: Facts) -> str:
    match facts.inquiry.channel:
        case "email":
            return N_("There is no answer to grade yet.")
        case "phone":
            return N_("The call is not finished: make it, and press each step.")
        case _:
            return N_("The search is not finished: start it, and press how it ended.")


def _said_faults(submission: Submission) -> Iterable[Fault]:
    if submission.said not in SAID:
        yield Fault("said", N_("Choose one of the answers shown."))
    if submission.said is Outcome.TESTER_ERROR and not submission.reason.strip():
        yield Fault("reason", N_("Say shortly what went wrong, so that it can be put right."))


def _time_faults(facts: Facts, submission: Submission, others: Sequence[Attempt]) -> Iterable[Fault]:
    if facts.inquiry.channel != "phone":
        return
    for item, value in proposed(facts).items():
        if submission.answers.get(item, value) != value:
            yield Fault(item, N_("This contradicts the buttons you pressed."))
    if call.overlap([*facts.attempts, *others]):
        yield Fault("times", N_("Two of your calls were made at the same time. Void the one that was a wrong press."))
    if call.seems_forgotten(facts.attempts) and not submission.times_right:
        yield Fault("times_right", N_("The call seems very long. Tick here if it is true, or void the call."))


# Items of the bank's forms that ask what the buttons have told already, by channel.
TIMED = {"phone": "reached", "web": "found"}


def proposed(facts: Facts) -> dict[str, str]:
    """What the buttons say of an item that asks for it: at which attempt one got through, found or partly."""
    name = TIMED.get(channel_of(facts.inquiry), "")
    item = next((one for one in facts.instrument.leaves if one.name == name), None)
    value = _pressed(facts)
    return {name: value} if item and value in {choice.value for choice in item.choices} else {}


def _pressed(facts: Facts) -> str:
    if outcome(facts) is not Outcome.ANSWERED:
        return ""
    rules = facts.protocol.phone
    if facts.inquiry.channel == "phone" and rules:
        counted = [seen for one in facts.attempts if (seen := call.verdict(one.steps, rules)) and seen.counts]
        return "first" if counted[0].reached else "retry"
    standing = search.standing(facts.attempts)
    found = search.finding(standing.steps, facts.cap_seconds) if standing else None
    return found.ending.value if found else ""


def stored_answers(facts: Facts, submission: Submission) -> dict[str, Any]:
    """The answers that stand; those to items that were not asked are dropped."""
    return _checked(facts, submission).values


def _checked(facts: Facts, submission: Submission) -> Checked:
    seed, language = str(facts.inquiry.id), submission.language
    return answered.check(facts.instrument, submission.answers, now=facts.now, seed=seed, language=language)


def channel_of(inquiry: Inquiry) -> Channel:
    return Channel(inquiry.channel.partition("_")[0])
