"""How far a unit is from the best third, in points of the total: what each item adds to that, and for which reason."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

import msgspec

from instruments.instrument import Outcome
from instruments.protocol import Protocol, Scoring
from scoring.items import ZERO, ItemScore, Why, added
from scoring.linked import Key
from scoring.score import InquiryScore, Score, SectorScore

Group = TypeVar("Group", bound=Hashable)
GRADED = "graded"
"""Points were lost because the answer was found wanting, not because it was late or missing."""

UNMET = (Outcome.UNANSWERED, Outcome.UNREACHABLE, Outcome.REFUSED)
"""Where one item of a contact came out so, one that was graded 0 ("did you get through?") was lost by the same."""


class Standing(msgspec.Struct, frozen=True):
    """What an item can bring of the total, and what it loses of that by reason, in points.

    A bonus can bring nothing and loses less than nothing. `contacts` were tested, `losing` are those that lost points.
    """

    most: Fraction = ZERO
    lost: Mapping[str, Fraction] = {}
    contacts: frozenset[str] = frozenset()
    losing: Mapping[str, frozenset[str]] = {}

    @property
    def brought(self) -> Fraction:
        return self.most - sum(self.lost.values(), ZERO)


class Best(msgspec.Struct, frozen=True):
    """The best third of a wave: its units, and the mean of their totals and of what each item is there."""

    units: tuple[str, ...]
    total: Fraction
    standings: Mapping[Key, Standing]


class Contribution(msgspec.Struct, frozen=True):
    """What one item adds to the distance by one reason, in points; below 0 where the unit is ahead.

    `lost` are all points that the unit loses there, also those that the best third loses.
    """

    key: Key
    why: str
    points: Fraction
    lost: Fraction
    losing: frozenset[str]
    contacts: frozenset[str]


class Distance(msgspec.Struct, frozen=True):
    """`points` = the best third's mean total - the unit's total = the sum of all contributions + `mix`, exactly.

    `mix`: what comes of the unit having been tested on other items, or with other weights, than they were.
    """

    unit: str
    total: Fraction
    points: Fraction
    contributions: tuple[Contribution, ...]
    mix: Fraction


def best_third(protocol: Protocol, scores: Sequence[Score]) -> Best:
    """The third of the units with the highest totals, rounded up, with all that share the last one's total.

    ValueError where no unit has a total.
    """
    totals = sorted((one.total for one in scores if one.total is not None), reverse=True)
    if not totals:
        raise ValueError("no unit has a total")
    border = totals[(len(totals) + 2) // 3 - 1]
    chosen = [one for one in scores if one.total is not None and one.total >= border]
    part = Fraction(1, len(chosen))
    mean = sum((one.total or ZERO for one in chosen), ZERO) * part
    return Best(tuple(one.unit for one in chosen), mean, added_up((standings(protocol, one) for one in chosen), part))


def distance(protocol: Protocol, score: Score, best: Best, *, own: Mapping[Key, Standing] | None = None) -> Distance:
    """The distance of a unit that has a total, by item and reason, largest first.

    An item that weighs w points and loses the shares l of them by its reasons contributes (l - l') (w + w') / 2 for
    each, ' for the best third; the rest of the difference of w (1 - l) is the mix: E. M. Kitagawa, "Components of a
    Difference Between Two Rates", JASA 50 (1955), 1168-1194, its two components. What only one side was tested on is
    mix alone; a bonus, which weighs nothing, contributes its points. Fractions, so that nothing is left over.
    `own`: the unit's standings, where they are worked out already. ValueError for a unit without a total.
    """
    if score.total is None:
        raise ValueError(f"{score.unit} has no total")
    own = standings(protocol, score) if own is None else own
    found = [one for key, mine in own.items() for one in of_item(key, mine, best.standings.get(key, Standing()))]
    found += [
        one for key, theirs in best.standings.items() if key not in own for one in of_item(key, Standing(), theirs)
    ]
    points = best.total - score.total
    mix = points - added(one.points for one in found)
    return Distance(score.unit, score.total, points, tuple(sorted(found, key=first)), mix)


def of_item(key: Key, mine: Standing, theirs: Standing) -> Iterator[Contribution]:
    weighs = bool(mine.most), bool(theirs.most)
    if weighs[0] != weighs[1]:
        return
    middle = (mine.most + theirs.most) / 2
    for why in {**mine.lost, **theirs.lost}:
        lost, there = mine.lost.get(why, ZERO), theirs.lost.get(why, ZERO)
        points = (lost / mine.most - there / theirs.most) * middle if middle else lost - there
        yield Contribution(key, why, points, lost, mine.losing.get(why, frozenset()), mine.contacts)


def first(one: Contribution) -> tuple[Fraction, str, str]:
    return -one.points, f"{one.key.sector}/{one.key.channel}/{one.key.item}/{one.key.part}", one.why


def by(contributions: Iterable[Contribution], group: Callable[[Contribution], Group]) -> list[tuple[Group, Fraction]]:
    """The same points by sector, channel, item or reason, largest first; they add up to the same."""
    found: dict[Group, Fraction] = {}
    for one in contributions:
        found[group(one)] = found.get(group(one), ZERO) + one.points
    return sorted(found.items(), key=lambda pair: -pair[1])


def standings(protocol: Protocol, score: Score) -> dict[Key, Standing]:
    """What each item of a unit is worth in its total; what they brought adds up to it."""
    one = Fraction(1)
    return added_up(({key: standing} for sector in score.sectors for key, standing in in_sector(protocol, sector)), one)


def in_sector(protocol: Protocol, sector: SectorScore) -> Iterator[tuple[Key, Standing]]:
    possible = added(one.possible for one in sector.inquiries)
    if not possible:
        return
    worth = sector.scale * (1 if protocol.scoring == Scoring.POINTS else sector.share) / possible
    for number, inquiry in enumerate(sector.inquiries):
        name = f"{inquiry.channel}/{inquiry.inquiry}" if inquiry.inquiry else f"#{sector.code}/{number}"
        for item, why, lost in in_inquiry(inquiry):
            result = item.result
            key = Key(sector.code, result.sector, result.channel, result.device, result.item, result.part)
            contacts = frozenset({name})
            losing = {why: contacts} if lost > 0 else {}
            yield key, Standing(worth * item.possible, {why: worth * lost} if lost else {}, contacts, losing)


def in_inquiry(inquiry: InquiryScore) -> Iterator[tuple[ItemScore, str, Fraction]]:
    """What each item lost and why; what bonuses made up for, up to the inquiry's maximum, is lost with a minus."""
    counting = [(item, item.earned) for item in inquiry.items if item.earned is not None]
    usual = [(item, earned) for item, earned in counting if item.possible]
    bonuses = [(item, earned) for item, earned in counting if not item.possible and earned]
    unmet = next((str(item.why) for item, _ in usual if item.why in UNMET), GRADED)
    for item, earned in usual:
        yield item, reason(item) if earned else reason(item, unmet), item.possible - earned
    every = sum((earned for _, earned in bonuses), ZERO)
    made_up = inquiry.earned - sum((earned for _, earned in usual), ZERO)
    for item, earned in bonuses:
        yield item, Why.BONUS, -made_up * earned / every


def reason(item: ItemScore, otherwise: str = GRADED) -> str:
    """DAYS_UNKNOWN says nothing of lost points: they were lost by the grade, or as `otherwise` in its contact."""
    return otherwise if item.why in (None, Why.DAYS_UNKNOWN) else str(item.why)


def added_up(units: Iterable[Mapping[Key, Standing]], part: Fraction) -> dict[Key, Standing]:
    """Standings of the same item as one, each taken times `part`."""
    found: dict[Key, list[Standing]] = {}
    for unit in units:
        for key, standing in unit.items():
            found.setdefault(key, []).append(standing)
    return {key: together(some, part) for key, some in found.items()}


def together(some: Sequence[Standing], part: Fraction) -> Standing:
    if len(some) == 1 and part == 1:
        return some[0]
    lost: dict[str, list[Fraction]] = {}
    losing: dict[str, list[frozenset[str]]] = {}
    for one in some:
        for why, points in one.lost.items():
            lost.setdefault(why, []).append(points)
        for why, contacts in one.losing.items():
            losing.setdefault(why, []).append(contacts)
    return Standing(
        added(one.most for one in some) * part,
        {why: added(points) * part for why, points in lost.items()},
        frozenset[str]().union(*(one.contacts for one in some)),
        {why: frozenset[str]().union(*contacts) for why, contacts in losing.items()},
    )
