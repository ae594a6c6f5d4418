"""Where each unit of a wave stands: its score, how sure it is, its place and the places it could have."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import msgspec

from instruments.protocol import Protocol
from scoring.footnotes import NoteKind
from scoring.interval import bootstrap
from scoring.ranking import ranks
from scoring.score import Score, score
from survey import results
from survey.results import Sheets, Work
from survey.wave import Wave


class Method(msgspec.Struct, frozen=True):
    """How often inquiries are drawn anew, and which share of what comes out an interval holds."""

    draws: int
    level: float


METHOD = Method(draws=1000, level=0.95)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's figures: unrounded, 0-100 (points under the protocol of 2010); None where nothing was tested."""

    wave_id: int
    unit_id: int
    total: float | None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
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
    now: datetime,
) -> list[Standing]:
    """Every unit's standing, from nothing but facts, rules and the wave's seed; `before` holds totals to compare."""
    by_unit: dict[int, list[Work]] = {}
    for work in works:
        by_unit.setdefault(work.unit_id, []).append(work)
    found = results.of_wave(protocol, sheets, works, now=now)
    scored = {unit: score(protocol, str(unit), found.get(unit, ())) for unit in by_unit}
    sure = sureness(protocol, list(scored.values()), seed=wave.seed)
    return [
        Standing(
            wave_id=wave.id,
            unit_id=unit,
            total=number(one.total),
            **sure.get(one.unit, {}),
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
    protocol: Protocol, scored: Sequence[Score], *, seed: int, method: Method = METHOD
) -> dict[str, dict[str, Any]]:
    """Interval, place and range of places of each unit that has a total, by its name in the scoring."""
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
