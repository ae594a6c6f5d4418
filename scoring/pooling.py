"""The level over several waves together: always with the waves it comes from, and never in place of the change."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from scoring.items import ZERO
from scoring.score import Score


class Share(msgspec.Struct, frozen=True):
    """What one wave brings in: its total (0-100, in 2010 points) and the results that count in it."""

    wave: str
    total: Fraction
    tested: int


class Pooled(msgspec.Struct, frozen=True):
    """The mean of the totals, each weighted by its tested results; `lacking` names the waves without this unit."""

    unit: str
    total: Fraction
    shares: tuple[Share, ...]
    lacking: tuple[str, ...]


def pooled(waves: Mapping[str, Sequence[Score]]) -> list[Pooled]:
    """One for each unit that has a total in any wave, in the order in which they first appear.

    Own definition, sum of tested x total over sum of tested: a wave with twice the results counts twice. Waves under
    different protocols measure different things, and whoever pools them must say so. ValueError below two waves.
    """
    if len(waves) < 2:
        raise ValueError("to pool there are two waves at least")
    found: dict[str, list[Share]] = {}
    for wave, scored in waves.items():
        for one in scored:
            if one.total is not None:
                found.setdefault(one.unit, []).append(Share(wave, one.total, tested(one)))
    return [Pooled(unit, mean(shares), tuple(shares), tuple(lacking(waves, shares))) for unit, shares in found.items()]


def tested(score: Score) -> int:
    return sum(sector.tested for sector in score.sectors)


def mean(shares: Sequence[Share]) -> Fraction:
    return sum((one.tested * one.total for one in shares), ZERO) / sum(one.tested for one in shares)


def lacking(waves: Mapping[str, Sequence[Score]], shares: Sequence[Share]) -> list[str]:
    there = {one.wave for one in shares}
    return [wave for wave in waves if wave not in there]


def interval(one: Pooled, ends: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """The ends of the pooled total, from those of each wave (by its name, at the same level, each around its total).

    Waves are drawn apart from each other, so distances to the ends add up in squares, each times what its wave counts:
    G. Y. Zou, W. Huang and X. Zhang, "A note on confidence interval estimation for a linear function of binomial
    proportions", Computational Statistics & Data Analysis 53 (2009), 1080-1085. Never outside the pooled ends of the
    waves, so never off the scale.
    """
    weight, total = sum(share.tested for share in one.shares), float(one.total)
    down, up = (
        math.hypot(*(share.tested / weight * (ends[share.wave][side] - float(share.total)) for share in one.shares))
        for side in (0, 1)
    )
    return total - down, total + up
