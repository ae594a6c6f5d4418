"""Pooling over waves: what goes in is named."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from scoring.items import Result
from scoring.pooling import Pooled, Share, interval, pooled
from scoring.score import Score, scores

RULES = bank.protocol("kommunetest-2019")


def wave(**points: list[int]) -> list[Score]:
    return scores(
        RULES,
        [
            Result(unit=unit, item=f"i{n}", sector="care", points=Fraction(one), possible=Fraction(5))
            for unit, many in points.items()
            for n, one in enumerate(many)
        ],
    )


def test_a_wave_counts_by_what_was_tested_and_each_is_named() -> None:
    found = pooled({"2018": wave(Asker=[5, 5, 5], Moss=[1]), "2019": wave(Asker=[0], Voss=[2])})
    assert [(one.unit, one.total, one.lacking) for one in found] == [
        ("Asker", 75, ()), ("Moss", 20, ("2019",)), ("Voss", 40, ("2018",)),
    ]  # fmt: skip
    assert found[0].shares == (Share("2018", Fraction(100), 3), Share("2019", Fraction(0), 1))


def test_one_wave_is_not_pooled() -> None:
    with pytest.raises(ValueError, match="two waves"):
        pooled({"2019": wave(Asker=[5])})


def of_two(first: tuple[int, int], second: tuple[int, int]) -> Pooled:
    shares = tuple(Share(str(n), Fraction(total), tested) for n, (total, tested) in enumerate((first, second)))
    whole = sum(one.tested for one in shares)
    return Pooled("Asker", sum((one.tested * one.total for one in shares), Fraction(0)) / whole, shares, ())


def test_two_equal_waves_are_surer_by_the_root_of_two() -> None:
    low, high = interval(of_two((60, 10), (60, 10)), {"0": (50, 64), "1": (50, 64)})
    assert (low, high) == (pytest.approx(60 - 10 / 2**0.5), pytest.approx(60 + 4 / 2**0.5))


WAVE = st.tuples(st.integers(0, 100), st.integers(1, 40))
WIDE = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(WAVE, WAVE, WIDE, WIDE)
def test_what_is_pooled_lies_within_its_interval_and_that_within_the_scale(
    first: tuple[int, int], second: tuple[int, int], one: tuple[float, float], other: tuple[float, float]
) -> None:
    both = of_two(first, second)
    ends = {
        name: (total * (1 - down), total + (100 - total) * up)
        for name, (total, _), (down, up) in (("0", first, one), ("1", second, other))
    }
    low, high = interval(both, ends)
    assert -1e-9 <= low <= float(both.total) <= high <= 100 + 1e-9
