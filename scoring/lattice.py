"""The cells of a release as arrays: which leaf is in which node, what a cell has to give and what hiding it costs."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
ENDLESS = 1e15


class Kin(msgspec.Struct, frozen=True, eq=False):
    """Leaves that are in the same groups are one class: thousands of units are of a few, so pairs of them are not held.

    `of` is the class of each leaf, `order` the leaves class by class, `starts` and `sizes` where each class lies in
    that. `far` says how many groups have the one class and not the other (classes x classes).
    """

    of: Places
    order: Places
    starts: Places
    sizes: Places
    far: Numbers


class Lattice(msgspec.Struct, frozen=True, eq=False):
    """All cells of a release: every combination of one node of each dimension.

    `members[i]` says which leaves (columns) are in which nodes (rows) of dimension i; its last row stands for no node.
    `leaves[i]` is the node that each leaf is by itself, `chains[i]` all nodes it is in, `kin[i]` which leaves have the
    same groups. `slack` is how much of a cell can be taken away before it is negative; `cost` is what it
    costs to hide it, infinite where it cannot be hidden.
    """

    members: tuple[Marks, ...]
    leaves: tuple[Places, ...]
    chains: tuple[Places, ...]
    kin: tuple[Kin, ...]
    slack: Numbers
    cost: Numbers
    amount: float


def lattice(members: Sequence[Marks], slack: Numbers, cost: Numbers, amount: float) -> Lattice:
    """The cells as they are: the first nodes of a dimension are its leaves."""
    ends = [(0, 1)] * len(members)
    padded = tuple(np.pad(one, [(0, 1), (0, 0)]) for one in members)
    room, price = np.pad(slack, ends, constant_values=ENDLESS), np.pad(cost, ends, constant_values=0.0)
    return laid_out(padded, tuple(np.arange(one.shape[1]) for one in members), room, price, amount)


def fused(space: Lattice) -> Lattice:
    """The same cells with all dimensions but the first taken as one, so that a swap can cross several of them."""
    members, leaves = space.members[1], space.leaves[1]
    for one, own in zip(space.members[2:], space.leaves[2:], strict=True):
        members = np.kron(members, one)
        leaves = (leaves[:, None] * len(one) + own[None, :]).reshape(-1)
    shape = len(space.members[0]), -1
    both = (space.members[0], members), (space.leaves[0], leaves)
    return laid_out(*both, space.slack.reshape(shape), space.cost.reshape(shape), space.amount)


def laid_out(
    members: tuple[Marks, ...], leaves: tuple[Places, ...], slack: Numbers, cost: Numbers, amount: float
) -> Lattice:
    return Lattice(members, leaves, tuple(map(chains, members)), tuple(map(kin, members)), slack, cost, amount)


def chains(members: Marks) -> Places:
    """The nodes that each leaf is in (leaves x most nodes), filled up with the one that stands for none."""
    count = members.sum(axis=0)
    found = np.full((members.shape[1], int(count.max(initial=0))), len(members) - 1)
    nodes, leaves = np.nonzero(members)
    order = np.argsort(leaves, kind="stable")
    starts = np.cumsum(count) - count
    found[leaves[order], np.arange(len(order)) - starts[leaves[order]]] = nodes[order]
    return found


def kin(members: Marks) -> Kin:
    """What one leaf has alone parts it from all others alike, and what has all of them from none."""
    size = members.sum(axis=1)
    wide = members[(size > 1) & (size < members.shape[1])]
    _, first, of = np.unique(wide, axis=1, return_index=True, return_inverse=True)
    of = of.reshape(-1) if len(wide) else np.zeros(members.shape[1], dtype=np.int64)
    signs = wide[:, first].astype(float) if len(wide) else np.zeros((0, min(members.shape[1], 1)))
    sizes = np.bincount(of, minlength=signs.shape[1])
    return Kin(of, np.argsort(of, kind="stable"), np.cumsum(sizes) - sizes, sizes, signs.T @ (1 - signs))


def in_order(marked: Marks, members: Sequence[Marks]) -> Places:
    """The nodes of the marked cells, large groups first: what covers a group covers much of what is in it."""
    found = np.argwhere(marked)
    sizes = np.multiply.reduce([one.sum(axis=1)[found[:, axis]] for axis, one in enumerate(members)])
    return found[np.argsort(-sizes, kind="stable")]


def promise(atoms: Places, space: Lattice) -> Numbers:
    """How good it is to begin a move with each atom: how much stands in line with it, and nothing that is fixed."""
    found = np.zeros(atoms.shape)
    for axis in range(1, atoms.ndim):
        found += atoms.sum(axis=axis, keepdims=True)
    stuck = np.isinf(space.cost)
    if stuck.any():
        fixed = stuck.astype(float)
        for axis, one in enumerate(space.members):
            leaves = one.shape[1]
            own, groups = np.split(fixed, [leaves], axis=axis)
            above = np.tensordot(one[leaves:].T.astype(float), groups, axes=(1, axis))
            fixed = own + np.moveaxis(above, 0, axis)
        found -= ENDLESS * fixed
    return found


def fullest(merit: Numbers, members: Sequence[Marks], wanted: Places) -> Places:
    """The leaves of the atom with the most merit in each of the cells (cells x dimensions)."""
    if not len(wanted):
        return wanted
    best, place = merit, np.arange(merit.size).reshape(merit.shape)
    for axis, one in enumerate(members):
        rows_best, rows_place = [], []
        for row in one[one.shape[1] : -1]:
            inside = np.take(best, np.flatnonzero(row), axis=axis), np.take(place, np.flatnonzero(row), axis=axis)
            top = np.expand_dims(inside[0].argmax(axis=axis), axis)
            rows_best.append(np.take_along_axis(inside[0], top, axis=axis))
            rows_place.append(np.take_along_axis(inside[1], top, axis=axis))
        best, place = np.concatenate([best, *rows_best], axis=axis), np.concatenate([place, *rows_place], axis=axis)
    return np.stack(np.unravel_index(place[tuple(wanted.T)], merit.shape), axis=1)
