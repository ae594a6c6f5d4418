"""How far people who rate the same things agree: Krippendorff's alpha with its interval, and percentages."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]
CELLS = 4_000_000  # how many drawn ratings are held in memory at once


class Metric(StrEnum):
    """What the distance between two values means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Rating(msgspec.Struct, frozen=True):
    """What one rater said of one unit: any name for a nominal metric, a number for the others."""

    unit: str
    rater: str
    value: str | float


class Agreement(msgspec.Struct, frozen=True):
    """Alpha (1 perfect, 0 as by chance, below 0 worse) with its ends; of how many values; pairs that agree, 0-100.

    None where nothing can be said: alpha, if no unit has two ratings or all ratings are the same (then there is nothing
    that chance could have mixed up, and perfect agreement cannot be told from raters who always say the same); the
    ends also below two units with two ratings.
    """

    alpha: float | None
    low: float | None
    high: float | None
    pairable: int
    percent: float | None


class Table(msgspec.Struct, frozen=True, eq=False):
    """Ratings that have another one beside them, unit by unit: where each unit begins, each rating's unit and value."""

    names: tuple[str, ...]  # of the units
    starts: Whole
    sizes: Numbers  # ratings of each unit
    unit: Whole  # of each rating
    code: Whole  # of each rating, a place in values
    values: Numbers  # ascending; for a nominal metric 0, 1, 2 ...


def agreement(
    ratings: Sequence[Rating], metric: Metric, *, draws: int = 1000, level: float = 0.95, seed: int = 0
) -> Agreement:
    """Krippendorff's alpha = 1 - observed / expected disagreement, for any number of raters and missing ratings.

    K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), over coincidences: units with one rating are
    left out, each pair of values within a unit of m ratings counts 1 / (m - 1). The interval is the percentile
    bootstrap over units, the pairs of a unit staying together: A. Zapf, S. Castell, L. Morawietz, A. Karch, "Measuring
    inter-rater reliability for nominal data", BMC Medical Research Methodology 16 (2016), 93, find that it covers. (A.
    Hayes and K. Krippendorff, 2007, draw pairs instead and hold the expected disagreement fast.) Draws in which all
    values are the same have no alpha and are left out.
    ValueError for a rater twice on a unit, a value that is no finite number where one is needed, a negative ratio.
    """
    table = tabled(ratings, metric)
    units = len(table.sizes)
    if not units:
        return Agreement(None, None, None, 0, None)
    alpha = alphas(table, metric, np.ones((1, units)))[0]
    percent = float(100 * (1 - apart(table, Metric.NOMINAL, table.values[None, :]).sum() / len(table.code)))
    if np.isnan(alpha):
        return Agreement(None, None, None, len(table.code), percent)
    low, high = ends(table, metric, draws=draws if units > 1 else 0, level=level, seed=seed)
    if low is None or high is None:
        return Agreement(float(alpha), None, None, len(table.code), percent)
    return Agreement(float(alpha), min(low, float(alpha)), max(high, float(alpha)), len(table.code), percent)


def ends(
    table: Table, metric: Metric, *, draws: int, level: float, seed: int
) -> tuple[float, float] | tuple[None, None]:
    """The ends of the interval: quantiles of alpha when units are drawn anew, with replacement."""
    rng = np.random.default_rng(seed)
    units, drawn = len(table.sizes), []
    at_once = max(1, CELLS // len(table.code))
    for start in range(0, draws, at_once):
        often = rng.multinomial(units, np.full(units, 1 / units), size=min(at_once, draws - start))
        drawn.append(alphas(table, metric, often.astype(np.float64)))
    known = np.concatenate(drawn) if drawn else np.empty(0)
    known = known[~np.isnan(known)]
    if not len(known):
        return None, None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def tabled(ratings: Sequence[Rating], metric: Metric) -> Table:
    """The ratings that can be paired; raises ValueError."""
    if len({(one.unit, one.rater) for one in ratings}) < len(ratings):
        raise ValueError("a rater stands twice on a unit")
    names, unit = np.unique(np.array([one.unit for one in ratings], dtype=object).astype(str), return_inverse=True)
    values, code = coded(ratings, metric)
    many = np.bincount(unit, minlength=len(names))
    paired = np.flatnonzero(many[unit] > 1)
    paired = paired[np.argsort(unit[paired], kind="stable")]
    sizes = many[many > 1]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp) if len(sizes) else np.empty(0, np.intp)
    places = np.repeat(np.arange(len(sizes)), sizes)
    return Table(tuple(names[many > 1].tolist()), starts, sizes.astype(np.float64), places, code[paired], values)


def coded(ratings: Sequence[Rating], metric: Metric) -> tuple[Numbers, Whole]:
    """The different values, ascending, and the place of each rating's value among them."""
    if metric == Metric.NOMINAL:
        words, code = np.unique([str(one.value) for one in ratings], return_inverse=True)
        return np.arange(len(words), dtype=np.float64), code
    numbers = np.array([float(one.value) for one in ratings])
    if not np.isfinite(numbers).all():
        raise ValueError("a value is no finite number")
    if metric == Metric.RATIO and (numbers < 0).any():
        raise ValueError("a ratio has a zero below which nothing lies: a value is negative")
    return np.unique(numbers, return_inverse=True)


def alphas(table: Table, metric: Metric, often: Numbers) -> Numbers:
    """Alpha for each row of `often` (draws x units: how often each unit counts); nan where all values are the same."""
    counts = counted(table, often)
    n = counts.sum(axis=1)
    varied = (counts > 0).sum(axis=1) > 1
    values = ranks(counts) if metric == Metric.ORDINAL else table.values[None, :]
    observed = (often * apart(table, metric, values)).sum(axis=1)
    expected = across(table, metric, counts, values)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Numbers = np.where(varied & (expected > 0), 1 - (n - 1) * observed / expected, np.nan)
    return found


def counted(table: Table, often: Numbers) -> Numbers:
    """How often each value stands in pairable ratings (draws x values)."""
    counts = np.zeros((len(often), len(table.values)))
    order = np.argsort(table.code, kind="stable")
    found, starts = np.unique(table.code[order], return_index=True)
    counts[:, found] = np.add.reduceat(often[:, table.unit[order]], starts, axis=1)
    return counts


def ranks(counts: Numbers) -> Numbers:
    """The middle of each value among all ratings in order: the ordinal distance is the square of how far these lie."""
    middle: Numbers = np.cumsum(counts, axis=1) - counts / 2
    return middle


def apart(table: Table, metric: Metric, values: Numbers) -> Numbers:
    """The disagreement inside each unit (draws x units, or 1 x units): pairs of a unit of m ratings, over m - 1."""
    if metric == Metric.NOMINAL:
        key, many = np.unique(table.unit * len(table.values) + table.code, return_counts=True)
        same = np.bincount(key // len(table.values), weights=many**2, minlength=len(table.sizes))
        found = (table.sizes**2 - same)[None, :]
    elif metric == Metric.RATIO:
        inside = np.split(table.values[table.code], table.starts[1:])
        found = np.array([[distances(part, part).sum() for part in inside]])
    else:
        drawn = values[:, table.code]
        drawn = drawn - drawn[:, :1]  # small numbers far from zero would drown in rounding
        squares, sums = (np.add.reduceat(power, table.starts, axis=1) for power in (drawn**2, drawn))
        found = 2 * (table.sizes * squares - sums**2)
    return np.asarray(found / (table.sizes - 1))


def disagreement(table: Table, metric: Metric) -> Numbers:
    """That inside each unit as it stands."""
    counts = counted(table, np.ones((1, len(table.sizes))))
    values = ranks(counts) if metric == Metric.ORDINAL else table.values[None, :]
    return np.asarray(apart(table, metric, values)[0])


def distances(ours: Numbers, theirs: Numbers) -> Numbers:
    """The ratio metric: ((a - b) / (a + b)) squared, 0 where both are 0."""
    total = ours[:, None] + theirs[None, :]
    found: Numbers = ((ours[:, None] - theirs[None, :]) / np.where(total > 0, total, 1)) ** 2
    return found


def across(table: Table, metric: Metric, counts: Numbers, values: Numbers) -> Numbers:
    """The disagreement of all values with all, n (n - 1) times what chance expects."""
    n = counts.sum(axis=1)
    if metric == Metric.NOMINAL:
        return np.asarray(n**2 - (counts**2).sum(axis=1))
    if metric == Metric.RATIO:
        found = np.zeros(len(counts))
        for start in range(0, len(table.values), 1000):  # many thousands of values, squared, would not fit
            some = slice(start, start + 1000)
            found += ((counts[:, some] @ distances(table.values[some], table.values)) * counts).sum(axis=1)
        return found
    near = values - values[:, :1]
    return np.asarray(2 * (n * (counts * near**2).sum(axis=1) - (counts * near).sum(axis=1) ** 2))
