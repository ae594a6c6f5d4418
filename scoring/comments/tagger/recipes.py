"""Which looks are taken at the texts, plain and stacked: over which blocks, by which model."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from scoring.comments.tagger.separators import BAYES, LOG, Separators

FEW = 60
"""Examples a label below which words say too little: letters and concepts lead, by a model sparing with its weights."""
EVENNESS = 0.5


class Look(msgspec.Struct, frozen=True):
    """One linear model over all blocks, each with a weight: `others` for those that `scales` does not name."""

    C: float
    scales: Mapping[str, float] = {}
    others: float = 1.0
    loss: str = "hinge"
    evenness: float = EVENNESS

    def model(self, seed: int) -> Separators:
        return Separators(self.C, loss=self.loss, evenness=self.evenness, seed=seed)

    def scale(self, block: str) -> float:
        return self.scales.get(block, self.others)

    def columns(self, found: Mapping[str, csr_matrix]) -> csr_matrix:
        """n x the columns of the blocks that have a weight, one beside the other."""
        return hstack([found[name] * self.scale(name) for name in self.blocks(found)], "csr", dtype=np.float32)

    def blocks(self, found: Mapping[str, csr_matrix]) -> list[str]:
        return [name for name in found if self.scale(name)]

    def spread(self, coef: NDArray[np.float64], found: Mapping[str, csr_matrix]) -> dict[str, NDArray[np.float64]]:
        """The weights of `columns` (k x columns) as those of each block (its columns x k), unscaled."""
        start, parts = 0, {}
        for name in self.blocks(found):
            stop = start + found[name].shape[1]
            parts[name] = coef[:, start:stop].T * self.scale(name)
            start = stop
        return parts


NO_PAIRS = {"pairs": 0.0}
PLAIN = Look(0.5, {"pairs": 0.5})
SPARING = Look(10.0, {"words": 0.4, "pairs": 0.5, "concepts": 0.8}, loss=LOG, evenness=0.0)
STACKED = (
    Look(0.25, NO_PAIRS),
    Look(0.8, NO_PAIRS, evenness=0.0),
    Look(0.5, {"letters": 0.0, **NO_PAIRS}),
    Look(0.5, {"words": 0.0, **NO_PAIRS}),
    Look(0.5, {"letters": 0.5}),
    Look(0.0, {"words": 1.0}, others=0.0, loss=BAYES),
    Look(0.0, {"letters": 1.0}, others=0.0, loss=BAYES),
)


def is_few(rows: int, labels: int) -> bool:
    return rows < FEW * labels


def looks(rows: int, labels: int, *, stack: bool) -> Sequence[Look]:
    """The looks for so many rows and labels: one, or those to be stacked; few rows cannot teach how to weigh looks."""
    if is_few(rows, labels):
        return (SPARING,)
    return STACKED if stack else (PLAIN,)
