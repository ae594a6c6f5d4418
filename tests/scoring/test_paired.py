"""Highest is only what holds: compared unit by unit, and adjusted for how many pairs there are."""

import numpy as np
import pytest

from scoring.multiple import holm
from scoring.paired import Ends, ends, pairs

UNITS = range(40)


def played(*levels: float, error: float = 5.0, seed: int = 1) -> dict[str, dict[int, float]]:
    rng = np.random.default_rng(seed)
    own = rng.normal(0, 20, len(UNITS))  # a unit that does well does so in all, which pairing takes out
    return {
        name: {unit: float(50 + level + own[unit] + rng.normal(0, error)) for unit in UNITS}
        for name, level in zip("abcdefgh", levels, strict=False)
    }


def found(figures: dict[str, dict[int, float]]) -> Ends:
    return ends(tuple(figures), pairs(figures))


def test_large_differences_name_one_as_highest_and_one_as_lowest() -> None:
    assert found(played(10, 0, -10)) == Ends(("a",), ("c",))


def test_of_several_that_are_close_at_the_top_none_is_the_highest() -> None:
    assert found(played(10, 10, -10)) == Ends(("a", "b"), ("c",))


def test_what_chance_explains_leaves_all() -> None:
    same = played(0, 0, 0, 0)
    assert found(same) == Ends(tuple(same), tuple(same))


def test_things_without_a_unit_in_common_cannot_be_told_apart() -> None:
    apart = {"a": {1: 90.0, 2: 91.0, 3: 92.0}, "b": {4: 10.0, 5: 11.0, 6: 9.0}}
    (pair,) = pairs(apart)
    assert (pair.units, pair.p, pair.adjusted) == (0, None, None)
    assert found(apart) == Ends(("a", "b"), ("a", "b"))


def test_where_pairs_with_different_units_contradict_each_other_nothing_is_said() -> None:
    a_b, b_c, c_a = range(0, 20), range(20, 40), range(40, 60)
    high, low = dict.fromkeys(range(60), 60.0), dict.fromkeys(range(60), 40.0)
    figures = {
        "a": {unit: high[unit] for unit in a_b} | {unit: low[unit] for unit in c_a},
        "b": {unit: low[unit] for unit in a_b} | {unit: high[unit] for unit in b_c},
        "c": {unit: low[unit] for unit in b_c} | {unit: high[unit] for unit in c_a},
    }
    assert found(figures) == Ends(("a", "b", "c"), ("a", "b", "c"))


def test_the_adjustment_is_holms_over_all_pairs_and_the_difference_is_that_of_the_units_in_common() -> None:
    figures = played(3, 2, 0, 0)
    del figures["a"][0]
    told = pairs(figures)
    assert len(told) == 6
    assert [one.adjusted for one in told] == pytest.approx(holm([one.p or 0 for one in told]).tolist())
    first = told[0]
    gaps = [figures["a"][unit] - figures["b"][unit] for unit in figures["a"]]
    assert (first.units, first.difference.estimate) == (39, pytest.approx(sum(gaps) / 39))


def test_alike_things_are_named_by_chance_in_one_of_twenty_waves_at_most() -> None:
    wrong = sum(len(found(played(0, 0, 0, 0, 0, seed=seed)).highest) < 5 for seed in range(300))
    assert wrong <= 300 * 0.05 + 3 * (300 * 0.05 * 0.95) ** 0.5
