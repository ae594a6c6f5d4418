"""Where agreement is lost: rater by rater, item by item, unit by unit, and raters who drift over time."""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

import msgspec
import numpy as np

from scoring import student
from scoring.agreement import Agreement, Metric, Rating, agreement, disagreement, tabled
from scoring.interval import Interval, mean, wilson


class Rater(msgspec.Struct, frozen=True):
    """One rater beside the others who rated the same units."""

    rater: str
    units: int  # that somebody else rated too
    same: Interval  # share (0..1) of the others who say the same, mean over units; Wilson
    lean: Interval | None  # own value less the mean of the others, in units of the scale; t; None: a nominal metric
    without: float | None  # alpha of the others alone: above that of all, this rater pulls it down


class Contrast(msgspec.Struct, frozen=True):
    """On one unit: what a rater gave, and the others."""

    unit: str
    own: str | float
    others: tuple[str | float, ...]

    @property
    def same(self) -> float:
        return self.others.count(self.own) / len(self.others)

    @property
    def lean(self) -> float:
        return float(self.own) - fmean(map(float, self.others))


def by_rater(ratings: Sequence[Rating], metric: Metric, *, level: float = 0.95) -> list[Rater]:
    """Each rater by name. ValueError as from `agreement`."""
    return [
        Rater(
            rater,
            len(found),
            wilson(sum(one.same for one in found), len(found), level=level),
            None if metric == Metric.NOMINAL else mean([one.lean for one in found], level=level),
            alpha([one for one in ratings if one.rater != rater], metric),
        )
        for rater, found in contrasts(ratings)
    ]


def by_item(items: Mapping[str, Sequence[Rating]], metric: Metric, *, seed: int = 0) -> dict[str, Agreement]:
    """The agreement on each item of a form, worst first, those without alpha last: what raters need a rule for."""
    found = {item: agreement(ratings, metric, seed=seed) for item, ratings in items.items()}
    return dict(sorted(found.items(), key=lambda one: math.inf if one[1].alpha is None else one[1].alpha))


def disputed(ratings: Sequence[Rating], metric: Metric) -> list[tuple[str, float]]:
    """Units on which raters differ, each with its share of all disagreement inside units (0..1), largest first.

    For an ordinal metric the distance of two values is that of their middle ranks, as in alpha.
    """
    table = tabled(ratings, metric)
    each = disagreement(table, metric)
    total = each.sum()
    order = np.argsort(-each, kind="stable")
    return [(table.names[place], float(each[place] / total)) for place in order if each[place] > 0]


def drift(
    ratings: Sequence[Rating], when: Mapping[str, float], metric: Metric, *, level: float = 0.95
) -> dict[str, Interval]:
    """How each rater moves away from the others per unit of `when` (of each rating's unit): a slope with t interval.

    Least squares of own value less the mean of the others (nominal: of the share of the others who say otherwise) on
    time. An interval without 0 says that the rater drifts against the others; if all drift together nothing shows.
    No ends below three units, nothing at all if they have one time.
    """
    return {
        rater: slope(
            [when[one.unit] for one in found],
            [1 - one.same if metric == Metric.NOMINAL else one.lean for one in found],
            level=level,
        )
        for rater, found in contrasts(ratings)
    }


def contrasts(ratings: Sequence[Rating]) -> Iterator[tuple[str, list[Contrast]]]:
    """Each rater by name, with the units that somebody else rated too."""
    of_unit: dict[str, list[Rating]] = {}
    for one in ratings:
        of_unit.setdefault(one.unit, []).append(one)
    of_rater: dict[str, list[Contrast]] = {one.rater: [] for one in ratings}
    for unit, found in of_unit.items():
        for own in found if len(found) > 1 else ():
            others = tuple(one.value for one in found if one is not own)
            of_rater[own.rater].append(Contrast(unit, own.value, others))
    yield from sorted(of_rater.items())


def alpha(ratings: Sequence[Rating], metric: Metric) -> float | None:
    return agreement(ratings, metric, draws=0).alpha


def slope(times: Sequence[float], values: Sequence[float], *, level: float) -> Interval:
    """The slope of the least-squares line and its t interval (n - 2 degrees of freedom)."""
    n = len(times)
    if len(set(times)) < 2:
        return Interval(None, None, None)
    middle, height = fmean(times), fmean(values)
    wide = sum((time - middle) ** 2 for time in times)
    steep = sum((time - middle) * (value - height) for time, value in zip(times, values, strict=True)) / wide
    if n < 3:
        return Interval(steep, None, None)
    left = sum((value - height - steep * (time - middle)) ** 2 for time, value in zip(times, values, strict=True))
    half = student.quantile((1 + level) / 2, n - 2) * math.sqrt(left / (n - 2) / wide)
    return Interval(steep, steep - half, steep + half)
