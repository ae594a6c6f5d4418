"""Pooling over waves: what goes in is named."""

from fractions import Fraction

import pytest

from instruments import bank
from scoring.items import Result
from scoring.pooling import Share, pooled
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
