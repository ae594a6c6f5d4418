"""What a call attempt counts for under the protocol, and what comes next: call, retry later, grade, or zero."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from instruments.clock import DAY, Calendar
from instruments.protocol import Hours, Phone
from survey.attempt import CALL, Attempt, Marks, Step, ended_at, is_over, result

HORIZON = 60  # days ahead that are searched for the next hour in which calls are made
LONG = timedelta(minutes=90)  # a call that seems longer was probably never pressed "ended"


class Access(StrEnum):
    """Did the caller get through, and if not, why."""

    REACHED = "reached"
    TOO_LONG = "too_long"  # waited longer than the protocol's limit, answered in the end or not
    CLOSED = "closed"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    CUT_SHORT = "cut_short"  # the tester gave up before the limit: the unit did not get its full chance
    VOID = "void"  # a wrong press


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    access: Access
    wait: timedelta  # from dialling until a person answered, or until the end
    talk: timedelta
    transfers: int

    @property
    def reached(self) -> bool:
        return self.access is Access.REACHED

    @property
    def counts(self) -> bool:
        """Whether it uses up one of the protocol's attempts."""
        return self.access not in (Access.CUT_SHORT, Access.VOID)


def verdict(marks: Marks, rules: Phone) -> Verdict | None:
    """Access under the protocol; None while the call goes on. Exactly the limit is not yet too long."""
    end = ended_at(CALL, marks)
    if end is None:
        return None
    answered = next((mark.at for mark in marks if mark.step is Step.ANSWERED), None)
    wait = (answered or end) - marks[0].at
    return Verdict(
        access=_access(marks, wait, rules),
        wait=wait,
        talk=end - answered if answered else timedelta(),
        transfers=sum(mark.step is Step.TRANSFER for mark in marks),
    )


def _access(marks: Marks, wait: timedelta, rules: Phone) -> Access:
    too_long = wait > timedelta(minutes=rules.wait_minutes)
    match result(CALL, marks):
        case Step.VOID:
            return Access.VOID
        case Step.ANSWERED:
            return Access.TOO_LONG if too_long else Access.REACHED
        case Step.ABANDONED:
            # Whoever gives up at the limit has waited long enough: nobody times it to the millisecond.
            full = wait >= timedelta(minutes=rules.wait_minutes)
            return Access.TOO_LONG if full else Access.CUT_SHORT
        case Step.CLOSED:
            return Access.CLOSED
        case Step.BUSY:
            return Access.BUSY
        case Step.VOICEMAIL:
            return Access.VOICEMAIL
        case _:
            return Access.NO_ANSWER


class Do(StrEnum):
    CALL = "call"  # now
    LATER = "later"  # not before `start`
    GO_ON = "go_on"  # a call is open
    GRADE = "grade"
    NOT_REACHED = "not_reached"  # the last attempt failed: zero


class Window(msgspec.Struct, frozen=True):
    """Hours of one day in which calls may be made."""

    start: datetime
    until: datetime
    slot: int


class Next(msgspec.Struct, frozen=True, kw_only=True):
    do: Do
    window: Window | None = None
    attempts_left: int = 0


def following(
    attempts: Sequence[Attempt], rules: Phone, *, calendar: Calendar, not_before: datetime, now: datetime
) -> Next:
    """What comes next for the tester, given the attempts so far in their order."""
    if attempts and not is_over(CALL, attempts[-1].steps):
        return Next(do=Do.GO_ON)
    verdicts = [(attempt, seen) for attempt in attempts if (seen := verdict(attempt.steps, rules))]
    if any(seen.reached for _, seen in verdicts):
        return Next(do=Do.GRADE)
    failed = [attempt for attempt, seen in verdicts if seen.counts]
    left = rules.attempts - len(failed)
    if left <= 0:
        return Next(do=Do.NOT_REACHED)
    windows = open_windows(rules.call, calendar, since=max(now, not_before))
    window = next((one for one in windows if _is_another(one, failed, rules=rules, calendar=calendar)), None)
    started = window is not None and window.start <= now
    return Next(do=Do.CALL if started else Do.LATER, window=window, attempts_left=left)


def _is_another(window: Window, failed: Sequence[Attempt], *, rules: Phone, calendar: Calendar) -> bool:
    """A retry goes into another slot: other hours where the day has several, else another day."""
    if not failed or not rules.retry_in_another_slot:
        return True
    last = calendar.local(failed[-1].started_at)
    if len(rules.call) == 1:
        return window.start.astimezone(calendar.zone).date() > last.date()
    return window.slot != slot_of(last, rules.call)


def slot_of(local: datetime, hours: Sequence[Hours]) -> int | None:
    return next((n for n, span in enumerate(hours) if span.start <= local.time() < span.until), None)


def open_windows(hours: Sequence[Hours], calendar: Calendar, *, since: datetime) -> Iterator[Window]:
    """The hours for calls from a moment on, in order; the first one may have begun."""
    local = calendar.local(since)
    for n in range(HORIZON):
        day = local.date() + n * DAY
        if calendar.works(day):
            yield from (one for one in _windows_on(day, hours, calendar) if one.until > local)


def _windows_on(day: date, hours: Sequence[Hours], calendar: Calendar) -> Iterator[Window]:
    for slot, span in sorted(enumerate(hours), key=lambda pair: pair[1].start):
        start = datetime.combine(day, span.start, tzinfo=calendar.zone)
        yield Window(start, datetime.combine(day, span.until, tzinfo=calendar.zone), slot)


def overlap(attempts: Sequence[Attempt]) -> bool:
    """Whether two of one person's calls lie over each other: nobody makes two calls at a time."""
    real = (one for one in attempts if one.result is not Step.VOID)
    spans = sorted((one.started_at, one.ended_at or one.started_at) for one in real)
    return any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:], strict=False))


def seems_forgotten(attempts: Sequence[Attempt]) -> bool:
    real = (one for one in attempts if one.result is not Step.VOID)
    return any(one.ended_at and one.ended_at - one.started_at > LONG for one in real)
