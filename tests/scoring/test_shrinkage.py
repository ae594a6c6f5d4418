"""Shrinkage: the published baseball players and the published trials, and what shrinking must obey."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.shrinkage import Between, of_estimates, of_shares

# Efron and Morris (1975), table 1: hits of 18 players in their first 45 times at bat, and the estimates
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
PRINTED = [0.290, 0.286, 0.281, 0.277, 0.273, 0.273, 0.268, 0.264, 0.259, 0.259, *[0.254] * 5, 0.249, 0.244, 0.239]

# G. A. Colditz and others, JAMA 271 (1994): tuberculosis, vaccinated (ill, well) and not (ill, well)
TRIALS = """\
4 119 11 128  6 300 29 274  3 228 11 209  62 13536 248 12619  33 5036 47 5761  180 1361 372 1079  8 2537 10 619
505 87886 499 87892  29 7470 45 7232  17 1699 65 1600  186 50448 141 27197  5 2493 3 2338  27 16886 29 17825
"""


def test_the_baseball_players_of_1975_come_out() -> None:
    found = of_shares(HITS, [45] * 18)
    assert found.shrunk == pytest.approx(PRINTED, abs=0.0015)  # printed around a centre that is the angle of the mean
    assert set(np.round(found.weights, 3)) == {0.209}
    assert found.method == "james-stein, paule-mandel, arcsine"


def test_the_baseball_players_of_1977_come_out() -> None:
    # Efron and Morris, "Stein's paradox in statistics", Scientific American 236 (1977): without angles, c = 0.212
    shares = [one / 45 for one in HITS]
    mean = sum(shares) / 18
    found = of_estimates(shares, [math.sqrt(mean * (1 - mean) / 45)] * 18)
    assert found.weights[0] == pytest.approx(0.212, abs=0.0005)
    assert [round(found.shrunk[one], 3) for one in (0, 16)] == [0.294, 0.247]


@pytest.mark.parametrize(("by", "printed"), [(Between.DERSIMONIAN_LAIRD, 0.3088), (Between.PAULE_MANDEL, 0.3181)])
def test_the_variance_between_trials_is_the_published_one(by: Between, printed: float) -> None:
    a, b, c, d = np.array(TRIALS.split(), dtype=float).reshape(-1, 4).T
    ratios = np.log(a / (a + b)) - np.log(c / (c + d))
    variances = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    found = of_estimates(ratios, np.sqrt(variances), by=by, james_stein=False)
    assert found.between == pytest.approx(printed, abs=0.00005)
    assert found.weights == pytest.approx(found.between / (found.between + variances))
    corrected = of_estimates(ratios, np.sqrt(variances), by=by)
    assert 1 - np.array(corrected.weights) == pytest.approx(10 / 12 * (1 - np.array(found.weights)))


def test_units_that_differ_no_more_than_by_chance_go_to_the_centre() -> None:
    found = of_estimates([1.0, 1.1, 0.9, 1.0, 1.05], [2.0] * 5)
    assert (found.between, set(found.weights)) == (0.0, {0.0})
    assert found.shrunk == pytest.approx([1.01] * 5)
    assert set(of_estimates([7.0] * 5, [2.0, 1.0, 1.0, 3.0, 1.0]).weights) == {0.0}


def test_with_equal_errors_it_is_james_and_steins_positive_part_also_where_little_is_between() -> None:
    values = np.array([0.0, 1.0, 2.0, 3.0, 4.0, -1.0])
    squares = float(((values - values.mean()) ** 2).sum())
    for variance in (1.0, squares / 4.5, squares / 3.5, squares / 2.9):
        found = of_estimates(values, [math.sqrt(variance)] * 6)
        assert found.weights == pytest.approx([max(0, 1 - 3 * variance / squares)] * 6)


def test_below_four_units_nothing_is_shrunk_and_what_is_no_estimate_is_refused() -> None:
    assert of_estimates([1.0, 2.0, 9.0], [1.0, 1.0, 1.0]).shrunk == (1.0, 2.0, 9.0)
    assert of_estimates([5.0], [1.0]).between == 0.0
    for values, errors in (([1.0], []), ([1.0], [0.0]), ([math.nan], [1.0]), ([], [])):
        with pytest.raises(ValueError, match="standard error"):
            of_estimates(values, errors)
    with pytest.raises(ValueError, match="trial"):
        of_shares([2], [1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 9)), min_size=4, max_size=12), st.sampled_from(Between))
def test_the_shrunk_one_lies_between_the_raw_one_and_the_centre_and_the_surer_one_keeps_more(
    pairs: list[tuple[float, float]], by: Between
) -> None:
    values, errors = zip(*pairs, strict=True)
    found = of_estimates(values, errors, by=by)
    for raw, shrunk in zip(found.raw, found.shrunk, strict=True):
        low, high = sorted((raw, found.centre))
        assert low - 1e-9 <= shrunk <= high + 1e-9
    by_error = [weight for _, weight in sorted(zip(errors, found.weights, strict=True), key=lambda one: -one[0])]
    assert by_error == sorted(by_error) or found.between == 0
    assert all(0 <= weight <= 1 for weight in found.weights)
