"""A line to compare with stands where its value is, also beyond all that is drawn."""

import re

from survey.plots.dots import Row
from survey.plots.gaps import gap_plot
from survey.plots.moves import Move, move_plot
from survey.plots.ranges import range_plot


def middle(drawn: str) -> float:
    return float(re.search(r'x1="([\d.]+)%"[^>]*class="middle"', drawn)[1])  # type: ignore[index]


def test_a_line_beyond_all_values_is_not_moved_among_them() -> None:
    rows = [Row(label="Larvik", value=30, low=28, high=32)]
    drawn = range_plot(rows, identity="x", title="t", description="d", middle=(50, "Hard"))
    dot = float(re.search(r'cx="([\d.]+)%"', drawn)[1])  # type: ignore[index]
    assert middle(drawn) > dot
    assert ">50<" in drawn


def test_no_difference_is_in_the_middle_and_a_small_difference_looks_small() -> None:
    rows = [Row(label="a", value=0.1, low=-0.2, high=0.4)]
    drawn = gap_plot(rows, identity="x", title="t", description="d", middle="none")
    assert middle(drawn) == 50
    dot = float(re.search(r'cx="([\d.]+)%"', drawn)[1])  # type: ignore[index]
    assert 50 < dot < 52


def test_places_of_one_unit_and_of_many_are_drawn_within_the_picture() -> None:
    for number in (1, 2, 400):
        moves = [Move(f"u{n}", n, max(1, n - 3), min(number, n + 3), chosen=n == 1) for n in range(1, number + 1)]
        drawn = move_plot(moves, identity="x", title="t", description="d")
        assert all(0 <= float(x) <= 100 for x in re.findall(r'x\d?="([\d.]+)%"', drawn))
