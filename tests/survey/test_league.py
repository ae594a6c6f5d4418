"""The table: who leads, who may as well lead, and how rows are found and sorted."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import league
from survey.league import Place
from survey.peer import Size
from survey.standing import Standing
from tests.conftest import NOW


def a_place(name: str, total: float | None = 50.0, **values: Any) -> Place:
    of_place = {key: values.pop(key) for key in ("county", "population") if key in values}
    rest: dict[str, Any] = {"tested": 1.0, "sectors": {"care": total}, "channels": {}, "notes": {}, "computed_at": NOW}
    standing = Standing(wave_id=1, unit_id=1, total=total, **{**rest, **values})
    return Place(standing=standing, code=name[:4].upper(), name=name, **of_place)


def test_rivals_are_those_whose_range_reaches_the_first_place() -> None:
    first, near, far = (
        a_place("Larvik", rank=1, rank_low=1, rank_high=2),
        a_place("Asker", rank=2, rank_low=1, rank_high=3),
        a_place("Moss", rank=3, rank_low=2, rank_high=3),
    )
    assert league.leaders([near, first, far]) == [first]
    assert league.rivals([near, first, far]) == [near]


def test_names_are_sorted_as_the_readers_alphabet_has_them() -> None:
    places = [a_place(name) for name in ("Ås", "Øygarden", "Ærøy", "Zell", "Ålesund", "Alta")]
    assert [one.name for one in league.in_order(places, "name")] == [
        "Alta",
        "Zell",
        "Ærøy",
        "Øygarden",
        "Ålesund",
        "Ås",
    ]
    swedish = [a_place(name) for name in ("Örebro", "Älmhult", "Åre", "Ystad")]
    assert [one.name for one in league.in_order(swedish, "name", language="sv")] == [
        "Ystad",
        "Åre",
        "Älmhult",
        "Örebro",
    ]


@pytest.mark.parametrize("descending", [False, True])
@given(totals=st.lists(st.none() | st.floats(0, 100), max_size=9))
def test_rows_without_a_figure_come_last_whichever_way_one_sorts(descending: bool, totals: list[float | None]) -> None:
    places = [a_place(f"U{n}", total) for n, total in enumerate(totals)]
    found = [one.standing.total for one in league.in_order(places, "total", descending=descending)]
    filled = [total for total in found if total is not None]
    assert found == filled + [None] * (len(found) - len(filled))
    assert filled == sorted(filled, reverse=descending)


def test_a_column_that_there_is_not_sorts_nothing_and_breaks_nothing() -> None:
    places = [a_place("B"), a_place("A")]
    assert [one.name for one in league.in_order(places, "sectors.x; drop table")] == ["A", "B"]


def test_filters_add_up() -> None:
    larvik = a_place("Larvik", county="Vestfold", population=48_000)
    asker = a_place("Asker", county="Akershus", population=98_000)
    assert league.chosen([larvik, asker], county="Vestfold") == [larvik]
    assert league.chosen([larvik, asker], size=Size.CITY) == [asker]
    assert league.chosen([larvik, asker], words=" LAR ") == [larvik]
    assert league.chosen([larvik, asker], county="Vestfold", size=Size.CITY) == []
    assert league.chosen([larvik, asker], size="nonsense") == []


@given(st.integers(0, 2_000_000))
def test_every_population_has_one_size(population: int) -> None:
    assert sum(size.holds(population) for size in Size) == 1


@given(st.lists(st.floats(0, 100), min_size=1))
def test_as_many_values_lie_above_the_median_as_below(values: list[float]) -> None:
    middle = league.median(values)
    assert middle is not None
    assert sum(value < middle for value in values) <= len(values) / 2
    assert sum(value > middle for value in values) <= len(values) / 2
