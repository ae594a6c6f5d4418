"""Where each unit of a wave stands: its score, how sure it is, its place and the places it could have."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np

from instruments.protocol import Protocol, Scoring
from scoring import interval, rank_sets, shrinkage
from scoring.change import changes
from scoring.footnotes import NoteKind
from scoring.interval import bootstrap
from scoring.ranking import ranks
from scoring.score import Score, score
from scoring.spread import SURE, Spread, spreads
from survey import peer, results
from survey.peer import Groups, Peer
from survey.results import Sheets, Work
from survey.wave import Wave


class Ranges(StrEnum):
    """How intervals and ranges of places came about."""

    PERCENTILE = "percentile"
    """From the middle of what came out when inquiries were drawn anew; so it was before rank sets."""
    RANK_SETS = "rank-sets"
    """From the standard error of each total: t intervals, and confidence sets for ranks."""


class Method(msgspec.Struct, frozen=True):
    """How many draws were made, which share of what comes out an interval holds, and how ranges follow from it."""

    draws: int
    level: float
    ranges: Ranges = Ranges.PERCENTILE
    top: int = 10
    """For how many best each unit has a probability of being among them."""
    freedom: float = 1.0
    """How much of each degree of freedom of a standard error rank sets count; all of it in the first ones."""

    def best(self, units: int) -> int:
        """So many that the question makes sense: a third of the units at most."""
        return min(self.top, max(units // 3, 1))


METHOD = Method(draws=10_000, level=0.95, ranges=Ranges.RANK_SETS, freedom=SURE)


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The change since the wave before over items that both have; `discovery`: clear also among so many units."""

    change: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    discovery: bool = False
    linked: int
    left_out: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's figures: unrounded, 0-100 (points under the protocol of 2010); None where nothing was tested.

    rank_low to rank_high holds the true place of this unit, rank_low_all to rank_high_all those of all units at once,
    each with the probability of the method's level. `error` is the standard error of the total, `shrunk` the total
    drawn towards the others, `top` the probability of being among the best (so many as the method says), `contacts`
    how many independent contacts the total rests on, `change` the difference of the totals of two waves, `peers` the
    places among units that are alike.
    """

    wave_id: int
    unit_id: int
    total: float | None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    error: float | None = None
    rank_low_all: int | None = None
    rank_high_all: int | None = None
    tier: int | None = None
    shrunk: float | None = None
    top: float | None = None
    contacts: int | None = None
    moved: Moved | None = None
    peers: tuple[Peer, ...] = ()
    tested: float
    change: float | None = None
    band: str | None = None
    passed: bool | None = None
    sectors: dict[str, float | None]
    channels: dict[str, float | None]
    notes: dict[str, int]  # why items count otherwise than graded: status, or `late` -> items
    computed_at: datetime


def standings(
    wave: Wave,
    protocol: Protocol,
    sheets: Sheets,
    works: Sequence[Work],
    *,
    before: Mapping[int, float],
    earlier: Sequence[Score] = (),
    groups: Mapping[int, Groups] | None = None,
    now: datetime,
) -> list[Standing]:
    """Every unit's standing, from nothing but facts, rules and the wave's seed.

    `before` holds totals to compare, `earlier` the scores of that wave under the same rules, `groups` the peer
    groups of units, by unit id.
    """
    by_unit: dict[int, list[Work]] = {}
    for work in works:
        by_unit.setdefault(work.unit_id, []).append(work)
    found = results.of_wave(protocol, sheets, works, now=now)
    scored = {unit: score(protocol, str(unit), found.get(unit, ())) for unit in by_unit}
    like = {str(unit): named for unit, named in (groups or {}).items()}
    sure = sureness(protocol, list(scored.values()), seed=wave.seed, groups=like)
    moved = moves(protocol, earlier, list(scored.values())) if earlier else {}
    return [
        Standing(
            wave_id=wave.id,
            unit_id=unit,
            total=number(one.total),
            **sure.get(one.unit, {}),
            moved=moved.get(one.unit),
            tested=results.tested(by_unit[unit], counted(one)),
            change=None if one.total is None or unit not in before else float(one.total) - before[unit],
            band=one.band,
            passed=one.passed,
            sectors={code: number(value) for code, value in one.by_sector.items()},
            channels={code: number(value) for code, value in one.by_channel.items()},
            notes=missing(one),
            computed_at=now,
        )
        for unit, one in scored.items()
    ]


def sureness(
    protocol: Protocol,
    scored: Sequence[Score],
    *,
    seed: int,
    method: Method = METHOD,
    groups: Mapping[str, Groups] | None = None,
) -> dict[str, dict[str, Any]]:
    """Interval, place and ranges of places of each unit that has a total, by its name in the scoring.

    `groups`: the peer groups of units by that name; in each of them they have a place too.
    """
    match method.ranges:
        case Ranges.PERCENTILE:
            return by_percentiles(protocol, scored, seed=seed, method=method)
        case Ranges.RANK_SETS:
            return by_rank_sets(protocol, scored, groups or {}, seed=seed, method=method)


def by_percentiles(
    protocol: Protocol, scored: Sequence[Score], *, seed: int, method: Method
) -> dict[str, dict[str, Any]]:
    drawn = bootstrap(scored, protocol, draws=method.draws, level=method.level, seed=seed)
    return {
        place.unit: {
            "low": float(low),
            "high": float(high),
            "rank": place.rank,
            "rank_low": place.low,
            "rank_high": place.high,
        }
        for place, low, high in zip(ranks(drawn, level=method.level), drawn.low, drawn.high, strict=True)
    }


def by_rank_sets(
    protocol: Protocol, scored: Sequence[Score], groups: Mapping[str, Groups], *, seed: int, method: Method
) -> dict[str, dict[str, Any]]:
    found = spreads(scored, protocol)
    if not found:
        return {}
    totals, errors = np.array([one.total for one in found]), np.array([one.error for one in found])
    freedom = np.array([one.freedom for one in found])
    drawn: dict[str, Any] = {"draws": method.draws, "seed": seed, "freedom": method.freedom * freedom}
    sets = rank_sets.of_estimates([one.unit for one in found], totals, errors**2, level=method.level, **drawn).sets
    top = rank_sets.top_probability(totals, errors**2, method.best(len(found)), **drawn)
    peers = among(found, groups, seed=seed, method=method)
    shrunk = shrinkage.of_estimates(totals, errors).shrunk
    low, high = interval.by_t(totals, errors, freedom, level=method.level, most=highest(protocol))
    return {
        one.unit: {
            "low": low[at], "high": high[at], "error": one.error, "contacts": one.contacts, "shrunk": shrunk[at],
            "rank": place.rank, "rank_low": place.low, "rank_high": place.high, "rank_low_all": place.low_simultaneous,
            "rank_high_all": place.high_simultaneous, "tier": place.tier, "top": float(top[at]),
            "peers": peers[one.unit],
        }
        for at, (one, place) in enumerate(zip(found, sets, strict=True))
    }  # fmt: skip


def among(
    found: Sequence[Spread], groups: Mapping[str, Groups], *, seed: int, method: Method
) -> dict[str, tuple[Peer, ...]]:
    """Unit -> its place in each of its groups, the closest likeness first; only the group's own estimates count."""
    told: dict[str, list[Peer]] = {one.unit: [] for one in found}
    for kind in peer.Kind:
        members: dict[str, list[Spread]] = {}
        for one in found:
            if name := groups.get(one.unit, {}).get(kind):
                members.setdefault(name, []).append(one)
        for name, units in members.items():
            for one, place in zip(units, placed(units, seed=seed, method=method), strict=True):
                told[one.unit].append(Peer(kind=kind, group=name, of=len(units), **place))
    return {unit: tuple(peers) for unit, peers in told.items()}


def placed(units: Sequence[Spread], *, seed: int, method: Method) -> list[dict[str, int]]:
    """The fields of a place for each unit of one group: rank sets of the group's estimates and no others."""
    if len(units) < peer.FEWEST:
        return [{} for _ in units]
    totals, errors = np.array([one.total for one in units]), np.array([one.error for one in units])
    drawn: dict[str, Any] = {
        "draws": method.draws, "seed": seed, "freedom": method.freedom * np.array([one.freedom for one in units]),
    }  # fmt: skip
    found = rank_sets.of_estimates([one.unit for one in units], totals, errors**2, level=method.level, **drawn)
    return [
        {
            "rank": one.rank, "rank_low": one.low, "rank_high": one.high, "rank_low_all": one.low_simultaneous,
            "rank_high_all": one.high_simultaneous, "tier": one.tier,
        }
        for one in found.sets
    ]  # fmt: skip


def highest(protocol: Protocol) -> float:
    """The total that no unit can exceed."""
    return float(sum(protocol.channel_weights.values())) if protocol.scoring is Scoring.POINTS else 100.0


def moves(protocol: Protocol, earlier: Sequence[Score], scored: Sequence[Score]) -> dict[str, Moved]:
    """The change of each unit over linked items, by its name in the scoring."""
    now = {one.unit for one in scored}
    found = changes(protocol, [one for one in earlier if one.unit in now], scored, level=METHOD.level)
    return {
        one.unit: Moved(
            change=one.change, low=one.low, high=one.high, p=one.p, discovery=one.discovery, linked=one.linked,
            left_out=one.left_out,
        )
        for one in found
        if one.change is not None
    }  # fmt: skip


def number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def missing(one: Score) -> dict[str, int]:
    """The footnotes that a table needs: every status other than answered, and answers that came too late."""
    kinds = {NoteKind.MISSING, NoteKind.LATE}
    return {note.subject or note.kind.value: int(note.number) for note in one.notes if note.kind in kinds}


def counted(one: Score) -> frozenset[str]:
    """The inquiries of which at least one item is in the denominator."""
    return frozenset(
        inquiry.inquiry
        for sector in one.sectors
        for inquiry in sector.inquiries
        if any(item.earned is not None for item in inquiry.items)
    )
