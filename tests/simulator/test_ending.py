"""What the demo prints at its end says the same as the public page."""

from datetime import UTC, datetime
from typing import Any

from simulator.ending import ALONE, TOGETHER, table
from survey.league import Place
from survey.standing import Standing


def a_place(unit: int, *, rank: int | None = None, **values: Any) -> Place:
    fixed: dict[str, Any] = {"tested": 1.0, "sectors": {}, "channels": {}, "notes": {}, "low": 40.0, "high": 60.0}
    now = datetime(2026, 6, 1, tzinfo=UTC)
    standing = Standing(wave_id=1, unit_id=unit, total=50.0, rank=rank or unit, computed_at=now, **(fixed | values))
    return Place(standing=standing, code=f"{unit:04}", name=f"Sted {unit}")


def test_the_ranges_printed_are_those_that_hold_for_all_units_at_once_and_it_says_so() -> None:
    both = [a_place(n, rank_low=1, rank_high=2, rank_low_all=1, rank_high_all=3) for n in (1, 2, 3)]
    heading, *rows, note = table(both)
    assert heading.startswith("place (could be)")
    assert [row.split()[:2] for row in rows] == [[str(n), "(1-3)"] for n in (1, 2, 3)]
    assert note == TOGETHER


def test_where_only_ranges_of_single_units_are_known_that_is_said_and_a_sure_place_has_none() -> None:
    _, first, second, note = table([a_place(1, rank_low=1, rank_high=1), a_place(2, rank_low=1, rank_high=2)])
    assert "(1" not in first
    assert "(1-2)" in second
    assert note == ALONE


def test_of_many_units_the_ends_are_printed() -> None:
    many = [a_place(n, rank_low_all=1, rank_high_all=30) for n in range(1, 31)]
    names = [row.split()[-1] for row in table(many)[1:-1]]
    assert names == [*map(str, range(1, 11)), "...", *map(str, range(21, 31))]
