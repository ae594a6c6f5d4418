from fractions import Fraction

import numpy as np
import pytest

from instruments import bank
from instruments.scenario import Channel
from scoring.interval import Bootstrap, bootstrap
from scoring.items import Result
from scoring.ranking import places, ranks
from scoring.score import Score, score, scores

WAVE = bank.protocol("kommunetest-2019")


def unit(name: str, points: list[float], sector: str = "care", per_inquiry: int = 1) -> Score:
    results = [
        Result(unit=name, inquiry=f"{n // per_inquiry}", sector=sector, points=Fraction(one), possible=Fraction(1))
        for n, one in enumerate(points)
    ]
    return score(WAVE, name, results)


def test_the_same_seed_gives_the_same_draws() -> None:
    one = [unit("A", [0, 1, 1, 0, 1])]
    first, again, other = (bootstrap(one, WAVE, seed=seed).draws for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_spread_of_the_draws_is_that_of_the_mean() -> None:
    points = [0, 1, 1, 0, 1, 0.25, 0.5, 1]
    found = bootstrap([unit("A", points)], WAVE, draws=40_000)
    assert found.draws.std() == pytest.approx(100 * np.std(points, ddof=1) / np.sqrt(len(points)), rel=0.02)
    assert found.draws.mean() == pytest.approx(100 * np.mean(points), rel=0.01)


def test_items_of_one_inquiry_are_drawn_together() -> None:
    points = [0.0, 0.0, 1.0, 1.0] * 5
    alone = bootstrap([unit("A", points)], WAVE)
    together = bootstrap([unit("A", points, per_inquiry=2)], WAVE)
    assert together.draws.std() > 1.2 * alone.draws.std()


def test_intervals_hold_the_total_and_stay_within_the_scale() -> None:
    rng = np.random.default_rng(3)
    units = [unit(f"u{n}", [float(x) for x in rng.integers(0, 2, size=n + 1)]) for n in range(30)]
    found = bootstrap(units, WAVE)
    assert (found.low >= 0).all()
    assert (found.high <= 100 + 1e-9).all()
    assert ((found.low <= found.totals) & (found.totals <= found.high)).all()


def test_draws_of_unequal_units_average_to_their_totals() -> None:
    mixed = [
        Result(unit="A", inquiry=f"{sector}{n}", sector=sector, points=Fraction(n % 2), possible=Fraction(1))
        for sector in ("care", "technical", "school")
        for n in range(9)
    ]
    found = bootstrap(scores(WAVE, mixed), WAVE, draws=20_000)
    assert found.draws.mean() == pytest.approx(found.totals[0], rel=0.01)


def test_points_of_2010_are_drawn_within_channels() -> None:
    wave = bank.protocol("kommunetest-2010")
    calls = [
        Result(unit="A", inquiry=str(n), channel=Channel.PHONE, points=Fraction(n), possible=Fraction(5))
        for n in range(6)
    ]
    found = bootstrap([score(wave, "A", calls)], wave, draws=20_000)
    assert found.draws.mean() == pytest.approx(15, rel=0.02)


def test_units_without_a_total_are_left_out() -> None:
    found = bootstrap([score(WAVE, "A", []), unit("B", [1])], WAVE)
    assert found.units == ("B",)
    assert ranks(bootstrap([], WAVE)) == ()


def test_equal_totals_share_a_rank() -> None:
    assert places(np.array([[50.0], [70.0], [50.0], [10.0]]))[:, 0].tolist() == [2, 1, 2, 4]


def test_a_rank_range_is_narrow_where_units_lie_apart_and_wide_where_they_do_not() -> None:
    apart = np.array([[10.0], [50.0], [90.0]]) + np.random.default_rng(1).normal(size=(3, 1000))
    together = np.array([[49.0], [50.0], [51.0]]) + 20 * np.random.default_rng(1).normal(size=(3, 1000))
    for draws, spread in ((apart, 0), (together, 2)):
        totals = draws.mean(axis=1)
        found = ranks(Bootstrap(("a", "b", "c"), totals, totals, totals, draws))
        assert {one.high - one.low for one in found} == {spread}
        assert [one.rank for one in found] == [3, 2, 1]
