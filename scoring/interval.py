"""How sure a figure is: scores by the bootstrap over inquiries, shares by Wilson, means by t, counts by Byar."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from statistics import NormalDist, fmean, variance

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from instruments.protocol import Protocol, Scoring
from scoring import student
from scoring.score import Score, SectorScore

Numbers = npt.NDArray[np.float64]
CELLS = 4_000_000  # how many drawn inquiries are held in memory at once


class Interval(msgspec.Struct, frozen=True):
    """An estimate and the ends of its interval, in the unit of the data; None where nothing can be said."""

    estimate: float | None
    low: float | None
    high: float | None

    def within(self, least: float, most: float) -> "Interval":
        """The same with ends that the scale allows."""
        low = None if self.low is None else min(max(self.low, least), most)
        return Interval(self.estimate, low, None if self.high is None else max(min(self.high, most), least))


class Bootstrap(msgspec.Struct, frozen=True, eq=False):
    """Units that have a total, in the order given: their totals, interval ends, and every draw (units x draws)."""

    units: tuple[str, ...]
    totals: Numbers
    low: Numbers
    high: Numbers
    draws: Numbers


class Stratum(msgspec.Struct, frozen=True):
    """The inquiries of one unit in one sector, and what a full score of the sector adds to the total."""

    row: int
    most: float
    earned: tuple[float, ...]
    possible: tuple[float, ...]


def bootstrap(
    scores: Sequence[Score], protocol: Protocol, *, draws: int = 1000, level: float = 0.95, seed: int = 0
) -> Bootstrap:
    """Percentile intervals (0-100, in 2010 points) for the totals, by drawing inquiries anew.

    Whole inquiries are drawn with replacement within unit and sector (where the protocol weighs channels: within
    channel), n - 1 of n, so that the variance of a mean comes out unbiased also in small sectors: Rao and Wu,
    "Resampling inference with complex survey data", JASA 83 (1988), 231-241. A sector with a single inquiry adds no
    width: its spread cannot be known. The width is that of another draw of inquiries, not of other testers or weeks.
    """
    scored = [one for one in scores if one.total is not None]
    rng = np.random.default_rng(seed)
    drawn: Numbers = np.zeros((len(scored), draws))
    for group in groups(scored, protocol):
        # without this bound 3,570 units would need gigabytes
        at_once = max(1, CELLS // (draws * len(group[0].earned)))
        for start in range(0, len(group), at_once):
            some = group[start : start + at_once]
            drawn[[stratum.row for stratum in some]] += redrawn(some, draws, rng=rng)
    totals = np.array([float(one.total or 0) for one in scored])
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=1) if draws and scored else (totals, totals)
    units = tuple(one.unit for one in scored)
    return Bootstrap(units, totals, np.minimum(low, totals), np.maximum(high, totals), drawn)


def groups(scores: Sequence[Score], protocol: Protocol) -> Iterator[list[Stratum]]:
    """Strata of one sector and one size, so that they can be drawn together and no unit stands in a group twice."""
    found: dict[tuple[str, int], list[Stratum]] = {}
    for row, score in enumerate(scores):
        for sector in score.sectors:
            if stratum := stratum_of(row, sector, protocol):
                found.setdefault((sector.code, len(stratum.earned)), []).append(stratum)
    yield from found.values()


def stratum_of(row: int, sector: SectorScore, protocol: Protocol) -> Stratum | None:
    counting = [one for one in sector.inquiries if one.possible]
    if not counting:
        return None
    most = sector.scale * (1 if protocol.scoring == Scoring.POINTS else sector.share)
    earned, possible = ([float(getattr(one, name)) for one in counting] for name in ("earned", "possible"))
    return Stratum(row, float(most), tuple(earned), tuple(possible))


def redrawn(strata: Sequence[Stratum], draws: int, *, rng: np.random.Generator) -> Numbers:
    """What each stratum adds to the total in each draw (strata x draws)."""
    earned = np.array([stratum.earned for stratum in strata])
    possible = np.array([stratum.possible for stratum in strata])
    size = earned.shape[1]
    picked = rng.integers(size, size=(len(strata), draws * max(size - 1, 1)))
    shape = (len(strata), draws, max(size - 1, 1))
    sums = [np.take_along_axis(values, picked, axis=1).reshape(shape).sum(axis=2) for values in (earned, possible)]
    most = np.array([[stratum.most] for stratum in strata])
    added: Numbers = most * sums[0] / sums[1]
    return added


def wilson(x: float, n: float, *, level: float = 0.95, population: float = math.inf) -> Interval:
    """The share x / n (0..1) with Wilson's score interval, without continuity correction; nothing for n = 0.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.
    x and n may be weighted sums, if n is the effective number. Where the n are drawn at random from a finite
    `population` N, n (N - 1) / (N - n) stands for n, which makes the variance P (1 - P) / n x (N - n) / (N - 1): W. G.
    Cochran, "Sampling Techniques" (3rd ed., 1977), theorem 3.2; all of them leave no doubt. ValueError unless
    0 <= x <= n <= N.
    """
    if not 0 <= x <= n <= population:
        raise ValueError(f"{x} of {n} is not a share" + ("" if n <= population else f" of {population}"))
    if not n:
        return Interval(None, None, None)
    share, squared = x / n, normal(level) ** 2
    if n == population:
        return Interval(share, share, share)
    n = n if math.isinf(population) else n * (population - 1) / (population - n)
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = math.sqrt(squared * (share * (1 - share) + squared / (4 * n)) / n) / (1 + squared / n)
    # exact at the ends, where rounding would leave 1e-17
    return Interval(share, middle - half if x else 0.0, middle + half if share < 1 else 1.0)


def change(before: tuple[float, float], after: tuple[float, float], *, level: float = 0.95) -> Interval:
    """How much a share x / n moved (-1..1), from two independent groups, each given as (x, n); nothing where an n is 0.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998), 873-890, method 10: from both Wilson intervals. ValueError as from `wilson`.
    """
    old, new = wilson(*before, level=level), wilson(*after, level=level)
    if old.estimate is None or new.estimate is None:
        return Interval(None, None, None)
    ends = (end or 0.0 for end in (old.low, old.high, new.low, new.high))
    old_low, old_high, new_low, new_high = ends
    moved = new.estimate - old.estimate
    down = math.hypot(new.estimate - new_low, old_high - old.estimate)
    return Interval(moved, moved - down, moved + math.hypot(new_high - new.estimate, old.estimate - old_low))


def mean(values: Sequence[float], *, level: float = 0.95, population: float = math.inf) -> Interval:
    """The mean with Student's t interval, mean -+ t(n - 1) s / sqrt(n); no ends below two values.

    Student, "The probable error of a mean", Biometrika 6 (1908), 1-25. Where all values agree the interval has no
    width: the values do not tell how far others lie. Where the n are drawn at random from a finite `population` N, the
    variance is that times 1 - n / N: W. G. Cochran, "Sampling Techniques" (3rd ed., 1977), theorem 2.2; all of them
    leave no doubt. ValueError where N is less than n.
    """
    if len(values) > population:
        raise ValueError(f"{len(values)} values are not drawn from {population}")
    if values and len(values) == population:
        return Interval(fmean(values), fmean(values), fmean(values))
    if len(values) < 2:
        return Interval(values[0] if len(values) else None, None, None)
    centre, left = fmean(values), 1 - len(values) / population
    half = student.quantile(1 - (1 - level) / 2, len(values) - 1) * math.sqrt(left * variance(values) / len(values))
    return Interval(centre, centre - half, centre + half)


def mean_counted(numbers: Mapping[float, int], *, level: float = 0.95) -> Interval:
    """The same of values that come with how many there are of each."""
    n = sum(numbers.values())
    if n < 2 or len(numbers) < 2:
        centre = next((value for value, number in numbers.items() if number), None)
        return Interval(centre, centre if n > 1 else None, centre if n > 1 else None)
    centre = math.fsum(value * number for value, number in numbers.items()) / n
    squares = math.fsum(number * (value - centre) ** 2 for value, number in numbers.items())
    half = student.quantile(1 - (1 - level) / 2, n - 1) * math.sqrt(squares / (n - 1) / n)
    return Interval(centre, centre - half, centre + half)


def by_t(
    totals: Numbers, errors: Numbers, freedom: Numbers, *, level: float = 0.95, most: float = 100.0
) -> tuple[list[float], list[float]]:
    """Ends of Student's t intervals around totals with standard errors on so many degrees of freedom, in 0..most."""
    half = stdtrit(freedom, 1 - (1 - level) / 2) * errors
    low, high = np.minimum((totals - half).clip(0, most), totals), np.maximum((totals + half).clip(0, most), totals)
    return low.tolist(), high.tolist()


def byar(x: float, n: float = 1, *, level: float = 0.95) -> Interval:
    """A rate of x events over n (population, time, or events expected), with Byar's limits for a Poisson count.

    low = x (1 - 1 / (9 x) - z / (3 sqrt x))^3 / n, high the same with x + 1 and + z; low is 0 for x = 0. N. E. Breslow
    and N. E. Day, "Statistical Methods in Cancer Research" II (IARC 1987), 69. ValueError unless x >= 0 and n > 0.
    """
    if x < 0 or n <= 0:
        raise ValueError(f"{x} over {n} is not a rate")
    z, more = normal(level), x + 1
    low = x * max(0.0, 1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3 if x else 0.0
    return Interval(x / n, low / n, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3 / n)


@cache
def normal(level: float) -> float:
    """How many standard errors a two-sided interval of this level reaches."""
    return NormalDist().inv_cdf(1 - (1 - level) / 2)
