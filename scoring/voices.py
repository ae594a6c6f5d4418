"""What citizens say: how much each category adds to a unit's distance from others, and which are frequent here."""

from collections.abc import Iterable, Mapping

import msgspec

from scoring.interval import Interval, change
from scoring.suppress import THRESHOLD


class Voice(msgspec.Struct, frozen=True):
    """One answer: its grade on any scale, and the categories of its comment; none is a category too, ""."""

    grade: float
    categories: tuple[str, ...] = ()


class Weight(msgspec.Struct, frozen=True):
    """What a category adds to a distance in mean grade, in the unit of the grade.

    `level`: those who speak of it grade lower here than elsewhere; `frequency`: more speak of it here.
    """

    category: str
    level: float
    frequency: float

    @property
    def points(self) -> float:
        return self.level + self.frequency


class Group(msgspec.Struct, frozen=True):
    share: float  # of all answers, 0..1
    mean: float


class Frequent(msgspec.Struct, frozen=True):
    """How many of the comments here and elsewhere are in a category."""

    category: str
    number: int
    of: int
    number_elsewhere: int
    of_elsewhere: int

    @property
    def excess(self) -> Interval:
        """The share here less that elsewhere (-1..1), by Newcombe's method 10."""
        return change((self.number_elsewhere, self.of_elsewhere), (self.number, self.of))

    @property
    def stands_out(self) -> bool:
        """More frequent here than chance explains, and of so many comments that it may be told."""
        low = self.excess.low
        return self.number >= THRESHOLD and low is not None and low > 0


def weights(here: Iterable[Voice], elsewhere: Iterable[Voice]) -> list[Weight]:
    """Which categories make the mean grade here lower than elsewhere, largest first; below 0 where they raise it.

    All points add up to mean elsewhere - mean here. With shares s and mean grades m, ' elsewhere: level = (m' - m)
    (s + s') / 2, frequency = (s' - s) ((m + m') / 2 - M), M midway between both means: E. M. Kitagawa, JASA 50 (1955),
    1168-1194. A category met on one side only has its own mean on both. An answer with several categories counts in
    each by its part. ValueError where a side has no answer.
    """
    mine, theirs = groups(here), groups(elsewhere)
    middle = (overall(mine) + overall(theirs)) / 2
    found = [weight(code, mine.get(code), theirs.get(code), middle) for code in {**mine, **theirs}]
    return sorted(found, key=lambda one: (-one.points, one.category))


def weight(code: str, mine: Group | None, theirs: Group | None, middle: float) -> Weight:
    either = mine or theirs
    mean = either.mean if either else 0.0
    mine, theirs = mine or Group(0, mean), theirs or Group(0, mean)
    level = (theirs.mean - mine.mean) * (mine.share + theirs.share) / 2
    return Weight(code, level, (theirs.share - mine.share) * ((mine.mean + theirs.mean) / 2 - middle))


def groups(voices: Iterable[Voice]) -> Mapping[str, Group]:
    numbers: dict[str, float] = {}
    sums: dict[str, float] = {}
    for one in voices:
        codes = one.categories or ("",)
        for code in codes:
            numbers[code] = numbers.get(code, 0.0) + 1 / len(codes)
            sums[code] = sums.get(code, 0.0) + one.grade / len(codes)
    every = sum(numbers.values())
    if not every:
        raise ValueError("there is no answer to compare")
    return {code: Group(number / every, sums[code] / number) for code, number in numbers.items()}


def overall(found: Mapping[str, Group]) -> float:
    return sum(one.share * one.mean for one in found.values())
