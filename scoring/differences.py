"""Differences between all pairs of estimates, held against normal draws of their errors."""

import math
from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
BLOCK = 256  # draws at once, and
TILE = 512  # units at once: what is looked at together has to fit in the cache
ALLOWED = 1e-8  # rounding in a covariance matrix, against its largest entry


class Noise(msgspec.Struct, frozen=True, eq=False):
    """Draws of the errors (draws x units) and 1 / standard error of each difference (units x units, 0: no error)."""

    errors: Singles
    precision: Numbers

    def turned(self) -> "Noise":
        return Noise(-self.errors, self.precision)


def noise(covariance: Numbers, *, draws: int, seed: int, freedom: Numbers | None = None) -> Noise:
    """Normal errors with this covariance (units x units, squared units of the estimates) or these variances (units).

    With degrees of freedom (units) the variances are known that well only: each error is Student's t then. That makes
    a difference of two what Behrens and Fisher took it for, which is rather too wide than too narrow: G. K. Robinson,
    "Properties of Student's t and of the Behrens-Fisher solution to the two means problem", Annals of Statistics 4
    (1976), 963-971 (from memory). ValueError for what is no covariance matrix: not finite, not symmetric, a negative
    variance or eigenvalue; for degrees of freedom that are not above 0, or stand beside a matrix.
    """
    if not np.isfinite(covariance).all():
        raise ValueError("a variance is no finite number")
    normal = np.random.default_rng(seed).standard_normal((draws, len(covariance)), dtype=np.float32)
    if covariance.ndim == 1:
        if (covariance < 0).any():
            raise ValueError("a variance is negative")
        spread = np.sqrt(covariance).astype(np.float32)
        if freedom is not None:
            normal *= unsure(freedom, len(covariance), draws=draws, seed=seed)
        return Noise(normal * spread, inverse_root(covariance[:, None] + covariance[None, :]))
    if freedom is not None:
        raise ValueError("degrees of freedom go with variances, not with a matrix")
    limit = ALLOWED * np.abs(covariance).max(initial=0.0)
    if covariance.shape[0] != covariance.shape[1] or (np.abs(covariance - covariance.T) > limit).any():
        raise ValueError("a covariance matrix is square and symmetric")
    weights, vectors = np.linalg.eigh(covariance)
    if (weights < -limit * len(covariance)).any():
        raise ValueError("a covariance matrix has no negative eigenvalue")
    factor = (vectors * np.sqrt(weights.clip(0))).astype(np.float32)
    own = np.diag(covariance)
    of_pairs = own[:, None] + own[None, :] - covariance - covariance.T
    return Noise(normal @ factor.T, inverse_root(np.where(of_pairs > 2 * limit, of_pairs, 0.0)))


def unsure(freedom: Numbers, units: int, *, draws: int, seed: int) -> Singles:
    """By how much each normal error grows, since its variance is only estimated (draws x units)."""
    if len(freedom) != units or not (freedom > 0).all():
        raise ValueError("each variance has degrees of freedom, above 0")
    squares = np.random.default_rng([seed, 1]).chisquare(freedom, (draws, units))
    found: Singles = np.sqrt(freedom / squares).astype(np.float32)
    return found


def inverse_root(variances: Numbers) -> Numbers:
    with np.errstate(divide="ignore"):
        found: Numbers = np.where(variances > 0, 1 / np.sqrt(variances), 0.0)
    np.fill_diagonal(found, 0.0)
    return found


def studentised(estimates: Numbers, precision: Numbers) -> Numbers:
    """(estimate j - estimate k) / standard error (units x units); infinite where they differ without any error."""
    apart = estimates[:, None] - estimates[None, :]
    certain = np.where(apart == 0, 0.0, np.copysign(np.inf, apart))
    found: Numbers = np.where(precision > 0, apart * precision, certain)
    return found


def largest(noise: Noise, *, signed: bool) -> Singles:
    """For each unit j and draw (units x draws) the most of (e_j - e_k) / se_jk over all others k, or of its size.

    This is where the time goes: units^2 x draws / 2 differences, each formed once for both of its units.
    """
    draws, units = noise.errors.shape
    weights = noise.precision.astype(np.float32)
    most = np.empty((units, draws), dtype=np.float32)
    for start in range(0, draws, BLOCK):
        errors = np.ascontiguousarray(noise.errors[start : start + BLOCK].T)
        block, room = np.full_like(errors, -np.inf), np.empty_like(errors[:TILE])
        for unit, others in tiles(units):
            apart = np.subtract(errors[unit], errors[others], out=room[: others.stop - others.start])
            apart *= weights[unit, others, None]
            if not signed:
                np.abs(apart, out=apart)
            np.maximum(block[unit], apart.max(axis=0), out=block[unit])
            if signed:
                np.negative(apart, out=apart)
            np.maximum(block[others], apart, out=block[others])
        most[:, start : start + BLOCK] = block
    return most


def tiles(units: int) -> Iterator[tuple[int, slice]]:
    """Each unit with all units after it, some of them at a time."""
    for start in range(0, units, TILE):
        stop = min(start + TILE, units)
        for unit in range(stop - 1):
            yield unit, slice(max(start, unit + 1), stop)


def place_of(level: float, draws: int) -> int:
    """Which draw, the largest first, is the critical value: the ceil(level (draws + 1))-th smallest; 0: none is.

    With the estimate itself as one draw more the level is kept by any number of draws: A. Davison, D. Hinkley,
    "Bootstrap Methods and their Application" (1997), section 4.2 (from memory).
    """
    return max(draws + 1 - math.ceil(level * (draws + 1) - 1e-9), 0)


def critical(most: Singles, place: int) -> float:
    """The value at that place, the largest first; infinite where there is none."""
    return float(np.partition(most, -place)[-place]) if place else math.inf
