"""Attempts, retries in another slot and the zero after the last one follow the protocol."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.clock import Calendar
from instruments.protocol import Phone
from survey.attempt import CALL, Attempt, Mark, Step, ended_at, result
from survey.call import Access, Do, Next, following, overlap, seems_forgotten, verdict
from tests.tester.test_attempt import marks, paths

OSLO = ZoneInfo("Europe/Oslo")
NORWAY = Calendar("NO")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def rules() -> Phone:
    found = bank.protocol("kommunetest-2019").phone
    assert found
    return found


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=OSLO)


def attempt(start: datetime, *steps: tuple[Step, float], number: int = 1) -> Attempt:
    """`steps` with the minutes after the start."""
    timed = tuple(Mark(step, start + timedelta(minutes=after)) for step, after in steps)
    return Attempt(
        id=number,
        inquiry_id=1,
        person_id=1,
        number=number,
        token=str(number),
        steps=timed,
        result=result(CALL, timed),
        started_at=start,
        ended_at=ended_at(CALL, timed),
    )


def closed(start: datetime, number: int = 1) -> Attempt:
    return attempt(start, (Step.DIAL, 0), (Step.CLOSED, 0.5), number=number)


def what_next(*attempts: Attempt, now: datetime, calendar: Calendar = NORWAY) -> Next:
    return following(attempts, rules(), calendar=calendar, not_before=LONG_AGO, now=now)


def test_a_call_is_made_inside_the_hours_of_the_protocol() -> None:
    assert what_next(now=at(9, 29)).do is Do.LATER
    assert what_next(now=at(9, 30)).do is Do.CALL
    assert what_next(now=at(14, 59)).do is Do.CALL
    later = what_next(now=at(15, 0))
    assert later.do is Do.LATER
    assert later.window and later.window.start == at(9, 30, day=4)


def test_no_call_on_a_weekend_a_holiday_or_a_closed_day() -> None:
    friday = datetime(2026, 4, 1, 16, tzinfo=OSLO)  # before Maundy Thursday; Easter Monday is the 6th
    found = what_next(now=friday, calendar=Calendar("NO", frozenset({date(2026, 4, 7)})))
    assert found.window and found.window.start == datetime(2026, 4, 8, 9, 30, tzinfo=OSLO)


def test_a_retry_goes_into_another_slot() -> None:
    morning = what_next(closed(at(10)), now=at(10, 5))
    assert (morning.do, morning.attempts_left) == (Do.LATER, 1)
    assert morning.window and morning.window.start == at(12)
    afternoon = what_next(closed(at(13)), now=at(13, 5))
    assert afternoon.window and afternoon.window.start == at(9, 30, day=4)


def test_where_the_day_is_one_slot_a_retry_goes_to_another_day() -> None:
    one_slot = msgspec.structs.replace(rules(), call=rules().call[:1])
    found = following([closed(at(10))], one_slot, calendar=NORWAY, not_before=LONG_AGO, now=at(10, 5))
    assert found.window and found.window.start == at(9, 30, day=4)


def test_after_the_last_attempt_it_is_zero() -> None:
    assert what_next(closed(at(10)), closed(at(13), number=2), now=at(13, 5)).do is Do.NOT_REACHED


def test_a_wait_over_the_limit_is_not_reached_even_if_someone_answers_then() -> None:
    limit = rules().wait_minutes
    just = attempt(at(10), (Step.DIAL, 0), (Step.QUEUE, 1), (Step.ANSWERED, limit), (Step.ENDED, 9))
    over = attempt(at(10), (Step.DIAL, 0), (Step.QUEUE, 1), (Step.ANSWERED, limit + 0.02), (Step.ENDED, 9))
    assert what_next(just, now=at(10, 30)).do is Do.GRADE
    assert what_next(over, now=at(10, 30)).do is Do.LATER
    seen = verdict(over.steps, rules())
    assert seen and seen.access is Access.TOO_LONG


def test_giving_up_before_the_limit_costs_the_unit_nothing() -> None:
    early = attempt(at(10), (Step.DIAL, 0), (Step.QUEUE, 1), (Step.ABANDONED, 2))
    late = attempt(at(10), (Step.DIAL, 0), (Step.QUEUE, 1), (Step.ABANDONED, 4))
    assert (what_next(early, now=at(10, 30)).do, what_next(early, now=at(10, 30)).attempts_left) == (Do.CALL, 2)
    assert what_next(late, now=at(10, 30)).attempts_left == 1


def test_a_wrong_press_does_not_use_up_an_attempt() -> None:
    wrong = attempt(at(10), (Step.DIAL, 0), (Step.BUSY, 1), (Step.VOID, 2))
    assert what_next(wrong, now=at(10, 5)).attempts_left == 2


def test_an_open_call_goes_on_whatever_the_hour() -> None:
    assert what_next(attempt(at(14, 59), (Step.DIAL, 0)), now=at(15, 10)).do is Do.GO_ON


@given(st.lists(paths(), max_size=5), st.integers(0, 60 * 24 * 14))
def test_the_result_follows_from_the_attempts_alone(walks: list, minutes: int) -> None:  # type: ignore[type-arg]
    now = at(8) + timedelta(minutes=minutes)
    # times in order, as the step keeps them
    done = [attempt(at(8), *((m.step, n) for n, m in enumerate(walk))) for walk in walks if walk]
    found = following(done, rules(), calendar=NORWAY, not_before=LONG_AGO, now=now)
    seen = [verdict(one.steps, rules()) for one in done]
    counted = sum(one is not None and one.counts for one in seen)
    match found.do:
        case Do.GO_ON:
            assert seen[-1] is None
        case Do.GRADE:
            assert any(one and one.reached for one in seen)
        case Do.NOT_REACHED:
            assert counted >= rules().attempts
        case Do.CALL:
            assert found.window and found.window.start <= now < found.window.until
        case Do.LATER:
            assert found.window and found.window.start > now


@given(paths())
def test_waiting_and_talking_add_up_to_the_call(walk: list) -> None:  # type: ignore[type-arg]
    timed = marks(*(mark.step for mark in walk))
    seen = verdict(timed, rules())
    end = ended_at(CALL, timed)
    if seen and end:
        assert seen.wait + seen.talk == end - timed[0].at


def test_two_calls_at_a_time_contradict_each_other() -> None:
    first = attempt(at(10), (Step.DIAL, 0), (Step.ANSWERED, 1), (Step.ENDED, 5))
    second = attempt(at(10, 4), (Step.DIAL, 0), (Step.BUSY, 1))
    assert overlap([first, second])
    assert not overlap([first, attempt(at(10, 5), (Step.DIAL, 0), (Step.BUSY, 1))])


def test_a_call_of_two_hours_was_probably_never_ended() -> None:
    assert seems_forgotten([attempt(at(10), (Step.DIAL, 0), (Step.ANSWERED, 1), (Step.ENDED, 120))])
