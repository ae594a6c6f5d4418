"""Figures of categories, kept until something has changed: counting 50,000 comments by all their places takes time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from instruments.codebook import Axis
from survey.category_report import PLACES, Release, release
from survey.comment import Source, Wanted
from survey.store import category_counts, corrections, taggers, tags

FRESH = timedelta(minutes=1)
"""While a tagger is at work."""
LONGEST = timedelta(hours=1)
MOST_KEPT = 64
PAIRS = ("unit_id", "channel"), ("period", "service")
"""PLACES, two at a time: half as many walks through the counts."""
Numbers = dict[Source, dict[str, Counter[tuple[str, Any]]]]
"""By source and place: (code, value) -> comments."""
Counted = tuple[dict[Source, Release], dict[Source, int]]
"""By source what may be shown of an axis, and how many comments have any category of it."""
Stamp = tuple[bool, int | None, Any, tuple[int, ...]]
"""Whether a tagger is at work, which one is in use, what people said last, how many comments there are."""
Kept = dict[tuple[int, str, tuple[Source, ...]], tuple[Stamp, datetime, Counted]]
"""Of each axis and line: what it was counted from, when, and what came of it."""


def counted(
    connection: sa.Connection,
    kept: Kept,
    version: int,
    axes: Sequence[Axis],
    totals: Mapping[Source, int],
    now: datetime,
) -> dict[str, Counted]:
    """By axis, of the sources in `totals`: as it was kept unless a person has said something since, comments have come
    or gone, or a tagger has begun or ended its work; at most a minute old while that is at work."""
    stamp = stamped(connection, version, totals)
    fresh = FRESH if stamp[0] else LONGEST
    found: dict[str, Counted] = {}
    for axis in axes:
        before = kept.get((version, axis.code, tuple(totals)))
        if before and before[0] == stamp and abs(now - before[1]) < fresh:
            found[axis.code] = before[2]
    stale = [axis for axis in axes if axis.code not in found]
    every = numbers(connection, category_counts.EVERY, "", totals) if stale else {}
    if len(kept) + len(stale) > MOST_KEPT:
        kept.clear()
    for axis in stale:
        found[axis.code] = anew(connection, version, axis, every)
        kept[version, axis.code, tuple(totals)] = stamp, now, found[axis.code]
    return found


def stamped(connection: sa.Connection, version: int, totals: Mapping[Source, int]) -> Stamp:
    model = taggers.in_use(connection, version)
    busy, said = tags.any_waits(connection), corrections.newest(connection)
    return busy, model.id if model else None, said, tuple(totals.values())


def anew(connection: sa.Connection, version: int, axis: Axis, every: Numbers) -> Counted:
    raw = numbers(connection, version, axis.code, every)
    made = {source: release(axis.codes, some, every[source], many=axis.many) for source, some in raw.items()}
    return made, {source: sum(n for (code, _), n in some["period"].items() if not code) for source, some in raw.items()}


def numbers(connection: sa.Connection, version: int, axis: str, sources: Mapping[Source, Any]) -> Numbers:
    found: Numbers = {source: {name: Counter() for name in PLACES} for source in sources}
    wanted, names = Wanted(sources=tuple(found)), {str(one): one for one in found}
    for pair in PAIRS if found else ():
        for (code, source, *at), n in category_counts.by(connection, version, axis, wanted, "source", *pair).items():
            for name, value in zip(pair, at, strict=True):
                found[names[source]][name][code, value] += n
    return found
