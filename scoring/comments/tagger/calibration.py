"""Distances turned into probabilities, and the thresholds below which a person should look."""

from typing import Any

import numpy as np
import scipy  # loads `scipy.optimize` where it is first used: training alone does
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Line = float | NDArray[np.floating[Any]]
ENOUGH = 4_000
"""Rows that say enough of three numbers."""
LOGS = (-3.0, 4.0)
GENTLE = 1e-4
FIRM = 60
BOUNDS = (0.1, 0.6)


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    shares: Floats = raised / raised.sum(1, keepdims=True)
    return shares


def sigmoid(scores: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(scores / 2))


def shares(scores: Floats, slope: Line, offset: Line, sharpness: float) -> Floats:
    """Probabilities of labels of which one holds: softmax(sharpness x log sigmoid(slope x score + offset)).

    Each label against the rest by a sigmoid, the labels against each other by a temperature. Temperature alone takes
    planes that were learned one against the rest for too sure at the top and too timid below.
    """
    at: Floats = scores * slope + offset
    return softmax(-sharpness * np.logaddexp(0, -at))


def shares_fit(scores: Floats, truth: NDArray[np.int64]) -> tuple[float, float, float]:
    """Slope, offset and sharpness that make the right labels most likely (temperature: Guo et al. 2017).

    `scores` n x k of texts that the model had not seen, `truth` the place of the right label of each. The spread of
    the scores does not matter.
    """
    size = max(float(scores.std()), 1e-12)
    scores, truth = scores[:ENOUGH] / size, truth[:ENOUGH]
    rows = np.arange(len(truth))

    def surprise(line: Floats) -> float:
        slope, sharpness = np.exp(np.clip(line[[0, 2]], *LOGS))
        found = shares(scores, slope, line[1], sharpness)
        return float(-np.log(np.maximum(found[rows, truth], 1e-12)).mean() + GENTLE * (line**2).sum())

    best = scipy.optimize.minimize(surprise, np.array([0.5, 0.0, 0.5]), method="Nelder-Mead", options={"maxfev": 150}).x
    slope, sharpness = np.exp(np.clip(best[[0, 2]], *LOGS))
    return float(slope / size), float(best[1]), float(sharpness)


def sigmoid_fit(scores: Floats, yes: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid, with his prior against overfitting (Platt 1999; Lin et al. 2007)."""
    many, few = (~yes).sum(), yes.sum()
    target = np.where(yes, (few + 1) / (few + 2), 1 / (many + 2))

    def surprise(line: Floats) -> float:
        at = line[0] * scores + line[1]
        return float((np.logaddexp(0, at) - target * at).sum())

    found = scipy.optimize.minimize(surprise, np.array([2.0, 0.0]), method="L-BFGS-B").x
    return float(max(found[0], 0.05)), float(found[1])


def best_thresholds(p: Floats, truth: NDArray[np.bool_]) -> Floats:
    """For each of k labels the probability from which it is suggested so that F1 is highest; `p`, `truth` n x k.

    What a few positives say of a label is little: the threshold that is best for all counts as FIRM of them more.
    """
    common = best_threshold(p.ravel(), truth.ravel())
    often = truth.sum(0)
    own = np.array([best_threshold(p[:, at], truth[:, at]) for at in range(p.shape[1])])
    found: Floats = (own * often + common * FIRM) / (often + FIRM)
    return found


def best_threshold(p: Floats, yes: NDArray[np.bool_]) -> float:
    order = np.argsort(-p, kind="stable")
    f1 = 2 * np.cumsum(yes[order]) / (np.arange(1, len(p) + 1) + yes.sum())
    best = int(f1.argmax())
    after = p[order][best + 1] if best + 1 < len(p) else 0.0
    return float(np.clip((p[order][best] + after) / 2, *BOUNDS))


def sure_thresholds(p: Floats, truth: NDArray[np.int64], precision: float) -> Floats:
    """For each label the lowest threshold from which suggestions are right in `precision` of the cases.

    `p` n x k by cross-validation. A label with fewer than ten suggestions gets the threshold of all labels.
    """
    best, at = p.argmax(1), p.max(1)
    right = best == truth
    common = lowest(at, right, precision)
    each = [
        lowest(at[best == label], right[best == label], precision, common) if (best == label).sum() >= 10 else common
        for label in range(p.shape[1])
    ]
    return np.array(each)


def lowest(
    at: Floats, right: NDArray[Any], precision: float, instead: float = 0.5, *, of: NDArray[np.int64] | None = None
) -> float:
    """The lowest threshold with that share right above it; `instead` counts as ten more cases.

    `right` says of each text whether it is, or how many of `of` its suggestions are.
    """
    if not len(at):
        return instead
    order = np.argsort(-at, kind="stable")
    said = np.ones(len(at)) if of is None else of[order]
    share = np.cumsum(right[order]) / np.maximum(np.cumsum(said), 1)
    enough = np.flatnonzero(share >= precision)
    own = float(at[order][enough[-1]]) if len(enough) else float(at.max())
    return (own * len(at) + instead * 10) / (len(at) + 10)
