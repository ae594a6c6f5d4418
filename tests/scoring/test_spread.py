"""How sure a total is: contacts drawn together count once, and what one unit cannot tell all units together do."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.scenario import Channel
from scoring.items import Result
from scoring.score import Score, score
from scoring.spread import MOST, PRIOR, Spread, spreads

WAVE = bank.protocol("kommunetest-2019")
POINTS = bank.protocol("kommunetest-2010")
Sectors = dict[str, list[float]]


def unit(name: str, given: Sectors, *, pairs: bool = False) -> Score:
    results = [
        Result(
            unit=name,
            inquiry=f"{sector}-{n}",
            drawn=f"{sector}-{n // 2 if pairs else n}",
            channel=Channel.WEB,
            sector=sector,
            points=Fraction(one),
            possible=Fraction(1),
        )
        for sector, points in given.items()
        for n, one in enumerate(points)
    ]
    return score(WAVE, name, results)


def of(*units: Score) -> tuple[Spread, ...]:
    return spreads(units, WAVE)


def test_with_many_contacts_it_is_the_standard_error_of_the_mean() -> None:
    points = [float(one) for one in np.random.default_rng(1).integers(0, 3, 400) / 2]
    (found,) = of(unit("A", {"care": points}))
    assert found.error == pytest.approx(100 * np.std(points, ddof=1) / 20, rel=0.01)
    assert found.freedom == pytest.approx(PRIOR + 399)
    assert found.contacts == 400


def test_a_task_on_a_phone_and_on_a_desktop_was_drawn_once() -> None:
    points = [0.0, 0.0, 1.0, 1.0, 0.5, 0.5, 1.0, 1.0] * 5
    apart, paired = of(unit("A", {"care": points}))[0], of(unit("A", {"care": points}, pairs=True))[0]
    assert paired.error == pytest.approx(np.sqrt(2) * apart.error, rel=0.05)
    assert (apart.contacts, paired.contacts) == (40, 20)


def test_two_contacts_that_agree_by_chance_are_not_certain() -> None:
    others = [unit(f"u{n}", {"care": [0, 1, 0.5, n % 2]}) for n in range(30)]
    lucky = of(unit("lucky", {"care": [1, 1]}), *others)[0]
    assert lucky.error > 15
    assert lucky.freedom == PRIOR + 1


def test_a_sector_with_one_contact_each_borrows_from_the_others() -> None:
    single, without = ({"care": [0, 1, 0, 1], **more} for more in ({"health": [1.0]}, {}))
    with_one, plain = of(unit("A", single))[0], of(unit("A", without))[0]
    assert with_one.error > 25 / 32.5 * plain.error


def test_where_everybody_got_everything_right_something_is_left_unsure() -> None:
    units = of(*(unit(f"u{n}", {"care": [1, 1, 1]}) for n in range(20)))
    assert all(0 < one.error < 5 for one in units)
    (alone,) = of(unit("A", {"care": [1]}))
    assert alone.error == pytest.approx(100 * np.sqrt(MOST))


def test_units_without_a_total_are_left_out() -> None:
    assert [one.unit for one in of(unit("A", {}), unit("B", {"care": [1, 0]}))] == ["B"]
    assert of() == ()


def test_points_of_2010_have_an_error_in_points() -> None:
    calls = [
        Result(unit="A", inquiry=str(n), channel=Channel.PHONE, points=Fraction(n % 2), possible=Fraction(1))
        for n in range(200)
    ]
    (found,) = spreads([score(POINTS, "A", calls)], POINTS)
    assert found.error == pytest.approx(30 * 0.5 / np.sqrt(200), rel=0.02)


def test_a_contact_that_counts_in_two_sectors_counts_in_both_at_once() -> None:
    def both(name: str, *, same: bool) -> Score:
        points = [0.0, 1.0] * 10
        return score(WAVE, name, [
            Result(unit=name, inquiry=f"{'' if same else sector}{n}", channel=Channel.EMAIL, sector=sector,
                   points=Fraction(one), possible=Fraction(1))
            for sector in ("care", "technical") for n, one in enumerate(points)
        ])  # fmt: skip

    assert of(both("A", same=True))[0].error > 1.3 * of(both("A", same=False))[0].error


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=2, max_size=8))
def test_the_order_of_contacts_says_nothing(points: list[float]) -> None:
    one, other = of(unit("A", {"care": points}))[0], of(unit("A", {"care": points[::-1]}))[0]
    assert one.error == pytest.approx(other.error)


def test_the_more_contacts_the_surer() -> None:
    errors = [of(unit("A", {"care": [0, 1] * n}))[0].error for n in (1, 2, 4, 8, 16)]
    assert all(more < fewer for fewer, more in pairwise(errors))
