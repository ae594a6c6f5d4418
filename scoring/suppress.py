"""Which cells are too small to show, jointly over everything that is published: tables, filters, groups, versions."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property, reduce
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from scoring.cover import FULL, Move, cover
from scoring.lattice import lattice

Counts = npt.NDArray[np.int64]
States = npt.NDArray[np.int8]
Marks = npt.NDArray[np.bool_]
Worth = npt.NDArray[np.float64]

ALL = ""  # the node of every dimension that has all its leaves
UNTIL = "<="
THRESHOLD = 5
ZERO = 0.3  # what a zero is worth to a reader, where another figure is worth 1


class State(IntEnum):
    """What becomes of a cell. SMALL and COVER are for the house: outside both are the same blank."""

    SHOWN = 0
    SMALL = 1  # too few
    COVER = 2  # not small, but a small one could be worked out from it
    UNPUBLISHED = 3  # no table has it


SHOWN = State.SHOWN.value  # a plain number: a page asks for thousands of cells, and enumerations are slow


class Dimension(msgspec.Struct, frozen=True, dict=True):
    """One feature that counts are broken down by.

    `groups` are further sets of leaves that are published: parents of units, filters over several channels, kinds of
    office across parents; they may overlap. `said` is what people answered (or whether they did) as against what is
    known about them anyway: there a zero tells something about everybody else. `unpublished` nodes stand in no table,
    but nobody shall be able to work them out either.
    """

    name: str
    leaves: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] = {}
    said: bool = False
    unpublished: frozenset[str] = frozenset()

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        return (*self.leaves, *self.groups, ALL)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        return {node: at for at, node in reversed([*enumerate(self.nodes)])}

    def members(self) -> Marks:
        """Which leaves (columns) are in which nodes (rows)."""
        groups = [set(group) for group in (*self.groups.values(), self.leaves)]
        rows = np.array([[leaf in one for leaf in self.leaves] for one in groups], dtype=bool).reshape(len(groups), -1)
        return np.concatenate([np.eye(len(self.leaves), dtype=bool), rows])


def times(names: Sequence[str], *, each: bool = False, name: str = "time") -> Dimension:
    """The dimension of a release that grows: leaf t is what came at t, "<=t" all that had come by then.

    What came at t alone is published only if `each` says so. ALL is not: it would mean something else every time.
    """
    groups = {UNTIL + one: tuple(names[: n + 1]) for n, one in enumerate(names)}
    return Dimension(name, tuple(names), groups, unpublished=frozenset({ALL} if each else {ALL, *names}))


class Shown(msgspec.Struct, frozen=True, eq=False):
    """The decision: counts and states of all cells (one axis per dimension, its nodes in their order).

    `unproven` names the small cells for which nothing was found that keeps them safe; it is empty unless something
    published before forbids it. `moves` are what keeps the others safe, for later decisions.
    """

    dimensions: tuple[Dimension, ...]
    counts: Counts
    states: States
    unproven: tuple[tuple[str, ...], ...] = ()
    moves: tuple[Move, ...] = ()

    def value(self, *nodes: str) -> int | None:
        """The count where it is shown, else None: the only thing that may leave the house."""
        where = self.place(nodes)
        return int(self.counts.item(where)) if self.states.item(where) == SHOWN else None

    def newest(self, *nodes: str) -> tuple[int, str] | None:
        """For a release with `times` as its last dimension: the newest figure that is shown, and of when it is."""
        for time in reversed(self.dimensions[-1].leaves):
            if (count := self.value(*nodes, UNTIL + time)) is not None:
                return count, time
        return None

    def state(self, *nodes: str) -> State:
        return State(int(self.states[self.place(nodes)]))

    def place(self, nodes: Sequence[str]) -> tuple[int, ...]:
        return tuple(one.positions[node] for one, node in zip(self.dimensions, nodes, strict=True))


def suppress(
    dimensions: Sequence[Dimension],
    counts: npt.ArrayLike,
    *,
    threshold: int = THRESHOLD,
    tables: Iterable[Collection[str]] | None = None,
    before: Sequence[Shown] = (),
) -> Shown:
    """Decide which cells of a release can be shown. A release is one: everything that is or was published of it.

    `counts` has one axis per dimension, over its leaves. Cells are all combinations of one node of each dimension.
    `tables` names the dimensions of each table that is published (a cell stands in one if every other dimension is at
    ALL); without it every combination is published, that is, people may filter as they like. `before` are earlier
    decisions: what they showed cannot be taken back (give the release a dimension of `times`, so that it is known how
    much of a figure is new; `grown` does it all). ValueError for counts that are negative, not whole or of another
    shape, for nodes of one name, for groups of what is not there, and for earlier figures that have changed.

    Guaranteed, against somebody who knows everything that is shown, and all rules of arithmetic:
    - No shown cell has 1..threshold-1 people, and no answer (`said`) with fewer than that has its number shown.
    - For each small cell (positive, or an answer that nobody of some gave), published or not, there is another release
      in whole numbers with the same figures in all that is shown and `threshold` more people in that cell. So nobody
      can tell that it is small, the interval that linear programming gives for it is at least `threshold` wide, and it
      ends at the threshold or above.
    - A small group that is no cell (what lies between two filters or two times) has small cells in it: if its number
      followed from what is shown, one of them could not have `threshold` more. So it does not follow.
    - A cell hidden to cover another is known no better than within `threshold`, where a move for it is found.

    Not guaranteed: against somebody who knows answers from elsewhere (of a cell of 6 five know the sixth); against
    probabilities within an interval; against somebody who runs this search backwards to see why these cells were
    hidden and not others; for means, quantiles or texts, which say more than counts (docs/suppression.md).

    Zeros: "nobody of this unit answered by phone" singles nobody out and is shown, unless it is needed as a cover; so a
    blank can be a zero. "Nobody of the 7 gave grade 5" says something about 7 people: it is hidden and guarded as a
    small number is, and so no group is shown to have answered all alike.
    """
    members = [one.members() for one in dimensions]
    atoms = checked(dimensions, counts)
    cells = summed(atoms, members).astype(np.int64)
    published = in_tables(dimensions, tables)
    known = whole_groups(dimensions, cells)
    small = (known > 0) & (cells < threshold)
    fixed, decided = shown_before(before, dimensions, cells)
    new = published & ~small & ~decided  # what was hidden earlier is no news any more
    price = costs(members, np.where(new, np.where(cells > 0, 1.0, ZERO), 0.0), fixed)
    space = lattice(members, cells.astype(float), price, float(threshold))
    found, left = cover(space, atoms, small, lambda cell: recalled(before, dimensions, members, cell))
    covers = found.inside(found.touched) & ~fixed
    of_covers = np.where(covers, State.COVER, State.SHOWN)
    states = np.where(published, np.where(small, State.SMALL, of_covers), State.UNPUBLISHED).astype(np.int8)
    unproven = tuple(tuple(one.nodes[node] for one, node in zip(dimensions, where, strict=True)) for where in left)
    return Shown(tuple(dimensions), cells, states, unproven, tuple(found.moves))


def table(
    counts: Mapping[str, Mapping[str, int]], *, parents: Mapping[str, str] | None = None, threshold: int = THRESHOLD
) -> Shown:
    """The common case: units x channels with all totals, and totals of parents if `parents` says which unit is whose.

    `counts[unit][channel]`; what is missing is 0. `shown.value(unit, channel)`, with ALL for a total, gives the figure
    or None.
    """
    of_parent: dict[str, tuple[str, ...]] = {}
    for unit in counts:
        if parents and unit in parents:
            of_parent[parents[unit]] = (*of_parent.get(parents[unit], ()), unit)
    channels = tuple(sorted({channel for row in counts.values() for channel in row}))
    figures = np.array([[row.get(channel, 0) for channel in channels] for row in counts.values()], dtype=np.int64)
    dimensions = (Dimension("unit", tuple(counts), of_parent), Dimension("channel", channels))
    return suppress(dimensions, figures.reshape(len(counts), len(channels)), threshold=threshold)


def grown(
    dimensions: Sequence[Dimension], counts: npt.ArrayLike, names: Sequence[str], *, each: bool = False,
    threshold: int = THRESHOLD, tables: Iterable[Collection[str]] | None = None,
) -> Shown:  # fmt: skip
    """The last of the decisions on a release that grew: one for each of its times, each knowing the earlier ones.

    `counts` has one axis more than there are `dimensions`, for what came at each time. The same counts give the same
    decisions, so none has to be kept. `tables` does not name the time: it is in all of them.
    """
    every, whole = np.asarray(counts), None if tables is None else [{*one, "time"} for one in tables]
    told: list[Shown] = []
    for n in range(1, len(names) + 1):
        so_far = (*dimensions, times(names[:n], each=each))
        told.append(suppress(so_far, every[..., :n], threshold=threshold, tables=whole, before=told[-1:]))
    return told[-1]


def telling(mean: float, n: int, *, steps: int = 4, threshold: int = THRESHOLD) -> bool:
    """Whether the mean of n grades, on 0..100 in so many steps, gives away that nearly all answered alike.

    A mean is n * mean * steps / 100 steps above the worst grade. If these are fewer than the threshold, so are the
    people who did not give the worst grade; the same from the best one. Such a mean is not shown.
    """
    return min(mean, 100 - mean) * n * steps / 100 < threshold - 1e-9


def checked(dimensions: Sequence[Dimension], counts: npt.ArrayLike) -> Counts:
    found, shape = np.asarray(counts), tuple(len(one.leaves) for one in dimensions)
    if found.shape != shape:
        raise ValueError(f"counts have the shape {found.shape}; the dimensions have {shape}")
    for one in dimensions:
        if len(set(one.nodes)) < len(one.nodes):
            raise ValueError(f"two nodes of {one.name} have one name; give groups names that no leaf has")
        if strange := {name for name, group in one.groups.items() if not group or not set(group) <= set(one.leaves)}:
            raise ValueError(f"groups of {one.name} are empty or have what is no leaf: {', '.join(sorted(strange))}")
    if found.size and (found.min() < 0 or not np.array_equal(found, found.astype(np.int64))):
        raise ValueError("counts are whole numbers, 0 or more")
    return found.astype(np.int64)


def shown_before(before: Sequence[Shown], dimensions: Sequence[Dimension], cells: Counts) -> tuple[Marks, Marks]:
    """The cells that were shown earlier, and all that were decided upon, found by their names."""
    found, decided = np.zeros(cells.shape, dtype=bool), np.zeros(cells.shape, dtype=bool)
    for earlier in before:
        if [one.name for one in earlier.dimensions] != [one.name for one in dimensions]:
            raise ValueError("an earlier decision has other dimensions")
        pairs = [
            [(old.nodes.index(node), new) for new, node in enumerate(one.nodes) if node in set(old.nodes)]
            for old, one in zip(earlier.dimensions, dimensions, strict=True)
        ]
        there, here = (np.ix_(*[[pair[which] for pair in row] for row in pairs]) for which in (0, 1))
        open_ones = earlier.states[there] == State.SHOWN
        if (open_ones & (earlier.counts[there] != cells[here])).any():
            raise ValueError("a figure that was shown earlier is another one now")
        found[here] |= open_ones
        decided[here] = True
    return found, decided


def recalled(
    before: Sequence[Shown], dimensions: Sequence[Dimension], members: Sequence[Marks], cell: Counts
) -> Iterator[Move]:
    """Moves that kept the cell safe in earlier decisions, as they are among the cells of this one."""
    names = [one.nodes[node] for one, node in zip(dimensions, cell, strict=True)]
    for earlier in reversed(before):
        if not all(name in one.nodes for one, name in zip(earlier.dimensions, names, strict=True)):
            continue
        shape = tuple(len(one.nodes) + 1 for one in earlier.dimensions)
        target = np.ravel_multi_index(earlier.place(names), shape)
        for cells, shares in earlier.moves:
            if (shares[cells == target] > FULL).any():
                atoms = np.zeros([len(one.leaves) for one in dimensions])
                for where, share in zip(np.stack(np.unravel_index(cells, shape), axis=1), shares, strict=True):
                    old = [one.nodes[node] for one, node in zip(earlier.dimensions, where, strict=True)]
                    if all(name in one.leaves for one, name in zip(dimensions, old, strict=True)):
                        atoms[tuple(one.leaves.index(name) for one, name in zip(dimensions, old, strict=True))] = share
                changed = np.pad(summed(atoms, members), [(0, 1)] * len(members)).reshape(-1)
                there = np.flatnonzero(np.abs(changed) > 1e-9)
                yield there, changed[there]


def summed(atoms: npt.NDArray[Any], members: Sequence[Marks]) -> Worth:
    """All cells from their atoms, exactly for whole numbers (below 2^53)."""
    found = atoms.astype(float)
    for axis, one in enumerate(members):
        wholes = one[one.shape[1] :].astype(float)  # the leaves before them are what they are
        found = np.concatenate([found, np.moveaxis(np.tensordot(wholes, found, axes=(1, axis)), 0, axis)], axis=axis)
    return np.ascontiguousarray(found)


def whole_groups(dimensions: Sequence[Dimension], cells: Counts) -> Counts:
    """For each cell the people of whom it counts those with an answer: the same cell over all answers."""
    for axis, one in enumerate(dimensions):
        if one.said:
            cells = np.broadcast_to(np.take(cells, [-1], axis=axis), cells.shape)
    return cells


def in_tables(dimensions: Sequence[Dimension], tables: Iterable[Collection[str]] | None) -> Marks:
    """Cells that stand in a table."""
    public = [np.array([node not in one.unpublished for node in one.nodes]) for one in dimensions]
    if tables is None:
        return combined(np.logical_and, public)
    found = np.zeros([len(one.nodes) for one in dimensions], dtype=bool)
    for names in tables:
        total = [np.arange(len(one.nodes)) == len(one.nodes) - 1 for one in dimensions]
        rows = [here if one.name in names else end for one, here, end in zip(dimensions, public, total, strict=True)]
        found |= combined(np.logical_and, rows)
    return found


def combined(how: np.ufunc, rows: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """One row per dimension made into one value per cell."""
    found: npt.NDArray[Any] = reduce(how.outer, rows)
    return found


def costs(members: Sequence[Marks], worth: Worth, fixed: Marks) -> Worth:
    """What hiding takes from readers: a total is worth all that is in it."""
    return np.where(fixed, math.inf, combined(np.multiply, [one.sum(axis=1) for one in members]) * worth)
