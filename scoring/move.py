"""Moves: other releases with the same figures in all that stays shown, and more in one small cell."""

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec
import numpy as np

from scoring.lattice import Kin, Lattice, Marks, Numbers, Places

SWAPS = 3  # how many partners are tried in a dimension
SPREAD = 8  # over how many partners an amount is spread
NEXT = 1e6  # in choosing partners: how much one more level of distance counts
DEAR = 8.0  # what hides more is tried across dimensions as well


class Factor(msgspec.Struct, frozen=True, eq=False):
    """A move seen from one dimension, for many cells at once: which nodes change (cells x nodes), by what share of the
    amount, and whether it can be done. Nodes that stand for nothing have share 0."""

    nodes: Places
    shares: Numbers
    fits: Marks


class Best:
    """The move that hides least, so far, for each of some cells."""

    def __init__(self, number: int) -> None:
        self.price: Numbers = np.full(number, np.inf)
        self.which = np.full(number, -1)
        self.row = np.zeros(number, dtype=np.int64)
        self.options: list[tuple[Lattice, tuple[Factor, ...]]] = []

    def improve(self, space: Lattice, factors: Sequence[Sequence[Factor]], number: Places) -> None:
        """Tries all combinations of factors for the cells with these numbers."""
        for factor in product(*factors):
            rows = np.flatnonzero(np.logical_and.reduce([one.fits for one in factor]) & (self.price[number] > 0))
            self.options.append((space, factor))
            if not len(rows):
                continue
            cells, shares = multiplied(space, factor, rows)
            price = space.cost.reshape(-1)[cells].sum(axis=1)
            better = np.flatnonzero(price < self.price[number[rows]])
            amounts = space.amount * shares[better]
            # parts of parts may not be whole people
            whole = np.abs(amounts - amounts.round()) < 1e-6
            better = better[(whole & (space.slack.reshape(-1)[cells[better]] + amounts > -1e-9)).all(axis=1)]
            mine = number[rows[better]]
            self.price[mine], self.which[mine], self.row[mine] = price[better], len(self.options) - 1, rows[better]

    def changes(self) -> Iterator[tuple[Places, Numbers]]:
        """The cells that the moves change (moves x cells), and by what share of the amount (0: not at all)."""
        for which in np.unique(self.which[self.which >= 0]):
            space, factor = self.options[which]
            cells, shares = multiplied(space, factor, self.row[self.which == which])
            yield cells, shares


def best(views: Sequence[Lattice], wanted: Places, tops: Places, swaps: int = SWAPS) -> Best:
    """The best move for each cell: one factor per dimension, and where that is dear a factor across dimensions."""
    found = Best(len(wanted))
    plain = [list(factors(views[0], axis, wanted, tops, swaps)) for axis in range(wanted.shape[1])]
    found.improve(views[0], plain, np.arange(len(wanted)))
    rows = np.flatnonzero(found.price > DEAR)
    if len(views) > 1 and len(rows):
        first = [Factor(one.nodes[rows], one.shares[rows], one.fits[rows]) for one in plain[0]]
        node, leaf = across(views[0], wanted[rows], tops[rows])
        found.improve(views[1], [first, list(factors(views[1], 1, node, leaf, swaps))], rows)
    return found


def across(plain: Lattice, wanted: Places, tops: Places) -> tuple[Places, Places]:
    """Cells and atoms as they are called where all dimensions but the first are taken as one."""
    sizes = [len(one) for one in plain.members[1:]], [one.shape[1] for one in plain.members[1:]]
    node, leaf = (
        np.stack([one[:, 0], np.ravel_multi_index(tuple(one[:, 1:].T), size)], axis=1)
        for one, size in zip((wanted, tops), sizes, strict=True)
    )
    return node, leaf


def multiplied(space: Lattice, factor: Sequence[Factor], rows: Places) -> tuple[Places, Numbers]:
    """The changed cells (rows x changed cells, numbered as in a flat array) and by what share of the amount."""
    cells, shares = factor[0].nodes[rows], factor[0].shares[rows]
    for axis, one in enumerate(factor[1:], 1):
        cells = (cells[:, :, None] * space.cost.shape[axis] + one.nodes[rows][:, None, :]).reshape(len(rows), -1)
        shares = (shares[:, :, None] * one.shares[rows][:, None, :]).reshape(len(rows), -1)
    return cells, shares


def factors(space: Lattice, axis: int, small: Places, tops: Places, swaps: int) -> Iterator[Factor]:
    """What can be done in one dimension: swap with a partner, spread over several, or no partner at all."""
    leaf = tops[:, axis]
    where, which = lines(space, axis, tops)
    line, price = space.slack[where], space.cost[where]
    free = np.isfinite(price)
    merit = np.where(price > 0, NEXT / 10, 0) + np.minimum(line, NEXT / 20)
    merit = np.where(free & (line >= space.amount), merit, np.inf)
    partners, key = nearest(space, axis, small[:, axis], leaf, which, merit, swaps)
    for partner, fits in zip(partners.T, np.isfinite(key).T, strict=True):
        if fits.any():
            yield compact(space, axis, leaf, partner[:, None], fits[:, None].astype(float), fits)
    if line.shape[1] > 2:
        merit = np.where(free & (line >= 1), -np.minimum(line, NEXT / 20), np.inf)
        partners, key = nearest(space, axis, small[:, axis], leaf, which, merit, min(SPREAD, line.shape[1] - 1))
        yield spread(space, axis, leaf, partners, np.where(np.isfinite(key), line[which[:, None], partners], 0))
    nobody = np.zeros((len(leaf), 0))
    yield compact(space, axis, leaf, nobody.astype(np.int64), nobody, np.ones(len(leaf), dtype=bool))


def lines(space: Lattice, axis: int, tops: Places) -> tuple[tuple[Places, ...], Places]:
    """Where the atoms lie that differ from the given ones in one dimension only (lines x leaves), and whose line is
    which: atoms of thousands of units are on a few lines."""
    place = np.zeros(len(tops), dtype=np.int64)
    for other, size in enumerate(space.cost.shape):
        if other != axis:
            place = place * size + tops[:, other]
    _, first, which = np.unique(place, return_index=True, return_inverse=True)
    where = [own[tops[first, other], None] for other, own in enumerate(space.leaves)]
    where[axis] = space.leaves[axis][None, :]
    return tuple(where), which


def nearest(
    space: Lattice, axis: int, node: Places, leaf: Places, which: Places, merit: Numbers, number: int
) -> tuple[Places, Numbers]:
    """For each leaf the partners of least merit in its line (infinite: none), the nearest first, and their keys.

    Of equals the first in the order of leaves is taken: the same counts have to give the same decision everywhere.
    """
    kin, number = space.kin[axis], min(number, merit.shape[1])
    some = first_of_classes(kin, merit, number + 1)[which]
    # a partner within the small cell itself would leave it as it is
    usable = ~space.members[axis][node[:, None], some]
    far = NEXT * kin.far[kin.of[leaf][:, None], kin.of[some]]
    key = np.where(usable, far + merit[which[:, None], some], np.inf)
    front = np.argsort(key, axis=1, kind="stable")[:, :number]
    return np.take_along_axis(some, front, axis=1), np.take_along_axis(key, front, axis=1)


def first_of_classes(kin: Kin, merit: Numbers, number: int) -> Places:
    """The leaves that can be among the best of any atom in each line: so many of each class, the least merit first.

    What a small cell has of a class is that whole class or one leaf, so one more than are wanted is enough.
    """
    depth = np.minimum(kin.sizes, number)
    if depth.sum() >= merit.shape[1]:
        return np.broadcast_to(np.arange(merit.shape[1]), merit.shape)
    found = []
    for start, size, some in zip(kin.starts, kin.sizes, depth, strict=True):
        own = kin.order[start : start + size]
        found.append(own[np.argsort(merit[:, own], axis=1, kind="stable")[:, :some]])
    return np.concatenate(found, axis=1)


def spread(space: Lattice, axis: int, leaf: Places, partners: Places, line: Numbers) -> Factor:
    """The amount taken from several leaves, the nearest and largest first, in whole numbers."""
    there = np.floor(np.maximum(line, 0))
    taken = np.clip(space.amount - (np.cumsum(there, axis=1) - there), 0, there)
    fits = taken.sum(axis=1) >= space.amount - 1e-9
    return compact(space, axis, leaf, partners, taken / space.amount, fits)


def compact(space: Lattice, axis: int, leaf: Places, partners: Places, parts: Numbers, fits: Marks) -> Factor:
    """The nodes whose share changes when the leaf gets all and the partners lose their parts of it."""
    members, chain = space.members[axis], space.chains[axis]
    nodes, shares = [chain[leaf]], [1.0 - lost(members, chain[leaf], partners, parts)]
    for which in range(partners.shape[1]):
        here = chain[partners[:, which]]
        seen = members[here, leaf[:, None]]
        for earlier in range(which):
            seen = seen | members[here, partners[:, [earlier]]]
        nodes.append(here)
        shares.append(np.where(seen, 0.0, -lost(members, here, partners, parts)))
    every, share = np.concatenate(nodes, axis=1), np.concatenate(shares, axis=1)
    share[(np.abs(share) < 1e-9) | (every == len(members) - 1) | ~fits[:, None]] = 0
    every = np.where(share == 0, len(members) - 1, every)
    front = np.argsort(share == 0, axis=1, kind="stable")[:, : max(1, int((share != 0).sum(axis=1).max(initial=0)))]
    return Factor(np.take_along_axis(every, front, axis=1), np.take_along_axis(share, front, axis=1), fits)


def lost(members: Marks, nodes: Places, partners: Places, parts: Numbers) -> Numbers:
    """What the nodes lose: the parts of the partners in them."""
    found = np.zeros(nodes.shape)
    for which in range(partners.shape[1]):
        found += members[nodes, partners[:, [which]]] * parts[:, [which]]
    return found
