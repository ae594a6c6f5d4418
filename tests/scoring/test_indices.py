"""Survey indices against figures worked out by hand."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import indices
from scoring.indices import Call, Denominator, ServiceLevel

GRADES = [5, 4, 4, 3, 1]
CALLS = [Call(True, 20), Call(True, 21), Call(True, 3), Call(False, 3), Call(False, 5), Call(False, 60)]


def test_skr_lays_grades_on_a_hundred_and_takes_their_mean() -> None:
    found = indices.skr(GRADES)
    assert (found.value, found.n, found.denominator) == (60, 5, Denominator.GRADED)
    # 100, 75, 75, 50, 0: s = sqrt(5750 / 4), t(4) = 2.776445
    assert found.high == pytest.approx(min(100, 60 + 2.776445 * math.sqrt(5750 / 4 / 5)), abs=1e-4)


def test_who_got_no_reply_leaves_skrs_index_and_stands_beside_it() -> None:
    assert indices.skr(GRADES, without_reply=True).denominator == Denominator.GRADED_AND_REPLIED
    beside = indices.no_reply([True, True, False, True])
    assert (beside.value, beside.n) == (25, 4)


def test_kkik_weighs_three_two_one_nothing() -> None:
    # (3 * 2 + 2 * 1 + 1 * 1 + 0 * 1) / (3 * 5)
    assert indices.kkik([3, 3, 2, 1, 0]).value == pytest.approx(100 * 9 / 15)


def test_csat_is_the_share_of_the_two_best_grades() -> None:
    found = indices.csat(GRADES)
    assert (found.value, found.n) == (60, 5)
    assert (found.low, found.high) == pytest.approx((23.07, 88.24), abs=0.01)


def test_ces_is_a_mean_with_easy_at_the_top() -> None:
    assert (indices.ces([5, 5]).value, indices.ces([1]).value, indices.ces([3, 4]).value) == (100, 0, 62.5)


def test_nps_is_promoters_less_detractors_with_the_variance_of_the_difference() -> None:
    grades = [10] * 50 + [8] * 30 + [6] * 15 + [0] * 5
    found = indices.nps(grades)
    half = 100 * 1.959964 * math.sqrt((0.5 + 0.2 - 0.09) / 100)
    assert (found.value, found.low, found.high) == pytest.approx((30, 30 - half, 30 + half), abs=1e-4)
    assert (indices.nps([9]).value, indices.nps([7, 8]).value, indices.nps([6]).value) == (100, 0, -100)


def test_solved_at_first_contact_is_yes_among_yes_and_no() -> None:
    assert indices.first_contact([True, True, False, True]).value == 75


@pytest.mark.parametrize(
    ("variant", "value", "n"),
    [
        (ServiceLevel.OFFERED, 200 / 6, 6),
        (ServiceLevel.ANSWERED, 200 / 3, 3),
        (ServiceLevel.LESS_SHORT, 200 / 5, 5),
        (ServiceLevel.LENIENT, 400 / 6, 6),
    ],
)
def test_each_variant_of_the_service_level_has_its_own_denominator(variant: ServiceLevel, value: float, n: int) -> None:
    found = indices.service_level(CALLS, 20, variant=variant, short=5)
    assert (found.value, found.n) == (pytest.approx(value), n)


def test_short_abandoned_calls_leave_both_sides_of_the_rate() -> None:
    everyone, less = indices.abandon_rate(CALLS), indices.abandon_rate(CALLS, short=5)
    assert (everyone.value, everyone.n, everyone.denominator) == (50, 6, Denominator.OFFERED)
    assert (less.value, less.n, less.denominator) == (40, 5, Denominator.OFFERED_LESS_SHORT)


@pytest.mark.parametrize("index", [indices.skr, indices.kkik, indices.csat, indices.ces, indices.nps])
def test_grades_outside_the_scale_are_refused_and_none_is_no_figure(index: Callable[..., indices.Index]) -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        index([11])
    assert (index([]).value, index([]).n) == (None, 0)


@given(st.lists(st.integers(1, 3), min_size=1))
def test_an_index_stays_on_its_scale_within_its_interval(grades: list[int]) -> None:
    for index in (indices.skr, indices.kkik, indices.csat, indices.ces, indices.nps):
        found = index(grades)
        assert found.value is not None
        if found.low is not None and found.high is not None:
            assert -100 <= found.low <= found.value + 1e-9
            assert found.value - 1e-9 <= found.high <= 100
