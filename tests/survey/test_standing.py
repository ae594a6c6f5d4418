"""A unit's figures: every kind of missingness by its own rule, each with its footnote."""

from typing import Any

import pytest

from instruments.instrument import Outcome
from survey.inquiry import Status
from survey.standing import Standing, standings
from survey.wave import Wave
from tests.forms import NOW, SHEETS, TIMED, a_protocol, a_work

WAVE = Wave(id=1, name="W", protocol="small", starts_on=NOW.date(), ends_on=NOW.date(), seed=1, created_at=NOW)
GRADED = {"graded": Outcome.ANSWERED, "answers": {"right": "yes", "plain": "yes"}, "working_days": 3}


def of(*works: dict[str, Any], before: float | None = None, **protocol: Any) -> Standing:
    made = [a_work(n, **values) for n, values in enumerate(works, 1)]
    totals = {} if before is None else {7: before}
    (found,) = standings(WAVE, a_protocol(**protocol), SHEETS, made, before=totals, now=NOW)
    return found


@pytest.mark.parametrize("outcome", [Outcome.UNANSWERED, Outcome.UNREACHABLE, Outcome.REFUSED])
def test_what_the_unit_failed_at_counts_as_zero(outcome: Outcome) -> None:
    found = of(GRADED, {"status": Status.DONE, "outcome": outcome})
    assert found.total == 50
    assert found.tested == 1
    assert found.notes == {outcome: 2}


@pytest.mark.parametrize(
    "outcome",
    [Outcome.NOT_TESTED, Outcome.NOT_APPLICABLE, Outcome.NOT_OFFERED, Outcome.TESTER_ERROR, Outcome.DETECTED],
)
def test_what_the_unit_is_not_to_blame_for_leaves_the_sum(outcome: Outcome) -> None:
    found = of(GRADED, {"status": Status.DONE, "outcome": outcome})
    assert found.total == 100
    assert found.tested == 0.5
    assert found.notes == {outcome: 2}


def test_what_is_still_open_is_neither_here_nor_there() -> None:
    found = of(GRADED, {"status": Status.WAITING}, {"status": Status.SENT_BACK})
    assert (found.total, found.notes) == (100, {})
    assert found.tested == pytest.approx(1 / 3)


def test_an_answer_after_the_last_day_has_its_own_footnote() -> None:
    found = of({**GRADED, "working_days": 11}, {**GRADED, "working_days": 5}, **TIMED)
    assert found.total == 50
    assert found.notes == {"late": 3}


def test_a_unit_of_which_nothing_is_known_has_no_figures() -> None:
    found = of({"status": Status.PLANNED})
    assert (found.total, found.low, found.rank, found.tested, found.change) == (None, None, None, 0, None)


def test_change_needs_a_figure_before_and_one_now() -> None:
    assert of(GRADED, before=90).change == 10
    assert of(GRADED).change is None
    assert of({"status": Status.PLANNED}, before=90).change is None
