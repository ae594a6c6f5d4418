"""Whether comments have changed since a tagger was made: in what they are about, or in how sure it is of them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec
import numpy as np
import numpy.typing as npt
import scipy  # loads `scipy.stats` where it is first used: a third of a second that a start can do without

Numbers = npt.NDArray[np.float64]
LEAST = 300
"""Comments in each period below which no alarm is given: chance moves small numbers by more than matters."""
EXPECTED = 5
"""Categories of which fewer are expected in a period are taken together: W. Cochran, Biometrics 10 (1954), 417-451."""
FALSE_DISCOVERIES = 0.05
NOTABLE = 0.1
"""Smaller effects are told but do not alarm, however many comments prove them. J. Cohen, "Statistical Power Analysis
for the Behavioral Sciences" (2nd ed. 1988), 7.2, calls .1 small."""
SHOWN = 3


class Verdict(StrEnum):
    TOO_FEW = "too_few"  # in one of the periods
    STEADY = "steady"  # no difference that chance could not make
    SLIGHT = "slight"  # a difference, too small to matter
    DRIFTED = "drifted"


class Of(StrEnum):
    CATEGORIES = "categories"
    MARGINS = "margins"


class Period(msgspec.Struct, frozen=True):
    """What a tagger said on one axis in one period: of how many comments, how many have each category, the margins.

    On an axis where a comment has many categories (or none) the counts need not add up to `comments`.
    """

    comments: int
    counts: Mapping[str, int]
    margins: Sequence[float] = ()


class Drift(msgspec.Struct, frozen=True):
    """One test of one axis; effect on 0..1: Cramér's V, or the widest gap between the two curves of margins."""

    axis: str
    of: Of
    verdict: Verdict
    p: float | None = None
    adjusted: float | None = None  # p after Benjamini and Hochberg over all tests that were made
    effect: float | None = None
    moved: tuple[tuple[str, float], ...] = ()  # categories that moved most, and by which share of comments (-1..1)


def drift(before: Mapping[str, Period], after: Mapping[str, Period]) -> list[Drift]:
    """Two tests of each axis that stands in both: on its categories, and on its margins.

    Categories: Pearson's chi-square of homogeneity without correction; where comments have many, each category by
    itself (Bonferroni over them, the largest V). Margins: two-sample Kolmogorov-Smirnov. From `LEAST` comments
    (margins) in each period on; false discoveries among all tests held at 5 %: Y. Benjamini and Y. Hochberg, JRSS B 57
    (1995), 289-300. It says that comments differ, not why: a new service, a new question and a worn-out tagger
    look alike.
    """
    tests = [test for axis in before if axis in after for test in both(axis, before[axis], after[axis])]
    made = [place for place, test in enumerate(tests) if test.p is not None]
    adjusted = scipy.stats.false_discovery_control([tests[place].p for place in made]) if made else ()
    for place, p in zip(made, adjusted, strict=True):
        tests[place] = judged(tests[place], float(p))
    return tests


def judged(test: Drift, adjusted: float) -> Drift:
    verdict = Verdict.STEADY
    if adjusted <= FALSE_DISCOVERIES:
        verdict = Verdict.DRIFTED if (test.effect or 0) >= NOTABLE else Verdict.SLIGHT
    return msgspec.structs.replace(test, verdict=verdict, adjusted=adjusted)


def both(axis: str, before: Period, after: Period) -> Iterator[Drift]:
    few = Drift(axis, Of.CATEGORIES, Verdict.TOO_FEW)
    enough = min(before.comments, after.comments) >= LEAST
    yield of_categories(few, before, after) if enough else few
    few = Drift(axis, Of.MARGINS, Verdict.TOO_FEW)
    enough = min(len(before.margins), len(after.margins)) >= LEAST
    yield of_margins(few, before, after) if enough else few


def of_margins(test: Drift, before: Period, after: Period) -> Drift:
    found = scipy.stats.ks_2samp(before.margins, after.margins)
    return msgspec.structs.replace(test, p=float(found.pvalue), effect=float(found.statistic))


def of_categories(test: Drift, before: Period, after: Period) -> Drift:
    codes = sorted({*before.counts, *after.counts})
    counts = np.array([[period.counts.get(code, 0) for code in codes] for period in (before, after)], np.float64)
    sizes = np.array([[before.comments], [after.comments]], np.float64)
    shares = counts / sizes
    change = zip(codes, (shares[1] - shares[0]).tolist(), strict=True)
    by_change = sorted(change, key=lambda one: (-round(abs(one[1]), 12), one[0]))
    if (counts.sum(axis=1, keepdims=True) == sizes).all():
        p, effect = homogeneity(together(counts))
    else:
        each = [homogeneity(together(np.column_stack([column, sizes[:, 0] - column]))) for column in counts.T]
        p = min([1.0, *(len(each) * one[0] for one in each)])
        effect = max([0.0, *(one[1] for one in each)])
    return msgspec.structs.replace(test, p=p, effect=effect, moved=tuple(by_change[:SHOWN]))


def homogeneity(counts: Numbers) -> tuple[float, float]:
    """p and Cramér's V of a table of two periods; (1, 0) for a single column."""
    if counts.shape[1] < 2:
        return 1.0, 0.0
    found = scipy.stats.chi2_contingency(counts, correction=False)
    return float(found.pvalue), math.sqrt(float(found.statistic) / counts.sum())


def together(counts: Numbers) -> Numbers:
    """The columns, rare ones added up: from the rarest on until each column is expected often enough."""
    columns = sorted((column for column in counts.T if column.any()), key=sum)
    least = counts.sum(axis=1).min() / max(counts.sum(), 1)
    while len(columns) > 1 and columns[0].sum() * least < EXPECTED:
        columns = sorted([columns[0] + columns[1], *columns[2:]], key=sum)
    return np.array(columns).T if columns else np.zeros((2, 0))
