"""Bars for comparing two units by eye: where they do not overlap, the two differ."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
from scipy.special import erfc

Numbers = npt.NDArray[np.float64]


def reach(errors: Sequence[float] | Numbers, *, level: float = 0.95) -> float:
    """How many standard errors each bar reaches to both sides, so that two bars of equal units seldom part.

    The probability that the bars of i and j part, 2 (1 - Phi(z (s_i + s_j) / root(s_i^2 + s_j^2))), is 1 - level on
    average over all pairs; with equal errors z is that of the level by root 2, 1.39 for 95 %. H. Goldstein, M. J. R.
    Healy, "The graphical presentation of a collection of means", JRSS A 158 (1995), 175-177. For independent
    estimates; for pairs chosen beforehand, not for all of them together. ValueError for fewer than two errors, one
    that is negative or not finite, or two that are 0.
    """
    own = np.asarray(errors, dtype=np.float64)
    if len(own) < 2 or not np.isfinite(own).all() or (own < 0).any() or (own == 0).sum() > 1:
        raise ValueError("there are two standard errors or more, finite, and above 0 but for one at most")
    one, other = np.triu_indices(len(own), 1)
    # Phi(z r) with r from 1 (one error is 0) to root 2 (both are equal)
    ratios = (own[one] + own[other]) / np.hypot(own[one], own[other]) / np.sqrt(2)
    high = NormalDist().inv_cdf(1 - (1 - level) / 2)
    low = high / 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if float(erfc(middle * ratios).mean()) > 1 - level else (low, middle)
    return (low + high) / 2
