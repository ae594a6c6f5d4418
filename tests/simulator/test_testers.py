from datetime import UTC, datetime, timedelta
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import check
from instruments.instrument import Choice, Instrument, Item, Rule
from instruments.worth import points
from simulator.dice import dice
from simulator.testers import call, grade, search
from survey.attempt import CALL, SEARCH, Step, is_over, possible, result

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SEEDS = st.integers(0, 10**6)
SKILLS = st.floats(0, 1)
FORM = Instrument(
    id="form",
    title={"en": "Form"},
    items=(
        Item(
            name="answered",
            label={"en": "?"},
            required=True,
            choices=tuple(Choice(value=str(n), label={"en": str(n)}, points=n) for n in range(4)),
        ),
        Item(
            name="more",
            label={"en": "?"},
            shown_if=Rule("answered", ("3",)),
            choices=tuple(Choice(value=value, label={"en": value}, points=len(value)) for value in ("yes", "no")),
        ),
    ),
)


@given(SEEDS, SKILLS)
def test_a_call_is_one_that_a_tester_could_have_pressed(seed: int, skill: float) -> None:
    marks = call(dice(seed), skill, NOW, wait_seconds=240)
    for number, mark in enumerate(marks):
        assert mark.step in possible(CALL, marks[:number])
    assert is_over(CALL, marks)
    assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)


@given(SEEDS, SKILLS)
def test_nobody_waits_longer_than_the_protocol_says(seed: int, skill: float) -> None:
    marks = call(dice(seed), skill, NOW, wait_seconds=120)
    reached = next((mark.at for mark in marks if mark.step in {Step.ANSWERED, Step.ABANDONED}), NOW)
    assert reached - NOW <= timedelta(seconds=120.2)


@given(SEEDS, SKILLS)
def test_a_search_ends_within_its_time(seed: int, skill: float) -> None:
    marks = search(dice(seed), skill, NOW, cap_seconds=120)
    assert is_over(SEARCH, marks)
    assert marks[-1].at - NOW <= timedelta(seconds=120)


@given(SEEDS, SKILLS)
def test_a_grader_fills_the_form_in_as_it_asks(seed: int, worth: float) -> None:
    assert not check(FORM, grade(dice(seed), worth, FORM)).problems


def test_skill_shows_on_every_channel() -> None:
    def reached(skill: float) -> float:
        return mean(result(CALL, call(dice(n), skill, NOW, wait_seconds=240)) is Step.ANSWERED for n in range(500))

    def found(skill: float) -> float:
        return mean(search(dice(n), skill, NOW, cap_seconds=180)[-1].step is Step.FOUND for n in range(500))

    def graded(worth: float) -> float:
        return mean(sum(one.points or 0 for one in points(FORM, grade(dice(n), worth, FORM))) for n in range(500))

    assert reached(0.9) > reached(0.2) + 0.1
    assert found(0.9) > found(0.2) + 0.2
    assert graded(0.9) > graded(0.2) + 1
