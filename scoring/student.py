"""Quantiles of Student's t without a library of statistics."""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

SERIES = 2000
"""Up to here the finite series is summed; beyond, the expansion around the normal is exact to ten decimals."""


@lru_cache(maxsize=4096)
def quantile(p: float, df: int) -> float:
    """The value below which Student's t with `df` (1, 2, ...) degrees of freedom lies with probability `p`.

    ValueError for p outside 0..1 or df below 1. Probabilities by Abramowitz and Stegun, "Handbook of Mathematical
    Functions" (1964), 26.7.3 and 26.7.4; beyond 2,000 degrees of freedom their expansion 26.7.5.
    """
    if not 0 < p < 1 or df < 1:
        raise ValueError(f"there is no quantile {p} of t with {df} degrees of freedom")
    if p < 0.5:
        return -quantile(1 - p, df)
    if df > SERIES:
        return expanded(NormalDist().inv_cdf(p), df)
    low, high = 0.0, 1.0
    while inner(high, df) < 2 * p - 1:
        low, high = high, 2 * high
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if inner(middle, df) < 2 * p - 1 else (low, middle)
    return (low + high) / 2


def inner(t: float, df: int) -> float:
    """The probability that |T| is at most t."""
    angle = math.atan(t / math.sqrt(df))
    cosine = math.cos(angle) ** 2
    terms = 1 + float((ratios(df) * cosine).cumprod().sum())
    if df % 2:
        return 2 / math.pi * (angle + (math.sin(angle) * math.cos(angle) * terms if df > 1 else 0))
    return math.sin(angle) * terms


@lru_cache(maxsize=4)
def ratios(df: int) -> npt.NDArray[np.float64]:
    """What each term of 1 + (k / (k + 1)) c + (k / (k + 1)) ((k + 2) / (k + 3)) c^2 + ... is of the one before, but
    for c: one quantile asks for the same ones forty times."""
    steps = np.arange(2, df - 1, 2) if df % 2 else np.arange(1, df - 2, 2)
    found: npt.NDArray[np.float64] = steps / (steps + 1)
    return found


def expanded(z: float, df: int) -> float:
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / df + second / df**2 + third / df**3
