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

    On an axis of one label the thresholds tell what stands without a person; on one of many, what is suggested. A text
    whose highest score is below `floor` is like nothing the axis has seen.
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
