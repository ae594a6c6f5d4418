"""Findings: what a unit should do first, from lost points, frequent categories and broken promises, with reasons."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import msgspec

from instruments.instrument import Outcome, Part
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring.distance import UNMET, Contribution, Distance, Standing, standings
from scoring.interval import Interval, wilson
from scoring.items import ZERO, Summed, Why, added
from scoring.linked import Key
from scoring.score import Score
from scoring.voices import Frequent

MISSED = frozenset({*UNMET, Why.LATE, Why.KNOCKED_OUT})
"""Reasons that concern the whole contact: its items make one finding."""
LEAST, MOST = 3, 5
WORTH = Fraction(1, 2)
"""Points that a fourth or fifth finding is worth at least."""
BROKEN = 2
"""Times that a promise was broken before it is a finding: once can happen."""


class Cause(msgspec.Struct, frozen=True):
    """Something that a unit can change: why a channel's contacts brought nothing, or what is wanting in an item.

    An item counts as one over all sectors and devices; without a name it is known by its sector only.
    """

    channel: Channel | None
    why: str
    item: str = ""
    part: Part | Summed = Part.WHOLE
    sector: str = ""

    def concerns(self, key: Key) -> bool:
        """Whether points of this item can be lost by this cause."""
        return key.channel == self.channel and (self.why in MISSED or cause(key, self.why) == self)


class Example(msgspec.Struct, frozen=True):
    """A unit that does better here: the share of the points in question that it loses (0..1)."""

    unit: str
    loses: float


class Promise(msgspec.Struct, frozen=True):
    """What a unit has said that citizens can expect, and in how many contacts it held."""

    code: str
    kept: int
    broken: int
    unknown: int = 0

    @property
    def share(self) -> Interval:
        """Kept of those where it is known, 0..1, with Wilson's interval."""
        return wilson(self.kept, self.kept + self.broken)


class Kind(StrEnum):
    PROMISE = "promise"
    POINTS = "points"
    COMMENTS = "comments"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to act on. It concerns `times` of `of` contacts or comments.

    `points` of the distance to the best third go back to it (0 for promises and comments), `sectors` says where;
    `comments` are frequent categories that tell the same.
    """

    kind: Kind
    times: int
    of: int
    cause: Cause | None = None
    code: str = ""
    points: Fraction = ZERO
    sectors: tuple[tuple[str, Fraction], ...] = ()
    comments: tuple[Frequent, ...] = ()
    examples: tuple[Example, ...] = ()


class Tells(msgspec.Struct, frozen=True):
    """Which causes a category of comments speaks of: some reasons, and some items of grading forms; of none, all."""

    whys: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset(Channel)

    def of(self, cause: Cause) -> bool:
        meant = cause.why in self.whys or cause.item in self.items or not (self.whys or self.items)
        return meant and cause.channel in self.channels


TELLS: Mapping[str, Tells] = {
    "no_answer": Tells(frozenset({Outcome.UNANSWERED}), frozenset({"answered"})),
    "slow": Tells(frozenset({Why.LATE, Why.SPEED})),
    "hard_to_reach": Tells(
        frozenset({Outcome.UNREACHABLE}), frozenset({"reached", "wait", "transfers"}), frozenset({Channel.PHONE})
    ),
    "wrong_or_unclear": Tells(items=frozenset({"correct", "clear", "content", "quality"})),
    "conduct": Tells(items=frozenset({"manner", "service"})),
    "digital": Tells(channels=frozenset({Channel.WEB})),
}
"""The reasons of the municipal codebook that speak of something tested, by the items of the forms that ship."""


def causes(distance: Distance) -> list[tuple[Cause, tuple[Contribution, ...]]]:
    """The contributions of a distance by what could be done about them, the most points first; none is left out."""
    found: dict[Cause, list[Contribution]] = {}
    for one in distance.contributions:
        found.setdefault(cause(one.key, one.why), []).append(one)
    return sorted(
        ((what, tuple(some)) for what, some in found.items()),
        key=lambda pair: (-points(pair[1]), str(pair[0].channel), pair[0].item, pair[0].why),
    )


def cause(key: Key, why: str) -> Cause:
    if why in MISSED:
        return Cause(key.channel, why)
    return Cause(key.channel, why, key.item, key.part, "" if key.item else key.area or key.sector)


def points(contributions: Iterable[Contribution]) -> Fraction:
    return added(one.points for one in contributions)


class Neighbours:
    """All units of a wave, to find those that do well where another does not."""

    def __init__(self, protocol: Protocol, scores: Sequence[Score]) -> None:
        tested = sorted((one for one in scores if one.total is not None), key=lambda one: (-(one.total or 0), one.unit))
        self.standings = {one.unit: standings(protocol, one) for one in tested}
        self._losing: dict[Cause, dict[str, tuple[float, int]]] = {}
        self._better: dict[Cause, list[tuple[float, int, int, str]]] = {}

    def losing(self, what: Cause) -> Mapping[str, tuple[float, int]]:
        """For each unit where it was tested: the share of the points that it loses by this cause, of how many
        contacts."""
        if what not in self._losing:
            found = ((unit, loses(items, what)) for unit, items in self.standings.items())
            self._losing[what] = {unit: told for unit, told in found if told}
        return self._losing[what]

    def examples(self, unit: str, what: Cause, *, most: int = 3) -> tuple[Example, ...]:
        """Those that lose the smallest share, and less than the unit: of equals those tested in more contacts, then
        those with the higher total."""
        told = self.losing(what)
        own = told[unit][0] if unit in told else 1.0
        if what not in self._better:
            self._better[what] = sorted(
                (share, -contacts, place, name) for place, (name, (share, contacts)) in enumerate(told.items())
            )
        better = self._better[what][:most]
        return tuple(Example(name, share) for share, _, _, name in better if share < own and name != unit)


def loses(items: Mapping[Key, Standing], what: Cause) -> tuple[float, int] | None:
    concerned = [standing for key, standing in items.items() if what.concerns(key) and standing.most]
    most = added(one.most for one in concerned)
    if not most:
        return None
    lost = added(one.lost.get(what.why, ZERO) for one in concerned)
    return float(lost / most), len(frozenset[str]().union(*(one.contacts for one in concerned)))


def propose(
    distance: Distance,
    neighbours: Neighbours,
    *,
    frequent: Sequence[Frequent] = (),
    promises: Sequence[Promise] = (),
    tells: Mapping[str, Tells] = TELLS,
) -> tuple[Finding, ...]:
    """Three to five findings for one of the neighbours in the order in which to act, fewer where there is less to find.

    First the promise broken most often, if any was broken twice: the unit itself has said what to expect. Then causes
    by the points of the distance that go back to them, the most first; a fourth or fifth is worth WORTH at least. Last
    the category of comments that stands out most and that no cause above explains. Where these are fewer than three,
    further promises and then categories join theirs. Categories that speak of a cause stand with it.
    """
    broken = [
        of_promise(one) for one in sorted(promises, key=lambda one: (-one.broken, one.code)) if one.broken >= BROKEN
    ]
    loud = sorted(
        (one for one in frequent if one.stands_out), key=lambda one: (-(one.excess.estimate or 0), one.category)
    )
    lost = [of_cause(what, some, loud, tells) for what, some in causes(distance) if points(some) > 0]
    room = MOST - len(broken[:1])
    chosen = worthwhile(lost, room)
    if unexplained(loud, chosen):
        chosen = chosen[: room - 1]
    apart = unexplained(loud, chosen)
    lacking = max(0, LEAST - len(broken[:1]) - len(chosen) - len(apart[:1]))
    first = broken[: 1 + lacking]
    last = apart[: 1 + max(0, lacking - len(broken[1:]))]
    return tuple(completed(one, distance.unit, neighbours) for one in [*first, *chosen, *last])


def unexplained(loud: Iterable[Frequent], chosen: Sequence[Finding]) -> list[Finding]:
    told = {one.category for finding in chosen for one in finding.comments}
    return [of_category(one) for one in loud if one.category not in told]


def worthwhile(found: Sequence[Finding], room: int) -> list[Finding]:
    return [one for place, one in enumerate(found[:room]) if place < LEAST or one.points >= WORTH]


def of_promise(one: Promise) -> Finding:
    return Finding(kind=Kind.PROMISE, code=one.code, times=one.broken, of=one.kept + one.broken)


def of_category(one: Frequent) -> Finding:
    return Finding(kind=Kind.COMMENTS, code=one.category, times=one.number, of=one.of, comments=(one,))


def of_cause(
    what: Cause, some: Sequence[Contribution], loud: Sequence[Frequent], tells: Mapping[str, Tells]
) -> Finding:
    sectors: dict[str, Fraction] = {}
    for one in some:
        area = one.key.area or one.key.sector
        sectors[area] = sectors.get(area, ZERO) + one.points
    return Finding(
        kind=Kind.POINTS,
        cause=what,
        points=points(some),
        times=len(frozenset[str]().union(*(one.losing for one in some))),
        of=len(frozenset[str]().union(*(one.contacts for one in some))),
        sectors=tuple(sorted(sectors.items(), key=lambda pair: (-pair[1], pair[0]))),
        comments=tuple(one for one in loud if one.category in tells and tells[one.category].of(what)),
    )


def completed(one: Finding, unit: str, neighbours: Neighbours) -> Finding:
    """With all contacts in which its points could be lost, also those where nobody lost any, and with examples."""
    if one.cause is None:
        return one
    _, tested = neighbours.losing(one.cause).get(unit, (0.0, 0))
    return msgspec.structs.replace(one, of=max(one.of, tested), examples=neighbours.examples(unit, one.cause))
