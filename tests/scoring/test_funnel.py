"""Funnel limits: worked cases by hand, and what limits must obey."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.funnel import Overdispersion, Place, of_means, of_shares

SPREAD = [(8, 20), (30, 40), (12, 50), (70, 100), (55, 100), (90, 200), (31, 60), (3, 10), (44, 80), (21, 30), (9, 25)]


def test_an_exact_limit_is_interpolated_between_counts() -> None:
    # ten throws of a coin: F(1) = 11/1024, F(2) = 56/1024, F(8) = 1013/1024; 0.025 and 0.975 lie at 25.6 and 998.4
    limits = of_shares([5, 10, 0], [10, 10, 10]).limits
    assert len(limits) == 1 and limits[0].n == 10
    assert limits[0].low_95 == pytest.approx((2 - (56 - 25.6) / 45) / 10)
    assert limits[0].high_95 == pytest.approx((8 - (1013 - 998.4) / 45) / 10)
    # F(0) = 1/1024 lies under 0.001 x 1024 = 1.024, F(1) over it
    assert limits[0].low_998 == pytest.approx((1 - (11 - 1.024) / 10) / 10)


def test_normal_limits_are_those_of_the_formula() -> None:
    limits = of_shares([50, 100], [250, 500], exact=False).limits[0]
    assert (limits.n, limits.low_95) == (250, pytest.approx(0.2 - 1.959964 * math.sqrt(0.2 * 0.8 / 250), abs=1e-8))
    assert limits.high_998 == pytest.approx(0.2 + 3.090232 * math.sqrt(0.2 * 0.8 / 250), abs=1e-8)


def test_each_unit_stands_where_its_own_limits_put_it() -> None:
    found = of_shares([500, 30, 4, 80, 61], [1000, 100, 10, 100, 100])
    assert found.places == (Place.WITHIN, Place.LOW_998, Place.WITHIN, Place.HIGH_998, Place.HIGH_95)
    assert found.target == 675 / 1310


def test_overdispersion_is_the_mean_square_after_the_outer_tenths_are_drawn_in() -> None:
    x, n = np.array(SPREAD).T
    target = x.sum() / n.sum()
    z = np.sort((x / n - target) / np.sqrt(target * (1 - target) / n))
    z[0], z[-1] = z[1], z[-2]  # of eleven the second is the 10 % quantile
    phi = float((z**2).mean())
    weights = n / (target * (1 - target))
    tau2 = (11 * phi - 10) / (weights.sum() - (weights**2).sum() / weights.sum())
    found = {one: of_shares(x.tolist(), n.tolist(), overdispersion=one) for one in Overdispersion}
    for one in found.values():
        assert (one.phi, one.tau2) == (pytest.approx(phi), pytest.approx(tau2))
    of_ten = {kind: one.limits[0] for kind, one in found.items()}
    own = target * (1 - target) / 10
    assert of_ten[Overdispersion.MULTIPLICATIVE].low_95 == pytest.approx(
        max(0, target - 1.959964 * math.sqrt(phi * own))
    )
    assert of_ten[Overdispersion.ADDITIVE].low_95 == pytest.approx(target - 1.959964 * math.sqrt(own + tau2))
    of_200 = {kind: one.limits[-1] for kind, one in found.items()}
    assert of_200[Overdispersion.ADDITIVE].high_95 > of_200[Overdispersion.MULTIPLICATIVE].high_95
    assert of_200[Overdispersion.MULTIPLICATIVE].high_95 > of_200[Overdispersion.NONE].high_95


@pytest.mark.parametrize("kind", list(Overdispersion))
def test_without_overdispersion_nothing_is_widened(kind: Overdispersion) -> None:
    x, n = [50, 51, 49, 50], [100, 100, 100, 101]
    found = of_shares(x, n, overdispersion=kind)
    assert found.phi is not None and found.phi < 1 and found.tau2 == 0
    assert found.limits == of_shares(x, n).limits


def test_all_or_none_leaves_no_chance_to_hold_units_against() -> None:
    found = of_shares([0, 0], [5, 9], overdispersion=Overdispersion.MULTIPLICATIVE)
    assert (found.target, found.phi, found.places) == (0.0, None, (Place.WITHIN, Place.WITHIN))


def test_means_are_held_against_the_spread_within_the_units() -> None:
    found = of_means([60.0, 70.0, 66.0], [10.0, 20.0, 0.0], [10, 40, 1])
    target, spread = (600 + 2800 + 66) / 51, math.sqrt((9 * 100 + 39 * 400) / 48)
    assert found.target == pytest.approx(target)
    assert found.limits[0].high_95 == pytest.approx(target + 1.959964 * spread)
    assert found.places == (Place.WITHIN,) * 3


def test_what_is_no_share_is_refused() -> None:
    for x, n in (([2], [1]), ([-1], [1]), ([0], [0]), ([], []), ([1], [1, 2])):
        with pytest.raises(ValueError, match="denominator"):
            of_shares(x, n)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)), min_size=1, max_size=8))
def test_limits_hold_the_target_the_inner_within_the_outer(pairs: list[tuple[int, int]]) -> None:
    x, n = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    found = of_shares(x, n)
    for one in found.limits:
        ends = [0, one.low_998, one.low_95, found.target, one.high_95, one.high_998, 1]
        if one.n * min(found.target, 1 - found.target) > 1:
            assert ends == sorted(ends)
        assert one.low_998 <= one.low_95 <= one.high_95 <= one.high_998
    assert {one.n for one in found.limits} >= set(n)


def test_units_that_differ_by_chance_only_lie_outside_as_often_as_the_limits_say() -> None:
    rng = np.random.default_rng(7)
    n = rng.integers(20, 300, 20_000)
    found = of_shares(rng.binomial(n, 0.6).tolist(), n.tolist())
    outside = sum(place != Place.WITHIN for place in found.places) / len(n)
    far = sum(place in (Place.HIGH_998, Place.LOW_998) for place in found.places) / len(n)
    assert (outside, far) == (pytest.approx(0.05, abs=0.005), pytest.approx(0.002, abs=0.001))
    assert found.phi == pytest.approx(0.679, abs=0.02)
