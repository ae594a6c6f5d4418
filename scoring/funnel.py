"""Funnel limits: how far a share or a mean may lie from the target before chance is no longer an explanation."""

import math
from collections.abc import Sequence
from enum import StrEnum
from statistics import NormalDist

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrik

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
TAILS = (0.025, 0.975, 0.001, 0.999)  # low and high of 95 %, low and high of 99.8 %
WINSORISED = 0.1  # this part of the z values at each side is drawn in to the quantile
POINTS = 100  # of the curves, besides those where a unit stands


class Overdispersion(StrEnum):
    """What is done about units that spread more than chance: nothing, wider limits by a factor, or a variance added."""

    NONE = "none"
    MULTIPLICATIVE = "multiplicative"
    ADDITIVE = "additive"


class Place(StrEnum):
    """Where a unit stands: outside the 99.8 % limits, outside the 95 % ones only, or within both."""

    HIGH_998 = "high_998"
    HIGH_95 = "high_95"
    WITHIN = "within"
    LOW_95 = "low_95"
    LOW_998 = "low_998"


class Limits(msgspec.Struct, frozen=True):
    """Control limits at n observations, in the unit of the data."""

    n: int
    low_95: float
    high_95: float
    low_998: float
    high_998: float


class Funnel(msgspec.Struct, frozen=True):
    """Target and values in the unit of the data; places in the order given; limits by rising n.

    `phi` is the mean square of the z values with their outer tenths drawn in (some 0.68 by chance alone, 1 without
    drawing in), `tau2` the variance between units; None where there is no chance variation to hold them against.
    """

    target: float
    phi: float | None
    tau2: float | None
    values: tuple[float, ...]
    places: tuple[Place, ...]
    limits: tuple[Limits, ...]


class Curve(msgspec.Struct, frozen=True):
    """What the limits at any n follow from: variance of one observation, its exact distribution or the normal one."""

    target: float
    variance: float
    exact: bool
    factor: float = 1.0
    added: float = 0.0
    bounds: tuple[float, float] = (-math.inf, math.inf)

    def at(self, numbers: Whole) -> Numbers:
        """The limits (4 x numbers), in the order of TAILS."""
        if self.exact:
            found = np.stack([binomial(self.target, numbers, p) for p in TAILS])
        else:
            spread = np.sqrt(self.factor * self.variance / numbers + self.added)
            found = self.target + np.array([[NormalDist().inv_cdf(p)] for p in TAILS]) * spread
        return found.clip(*self.bounds)


def of_shares(
    numerators: Sequence[int],
    denominators: Sequence[int],
    *,
    overdispersion: Overdispersion = Overdispersion.NONE,
    exact: bool = True,
) -> Funnel:
    """The funnel of shares (0..1) around the pooled share.

    D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005),
    1185-1202, its appendix (from memory, held against worked cases in the tests). Limits are the exact binomial's, or
    with exact=False target -+ z sqrt(target (1 - target) / n); widened for over-dispersion they are normal too.
    ValueError unless 0 <= numerator <= denominator and 1 <= denominator for each, one unit at least.
    """
    x, n = np.asarray(numerators, dtype=np.int64), np.asarray(denominators, dtype=np.int64)
    if not len(n) or len(x) != len(n) or (n < 1).any() or (x < 0).any() or (x > n).any():
        raise ValueError("each unit has a numerator from 0 to its denominator, and a denominator of 1 or more")
    target = float(x.sum() / n.sum())
    curve = Curve(target, target * (1 - target), exact, bounds=(0.0, 1.0))
    return funnel(x / n, n, curve, overdispersion)


def of_means(
    means: Sequence[float],
    deviations: Sequence[float],
    numbers: Sequence[int],
    *,
    overdispersion: Overdispersion = Overdispersion.NONE,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Funnel:
    """The funnel of means around their pooled mean: target -+ z s / sqrt n, s^2 pooled within the units by n - 1.

    Deviations are the units' standard deviations (divisor n - 1), in the unit of the means. Source as for shares.
    `bounds`: what a value can be at all; no limit lies beyond. ValueError where lengths differ, n is below 1, or no
    unit has two observations.
    """
    values, spread, n = np.asarray(means, float), np.asarray(deviations, float), np.asarray(numbers, dtype=np.int64)
    if not len(values) == len(spread) == len(n) or (n < 1).any() or not (n > 1).any() or (spread < 0).any():
        raise ValueError("each unit has a mean, a standard deviation of 0 or more, and observations, one of them two")
    freedom = n - 1
    variance = float((freedom * np.where(freedom > 0, spread, 0.0) ** 2).sum() / freedom.sum())
    curve = Curve(float((n * values).sum() / n.sum()), variance, exact=False, bounds=bounds)
    return funnel(values, n, curve, overdispersion)


def funnel(values: Numbers, n: Whole, curve: Curve, overdispersion: Overdispersion) -> Funnel:
    phi = tau2 = None
    if curve.variance:
        errors = np.sqrt(curve.variance / n)
        phi = dispersion((values - curve.target) / errors)
        tau2 = between(phi, errors)
        if overdispersion == Overdispersion.MULTIPLICATIVE and phi > 1:
            curve = msgspec.structs.replace(curve, exact=False, factor=phi)
        if overdispersion == Overdispersion.ADDITIVE and tau2:
            curve = msgspec.structs.replace(curve, exact=False, added=tau2)
    places = placed(values, curve.at(n))
    least, most = int(n.min()), int(n.max())
    numbers = np.union1d(n, np.linspace(least, most, min(POINTS, most - least + 1)).round().astype(np.int64))
    limits = [
        Limits(number, *four) for number, four in zip(numbers.tolist(), curve.at(numbers).T.tolist(), strict=True)
    ]
    return Funnel(curve.target, phi, tau2, tuple(values.tolist()), places, tuple(limits))


def binomial(target: float, n: Whole, p: float) -> Numbers:
    """The share below which a binomial lies with probability p, interpolated between counts so that it is smooth.

    (r - a) / n, r the smallest count with F(r) > p, a = (F(r) - p) / (F(r) - F(r - 1)): Spiegelhalter (2005), appendix.
    """
    if not 0 < target < 1:
        return np.full(len(n), target)
    # the inverse is real and may miss by a rounding error
    r = np.floor(np.clip(bdtrik(p, n, target), 0, n)) - 1
    for _ in range(3):
        r = np.where((r < 0) | (bdtr(r.clip(0), n, target) <= p), r + 1, r)
    above = bdtr(r, n, target)
    below = np.where(r > 0, bdtr((r - 1).clip(0), n, target), 0.0)
    found: Numbers = (r - (above - p) / (above - below)) / n
    return found


def dispersion(z: Numbers) -> float:
    """phi: the mean square of the z values, a tenth at each side drawn in to the quantile first."""
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return float((z.clip(low, high) ** 2).mean())


def between(phi: float, errors: Numbers) -> float:
    """tau^2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w), w = 1 / error^2, 0 at least: DerSimonian and Laird's."""
    weights = errors**-2.0
    number = len(errors)
    room = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((number * phi - (number - 1)) / room)) if number > 1 else 0.0


def placed(values: Numbers, limits: Numbers) -> tuple[Place, ...]:
    low_95, high_95, low_998, high_998 = limits
    told = [values > high_998, values > high_95, values < low_998, values < low_95]
    names = [Place.HIGH_998, Place.HIGH_95, Place.LOW_998, Place.LOW_95]
    which = np.select(told, range(len(names)), default=-1)
    return tuple(names[one] if one >= 0 else Place.WITHIN for one in which.tolist())
