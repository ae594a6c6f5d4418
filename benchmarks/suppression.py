"""How safe and how costly suppression is: played releases, attacked by linear programming, and timed.

`python -m benchmarks.suppression [RELEASES] [SEED]` prints a table. "Needless" is the share of covers (cells hidden to
protect others) that could be shown again, one at a time and the dearest first, without any interval becoming too
narrow: what a perfect search would save at least.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from scoring.suppress import THRESHOLD, Dimension, Shown, State, suppress, times

KINDS = {
    "units x channels": (12, 3),
    "units x channels, 40 units": (40, 3),
    "units x channels x periods": (8, 3, 4),
    "units x grades": (8, -5),
    "units x channels, 3 times": (8, 2, 0),
}


def played(rng: np.random.Generator, shape: Sequence[int]) -> tuple[list[Dimension], npt.NDArray[np.int64]]:
    """Units of very different sizes under parents; a negative size is a scale of answers, 0 stands for times."""
    units = tuple(f"u{n}" for n in range(shape[0]))
    parents = {f"p{n}": units[n::3] for n in range(3)}
    dimensions = [Dimension("unit", units, parents)]
    for n, size in enumerate(shape[1:]):
        leaves = tuple(f"{n}-{m}" for m in range(abs(size)))
        dimensions.append(Dimension(f"d{n}", leaves, said=size < 0) if size else times(("1", "2", "3")))
    counts = rng.lognormal(rng.uniform(1, 4), 1, size=(shape[0], *[1] * (len(shape) - 1)))
    for n, size in enumerate(shape[1:], 1):
        parts = rng.dirichlet(np.ones(abs(size) or 3) * 2, size=shape[0])
        counts = counts * parts.reshape(shape[0], *(parts.shape[1] if m == n else 1 for m in range(1, len(shape))))
    return dimensions, rng.poisson(counts)


def decided(dimensions: list[Dimension], counts: npt.NDArray[np.int64]) -> Shown:
    if dimensions[-1].name != "time":
        return suppress(dimensions, counts)
    told: list[Shown] = []
    for number in range(1, counts.shape[-1] + 1):
        told.append(suppress([*dimensions[:-1], times(("1", "2", "3")[:number])], counts[..., :number], before=told))
    return told[-1]


class Attacker:
    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.rows = np.ones((1, 1))
        for one in shown.dimensions:
            self.rows = np.kron(self.rows, one.members().astype(float))
        self.counts = shown.counts.reshape(-1)
        self.states = shown.states.reshape(-1).copy()

    def end(self, cell: int, sign: int) -> float:
        """The least (sign 1) or the most (sign -1) that the cell can be."""
        known = self.states == State.SHOWN
        equal = {"A_eq": self.rows[known], "b_eq": self.counts[known]} if known.any() else {}
        found = linprog(sign * self.rows[cell], **equal, bounds=(0, None), method="highs")
        return float(sign * found.fun) if found.status == 0 else np.inf

    def width(self, cell: int) -> float:
        """At least so wide: the lower end is only looked for where the upper one does not do."""
        above = self.end(cell, -1) - self.counts[cell]
        return above if above >= THRESHOLD else above + self.counts[cell] - self.end(cell, 1)

    def narrowest(self) -> float:
        """The narrowest interval of all cells that have to be safe."""
        small = (self.states != State.SHOWN) & (self.counts > 0) & (self.counts < THRESHOLD)
        cells = np.flatnonzero(small | np.isin(self.states, (State.SMALL, State.COVER)))
        return min((self.width(int(cell)) for cell in cells), default=np.inf)

    def needless(self) -> tuple[int, int]:
        """How many covers could be shown again, and how many there are."""
        covers = np.flatnonzero(self.states == State.COVER)
        covers = covers[np.argsort(-self.rows[covers].sum(axis=1), kind="stable")]
        again = 0
        for cell in covers:
            self.states[cell] = State.SHOWN
            if self.narrowest() >= THRESHOLD - 1e-6:
                again += 1
            else:
                self.states[cell] = State.COVER
        return again, len(covers)


def attacked(kind: str, releases: int, rng: np.random.Generator) -> str:
    narrowest, cells, small, cover, unproven = np.inf, 0, 0, 0, 0
    again = tried = 0
    for number in range(releases):
        shown = decided(*played(rng, KINDS[kind]))
        narrowest = min(narrowest, Attacker(shown).narrowest())
        unproven += len(shown.unproven)
        cells += int((shown.states != State.UNPUBLISHED).sum())
        small += int((shown.states == State.SMALL).sum())
        cover += int((shown.states == State.COVER).sum())
        if number < releases // 20:
            one, all_of_them = Attacker(shown).needless()
            again, tried = again + one, tried + all_of_them
    return (
        f"| {kind} | {releases} | {narrowest:.0f} | {unproven} | {small / cells:.0%} | {cover / cells:.0%} "
        f"| {again / tried if tried else 0:.0%} of {tried} |"
    )


def timed(shape: tuple[int, ...], mean: float, rng: np.random.Generator) -> str:
    units = tuple(f"u{n}" for n in range(shape[0]))
    dimensions = [Dimension("unit", units, {f"p{n}": units[n::15] for n in range(15)})]
    dimensions += [Dimension(f"d{n}", tuple(map(str, range(size)))) for n, size in enumerate(shape[1:])]
    counts = rng.poisson(rng.lognormal(np.log(mean), 1, size=(shape[0], *[1] * (len(shape) - 1))) * np.ones(shape))
    took = []
    for _ in range(5):
        start = time.process_time()
        shown = suppress(dimensions, counts)
        took.append(time.process_time() - start)
    small, cover = (int((shown.states == state).sum()) for state in (State.SMALL, State.COVER))
    lost = int((shown.states[: shape[0], ..., -1].reshape(shape[0], -1)[:, -1] == State.COVER).sum())
    size = " x ".join(map(str, shape))
    return f"| {size} | {mean:g} | {shown.states.size} | {small} | {cover} | {lost} | {min(took):.3f} |"


def head(*names: str) -> None:
    print("|", " | ".join(names), "|")
    print("|" + "---|" * len(names))


def main(releases: int = 200, seed: int = 1) -> None:
    rng = np.random.default_rng(seed)
    head("release", "attacked", "narrowest interval", "unproven", "small", "covers", "needless covers")
    for kind in KINDS:
        print(attacked(kind, releases, rng), flush=True)
    print()
    head("atoms", "mean", "cells", "small", "covers", "unit totals lost", "CPU s, best of 5")
    for shape, mean in (((400, 3), 5), ((400, 3), 30), ((400, 3, 13), 2), ((400, 3, 13), 5), ((400, 3, 13), 15)):
        print(timed(shape, mean, rng), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
