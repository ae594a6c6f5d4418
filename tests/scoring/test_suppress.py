"""Suppression, attacked with linear programming by somebody who knows everything that is shown and the rules."""

import itertools
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scoring.suppress import ALL, THRESHOLD, Dimension, Shown, State, grown, suppress, table, telling, times

Vector = npt.NDArray[np.float64]


class Attacker:
    """Knows the shown cells and that counts are not negative."""

    def __init__(self, shown: Shown, also: Any = None) -> None:
        self.shown = shown
        rows: Any = np.ones((1, 1))
        for one in shown.dimensions:
            rows = np.kron(rows, one.members().astype(float))
        self.rows: Vector = rows
        self.states, self.counts = shown.states.reshape(-1), shown.counts.reshape(-1)
        self.open = self.states == State.SHOWN
        if also is not None:
            self.open |= np.asarray(also).reshape(-1)

    def end(self, cell: int, sign: int) -> float:
        """The least (sign 1) or the most (sign -1) that this cell can be."""
        known: Any = {"A_eq": self.rows[self.open], "b_eq": self.counts[self.open]} if self.open.any() else {}
        found = linprog(sign * self.rows[cell], **known, bounds=(0, None), method="highs")
        assert found.status in (0, 3), found.message
        return float(sign * found.fun) if found.status == 0 else np.inf

    def bounds(self, cell: int) -> tuple[float, float]:
        return self.end(cell, 1), self.end(cell, -1)


def attack(shown: Shown, also: Any = None) -> None:
    """Nothing shown is small, and no interval of what is hidden is narrow or ends below the threshold."""
    attacker = Attacker(shown, also)
    assert shown.unproven == ()
    for cell, (count, state) in enumerate(zip(attacker.counts, attacker.states, strict=True)):
        if attacker.open[cell]:
            assert count == 0 or count >= THRESHOLD
            continue
        if state == State.UNPUBLISHED and (count >= THRESHOLD or count == 0):
            continue
        high = attacker.end(cell, -1)
        assert high >= THRESHOLD - 1e-6
        if high < count + THRESHOLD - 1e-6:
            assert high - attacker.end(cell, 1) >= THRESHOLD - 1e-6, (cell, count, high)


@st.composite
def dimension(draw: st.DrawFn, name: str, most: int, *, said: bool = False) -> Dimension:
    leaves = tuple(f"{name}{n}" for n in range(draw(st.integers(1, most))))
    groups = draw(st.lists(st.sets(st.sampled_from(leaves), min_size=1), max_size=2))
    return Dimension(name, leaves, {f"{name}g{n}": tuple(sorted(one)) for n, one in enumerate(groups)}, said=said)


FEW = st.one_of(st.integers(0, 7), st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 12, 20, 50]))


@st.composite
def releases(draw: st.DrawFn, *dimensions: st.SearchStrategy[Dimension]) -> tuple[list[Dimension], Any]:
    drawn = [draw(one) for one in dimensions]
    shape = tuple(len(one.leaves) for one in drawn)
    size = int(np.prod(shape))
    return drawn, np.array(draw(st.lists(FEW, min_size=size, max_size=size))).reshape(shape)


def small_ones(shown: Shown) -> int:
    return int((shown.states == State.SMALL).sum())


@settings(max_examples=15, deadline=None)
@given(releases(dimension("u", 6), dimension("c", 3)))
def test_no_cell_of_a_table_with_overlapping_groups_can_be_worked_out(release: Any) -> None:
    attack(suppress(*release))


@settings(max_examples=6, deadline=None)
@given(releases(dimension("u", 4), dimension("c", 3), dimension("p", 3)))
def test_nor_of_a_cube_that_can_be_filtered_every_way(release: Any) -> None:
    attack(suppress(*release))


@settings(max_examples=8, deadline=None)
@given(releases(dimension("u", 4), dimension("g", 5, said=True)))
def test_nor_what_few_people_answered_or_that_all_answered_alike(release: Any) -> None:
    attack(suppress(*release))


@settings(max_examples=6, deadline=None)
@given(releases(dimension("u", 3), dimension("c", 2), dimension("p", 3)))
def test_nor_where_only_some_tables_are_published(release: Any) -> None:
    attack(suppress(*release, tables=[{"u", "c"}, {"u", "p"}]))


@settings(max_examples=5, deadline=None)
@given(releases(dimension("u", 4), dimension("c", 2), st.just(times(("1", "2", "3")))))
def test_nor_from_what_is_new_between_two_versions(release: Any) -> None:
    (unit, channel, _), counts = release
    told: list[Shown] = []
    for number in (1, 2, 3):
        told.append(suppress((unit, channel, times(("1", "2", "3")[:number])), counts[:, :, :number], before=told))
    # what the last decision shows includes everything that the earlier ones did
    for one in told[:-1]:
        for cell in np.argwhere(one.states == State.SHOWN):
            names = [dim.nodes[node] for dim, node in zip(one.dimensions, cell, strict=True)]
            assert told[-1].state(*names) == State.SHOWN
    attack(told[-1])


def test_a_figure_that_grows_by_few_keeps_its_earlier_value() -> None:
    unit = Dimension("unit", ("A", "B", "C"))
    first = suppress((unit, times(("1",))), [[20], [30], [40]])
    assert first.value("A", "<=1") == 20
    second = suppress((unit, times(("1", "2"))), [[20, 2], [30, 9], [40, 8]], before=[first])
    assert (second.value("A", "<=1"), second.value("A", "<=2")) == (20, None)
    assert second.value("A", "2") is None
    # the total of new ones can be shown, if one more unit stays where it was
    assert second.value(ALL, "<=2") == 109
    assert {second.value("B", "<=2"), second.value("C", "<=2")} in ({None, 39}, {None, 48})


@settings(max_examples=6, deadline=None)
@given(releases(dimension("u", 3), dimension("c", 2), st.just(times(("a", "b", "c")))), st.booleans())
def test_a_release_that_grew_is_decided_from_its_history(release: Any, each: bool) -> None:
    (unit, channel, _), counts = release
    shown = grown((unit, channel), counts, ("a", "b", "c"), each=each)
    attack(shown)
    earlier = grown((unit, channel), counts[:, :, :2], ("a", "b"), each=each)
    for one, other in itertools.product(unit.nodes, channel.nodes):
        newest = shown.newest(one, other)
        if (before := earlier.newest(one, other)) is not None:
            assert newest is not None
            assert newest[1] >= before[1]


def test_a_naive_suppression_is_seen_through() -> None:
    shown = suppress([Dimension("u", ("A", "B", "C")), Dimension("c", ("x", "y"))], [[3, 20], [30, 40], [50, 60]])
    states = shown.states.copy()
    states[states == State.COVER] = State.SHOWN
    assert Attacker(Shown(shown.dimensions, shown.counts, states, ())).bounds(0) == (3, 3)
    two = shown.states.copy()
    two[two == State.COVER] = State.SHOWN
    two[0, 1] = two[1, 0] = two[1, 1] = State.COVER
    assert Attacker(Shown(shown.dimensions, shown.counts, two, ())).bounds(0) == (0, 23)


def test_small_cells_are_hidden_with_a_square_of_others_and_the_totals_stay() -> None:
    shown = table({"A": {"email": 3, "phone": 20}, "B": {"email": 30, "phone": 40}, "C": {"email": 50, "phone": 60}})
    hidden = [
        (unit, channel) for unit in ("A", "B", "C", ALL) for channel in ("email", "phone", ALL)
        if shown.value(unit, channel) is None
    ]  # fmt: skip
    assert hidden == [("A", "email"), ("A", "phone"), ("B", "email"), ("B", "phone")]
    assert (shown.value("A", ALL), shown.value(ALL, "email"), shown.value(ALL, ALL)) == (23, 83, 203)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    shown = table({"A": {"email": 5, "phone": 0}, "B": {"email": 6, "phone": 70}}, parents={"A": "P", "B": "P"})
    assert (shown.states == State.SHOWN).all()
    assert (shown.value("A", "phone"), shown.value("P", "email")) == (0, 11)
    assert table({}).counts.size >= 0


def test_a_tiny_unit_takes_another_figure_with_it_not_the_totals_of_all() -> None:
    counts = {"A": {"email": 1}, "B": {"email": 9, "phone": 12}, "C": {"email": 100, "phone": 200}}
    shown = table(counts, parents=dict.fromkeys(counts, "P"))
    assert shown.value("A", ALL) is None
    assert shown.state("B", "email") == State.COVER
    assert (shown.value("P", ALL), shown.value(ALL, ALL), shown.value("C", ALL)) == (322, 322, 300)


def test_all_answering_alike_is_not_told() -> None:
    grades = Dimension("grade", ("1", "2", "3", "4", "5"), {"4 or 5": ("4", "5")}, said=True)
    units = Dimension("unit", ("A", "B"))
    shown = suppress((units, grades), [[7, 0, 0, 0, 0], [20, 20, 20, 20, 20]])
    assert shown.value("A", ALL) is None or shown.value("A", "1") is None
    assert shown.value("A", "4 or 5") is None
    attack(shown)
    everybody = suppress((units, grades), [[0, 0, 0, 0, 0], [20, 20, 20, 20, 20]])
    assert [everybody.value("A", node) for node in grades.nodes] == [0] * 7


def test_comments_have_a_threshold_of_their_own() -> None:
    counts = {"A": {"email": 12}, "B": {"email": 9}, "C": {"email": 25}}
    assert table(counts).value("B", ALL) == 9
    assert table(counts, threshold=10).value("B", ALL) is None
    assert table(counts, threshold=10).value("A", ALL) is None


def test_a_mean_near_an_end_of_its_scale_is_telling() -> None:
    # of 10 grades on 0, 25, 50, 75, 100: four of 75 and six of 100 are 4 steps from the best
    assert telling(90, 10)
    assert telling(10, 10)
    assert not telling(87.5, 10)
    assert telling(100, 1000)
    assert telling(50, 2)


def test_what_cannot_be_kept_from_being_worked_out_is_named() -> None:
    unit = Dimension("unit", ("A", "B"))
    careless = Shown(
        (unit,), np.array([3, 20, 23]), np.array([State.SMALL, State.SHOWN, State.SHOWN], dtype=np.int8), ()
    )  # fmt: skip
    assert suppress([unit], [3, 20], before=[careless]).unproven == (("A",),)


def test_counts_that_cannot_be_are_refused() -> None:
    unit = Dimension("unit", ("A", "B"))
    for counts, said in (([1], "shape"), ([1, -1], "0 or more"), ([1, 2.5], "whole")):
        with pytest.raises(ValueError, match=said):
            suppress([unit], counts)
    with pytest.raises(ValueError, match="no leaf"):
        suppress([Dimension("unit", ("A",), {"P": ("B",)})], [1])
    with pytest.raises(ValueError, match="one name"):
        table({"Oslo": {"email": 9}}, parents={"Oslo": "Oslo"})
    with pytest.raises(ValueError, match="another one now"):
        suppress([unit], [9, 20], before=[suppress([unit], [8, 20])])
    with pytest.raises(ValueError, match="other dimensions"):
        suppress([Dimension("place", ("A", "B"))], [9, 20], before=[suppress([unit], [9, 20])])


def test_a_page_with_400_units_is_decided_quickly() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.lognormal(4, 1, size=(400, 1)) * np.array([0.6, 0.3, 0.1]))
    units = {f"u{n}": dict(zip(("email", "phone", "web"), map(int, row), strict=True)) for n, row in enumerate(counts)}
    parents = {unit: f"p{n % 15}" for n, unit in enumerate(units)}
    start = time.process_time()
    shown = table(units, parents=parents)
    assert time.process_time() - start < 0.2
    assert shown.unproven == ()
    assert (shown.states == State.COVER).sum() < 2.5 * small_ones(shown)
