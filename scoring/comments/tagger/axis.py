"""What a tagger knows of one axis: the planes of its labels, their calibration and thresholds."""

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from scoring.comments.tagger.calibration import shares, sigmoid
from scoring.comments.tagger.example import AxisRule

Floats = NDArray[np.float64]
Found = Mapping[str, csr_matrix]
"""The matrix of each block, n x its columns."""


class Axis(msgspec.Struct, frozen=True):
    """`weights` of each block (its columns x k) and `bias` (k) make scores of a text, `slopes`, `offsets` (k)
    and `sharpness` make probabilities of those, `thresholds` (k) suggestions.

    On an axis of one label the thresholds tell what stands without a person; on one of many, what is suggested, and
    `sure` what stands: the least chance that all that is said is right and nothing is missing. A text whose highest
    score is below `floor` is like nothing the axis has seen.
    """

    rule: AxisRule
    labels: tuple[str, ...]
    weights: dict[str, NDArray[np.float32]]
    bias: NDArray[np.float32]
    slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]
    sharpness: float
    thresholds: NDArray[np.float32]
    floor: float
    sure: float = 0.0

    def scores(self, found: Found) -> Floats:
        """n x k."""
        total: Floats = np.asarray(self.bias, np.float64)
        for block, weights in self.weights.items():
            total = total + found[block] @ weights
        return total

    def probabilities(self, scores: Floats) -> Floats:
        """n x k; rows add up to 1 on an axis of one label."""
        if self.rule.many:
            return sigmoid(scores * self.slopes + self.offsets)
        return shares(scores, self.slopes, self.offsets, self.sharpness)

    def chosen(self, p: Floats) -> NDArray[np.bool_]:
        """n x k: what is suggested. The one that stands alone gives way to any that is surer of itself.

        Where there is one for "none of these", every text has some label: the likeliest is said, in doubt.
        """
        first = np.arange(p.shape[1]) == p.argmax(1)[:, None]
        if not self.rule.many:
            return np.asarray(first)
        over = p >= self.thresholds
        if self.rule.none:
            over |= ~over.any(1, keepdims=True) & first
        if self.rule.none in self.labels:
            alone = self.labels.index(self.rule.none)
            over[:, alone] &= first[:, alone]
            over[over[:, alone]] = np.arange(p.shape[1]) == alone
        return np.asarray(over)

    def doubtful(self, p: Floats, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """n: whether a person should look at what is suggested, as far as its probabilities tell."""
        if not self.rule.many:
            return np.asarray(p.max(1) < self.thresholds[p.argmax(1)])
        nothing = ~(chosen & (p >= self.thresholds)).any(1)
        return np.asarray(nothing | (all_right(p, chosen) < self.sure))


def all_right(p: Floats, chosen: NDArray[np.bool_]) -> Floats:
    """n: the chance that each chosen label belongs and no other does, were labels independent: a measure."""
    found: Floats = np.where(chosen, p, 1 - p).prod(1)
    return found
