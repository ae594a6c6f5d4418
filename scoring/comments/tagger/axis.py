"""What a tagger knows of one axis: the planes of its labels, their calibration and thresholds."""

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from scoring.comments.tagger.calibration import sigmoid, softmax
from scoring.comments.tagger.example import AxisRule

Floats = NDArray[np.float64]
Found = Mapping[str, csr_matrix]
"""The matrix of each block, n x its columns."""


class View(msgspec.Struct, frozen=True):
    """One linear look at some blocks: for each its columns x k weights; `bias` k; `share`: its part of the sum."""

    weights: dict[str, NDArray[np.float32]]
    bias: NDArray[np.float32]
    share: float = 1.0


class Axis(msgspec.Struct, frozen=True):
    """`slopes` and `offsets` (k) make probabilities of the summed scores; `thresholds` (k) make suggestions of those.

    On an axis of one label the thresholds tell what stands without a person; on one of many, what is suggested.
    """

    rule: AxisRule
    labels: tuple[str, ...]
    views: tuple[View, ...]
    slopes: NDArray[np.float32]
    offsets: NDArray[np.float32]
    thresholds: NDArray[np.float32]

    def scores(self, found: Found) -> Floats:
        """n x k."""
        rows = next(iter(found.values())).shape[0]
        total = np.zeros((rows, len(self.labels)))
        for view in self.views:
            total += view.share * view.bias
            for block, weights in view.weights.items():
                total += view.share * (found[block] @ weights)
        return total

    def probabilities(self, found: Found) -> Floats:
        """n x k; rows add up to 1 on an axis of one label."""
        calibrated = self.scores(found) * self.slopes + self.offsets
        return sigmoid(calibrated) if self.rule.many else softmax(calibrated)

    def pull(self, block: str, columns: NDArray[np.int32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
        """What one unit of each column of the block adds to the score of the label beside it."""
        total = np.zeros(len(columns), np.float32)
        for view in self.views:
            if block in view.weights:
                total += view.share * view.weights[block][columns, labels]
        return total
