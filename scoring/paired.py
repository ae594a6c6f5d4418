"""Which of several things were measured higher than others, where the same units were measured in them."""

from collections.abc import Mapping
from itertools import combinations

import msgspec

from scoring.interval import Interval, mean
from scoring.multiple import holm
from scoring.treatment import by_chance

Figures = Mapping[str, Mapping[int, float]]


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two things: first less second on average over the units measured in both, in the figures' unit.

    The interval and p need two units; `adjusted` is p by Holm over all pairs.
    """

    first: str
    second: str
    difference: Interval
    units: int
    p: float | None = None
    adjusted: float | None = None

    def above(self, level: float) -> str | None:
        """Which of the two is clearly higher, at this level for all pairs at once."""
        if self.adjusted is None or self.adjusted > 1 - level or not self.difference.estimate:
            return None
        return self.first if self.difference.estimate > 0 else self.second

    def below(self, level: float) -> str | None:
        more = self.above(level)
        return None if more is None else self.second if more == self.first else self.first


class Ends(msgspec.Struct, frozen=True):
    """What could be highest and what lowest of all; one alone is known to be."""

    highest: tuple[str, ...]
    lowest: tuple[str, ...]


def pairs(figures: Figures, *, level: float = 0.95) -> tuple[Pair, ...]:
    """Each two of them on the units that both have (unit -> figure on one scale), in the order given.

    Paired comparison by Student's t over units: Biometrika 6 (1908), 1-25; the interval holds for one pair. p is
    adjusted over all pairs as in `multiple.holm`. Where all differences agree, p goes by their signs, 2 / 2^n.
    """
    found = []
    for one, other in combinations(figures, 2):
        gaps = [value - figures[other][unit] for unit, value in figures[one].items() if unit in figures[other]]
        told = mean(gaps, level=level)
        found.append(Pair(first=one, second=other, difference=told, units=len(gaps), p=by_chance(gaps)))
    adjusted = iter(holm([one.p for one in found if one.p is not None]).tolist())
    return tuple(one if one.p is None else msgspec.structs.replace(one, adjusted=next(adjusted)) for one in found)


def ends(names: tuple[str, ...], found: tuple[Pair, ...], *, level: float = 0.95) -> Ends:
    """Those that none is clearly above, and those that none is clearly below, at this level for both at once.

    Whatever another surpasses is not the highest, so that one left over is, unless one of the clear differences is
    chance: with Holm's adjustment at most one time in twenty at level 0.95. All are left where pairs with different
    units contradict each other.
    """
    beaten, beating = {one.below(level) for one in found}, {one.above(level) for one in found}
    highest = tuple(one for one in names if one not in beaten)
    lowest = tuple(one for one in names if one not in beating)
    return Ends(highest or names, lowest or names)
