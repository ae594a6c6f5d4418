"""Intervals of shares, means and rates, against published figures and against scipy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring import student
from scoring.interval import byar, change, mean, wilson


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_newcombe_1998_table_one(x: int, n: int, low: float, high: float) -> None:
    found = wilson(x, n)
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (low, high)


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_holds_the_share_mirrors_itself_and_agrees_with_scipy(x: int, more: int, level: float) -> None:
    if not x + more:
        assert wilson(0, 0).low is None
        return
    found, mirrored = wilson(x, x + more, level=level), wilson(more, x + more, level=level)
    assert found.low is not None
    assert found.high is not None
    assert found.estimate is not None
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low == pytest.approx(1 - (mirrored.high or 0), abs=1e-12)
    other = stats.binomtest(x, x + more).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-12)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 30, 99, 1000, 2000, 2001, 10_000])
@pytest.mark.parametrize("p", [0.025, 0.5, 0.6, 0.9, 0.975, 0.9995])
def test_quantiles_of_t_agree_with_scipy(df: int, p: float) -> None:
    assert student.quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9, abs=1e-9)


def test_there_is_no_quantile_beyond_certainty() -> None:
    for p, df in ((0, 5), (1, 5), (0.5, 0)):
        with pytest.raises(ValueError, match="no quantile"):
            student.quantile(p, df)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_the_interval_of_a_mean_is_that_of_t(values: list[float]) -> None:
    found = mean(values)
    centre, spread = math.fsum(values) / len(values), np.std(values, ddof=1) / math.sqrt(len(values))
    half = stats.t.ppf(0.975, len(values) - 1) * spread
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half), rel=1e-6, abs=1e-6)


def test_one_value_has_no_interval_and_none_no_mean() -> None:
    assert (mean([3]).estimate, mean([3]).low) == (3, None)
    assert mean([]).estimate is None


@pytest.mark.parametrize("x", [1, 5, 20, 300])
def test_byar_comes_near_the_exact_limits_of_a_count(x: int) -> None:
    found = byar(x)
    exact = stats.chi2.ppf(0.025, 2 * x) / 2, stats.chi2.ppf(0.975, 2 * x + 2) / 2
    assert (found.low, found.high) == pytest.approx(exact, rel=0.02 if x > 1 else 0.5)


def test_byar_agrees_with_a_worked_example() -> None:
    # 10 (1 - 1/90 - 1.96 / (3 sqrt 10))^3 = 4.79, 11 (1 - 1/99 + 1.96 / (3 sqrt 11))^3 = 18.39
    found = byar(10, 100)
    assert (found.estimate, round(found.low or 0, 4), round(found.high or 0, 4)) == (0.1, 0.0479, 0.1839)
    assert byar(0).low == 0
    with pytest.raises(ValueError, match="not a rate"):
        byar(1, 0)


def test_a_change_of_shares_is_newcombes() -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table II: 56/70 - 48/80 has 0.0524 to 0.3339 by method 10."""
    found = change((48, 80), (56, 70))
    assert [round(end or 0, 4) for end in (found.estimate, found.low, found.high)] == [0.2, 0.0524, 0.3339]
    assert change((0, 0), (1, 2)).estimate is None


def test_a_sample_of_few_leaves_less_doubt_and_all_of_them_none() -> None:
    free, drawn = mean([1.0, 2.0, 4.0]), mean([1.0, 2.0, 4.0], population=12)
    assert (drawn.high or 0) - 7 / 3 == pytest.approx(((free.high or 0) - 7 / 3) * math.sqrt(0.75))
    assert mean([1.0, 2.0, 4.0], population=3) == mean([7 / 3] * 3, population=3)
    assert wilson(3, 10, population=10).high == 0.3
    with pytest.raises(ValueError, match="not drawn from 2"):
        mean([1.0, 2.0, 4.0], population=2)
    with pytest.raises(ValueError, match="not a share of 9"):
        wilson(3, 10, population=9)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 10**9))
def test_the_larger_the_population_the_nearer_the_interval_is_to_one_without(x: int, more: int, rest: int) -> None:
    n = x + more
    if not n:
        return
    some, many, free = wilson(x, n, population=n + rest), wilson(x, n, population=n + 2 * rest), wilson(x, n)
    widths = [(one.high or 0) - (one.low or 0) for one in (some, many, free)]
    assert widths == pytest.approx(sorted(widths), abs=1e-9)
