"""A wave in numbers for the whole country: how units fare, what was hard, how inquiries ended, and what moved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import msgspec
import numpy as np

from instruments.instrument import Outcome, Part
from instruments.protocol import Protocol, Scoring
from instruments.scenario import Channel
from scoring import interval, paired
from scoring.interval import Interval
from scoring.paired import Pair
from survey import league
from survey.brought import Asked, Judged, Worth, by_share
from survey.bundle import Contact
from survey.league import Place

ENDS = 3  # so many hardest, easiest and best are told
LOST = (Outcome.UNANSWERED, Outcome.UNREACHABLE, Outcome.REFUSED)


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How figures of units lie: quarters by linear interpolation between ordered values."""

    units: int
    least: float
    low: float
    middle: float
    high: float
    most: float
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return fmean(self.values)


class Ends(msgspec.Struct, frozen=True, kw_only=True):
    """How the contacts of a channel or a sector ended; a follow-up that was not due is none of them."""

    contacts: int
    answered: int
    late: int
    lost: Mapping[Outcome, int]
    left_out: int
    """Not tested, not offered, our own mistake or recognised: they leave the score."""

    @property
    def counted(self) -> int:
        return self.answered + sum(self.lost.values())


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """A sector or a channel. Items and scenarios with few assessments are not told."""

    code: str
    spread: Spread | None
    ends: Ends
    scenarios: tuple[Asked, ...]
    hardest: tuple[Asked, ...]
    easiest: tuple[Asked, ...]
    best: tuple[tuple[int, float], ...]
    """Unit ids with their figures."""


class Tier(msgspec.Struct, frozen=True):
    """Units that cannot be told apart, best first."""

    number: int
    places: tuple[Place, ...]

    @property
    def totals(self) -> list[float]:
        return [one.standing.total for one in self.places if one.standing.total is not None]


class Development(msgspec.Struct, frozen=True, kw_only=True):
    """Over items that both waves have; `up` and `down` are units whose change is clear among so many."""

    units: int
    mean: Interval
    up: tuple[int, ...]
    down: tuple[int, ...]
    linked: float
    """Items that both waves have, of the middle unit."""
    left_out: float
    level_before: float | None
    """Mean of the totals of the same units, each by its own items."""
    level_after: float | None


class National(msgspec.Struct, frozen=True, kw_only=True):
    spread: Spread | None
    untested: tuple[int, ...]
    """Units of the wave without a total."""
    ends: Ends
    tiers: tuple[Tier, ...]
    top: tuple[int, ...]
    """Those that could be among the `k` best, all at once."""
    sectors: tuple[Chapter, ...]
    channels: tuple[Chapter, ...]
    compared: tuple[Pair, ...]
    """Sectors, each two of them over the units that were tested in both."""
    development: Development | None

    def named(self, places: Sequence[Place]) -> "National":
        """With these units in the place of those it was worked out of: their figures are the same."""
        return msgspec.structs.replace(self, tiers=tiers(league.ranked(places)))


def national(protocol: Protocol, places: Sequence[Place], contacts: Sequence[Contact], *, k: int) -> National:
    """Everything from the units' figures and the contacts behind them, in the protocol's order."""
    worth = Worth(protocol)
    ranked = league.ranked(places)
    found = [(one, worth.of(one)) for one in contacts]
    by_channels = protocol.scoring in (Scoring.CHANNEL_WEIGHTS, Scoring.POINTS)
    present = {code for place in places for code, value in place.standing.sectors.items() if value is not None}
    known = [one.code for one in protocol.sectors if one.code in present]
    sectors = [] if by_channels else [*known, *sorted(present - {*known})]
    figures = {code: {one.standing.unit_id: one.standing.sectors.get(code) for one in places} for code in sectors}
    return National(
        spread=spread([one.standing.total for one in ranked]),
        untested=tuple(one.standing.unit_id for one in places if one.standing.rank is None),
        ends=ends(found),
        tiers=tiers(ranked),
        top=top(ranked, k),
        sectors=tuple(chapter(code, figures[code], found, sector=code) for code in sectors),
        compared=paired.pairs({code: tested(figures[code]) for code in sectors}),
        channels=tuple(
            chapter(
                code, {one.standing.unit_id: one.standing.channels.get(code) for one in places}, found, channel=code
            )
            for code in Channel
            if any(one.channel is code for one in contacts)
        ),
        development=development(ranked),
    )


def spread(values: Iterable[float | None]) -> Spread | None:
    known = sorted(one for one in values if one is not None)
    if not known:
        return None
    least, low, middle, high, most = (float(one) for one in np.quantile(known, (0, 0.25, 0.5, 0.75, 1)))
    return Spread(units=len(known), least=least, low=low, middle=middle, high=high, most=most, values=tuple(known))


def tiers(ranked: Sequence[Place]) -> tuple[Tier, ...]:
    found: dict[int, list[Place]] = {}
    for one in ranked:
        if one.standing.tier is not None:
            found.setdefault(one.standing.tier, []).append(one)
    return tuple(Tier(number, tuple(found[number])) for number in sorted(found))


def top(ranked: Sequence[Place], k: int) -> tuple[int, ...]:
    """Whose simultaneous range of places begins at k or above; nothing under ranges that were not simultaneous."""
    return tuple(
        one.standing.unit_id
        for one in ranked
        if one.standing.rank_low_all is not None and one.standing.rank_low_all <= k
    )


Found = Sequence[tuple[Contact, tuple[Judged, ...]]]


def ends(found: Found) -> Ends:
    """An answer too late for the protocol is an answer, and told as late."""
    ended = Counter(one.ending for one, _ in found if one.ending is not None)
    lost = {outcome: ended[outcome] for outcome in LOST if ended[outcome]}
    answered = ended[Outcome.ANSWERED]
    return Ends(
        contacts=sum(ended.values()),
        answered=answered,
        late=sum(any(item.late for item in items) for _, items in found),
        lost=lost,
        left_out=sum(ended.values()) - answered - sum(lost.values()),
    )


def chapter(
    code: str,
    figures: Mapping[int, float | None],
    found: Found,
    *,
    sector: str = "",
    channel: str = "",
) -> Chapter:
    mine = [(one, items) for one, items in found if in_chapter(one, items, sector=sector, channel=channel)]
    scored = list(tested(figures).items())
    items = [
        (one.channel, item.item, item.part, item)
        for one, judged in mine
        for item in judged
        if not sector or item.sector == sector
    ]
    ordered = by_share(items)
    scenarios = [
        (one.channel, one.scenario, Part.WHOLE, item)
        for one, judged in mine
        for item in judged
        if not sector or item.sector == sector
    ]
    return Chapter(
        code=code,
        spread=spread([value for _, value in scored]),
        ends=ends(mine),
        scenarios=by_share(scenarios),
        hardest=ordered[:ENDS],
        easiest=ordered[ENDS:][: -ENDS - 1 : -1],
        best=tuple(sorted(scored, key=lambda pair: -pair[1])[:ENDS]),
    )


def tested(figures: Mapping[int, float | None]) -> dict[int, float]:
    return {unit: value for unit, value in figures.items() if value is not None}


def in_chapter(one: Contact, items: Sequence[Judged], *, sector: str, channel: str) -> bool:
    if channel:
        return one.channel == channel
    return one.sector == sector or any(item.sector == sector for item in items)


def development(ranked: Sequence[Place]) -> Development | None:
    """None where no unit has a change over linked items. The interval is that of a mean over units (Student's t)."""
    moved = [(one.standing, one.standing.moved) for one in ranked if one.standing.moved is not None]
    if len(moved) < 2:
        return None
    both = [one for one, _ in moved if one.total is not None and one.change is not None]
    after = [one.total for one in both if one.total is not None]
    before = [one.total - one.change for one in both if one.total is not None and one.change is not None]
    return Development(
        units=len(moved),
        mean=interval.mean([one.change for _, one in moved]),
        up=tuple(one.unit_id for one, change in moved if change.discovery and change.change > 0),
        down=tuple(one.unit_id for one, change in moved if change.discovery and change.change < 0),
        linked=float(np.median([one.linked for _, one in moved])),
        left_out=float(np.median([one.left_out for _, one in moved])),
        level_before=sum(before) / len(before) if before else None,
        level_after=sum(after) / len(after) if after else None,
    )
