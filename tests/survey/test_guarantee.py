"""Promises are checked by the clock that they name."""

from datetime import UTC, date, datetime, timedelta

import pytest

from instruments.clock import Calendar
from instruments.instrument import Outcome
from survey.attempt import Attempt, Mark, Step
from survey.guarantee import Code, Guarantee, Met, checked, read, told_as

NORWAY = Calendar("NO")
FRIDAY = datetime(2026, 3, 6, 13, tzinfo=UTC)  # 14:00 in Norway


def promise(code: Code = Code.MAIL_HOURS, within: float = 24, **more: date) -> Guarantee:
    return Guarantee(**{"id": 1, "unit_id": 1, "code": code, "within": within, "valid_from": date(2026, 1, 1), **more})  # type: ignore[arg-type]


def mail(after: timedelta | None, ended: Outcome = Outcome.ANSWERED) -> Met:
    answered = None if after is None else FRIDAY + after
    return Met(channel="email", started_at=FRIDAY, answered_at=answered, ended=ended)


def call(*steps: tuple[Step, float]) -> Met:
    marks = tuple(Mark(step, FRIDAY + timedelta(minutes=minute)) for step, minute in steps)
    one = Attempt(
        id=1, inquiry_id=1, person_id=1, number=1, token="t", steps=marks, started_at=FRIDAY, ended_at=marks[-1].at
    )
    ended = Outcome.ANSWERED if any(step is Step.ANSWERED for step, _ in steps) else Outcome.UNREACHABLE
    return Met(channel="phone", started_at=FRIDAY, ended=ended, attempts=(one,))


@pytest.mark.parametrize(
    ("after", "code", "within", "kept"),
    [
        (timedelta(hours=72), Code.MAIL_HOURS, 24, (1, 0)),  # Larvik's clock stands still on Saturday and Sunday
        (timedelta(hours=72, seconds=1), Code.MAIL_HOURS, 24, (0, 1)),
        (timedelta(hours=72), Code.MAIL_DAYS, 1, (1, 0)),
        (timedelta(hours=96), Code.MAIL_DAYS, 1, (0, 1)),
        (timedelta(hours=72), Code.MAIL_DAYS_NOON, 1, (1, 0)),  # sent after noon: Monday is day 1
    ],
)
def test_a_mail_is_held_against_the_promised_clock(
    after: timedelta, code: Code, within: float, kept: tuple[int, int]
) -> None:
    (one,) = checked([promise(code, within)], [mail(after)], NORWAY)
    assert (one.kept, one.broken, one.unknown) == (*kept, 0)


def test_no_answer_breaks_it_and_an_answer_of_unknown_time_is_unknown() -> None:
    (one,) = checked(
        [promise()], [mail(None, Outcome.UNANSWERED), mail(None), mail(None, Outcome.TESTER_ERROR)], NORWAY
    )
    assert (one.kept, one.broken, one.unknown) == (0, 1, 1)


def test_a_promise_counts_for_the_days_on_which_it_was_valid() -> None:
    later, ended = promise(valid_from=date(2026, 3, 7)), promise(valid_to=date(2026, 3, 5))
    assert checked([later, ended], [mail(timedelta(hours=1))], NORWAY) == ()
    assert checked([promise(valid_to=date(2026, 3, 6))], [mail(timedelta(hours=1))], NORWAY)[0].kept == 1


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        (((Step.DIAL, 0), (Step.QUEUE, 0.2), (Step.ANSWERED, 3), (Step.ENDED, 6)), (1, 0, 0)),
        (((Step.DIAL, 0), (Step.QUEUE, 0.2), (Step.ANSWERED, 3.1), (Step.ENDED, 6)), (0, 1, 0)),
        (((Step.DIAL, 0), (Step.BUSY, 0.1)), (0, 1, 0)),
        (((Step.DIAL, 0), (Step.QUEUE, 0.1), (Step.ABANDONED, 1)), (0, 0, 1)),
    ],
)
def test_a_call_is_answered_by_a_person_in_time_or_not(
    steps: tuple[tuple[Step, float], ...], kept: tuple[int, int, int]
) -> None:
    (one,) = checked([promise(Code.CALL_MINUTES, 3), promise()], [call(*steps)], NORWAY)
    assert (one.kept, one.broken, one.unknown) == kept


def test_a_promise_is_known_again_by_its_code_and_limit() -> None:
    assert told_as(promise()) == "mail_hours:24"
    assert read("call_minutes:2.5") == (Code.CALL_MINUTES, 2.5)
