"""A search that takes longer than the cap has not found anything in time."""

from datetime import timedelta

import pytest

from survey.attempt import Mark, Marks, Step
from survey.search import Ending, finding
from tests.tester.test_attempt import START


def searched(step: Step, seconds: float) -> Marks:
    return (Mark(Step.START, START), Mark(step, START + timedelta(seconds=seconds)))


@pytest.mark.parametrize(
    ("step", "seconds", "ending"),
    [
        (Step.FOUND, 180, Ending.FOUND),
        (Step.FOUND, 180.1, Ending.TOO_LATE),
        (Step.PARTLY, 179, Ending.PARTLY),
        (Step.PARTLY, 181, Ending.TOO_LATE),
        (Step.NOT_FOUND, 10, Ending.NOT_FOUND),
        (Step.NOT_FOUND, 500, Ending.NOT_FOUND),
        (Step.VOID, 5, Ending.VOID),
    ],
)
def test_the_cap_decides(step: Step, seconds: float, ending: Ending) -> None:
    found = finding(searched(step, seconds), 180)
    assert found and found.ending is ending


def test_without_a_cap_there_is_time() -> None:
    found = finding(searched(Step.FOUND, 3000), None)
    assert found and found.in_time


def test_a_search_that_goes_on_has_no_ending() -> None:
    assert finding((Mark(Step.START, START),), 180) is None
