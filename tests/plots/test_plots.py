"""Every picture is well-formed, says what it shows, carries no style of its own and fits any screen."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.plots import country, dots, ranges, strip
from survey.plots.country import Place
from survey.plots.dots import Row

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>\"&' Ås"


def a_row(value: float = 60, spread: float = 12, label: str = "Larvik", **values: float) -> Row:
    return Row(label=label, value=value, low=max(value - spread, 0), high=min(value + spread, 100), **values)


def drawn(rows: list[Row]) -> ElementTree.Element:
    svg = dots.dot_plot(rows, identity="dots", title=NASTY, description=NASTY, middle=(55, NASTY))
    assert "style=" not in svg
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text


def places(number: int) -> list[Place]:
    return [Place(lat=58 + n % 13, lon=5 + n % 25, level=n % 4, label=NASTY if n < 3 else "") for n in range(number)]


@pytest.mark.parametrize("number", [0, 1, 60, 61, 357, 3570])
def test_a_dot_plot_has_every_interval_and_an_alternative_text(number: int) -> None:
    svg = drawn([a_row(30 + n % 60, label=f"{NASTY}{n}", weight=n) for n in range(number)])
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == NASTY
    assert svg.findtext(f"{SVG}desc") == NASTY
    kinds = [one.get("class", "") for one in svg.iter()]
    assert sum(kind.startswith("interval") for kind in kinds) == number
    assert sum(kind.startswith("dot") for kind in kinds) == number


def test_up_to_a_county_every_row_has_its_name() -> None:
    svg = drawn([a_row(80 - n, label=f"U{n}") for n in range(dots.LABELLED)])
    names = [one.text for one in svg.iter(f"{SVG}text") if one.get("class") == "label"]
    assert names == [f"U{n}" for n in range(dots.LABELLED)]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=120), st.data())
def test_landmarks_never_run_into_each_other_and_hold_the_chosen_one(weights: list[float], data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, len(weights) - 1))
    rows = [a_row(weight=weight, chosen=n == chosen) for n, weight in enumerate(weights)]
    heights = [4.0 * n for n in range(len(rows))]
    named = dots.landmarks(rows, heights)
    assert chosen in named
    assert all(heights[b] - heights[a] >= dots.LINE for a, b in pairwise(named))


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 40)), min_size=1, max_size=40))
def test_nothing_is_drawn_outside(pairs: list[tuple[float, float]]) -> None:
    rows = [a_row(value, spread) for value, spread in pairs]
    svg = dots.dot_plot(rows, identity="a", title="t", description="d")
    assert all(0 <= float(share) <= 100 for share in re.findall(r'(?:x|x1|x2|cx)="([-\d.]+)%"', svg))


@pytest.mark.parametrize("number", [1, 2, 59, 60, 357])
def test_a_map_has_every_place(number: int) -> None:
    svg = ElementTree.fromstring(  # noqa: S314
        country.country_map(places(number), ["a", "b", "c", NASTY], identity="map", title=NASTY, description="d")
    )
    marks = [one for one in svg.iter() if one.get("class", "").startswith("place")]
    assert len(marks) >= number + country.CLASSES


def test_north_is_up_and_east_is_right() -> None:
    (x0, y0), (x1, y1) = country.project([Place(lat=58, lon=6, level=0), Place(lat=70, lon=30, level=0)])
    assert x0 < x1
    assert y0 > y1


def test_levels_differ_in_shape_not_only_in_colour() -> None:
    shapes = {
        re.sub(r'class="[^"]*"', "", country.mark((0, 0), Place(lat=0, lon=0, level=level))) for level in range(4)
    }
    assert len(shapes) == 4


def test_a_strip_tells_its_value() -> None:
    svg = strip.strip([1, 50, 100], 62.04, identity="s", title="Care", description="62.0", label="62.0")
    assert "style=" not in svg
    assert 'cx="61.56%"' in svg
    assert strip.strip([], None, identity="s", title="Care", description="–", label="").startswith("<svg")
    assert 'aria-hidden="true"' in strip.whisker(50, 40, 60)


@pytest.mark.parametrize("number", [0, 1, 40])
def test_ranges_have_every_interval_and_long_names_above_them(number: int) -> None:
    rows = [a_row(30 + n, label=f"{NASTY}{n}") for n in range(number)]
    svg = ranges.range_plot(rows, identity="ranges", title=NASTY, description=NASTY, middle=(55, NASTY))
    assert "style=" not in svg
    found = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    kinds = [one.get("class", "") for one in found.iter()]
    assert (kinds.count("interval"), kinds.count("dot"), kinds.count("label")) == (number, number, number)
    assert all(one.get("x") == "0%" for one in found.iter() if one.get("class") == "label")
