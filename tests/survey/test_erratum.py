"""Whom a correction is told: units whose figures moved, or all of them where the order did."""

from typing import Any

import msgspec

from survey.erratum import moved
from survey.standing import Standing
from tests.conftest import NOW


def a_standing(unit: int, **values: Any) -> Standing:
    given: dict[str, Any] = {"total": 10.0 * unit, "rank": 4 - unit, "tier": 1, "low": 0.0, "high": 50.0}
    rest: dict[str, Any] = {"tested": 1.0, "sectors": {}, "channels": {}, "notes": {}, "computed_at": NOW}
    return Standing(wave_id=1, unit_id=unit, **{**given, **rest, **values})


BEFORE = [a_standing(unit) for unit in (1, 2, 3)]


def after(unit: int, **values: Any) -> list[Standing]:
    return [msgspec.structs.replace(one, **values) if one.unit_id == unit else one for one in BEFORE]


def test_a_unit_is_told_of_its_own_figures() -> None:
    assert moved(BEFORE, after(2, total=21.0)) == {2}
    assert moved(BEFORE, after(2, sectors={"care": 50.0})) == {2}


def test_all_are_told_where_the_order_moved() -> None:
    assert moved(BEFORE, after(2, total=31.0, rank=1)) == {1, 2, 3}
    assert moved(BEFORE, after(3, tier=2)) == {1, 2, 3}


def test_an_end_of_a_range_that_moved_by_a_draw_is_no_news() -> None:
    assert moved(BEFORE, after(1, high=51.0, rank_high=3)) == frozenset()
