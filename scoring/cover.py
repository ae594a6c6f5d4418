"""Which further cells must be hidden so that no small one can be worked out: the search behind `suppress`."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from scoring import move
from scoring.lattice import Lattice, Marks, Numbers, Places, fullest, fused, in_order, promise

STEPS = 12  # cells are taken in so many lots, since later ones see what earlier ones have hidden
LEAST, MOST = 8, 512  # cells in a lot
FEW = 1000  # with more moves than these, taking out needless ones costs more time than it saves cells
WIDELY = 24, 64  # how many partners and atoms are tried for a cell that nothing was found for at first
FULL = 1 - 1e-9

Move = tuple[Places, Numbers]  # the cells that change, numbered as in a flat array, and by what share of the amount


class Ledger:
    """The moves that were found: how many of them raise a cell, change it by the whole amount, or touch it at all."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.moves: list[Move] = []
        self.raised, self.moved, self.touched = (np.zeros(int(np.prod(shape)), dtype=np.int64) for _ in range(3))

    def add(self, cells: Places, shares: Numbers) -> None:
        """Moves x cells."""
        changed = shares != 0
        self.moves += [(row[there], part[there]) for row, part, there in zip(cells, shares, changed, strict=True)]
        self.count(cells[changed], shares[changed], 1)

    def count(self, cells: Places, shares: Numbers, times: int) -> None:
        np.add.at(self.raised, cells[shares > FULL], times)
        np.add.at(self.moved, cells[np.abs(shares) > FULL], times)
        np.add.at(self.touched, cells, times)

    def inside(self, counted: npt.NDArray[np.int64]) -> Marks:
        """Which cells have been counted at all, without the rows that stand for nothing."""
        return (counted.reshape(self.shape) > 0)[tuple(slice(-1) for _ in self.shape)]

    def prune(self, small: Marks) -> None:
        """Drops moves that others have made needless, the earliest first: they were found when little was hidden."""
        wanted = np.pad(small, [(0, 1)] * small.ndim).reshape(-1)
        kept: list[Move] = []
        for cells, shares in self.moves:
            full, up = np.abs(shares) > FULL, shares > FULL
            alone = wanted[cells] & up & (self.raised[cells] == 1)
            # a cell that stays hidden by another move must not lose the one that changes it by the whole amount
            alone |= ~wanted[cells] & full & (self.moved[cells] == 1) & (self.touched[cells] > 1)
            if alone.any():
                kept.append((cells, shares))
            else:
                self.count(cells, shares, -1)
        self.moves = kept


def cover(
    space: Lattice, atoms: Places, small: Marks, recall: Callable[[Places], Iterable[Move]]
) -> tuple[Ledger, list[Places]]:
    """The moves that keep the small cells safe, and which of those cells nothing could be found for.

    For each a move is found: another release with the same figures in everything that stays shown, and `amount` more
    in that cell. Every cell that the move changes is hidden. A cell that is hidden and changes by less gets a move of
    its own, since a narrow interval would be as good as a figure. `recall` gives moves that kept a cell safe earlier.

    A move is a product of one factor per dimension: more in one leaf and as much less in others, or simply more. In two
    flat dimensions this is the square of cells that D. Repsilber's hypercube method hides ("Das Quaderverfahren",
    Statistisches Bundesamt 1999); here it may also leave out a side by hiding the totals on it.
    """
    found = Ledger(space.cost.shape)
    views = (space, fused(space)) if len(space.members) > 2 else (space,)
    unsafe = search(views, promise(atoms, space), in_order(small, space.members), found, found.raised)
    left = [cell for cell in unsafe if not again(space, found, recall(cell)) and not widely(views, atoms, cell, found)]
    if len(found.moves) <= FEW:
        found.prune(small)
    tried = small
    while (narrow := found.inside(found.touched) & ~found.inside(found.moved) & ~tried).any():
        search(views, promise(atoms, space), in_order(narrow, space.members), found, found.moved)
        tried = tried | narrow
    return found, left


def search(
    views: Sequence[Lattice], merit: Numbers, wanted: Places, found: Ledger, safe: npt.NDArray[np.int64]
) -> list[Places]:
    """Finds a move for each of the wanted cells (cells x dimensions) that is not safe yet; returns those without."""
    tops = fullest(merit, views[0].members, wanted)
    left: list[Places] = []
    at_once = min(max(len(wanted) // STEPS, LEAST), MOST)
    for start in range(0, len(wanted), at_once):
        some = np.arange(start, min(start + at_once, len(wanted)))
        some = some[safe[np.ravel_multi_index(tuple(wanted[some].T), found.shape)] == 0]
        if not len(some):
            continue
        best = move.best(views, wanted[some], tops[some])
        take(views[0], found, best.changes())
        left += list(wanted[some[~np.isfinite(best.price)]])
    return [cell for cell in left if safe[np.ravel_multi_index(tuple(cell), found.shape)] == 0]


def again(space: Lattice, found: Ledger, earlier: Iterable[Move]) -> bool:
    """Enters the first earlier move that can still be made; says whether there was one."""
    for cells, shares in earlier:
        left = space.slack.reshape(-1)[cells] + space.amount * shares
        if np.isfinite(space.cost.reshape(-1)[cells]).all() and (left > -1e-9).all():
            take(space, found, iter([(cells[None, :], shares[None, :])]))
            return True
    return False


def widely(views: Sequence[Lattice], atoms: Places, cell: Places, found: Ledger) -> bool:
    """Looks for a move of one cell among many partners and by way of each of its atoms; says whether there is one."""
    inside = [np.flatnonzero(one[node]) for one, node in zip(views[0].members, cell, strict=True)]
    tops = np.stack([axis.reshape(-1) for axis in np.meshgrid(*inside, indexing="ij")], axis=1)
    order = np.argsort(-promise(atoms, views[0])[tuple(tops.T)], kind="stable")
    tops = tops[order[: WIDELY[1]]]
    best = move.best(views, np.tile(cell, (len(tops), 1)), tops, WIDELY[0])
    if not np.isfinite(best.price).any():
        return False
    best.which[np.arange(len(tops)) != best.price.argmin()] = -1
    take(views[0], found, best.changes())
    return True


def take(space: Lattice, found: Ledger, changes: Iterator[Move]) -> None:
    """Enters moves; what they touch is hidden from now on and costs nothing any more."""
    for cells, shares in changes:
        found.add(cells, shares)
        space.cost.reshape(-1)[cells[shares != 0]] = 0
