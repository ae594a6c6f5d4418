"""Confidence sets for ranks, from estimates or counts: for one unit, for the table, for the top; tiers."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np

from scoring import count_pairs
from scoring.differences import Noise, Numbers, noise
from scoring.stepwise import Compared, Marks, Whole, compared


class Side(StrEnum):
    """Which ends a set has: both, the lower (no better than this), the upper (no worse than this)."""

    TWO_SIDED = "two-sided"
    LOWER = "lower"
    UPPER = "upper"


class RankSet(msgspec.Struct, frozen=True):
    """Rank 1 has the largest estimate, equal ones share the better rank; low <= rank <= high, in ranks.

    low to high holds the true rank of this unit, low_simultaneous to high_simultaneous belongs to sets that hold all
    true ranks, each with the probability of the level.
    """

    unit: str
    estimate: float
    rank: int
    low: int
    high: int
    low_simultaneous: int
    high_simultaneous: int
    tier: int


class Ranking(msgspec.Struct, frozen=True, eq=False):
    """The sets in the order given, and who is established to lie above whom, all at once (units x units)."""

    sets: tuple[RankSet, ...]
    above: Marks

    def top(self, k: int) -> tuple[str, ...]:
        """All units that could be among the k best, best rank first: together they hold the k best, at the level.

        The projection of the simultaneous lower ends: Mogstad and others (2024), section 3.4 (the tau-best).
        """
        could = [one for one, better in zip(self.sets, self.above.sum(axis=0), strict=True) if better < k]
        return tuple(one.unit for one in sorted(could, key=lambda one: one.rank))


def of_estimates(
    units: Sequence[str],
    estimates: Sequence[float] | Numbers,
    covariance: Numbers,
    *,
    level: float = 0.95,
    side: Side = Side.TWO_SIDED,
    stepwise: bool = True,
    draws: int = 10_000,
    seed: int = 0,
    freedom: Numbers | None = None,
) -> Ranking:
    """Sets from estimates (any unit) with variances (units; independent) or a covariance matrix (units x units).

    The formulas stand in `stepwise.compared`; the errors are drawn from the normal distribution (parametric bootstrap)
    with the covariance taken as known, so few observations per unit make the sets somewhat too small, unless `freedom`
    says on how many degrees of freedom each variance rests (`differences.noise`). ValueError where
    lengths differ, a number is not finite, a variance or an eigenvalue is negative, or there is no draw.
    """
    values = np.asarray(estimates, dtype=np.float64)
    if not len(units) == len(values) == len(covariance) or draws < 1 or not 0 < level < 1:
        raise ValueError("there is one estimate and one variance for each unit, a draw at least, and a level in 0..1")
    if not np.isfinite(values).all():
        raise ValueError("an estimate is no finite number")
    drawn = noise(np.asarray(covariance, dtype=np.float64), draws=draws, seed=seed, freedom=freedom)
    return ranking(units, values, told(values, drawn, level=level, side=side, stepwise=stepwise), side)


def told(values: Numbers, drawn: Noise, *, level: float, side: Side, stepwise: bool) -> Compared:
    if side == Side.UPPER:
        return compared(values, drawn, level=level, two_sided=False, stepwise=stepwise)
    if side == Side.TWO_SIDED:
        return compared(values, drawn, level=level, two_sided=True, stepwise=stepwise)
    turned = compared(-values, drawn.turned(), level=level, two_sided=False, stepwise=stepwise)
    return Compared(-turned.alone, turned.above.T)


def of_counts(
    units: Sequence[str],
    counts: Sequence[int],
    *,
    level: float = 0.95,
    side: Side = Side.TWO_SIDED,
    stepwise: bool = True,
) -> Ranking:
    """Sets for the shares of categories from how often each was chosen; the estimate is the share (0..1).

    Valid for every number of choices: exact tests of pairs with Holm's correction, or Bonferroni's where not stepwise;
    the formulas stand in `count_pairs`. ValueError for a negative count, none at all, or lengths that differ.
    """
    chosen = np.asarray(counts, dtype=np.int64)
    if len(units) != len(chosen) or (chosen < 0).any() or not chosen.sum():
        raise ValueError("there is a count for each unit, 0 or more, and at least one that is more")
    pairs = count_pairs.compared(
        chosen, level=level, above=side != Side.LOWER, below=side != Side.UPPER, stepwise=stepwise
    )
    return ranking(units, chosen / chosen.sum(), pairs, side)


def ranking(units: Sequence[str], values: Numbers, found: Compared, side: Side) -> Ranking:
    number = len(units)
    below, above = (found.alone < 0).sum(axis=1), (found.alone > 0).sum(axis=1)
    ends = [1 + below, number - above, 1 + found.above.sum(axis=0), number - found.above.sum(axis=1)]
    if side == Side.LOWER:
        ends[1] = ends[3] = np.full(number, number)
    if side == Side.UPPER:
        ends[0] = ends[2] = np.ones(number, dtype=np.intp)
    columns = [values, ranks(values), *ends, tiers(values, found.above)]
    rows = zip(units, *(column.tolist() for column in columns), strict=True)
    return Ranking(tuple(RankSet(*row) for row in rows), found.above)


def ranks(values: Numbers) -> Whole:
    """1 + how many are larger."""
    found: Whole = 1 + np.searchsorted(np.sort(-values), -values, side="left")
    return found


def tiers(values: Numbers, above: Marks) -> Whole:
    """Tiers of units that cannot be told from their leader, 1 the best.

    Down the ranks a new tier begins where the leader of the tier is established to lie above the next unit, which
    leads from there on; equal estimates stay together, and all of them are told from all leaders or none is. So
    each leader lies truly above all leaders after it, at the level; two units within a tier may well be told apart.
    """
    found = np.zeros(len(values), dtype=np.intp)
    leaders: Whole = np.empty(0, dtype=np.intp)
    tier = 0
    own = ranks(values)
    for rank in np.unique(own):
        equals = np.flatnonzero(own == rank)
        if above[np.ix_(leaders, equals)].all():  # true at the very first, where nobody leads
            tier, leaders = tier + 1, equals
        found[equals] = tier
    return found


def top_probability(
    estimates: Sequence[float] | Numbers,
    covariance: Numbers,
    k: int,
    *,
    draws: int = 10_000,
    seed: int = 0,
    freedom: Numbers | None = None,
) -> Numbers:
    """In which share of draws around the estimates each unit (units, 0..1) is among the k best, ties counted in.

    A description (Bayesian with a flat prior), no confidence statement: near ties it says too much. Errors as above.
    """
    values = np.asarray(estimates, dtype=np.float64)
    drawn = values + noise(np.asarray(covariance, dtype=np.float64), draws=draws, seed=seed, freedom=freedom).errors
    best = min(k, len(values))
    if best < 1:
        return np.zeros(len(values))
    last = np.partition(drawn, -best, axis=1)[:, -best]
    found: Numbers = (drawn >= last[:, None]).mean(axis=0)
    return found
