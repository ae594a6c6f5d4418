"""Whatever is pressed, in whatever order it arrives: the times hold and nothing is counted twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.attempt import CALL, SEARCH, Mark, Marks, OutOfStep, Step, ended_at, is_over, merge, possible, result

START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=8)


def marks(*steps: Step, every: float = 10) -> Marks:
    return tuple(Mark(step, START + timedelta(seconds=every * n)) for n, step in enumerate(steps))


def put(recorded: Marks, sent: Marks) -> Marks:
    return merge(CALL, recorded, sent, not_before=START, not_after=END)


@st.composite
def paths(draw: st.DrawFn, moves=CALL) -> Marks:  # type: ignore[no-untyped-def]
    """A walk through the buttons that are shown, with times of a clock that may be wrong."""
    walked: Marks = ()
    for _ in range(draw(st.integers(0, 9))):
        if not (open_now := possible(moves, walked)):
            break
        at = START + timedelta(seconds=draw(st.integers(-90_000, 90_000)))
        walked = (*walked, Mark(draw(st.sampled_from(open_now)), at))
    return walked


@given(paths())
def test_times_never_run_backwards_and_stay_in_bounds(sent: Marks) -> None:
    kept = put((), sent)
    times = [START, *(mark.at for mark in kept), END]
    assert times == sorted(times)
    assert [mark.step for mark in kept] == [mark.step for mark in sent]


@given(paths(), st.integers(0, 9))
def test_a_press_that_arrives_twice_is_one_step(sent: Marks, n: int) -> None:
    part = put((), sent[:n])
    assert put(part, sent[:n]) == part
    whole = put(part, sent)
    assert put(whole, sent) == whole
    assert put(whole, sent[:n]) == whole
    assert whole[: len(part)] == part


@given(paths(), paths())
def test_two_windows_agree_or_the_second_is_told(one: Marks, other: Marks) -> None:
    kept = put((), one)
    try:
        joined = put(kept, other)
    except OutOfStep as told:
        assert told.recorded == kept
    else:
        assert joined[: len(kept)] == kept
        assert [m.step for m in joined] == [m.step for m in max(one, other, key=len)]


@given(st.lists(st.sampled_from(list(Step)), max_size=8))
def test_any_sequence_of_presses_is_a_path_or_is_refused_whole(steps: list[Step]) -> None:
    try:
        kept = put((), marks(*steps))
    except OutOfStep as told:
        assert told.recorded == ()
        return
    assert (result(CALL, kept) is None) == (not is_over(CALL, kept))
    assert (ended_at(CALL, kept) is None) == (not is_over(CALL, kept))


def test_an_answered_call_stays_answered_when_the_transfer_leads_nowhere() -> None:
    assert result(CALL, marks(Step.DIAL, Step.ANSWERED, Step.TRANSFER, Step.BUSY)) is Step.ANSWERED


def test_a_wrong_press_takes_an_ended_attempt_back_but_keeps_its_end() -> None:
    void = marks(Step.DIAL, Step.BUSY, Step.VOID)
    assert result(CALL, void) is Step.VOID
    assert ended_at(CALL, void) == void[1].at


def test_nothing_follows_the_end() -> None:
    with pytest.raises(OutOfStep):
        put((), marks(Step.DIAL, Step.CLOSED, Step.ANSWERED))


def test_every_step_that_may_follow_has_a_place_of_its_own() -> None:
    for moves in (CALL, SEARCH):
        assert {step for after in moves.values() for step in after} == {step for step in moves if step}
