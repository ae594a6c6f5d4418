"""Which units are established to lie above which, at once or in steps, for one unit alone or for the whole table."""

from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
import numpy.typing as npt

from scoring.differences import Noise, Numbers, Singles, critical, largest, place_of, studentised

Marks = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]
Whole = npt.NDArray[np.intp]
ROWS = 8192  # how many draws of a unit are spread out over all others at once
AT_ONCE = 1 << 16  # numbers that are looked at together, for one unit: they have to fit in the cache
AHEAD = 3  # twice as many draws as the critical value needs nearly always do: half of what is rejected has a twin


class Compared(msgspec.Struct, frozen=True, eq=False):
    """Who is told from whom: alone[j, k] says, of j alone, it lies above (1) or below (-1) k; above[j, k], of all."""

    alone: Signs
    above: Marks


class Beyond(msgspec.Struct, frozen=True, eq=False):
    """What the draws say beyond some height: each value, falling, with its draw and the hypothesis that it is about."""

    values: Singles
    draws: Whole
    hypotheses: Whole

    def critical(self, alive: Marks, place: int) -> float | None:
        """The largest value of each draw over the hypotheses alive, at that place; None where it lies lower down."""
        kept = alive[self.hypotheses]
        first = np.unique(self.draws[kept], return_index=True)[1]
        return float(self.values[kept][np.sort(first)[place - 1]]) if len(first) >= place else None


def compared(estimates: Numbers, noise: Noise, *, level: float, two_sided: bool, stepwise: bool) -> Compared:
    """What can be said of each unit alone, and of all at once, each with probability `level` of no wrong statement.

    Two-sided, or only "j is above k" (for "below", turn the estimates and the noise). M. Mogstad, J. Romano, A. Shaikh,
    D. Wilhelm, "Inference for Ranks with Applications to Mobility across Neighbourhoods and Academic Achievement across
    Countries", Review of Economic Studies 91 (2024), section 3: j is above k where the difference exceeds the quantile
    of the largest studentised difference times its standard error; for j alone the largest is that over j's pairs.
    Stepwise as J. Romano and M. Wolf, "Exact and Approximate Stepdown Methods for Multiple Hypothesis Testing", JASA
    100 (2005), 94-108, over the hypotheses "j is not above k". Its twin "k is not above j" stays in the family when
    one is rejected, so that no direction is wrong either. For all at once both directions are always asked, so the
    one-sided statements are those of the two-sided family.
    """
    statistics = studentised(estimates, noise.precision)
    most = largest(noise, signed=not two_sided)
    place = place_of(level, most.shape[1])
    alone = np.zeros(statistics.shape, dtype=np.int8)
    for unit, own in enumerate(most):
        directed = np.concatenate([statistics[unit], -statistics[unit]]) if two_sided else statistics[unit]
        source = partial(of_unit, noise, unit, own, two_sided=two_sided) if stepwise else None
        rejected = established(directed, own, place, source)
        alone[unit] = rejected[: len(most)]
        if two_sided:
            alone[unit] -= rejected[len(most) :]
    source = partial(of_all, noise, most) if stepwise else None
    above = established(statistics.reshape(-1), most.max(axis=0, initial=-np.inf), place, source)
    return Compared(alone, above.reshape(statistics.shape))


def established(
    statistics: Numbers, most: Singles, place: int, source: Callable[[float, Marks], Beyond] | None
) -> Marks:
    """The hypotheses that are rejected: in one step without a source of values, else until no more fall.

    A draw whose largest value lies under the critical value cannot raise it, so only what lies beyond some height is
    looked at, and a lower one where that is not enough. Nothing is rejected against what the estimates say: no critical
    value lies under 0.
    """
    alive = statistics <= at_least_zero(most, place)
    if source is None or alive.all():
        return ~alive
    ahead = AHEAD * place
    beyond = source(at_least_zero(most, ahead), alive)
    while True:
        lower = beyond.critical(alive, place)
        if lower is None and ahead < len(most):
            ahead *= 2
            beyond = source(at_least_zero(most, ahead), alive)
            continue
        left = statistics <= (lower or 0.0)
        if (left == alive).all():
            return ~alive
        alive = left


def at_least_zero(most: Singles, place: int) -> float:
    return max(critical(most, place), 0.0) if place <= len(most) else 0.0


def of_unit(noise: Noise, unit: int, most: Singles, height: float, alive: Marks, *, two_sided: bool) -> Beyond:
    """The hypotheses "unit is not above k", k = 0, 1, ...; two-sided then also "k is not above unit"."""
    near = np.flatnonzero(most > height)  # no height is negative: what is beyond has a sign, and is not unit itself
    units = noise.errors.shape[1]
    weights = noise.precision[unit].astype(np.float32)
    rows = max(AT_ONCE // units, 1)
    parts = []
    for start in range(0, len(near), rows):
        some = near[start : start + rows]
        errors = noise.errors[some]
        values = np.subtract(errors[:, unit, None], errors, out=errors)
        values *= weights
        found = np.flatnonzero((np.abs(values) if two_sided else values) > height)
        places, others = np.divmod(found, units)
        parts.append((values.reshape(-1)[found], some[places], others))
    values, draws, others = (np.concatenate(part) for part in zip(*parts, strict=True)) if parts else NOTHING
    hypotheses = np.where(values > 0, others, others + units)
    kept = alive[hypotheses]
    return falling(np.abs(values[kept]), draws[kept], hypotheses[kept])


def of_all(noise: Noise, most: Singles, height: float, alive: Marks) -> Beyond:
    """The hypotheses "j is not above k" for all ordered pairs, row by row."""
    units, near = np.nonzero(most > height)
    weights = noise.precision.astype(np.float32)
    wanted = alive.reshape(weights.shape)
    parts = []
    for start in range(0, len(units), ROWS):
        some, draws = units[start : start + ROWS], near[start : start + ROWS]
        values = (noise.errors[draws, some][:, None] - noise.errors[draws]) * weights[some]
        rows, others = np.nonzero((values > height) & wanted[some])
        parts.append((values[rows, others], draws[rows], some[rows] * len(weights) + others))
    values, draws, hypotheses = (np.concatenate(part) for part in zip(*parts, strict=True)) if parts else NOTHING
    return falling(values, draws, hypotheses)


NOTHING = np.empty(0, np.float32), np.empty(0, np.intp), np.empty(0, np.intp)


def falling(values: Singles, draws: Whole, hypotheses: Whole) -> Beyond:
    order = np.argsort(-values, kind="stable")
    return Beyond(values[order], draws[order], hypotheses[order])
