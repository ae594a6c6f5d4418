"""What a unit has promised its citizens, and whether a test contact was met as promised."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from instruments.clock import Calendar, Clock, Pause, Verdict, deadline
from instruments.instrument import Outcome
from instruments.protocol import Phone
from scoring.finding import Promise
from survey.attempt import Attempt
from survey.call import Access, verdict


class Code(StrEnum):
    MAIL_HOURS = "mail_hours"
    """An e-mail is answered within so many hours, Saturdays and Sundays not counted."""
    MAIL_DAYS = "mail_days"
    """... within so many working days, the day of sending being day 0."""
    MAIL_DAYS_NOON = "mail_days_noon"
    """... within so many working days, the day of sending being day 1 if sent before 12:00."""
    CALL_MINUTES = "call_minutes"
    """A call is answered by a person within so many minutes."""


CLOCKS = {
    Code.MAIL_HOURS: Clock.HOURS,
    Code.MAIL_DAYS: Clock.FROM_NEXT_DAY,
    Code.MAIL_DAYS_NOON: Clock.NOON_RULE,
}
MOST = {Code.MAIL_HOURS: 1000, Code.MAIL_DAYS: 100, Code.MAIL_DAYS_NOON: 100, Code.CALL_MINUTES: 240}
MET = {Outcome.ANSWERED, Outcome.REFUSED}
"""The unit has said something: how soon is what counts, also for a refusal."""


class Guarantee(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    unit_id: int
    code: Code
    within: float
    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """One test contact of the unit that has ended."""

    channel: str
    started_at: datetime | None
    answered_at: datetime | None = None
    ended: Outcome
    attempts: tuple[Attempt, ...] = ()
    pauses: Sequence[Pause] = ()


def kept(one: Guarantee, met: Met, calendar: Calendar) -> bool | None:
    """None where it is not known; raises ValueError where the promise does not concern this contact."""
    if not concerns(one, met, calendar) or met.started_at is None:
        raise ValueError("this promise is about something else")
    if one.code is Code.CALL_MINUTES:
        return called(one, met)
    if met.ended is Outcome.UNANSWERED:
        return False
    if met.answered_at is None:
        return None
    found = deadline(
        CLOCKS[one.code],
        met.started_at,
        limit=one.within,
        calendar=calendar,
        answered_at=met.answered_at,
        pauses=met.pauses,
    )
    return None if found.verdict is Verdict.INVALID else found.verdict is Verdict.IN_TIME


def called(one: Guarantee, met: Met) -> bool | None:
    """The first attempt that says anything decides: a citizen has not been told to call twice."""
    rules = Phone(inquiries=1, call=(), wait_minutes=one.within)
    found = (told for each in met.attempts if (told := verdict(each.steps, rules)) is not None)
    first = next((told for told in found if told.counts), None)
    return None if first is None else first.access is Access.REACHED


def concerns(one: Guarantee, met: Met, calendar: Calendar) -> bool:
    phone = one.code is Code.CALL_MINUTES
    if met.started_at is None or met.channel != ("phone" if phone else "email"):
        return False
    told = met.ended in (MET | {Outcome.UNREACHABLE} if phone else MET | {Outcome.UNANSWERED})
    return told and one.holds(calendar.local(met.started_at).date())


def checked(guarantees: Iterable[Guarantee], contacts: Sequence[Met], calendar: Calendar) -> tuple[Promise, ...]:
    """How often each kind of promise was kept in these contacts; one that concerned none is left out."""
    found: dict[str, Counter[bool | None]] = {}
    for one in guarantees:
        told = [kept(one, met, calendar) for met in contacts if concerns(one, met, calendar)]
        if told:
            found.setdefault(told_as(one), Counter()).update(told)
    return tuple(
        Promise(code, kept=number[True], broken=number[False], unknown=number[None]) for code, number in found.items()
    )


def told_as(one: Guarantee) -> str:
    """`mail_hours:24`: what is promised is part of what it is about."""
    return f"{one.code}:{one.within:g}"


def read(told: str) -> tuple[Code, float]:
    code, _, within = told.partition(":")
    return Code(code), float(within)
