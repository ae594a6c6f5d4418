"""Distances turned into probabilities, and the thresholds below which a person should look."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

Floats = NDArray[np.float64]


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    shares: Floats = raised / raised.sum(1, keepdims=True)
    return shares


def sigmoid(scores: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(scores / 2))


def temperature(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The factor that makes softmax(factor x scores) most likely (Guo et al. 2017; its inverse is the temperature).

    `scores` n x k of texts that the model had not seen, `truth` the place of the right label of each.
    """

    def surprise(log_factor: float) -> float:
        shares = softmax(np.exp(log_factor) * scores)
        return float(-np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-4, 5), method="bounded").x))


def sigmoid_fit(scores: Floats, yes: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid, with his prior against overfitting (Platt 1999; Lin et al. 2007)."""
    many, few = (~yes).sum(), yes.sum()
    target = np.where(yes, (few + 1) / (few + 2), 1 / (many + 2))

    def surprise(line: Floats) -> float:
        at = line[0] * scores + line[1]
        return float((np.logaddexp(0, at) - target * at).sum())

    found = minimize(surprise, np.array([2.0, 0.0]), method="L-BFGS-B").x
    return float(max(found[0], 0.05)), float(found[1])


def best_threshold(p: Floats, yes: NDArray[np.bool_], *, prior: float = 1.0) -> float:
    """The probability from which a label is suggested so that F1 is highest.

    Counts of a few positives say little: `prior` texts of each kind are added at the threshold of calibrated 0.5.
    """
    order = np.argsort(-p, kind="stable")
    right = np.cumsum(yes[order])
    f1 = (2 * right + prior * (p[order] <= 0.5)) / (np.arange(1, len(p) + 1) + yes.sum() + prior)
    best = int(f1.argmax())
    after = p[order][best + 1] if best + 1 < len(p) else 0.0
    return float(np.clip((p[order][best] + after) / 2, 0.1, 0.6))


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


def lowest(at: Floats, right: NDArray[np.bool_], precision: float, instead: float = 0.5) -> float:
    """The lowest threshold with that share right above it; `instead` counts as ten more cases."""
    if not len(at):
        return instead
    order = np.argsort(-at, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(at) + 1)
    enough = np.flatnonzero(share >= precision)
    own = float(at[order][enough[-1]]) if len(enough) else float(at.max())
    return (own * len(at) + instead * 10) / (len(at) + 10)
