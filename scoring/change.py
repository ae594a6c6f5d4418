"""Change between two waves over the items they have in common, with interval, p-value and discoveries among many."""

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec
from scipy.special import stdtr, stdtrit

from instruments.protocol import Protocol
from scoring import linked, multiple
from scoring.linked import Link, Seen
from scoring.score import Score

NOTHING = 1e-9  # points: what rounding leaves of no spread


class Control(StrEnum):
    """Over the units: the share of false discoveries, or any false one."""

    FALSE_DISCOVERIES = "benjamini-hochberg"
    ANY_ERROR = "holm"


class Change(msgspec.Struct, frozen=True):
    """In points of the total, after less before; None where nothing can be said.

    `linked` items stand in both waves, `left_out` in one only; `paired`: item by item, else two samples.
    """

    unit: str
    change: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    discovery: bool = False
    linked: int = 0
    left_out: int = 0
    paired: bool | None = None


class Spread(msgspec.Struct, frozen=True):
    """Variance of a change (points squared), its degrees of freedom, and p of an equally clear one by chance alone."""

    variance: float
    freedom: float
    least: float


def changes(
    protocol: Protocol,
    before: Sequence[Score],
    after: Sequence[Score],
    *,
    level: float = 0.95,
    control: Control = Control.FALSE_DISCOVERIES,
    alpha: float = 0.05,
) -> list[Change]:
    """One for each unit of either wave, in the order in which they first appear; discoveries at `alpha` over all."""
    old, new = ({one.unit: one for one in scored} for scored in (before, after))
    found = [
        change(protocol, old[unit], new[unit], level=level) if unit in old and unit in new else Change(unit, None)
        for unit in {**old, **new}
    ]
    tested = [one.p for one in found if one.p is not None]
    adjusted = {
        Control.FALSE_DISCOVERIES: multiple.benjamini_hochberg, Control.ANY_ERROR: multiple.holm,
    }[control](tested)  # fmt: skip
    told = iter(adjusted.tolist())
    return [one if one.p is None else msgspec.structs.replace(one, discovery=next(told) <= alpha) for one in found]


def change(protocol: Protocol, before: Score, after: Score, *, level: float = 0.95) -> Change:
    """The change of one unit over its linked items.

    Paired: the differences of the items, those of one test contact together, with the variance of a weighted mean
    m / (m - 1) sum (sum of weight x (difference - mean))^2 over m such groups, and Student's t with m - 1 degrees of
    freedom; with equal weights the paired t test (Student, Biometrika 6, 1908, 1-25). Where an item has no name, or all
    hang together, the test contacts of both waves are two samples: B. L. Welch, Biometrika 34 (1947), 28-35.
    """
    both, left_out = linked.links(protocol, before, after)
    if not both:
        return Change(before.unit, None, left_out=left_out)
    moved = sum(one.points * one.change for one in both)
    paired = paired_spread(both, moved) if all(one.key.named for one in both) else None
    spread = paired or unpaired_spread(both)
    plain = Change(before.unit, moved, linked=len(both), left_out=left_out)
    if spread is None:
        return plain
    half = float(stdtrit(spread.freedom, 1 - (1 - level) / 2)) * math.sqrt(spread.variance)
    return msgspec.structs.replace(
        plain, low=moved - half, high=moved + half, p=p_value(moved, spread), paired=paired is not None
    )


def p_value(moved: float, spread: Spread) -> float:
    """Two-sided; where nothing varies t knows no bounds, and the test that goes by signs or places is exact."""
    if abs(moved) < NOTHING:
        return 1.0
    if math.sqrt(spread.variance) < NOTHING:
        return spread.least
    return float(2 * stdtr(spread.freedom, -abs(moved) / math.sqrt(spread.variance)))


def paired_spread(both: Sequence[Link], moved: float) -> Spread | None:
    """None where fewer than two groups of items stand by themselves."""
    centre = moved / sum(one.points for one in both)
    groups = linked.together((one, marks(one)) for one in both)
    number = len(groups)
    if number < 2:
        return None
    apart = [sum(one.points * (one.change - centre) for one in group) for group in groups]
    return Spread(number / (number - 1) * sum(one**2 for one in apart), number - 1, 2.0 ** (1 - number))


def marks(one: Link) -> Iterator[tuple[str, str]]:
    yield from (("before", assessment.inquiry) for assessment in one.before)
    yield from (("after", assessment.inquiry) for assessment in one.after)


def unpaired_spread(both: Sequence[Link]) -> Spread | None:
    """Contacts that share items are one sample, each wave has its own; None where an item was tested only once."""
    samples = [
        sample(group)
        for wave in ([(one.points, one.before) for one in both], [(one.points, one.after) for one in both])
        for group in linked.together((one, {assessment.inquiry for assessment in one[1]}) for one in wave)
    ]
    known = [one for one in samples if one is not None]
    if len(known) < len(samples):
        return None
    variance = sum(one for one, _ in known)
    parts = sum(one**2 / (number - 1) for one, number in known)
    freedom = variance**2 / parts if parts else min(number for _, number in known) - 1
    contacts = sum(number for _, number in known)
    return Spread(variance, freedom, min(1.0, 2 / math.comb(contacts, known[0][1])))


def sample(group: Sequence[tuple[float, Sequence[Seen]]]) -> tuple[float, int] | None:
    """Variance of what these items bring in one wave, and over how many contacts."""
    apart: dict[str, float] = {}
    for points, assessments in group:
        number = len({one.inquiry for one in assessments})
        if number < 2:
            return None
        centre, every = linked.mean(assessments), linked.total(assessments)
        fair = math.sqrt(number / (number - 1))
        for one in assessments:
            part = fair * points * one.weight / every * (one.share - centre)
            apart[one.inquiry] = apart.get(one.inquiry, 0.0) + part
    return sum(one**2 for one in apart.values()), len(apart)
