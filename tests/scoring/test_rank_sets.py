"""Rank sets: a published example, what they must obey, and the quick steps against the slow ones."""

import itertools
import math
from functools import partial

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import differences, rank_sets, stepwise
from scoring.count_pairs import corrected, p_values
from scoring.differences import noise, place_of, studentised
from scoring.rank_sets import Ranking, Side, of_counts, of_estimates
from scoring.stepwise import compared

Numbers = npt.NDArray[np.float64]
Case = tuple[list[float], list[float]]

# OECD, PISA 2018, mathematics: mean and standard error of each member
PISA = """\
Australia 491.3600252 1.939833031  Austria 498.9423138 2.970998694  Belgium 508.0703063 2.262662011
Canada 512.0169429 2.357475749  Chile 417.4065563 2.41588757  Colombia 390.9322732 2.989559274
Czechia 499.4676508 2.460661531  Denmark 509.3983746 1.735002337  Estonia 523.4145802 1.743602224
Finland 507.3013618 1.967920411  France 495.4075794 2.320214487  Germany 500.0437805 2.647083096
Greece 451.3703438 3.091228197  Hungary 481.0826364 2.319596741  Iceland 495.1873762 1.953082603
Ireland 499.632894 2.198621128  Israel 463.0345488 3.498563228  Italy 486.5898573 2.780045867
Japan 526.9732502 2.471475318  Korea 525.933002 3.121394315  Latvia 496.1263306 1.962766789
Lithuania 481.1911884 1.953282039  Luxembourg 483.421485 1.097632409  Mexico 408.8014734 2.493225544
Netherlands 519.2309824 2.632277885  NewZealand 494.489676 1.705942856  Norway 500.9637885 2.219044878
Poland 515.6478747 2.602085176  Portugal 492.4874062 2.684570081  Slovakia 486.1648542 2.555595707
Slovenia 508.8975441 1.363877596  Spain 481.3926126 1.462417763  Sweden 502.3877022 2.654250935
Switzerland 515.3147131 2.908003898  Turkey 453.5077774 2.260406789  UnitedKingdom 501.7698992 2.564428111
UnitedStates 478.2447174 3.235444099
"""
COUNTRIES = PISA.split()[::3]
SCORES, ERRORS = (np.array([float(one) for one in PISA.split()[start::3]]) for start in (1, 2))


def of_countries(*, level: float = 0.95, side: Side = Side.TWO_SIDED, stepwise: bool = True) -> Ranking:
    return of_estimates(COUNTRIES, SCORES, ERRORS**2, level=level, side=side, stepwise=stepwise)


def test_the_published_example_comes_out() -> None:
    # "Inference for Ranks", the article that comes with csranks 1.2 (stepwise, 1,000 draws): the United Kingdom, and
    # who could be among the five best at 95 and at 90 %. It prints 7 or 8 to 23, by version: the draws decide
    found = of_countries()
    kingdom = next(one for one in found.sets if one.unit == "UnitedKingdom")
    assert (kingdom.rank, kingdom.low in (7, 8), kingdom.high) == (13, True, 23)
    nine = ["Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland"]
    twelve = [*nine, "Slovenia", "Sweden", "Switzerland"]
    assert sorted(found.top(5)) == twelve
    assert sorted(of_countries(level=0.9).top(5)) == [one for one in twelve if one != "Sweden"]
    assert found.top(5)[0] == "Japan"


def test_sets_hold_the_rank_and_grow_from_marginal_to_simultaneous_to_a_single_step() -> None:
    steps, single = of_countries(), of_countries(stepwise=False)
    for one, wide in zip(steps.sets, single.sets, strict=True):
        assert 1 <= one.low_simultaneous <= one.low <= one.rank <= one.high <= one.high_simultaneous <= 37
        assert wide.low <= one.low and one.high <= wide.high
        assert wide.low_simultaneous <= one.low_simultaneous and one.high_simultaneous <= wide.high_simultaneous
    assert steps.sets != single.sets


@pytest.mark.parametrize("side", [Side.LOWER, Side.UPPER])
def test_a_one_sided_set_has_one_end_that_is_no_farther_and_the_same_end_for_all_at_once(side: Side) -> None:
    both, one_sided = of_countries(), of_countries(side=side)
    for two, one in zip(both.sets, one_sided.sets, strict=True):
        if side == Side.LOWER:
            assert (one.high, one.high_simultaneous) == (37, 37)
            assert two.low <= one.low <= one.rank and one.low_simultaneous == two.low_simultaneous
        else:
            assert (one.low, one.low_simultaneous) == (1, 1)
            assert one.rank <= one.high <= two.high and one.high_simultaneous == two.high_simultaneous
    assert one_sided.top(5) == both.top(5)


@pytest.mark.parametrize("side", Side)
def test_how_many_are_looked_at_together_changes_no_set(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = partial(of_estimates, COUNTRIES, SCORES, ERRORS**2, side=side, draws=600, seed=3)
    whole = asked()
    monkeypatch.setattr(differences, "TILE", 5)
    monkeypatch.setattr(stepwise, "AT_ONCE", 100)
    found = asked()
    assert found.sets == whole.sets
    assert (found.above == whole.above).all()


def test_the_seed_decides_the_draws_and_a_diagonal_covariance_says_what_the_errors_say() -> None:
    two = ["A", "B"], [1.0, 1.3]
    assert of_estimates(*two, np.array([0.01, 0.01]), seed=3).sets == of_estimates(*two, np.diag([0.01] * 2)).sets
    drawn = [noise(np.ones(3), draws=5, seed=seed).errors for seed in (1, 1, 2)]
    assert (drawn[0] == drawn[1]).all() and (drawn[0] != drawn[2]).any()


def test_what_is_common_to_all_does_not_count() -> None:
    # each with an error of 1 that all share and an error of .01 of its own: the differences are nearly certain
    shared = np.full((3, 3), 1.0) + 1e-4 * np.eye(3)
    values = [0.0, 0.1, 0.2]
    assert [one.high for one in of_estimates("ABC", values, shared).sets] == [3, 2, 1]
    assert [one.high for one in of_estimates("ABC", values, np.diag(shared)).sets] == [3, 3, 3]
    assert [one.high for one in of_estimates("ABC", values, np.ones((3, 3))).sets] == [3, 2, 1]
    assert noise(np.array([[4.0, 1], [1, 9]]), draws=1, seed=0).precision[0, 1] == pytest.approx(11**-0.5)


@pytest.mark.parametrize("stepwise", [True, False])
def test_of_two_units_alone_the_critical_value_is_that_of_the_normal(stepwise: bool) -> None:
    def told(apart: float, side: Side = Side.TWO_SIDED) -> bool:
        found = of_estimates("AB", [apart, 0.0], np.array([0.36, 0.64]), side=side, stepwise=stepwise, draws=40_000)
        return (found.sets[1].low if side == Side.LOWER else found.sets[0].high) == (2 if side == Side.LOWER else 1)

    assert (told(1.99), told(1.93)) == (True, False)
    assert (told(1.67, Side.LOWER), told(1.62, Side.UPPER)) == (True, False)


def test_each_step_may_open_the_next() -> None:
    # an exact one above four: the largest of 4, 3, 2, 1 normals lies under 2.23, 2.12, 1.95, 1.64 in 95 of 100 draws
    values, errors = [0.0, -2.3, -2.17, -2.03, -1.8], np.array([0.0, 1, 1, 1, 1])
    ends = [
        of_estimates("ABCDE", values, errors, side=Side.UPPER, stepwise=stepwise, draws=40_000).sets[0].high
        for stepwise in (True, False)
    ]
    assert ends == [1, 4]


def test_places_without_any_error_are_certain_and_ties_share_the_better_one() -> None:
    found = of_estimates("ABCD", [5.0, 7.0, 7.0, 1.0], np.zeros(4))
    assert [(one.rank, one.low, one.high, one.tier) for one in found.sets] == [
        (3, 3, 3, 2), (1, 1, 2, 1), (1, 1, 2, 1), (4, 4, 4, 3),
    ]  # fmt: skip
    assert of_estimates("A", [1.0], np.ones(1)).sets[0].high == 1
    assert of_estimates([], [], np.empty(0)).sets == ()


def test_too_few_draws_for_the_level_say_nothing() -> None:
    assert [place_of(0.95, draws) for draws in (18, 19, 20, 10_000)] == [0, 1, 1, 500]
    assert of_estimates("AB", [0.0, 99.0], np.ones(2), draws=18).sets[1].high == 2


@pytest.mark.parametrize("covariance", [[1, -1], [1, math.nan], [1, 1, 1], [[1, 2], [0, 1]], [[1, 2], [2, 1]], [[1]]])
def test_what_is_no_covariance_is_refused(covariance: list[float]) -> None:
    with pytest.raises(ValueError):
        of_estimates("AB", [1.0, 2.0], np.array(covariance))


estimated = st.integers(2, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-6, 6).map(float), min_size=n, max_size=n),
        st.lists(st.sampled_from([0.3, 1.0, 2.0]), min_size=n, max_size=n),
    )
)


def in_steps(statistics: Numbers, drawn: Numbers, level: float) -> npt.NDArray[np.bool_]:
    """Romano and Wolf's steps (hypotheses; hypotheses x draws) as they are written down, with every draw each time."""
    alive = np.full(len(statistics), True)
    place = place_of(level, drawn.shape[1])
    while alive.any():
        critical = max(np.sort(drawn[alive].max(axis=0))[-place], 0)
        if (statistics[alive] <= critical).all():
            break
        alive &= statistics <= critical
    return ~alive


@settings(deadline=None, max_examples=60)
@given(estimated, st.sampled_from([0.5, 0.8, 0.95]), st.integers(0, 9))
def test_the_quick_steps_reject_what_the_slow_ones_do(case: Case, level: float, seed: int) -> None:
    values, errors = np.array(case[0]), np.array(case[1])
    drawn = noise(errors**2, draws=60, seed=seed)
    statistics = studentised(values, drawn.precision)
    weights = drawn.precision.astype(np.float32)
    all_pairs = (drawn.errors.T[:, None] - drawn.errors.T[None, :]) * weights[:, :, None]
    n = len(values)
    pairs = [(j, k) for j, k in itertools.product(range(n), repeat=2) if j != k]
    rows, cols = np.array(pairs).T
    both = compared(values, drawn, level=level, two_sided=True, stepwise=True)
    upper = compared(values, drawn, level=level, two_sided=False, stepwise=True)
    slow = in_steps(statistics[rows, cols], all_pairs[rows, cols], level)
    assert (both.above[rows, cols] == slow).all() and (upper.above == both.above).all()
    for unit in range(n):
        others = [k for k in range(n) if k != unit]
        own, theirs = statistics[unit, others], all_pairs[unit, others]
        assert ((upper.alone[unit, others] == 1) == in_steps(own, theirs, level)).all()
        slow = in_steps(np.concatenate([own, -own]), np.concatenate([theirs, -theirs]), level)
        assert (both.alone[unit, others] == slow[: n - 1].astype(int) - slow[n - 1 :]).all()


@settings(deadline=None, max_examples=40)
@given(estimated)
def test_neither_the_scale_nor_where_it_begins_matters(case: Case) -> None:
    values, errors = np.array(case[0]), np.array(case[1])
    units = [f"unit {n}" for n in range(len(values))]
    found = of_estimates(units, values, errors**2, draws=200).sets
    moved = of_estimates(units, 8 * values + 16, 64 * errors**2, draws=200).sets
    assert [msgspec.structs.replace(one, estimate=8 * one.estimate + 16) for one in found] == [*moved]


def test_a_tier_begins_where_its_leader_is_told_from_the_next() -> None:
    above = np.zeros((5, 5), dtype=bool)
    above[0, 2] = above[0, 3] = above[1, 3] = True
    assert rank_sets.tiers(np.array([9.0, 8, 7, 6, 5]), above).tolist() == [1, 1, 2, 2, 2]
    # two that share a place stay together, and lead together
    assert rank_sets.tiers(np.array([9.0, 9, 7, 6, 5]), above).tolist() == [1, 1, 1, 2, 2]
    assert rank_sets.tiers(np.array([9.0, 8, 7, 7, 5]), above).tolist() == [1, 1, 2, 2, 2]


def test_how_often_a_unit_is_among_the_best_adds_up() -> None:
    found = rank_sets.top_probability([3.0, 3.0, 0.0], np.array([1.0, 1.0, 1.0]), 1)
    assert found.sum() == pytest.approx(1)
    assert found[0] == pytest.approx(found[1], abs=0.02) and 0 < found[2] < 0.05
    assert rank_sets.top_probability([1.0, 2.0], np.ones(2), 5).tolist() == [1, 1]


def test_counts_are_held_against_the_exact_binomial() -> None:
    # 9 of 10: 11 / 1024; 0 of anything says nothing
    assert p_values(np.array([9, 1, 0]))[0, 1] == pytest.approx(11 / 1024)
    assert p_values(np.array([9, 1, 0]))[2].tolist() == [1, 1, 1]
    coin = sum(math.comb(50, k) for k in range(32, 51)) / 2**50
    assert p_values(np.array([32, 18]))[0, 1] == pytest.approx(coin)


def test_holm_goes_on_where_bonferroni_stops() -> None:
    # the example of S. Holm's steps in many textbooks: .01, .04, .03, .005 at .05
    p = np.array([0.01, 0.04, 0.03, 0.005])
    assert corrected(p, 0.05, stepwise=True).tolist() == [True, False, False, True]
    assert corrected(np.array([0.01, 0.02, 0.013, 0.005]), 0.05, stepwise=True).tolist() == [True] * 4
    assert corrected(np.array([0.01, 0.02, 0.013, 0.005]), 0.05, stepwise=False).tolist() == [True, False, False, True]


def test_sets_of_counts_are_as_certain_as_the_pairs() -> None:
    found = of_counts("ABC", [30, 20, 3]).sets
    assert [(one.rank, one.low, one.high, one.low_simultaneous, one.high_simultaneous) for one in found] == [
        (1, 1, 2, 1, 2), (2, 1, 2, 1, 2), (3, 3, 3, 3, 3),
    ]  # fmt: skip
    assert found[0].estimate == pytest.approx(30 / 53)
    # 8 to 1: p = 10 / 512 = .0195. Of one side and one pair it is enough, of both sides .025 is too, of six pairs not
    assert of_counts("AB", [8, 1]).sets[0].high == 1
    # 9 to 2: p = .0327, enough of one side only
    assert [of_counts("AB", [9, 2], side=side).sets[0].high for side in Side] == [2, 2, 1]
    assert [of_counts("AB", [9, 2], side=side).sets[1].low for side in Side] == [1, 2, 1]
    assert of_counts("ABC", [8, 1, 8]).sets[0].high_simultaneous == 3
    with pytest.raises(ValueError):
        of_counts("AB", [0, 0])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any), st.sampled_from(Side))
def test_sets_of_counts_nest(counts: list[int], side: Side) -> None:
    units = [str(n) for n in range(len(counts))]
    for one in of_counts(units, counts, side=side).sets:
        assert 1 <= one.low_simultaneous <= one.low <= one.rank <= one.high <= one.high_simultaneous <= len(counts)


def test_variances_that_are_hardly_known_make_wider_sets() -> None:
    values, variances = np.arange(12) * 8.0, np.full(12, 9.0)
    names = [str(n) for n in range(12)]
    known = of_estimates(names, values, variances, draws=2_000)
    hardly = of_estimates(names, values, variances, draws=2_000, freedom=np.full(12, 3.0))
    well = of_estimates(names, values, variances, draws=2_000, freedom=np.full(12, 1e6))
    assert [(one.low, one.high) for one in well.sets] == [(one.low, one.high) for one in known.sets]
    widths = [sum(one.high - one.low for one in found.sets) for found in (known, hardly)]
    assert widths[0] < widths[1]
    assert all(one.low <= other.low for one, other in zip(hardly.sets, known.sets, strict=True))


@pytest.mark.parametrize("freedom", [[1.0], [1.0, 0.0]])
def test_degrees_of_freedom_that_cannot_be_are_refused(freedom: list[float]) -> None:
    with pytest.raises(ValueError, match="degrees of freedom"):
        of_estimates(["A", "B"], [1, 2], np.ones(2), freedom=np.array(freedom))
    with pytest.raises(ValueError, match="not with a matrix"):
        of_estimates(["A", "B"], [1, 2], np.eye(2), freedom=np.ones(2))
