"""What a publication tells of finished surveys: how many gave which answers, as far as that gives nobody away.

Every figure is worked out from these counts alone, and so by everybody: nothing is told that is not in them. Where
grades are told in coarser steps, or as their mean only, the spread of grades is not told; the interval then takes the
widest spread that fits, so that it is never too narrow. The index of a unit is the mean of its questions' indices. That
is SKR's index wherever everybody answered every question, and needs no knowledge of what one person said to several.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

import msgspec

from scoring import student
from scoring.interval import wilson

EVERYBODY = 0
"""In the place of a unit: all of them together."""
LEVEL = 0.95


class Count(msgspec.Struct, frozen=True):
    """So many people gave one of these answers; None: too few to say, or they would give others away."""

    answers: tuple[str, ...]
    number: int | None


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question of a survey in one unit and channel."""

    unit: int
    channel: str
    question: str
    n: int
    counts: tuple[Count, ...]
    """Of grades from the worst up; empty where only their mean is told."""
    roles: tuple[str, ...] = ()
    """What indices it is for, as in `satisfaction.Role`."""
    steps: int = 0
    """So many grades the question has; 0: it asks for none."""
    mean: float | None = None
    """Of the grades, on 0..100."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """An index of a unit and channel, on 0..100 (NPS -100..100), with the ends of its interval."""

    unit: int
    channel: str
    name: str
    value: float
    low: float
    high: float
    n: int


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """A finished survey of citizens, as counts that give nobody away; its answers can be checked in the house only."""

    id: int
    title: str
    forms: dict[str, str]
    least: int
    """Fewer people than these stand in no number."""
    counts: tuple[Asked, ...]
    totals: tuple[Asked, ...] = ()
    """Of all units together."""
    figures: tuple[Figure, ...] = ()

    def figure(self, unit: int, channel: str, name: str) -> Figure | None:
        wanted = (one for one in self.figures if (one.unit, one.channel, one.name) == (unit, channel, name))
        return next(wanted, None)

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.channel for one in self.figures))


def figures(asked: Iterable[Asked]) -> tuple[Figure, ...]:
    """All indices that follow from the counts."""
    places: dict[tuple[int, str], list[Asked]] = {}
    for one in asked:
        places.setdefault((one.unit, one.channel), []).append(one)
    return tuple(figure for place in sorted(places) for figure in of_place(places[place]))


def of_place(asked: Sequence[Asked]) -> Iterator[Figure]:
    graded = [one for one in asked if "grade" in one.roles]
    if graded and not any(one.mean is None for one in graded):
        means, errors = [one.mean or 0 for one in graded], [error(one) for one in graded]
        # people's means spread no wider than the questions do on average, whoever gave which grades
        yield around(graded[0], "skr", fmean(means), fmean(errors), min(one.n for one in graded))
    for one in asked:
        for role in one.roles:
            yield from of_role(one, role)


def of_role(one: Asked, role: str) -> Iterator[Figure]:
    if role in ("ces", "kkik") and one.mean is not None:
        yield around(one, role, one.mean, error(one), one.n)
    elif role == "csat" and (top := best(one, 2)) is not None:
        yield share(one, role, top)
    elif role in ("reply", "first") and one.counts and one.counts[0].number is not None:
        # no reply, or solved at first contact: the first of the two counts
        yield share(one, "no_reply" if role == "reply" else role, one.counts[0].number)
    elif role == "nps" and len(one.counts) == 3:
        yield nps(one, *(each.number or 0 for each in one.counts))


def best(one: Asked, steps: int) -> int | None:
    """How many gave one of the best grades; None where that is not told."""
    found, left = 0, steps
    for each in reversed(one.counts):
        if left <= 0:
            break
        found, left = found + (each.number or 0), left - len(each.answers)
    return found if left == 0 else None


def error(one: Asked) -> float:
    """The standard error of the mean of grades on 0..100, for the widest spread that fits what is told."""
    scale = 100 / (one.steps - 1)
    centre = (one.mean or 0) / scale
    squares = widest(spans(one), one.n * centre)
    variance = max(0.0, squares - one.n * centre**2) / (one.n - 1)
    return scale * math.sqrt(variance / one.n)


def spans(one: Asked) -> list[tuple[int, int, int]]:
    """(people, their lowest and their highest grade from 0), group by group."""
    if not one.counts:
        return [(one.n, 0, one.steps - 1)]
    ends, found = 0, []
    for each in one.counts:
        found.append((each.number or 0, ends, ends + len(each.answers) - 1))
        ends += len(each.answers)
    return found


def widest(groups: Sequence[tuple[int, int, int]], total: float) -> float:
    """The largest sum of squares of grades that add up to `total`, each within the ends of its group.

    Squares are convex, so people stand at the ends of their groups. To lift one from end to end brings low + high for
    each step: those groups are lifted first where that is most, the last of them as far as it goes.
    """
    squares = float(sum(n * low**2 for n, low, _ in groups))
    left = total - sum(n * low for n, low, _ in groups)
    for n, low, high in sorted(groups, key=lambda one: -(one[1] + one[2])):
        lifted = min(max(left, 0.0), float(n * (high - low)))
        squares, left = squares + lifted * (low + high), left - lifted
    return squares


def around(one: Asked, name: str, value: float, spread: float, n: int) -> Figure:
    half = student.quantile(1 - (1 - LEVEL) / 2, n - 1) * spread
    return Figure(
        unit=one.unit, channel=one.channel, name=name, value=value, low=max(0.0, value - half),
        high=min(100.0, value + half), n=n,
    )  # fmt: skip


def share(one: Asked, name: str, part: int) -> Figure:
    found = wilson(part, one.n, level=LEVEL)
    value, low, high = (100 * (end or 0.0) for end in (found.estimate, found.low, found.high))
    return Figure(unit=one.unit, channel=one.channel, name=name, value=value, low=low, high=high, n=one.n)


def nps(one: Asked, against: int, between: int, fond: int) -> Figure:
    """Reichheld's score with Wald's interval, as in `indices.nps`."""
    n = against + between + fond
    score = (fond - against) / n
    half = student.quantile(1 - (1 - LEVEL) / 2, n - 1) * math.sqrt(max(0.0, (fond + against) / n - score**2) / n)
    return Figure(
        unit=one.unit, channel=one.channel, name="nps", value=100 * score, low=max(-100.0, 100 * (score - half)),
        high=min(100.0, 100 * (score + half)), n=n,
    )  # fmt: skip


def complete(one: Survey) -> Survey:
    """With the figures that its counts give."""
    return msgspec.structs.replace(one, figures=figures((*one.totals, *one.counts)))
