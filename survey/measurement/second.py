"""Graded twice: which inquiries go to a second person, blind, and how far the two agree."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from instruments import worth
from instruments.instrument import Instrument
from scoring.agreement import Agreement, Metric, Rating, agreement
from scoring.interval import Interval
from scoring.raters import Rater, by_item, by_rater, disputed, drift

SHARE = 0.10
DAYS = 30.0


class Decision(StrEnum):
    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


class Twice(msgspec.Struct, frozen=True, kw_only=True):
    """One inquiry and what two people made of it."""

    id: int  # of the second grade
    inquiry_id: int
    unit_id: int
    channel: str
    sector: str
    scenario: str
    first_by: int
    second_by: int
    first: dict[str, Any]
    second: dict[str, Any]
    instrument: str
    instrument_version: int
    graded_at: datetime  # the first time
    decision: str = ""
    reason: str = ""


class Gap(msgspec.Struct, frozen=True):
    """An item on which the two differ."""

    item: str
    first: str
    second: str


class Disputed(msgspec.Struct, frozen=True):
    twice: Twice
    share: float  # of all disagreement
    gaps: tuple[Gap, ...]


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Contacts as a whole by their points, 0 to 100; items by their points, worst first."""

    inquiries: int
    same: float | None  # per cent of the answers to items on which both say the same
    whole: Agreement
    items: dict[str, Agreement]
    raters: tuple[Rater, ...]
    drift: dict[str, Interval]  # in points a month
    disputed: tuple[Disputed, ...]


def is_drawn(seed: int, inquiry_id: int, *, share: float = SHARE) -> bool:
    """The same for everybody and at any time, and nobody can tell it from outside."""
    lot = hashlib.sha256(f"second:{seed}:{inquiry_id}".encode()).digest()
    return int.from_bytes(lot[:8]) < share * 2**64


def points(form: Instrument, answers: Mapping[str, Any]) -> dict[str, float]:
    """Item -> points, of those that were answered."""
    return {one.item: one.points for one in worth.points(form, answers) if one.points is not None}


def percent(form: Instrument, answers: Mapping[str, Any]) -> float | None:
    return worth.total(worth.points(form, answers)).percent


def agreed(found: Sequence[Twice], forms: Mapping[int, Instrument]) -> Agreed:
    """`forms` by the id of the second grade, as they are asked in its sector."""
    whole, items = list[Rating](), dict[str, list[Rating]]()
    for one in found:
        for who, answers in ((one.first_by, one.first), (one.second_by, one.second)):
            if (value := percent(forms[one.id], answers)) is not None:
                whole.append(Rating(str(one.inquiry_id), str(who), value))
            for item, number in points(forms[one.id], answers).items():
                items.setdefault(item, []).append(Rating(str(one.inquiry_id), str(who), number))
    gaps = {one.id: tuple(gaps_of(one, forms[one.id])) for one in found}
    compared = sum(len({*points(forms[one.id], one.first), *points(forms[one.id], one.second)}) for one in found)
    return Agreed(
        inquiries=len(found),
        same=100 * (1 - sum(map(len, gaps.values())) / compared) if compared else None,
        whole=agreement(whole, Metric.INTERVAL),
        items=by_item(items, Metric.ORDINAL),
        raters=tuple(by_rater(whole, Metric.INTERVAL)),
        drift=drift(whole, when(found), Metric.INTERVAL),
        disputed=disputes(found, whole, gaps),
    )


def gaps_of(one: Twice, form: Instrument) -> list[Gap]:
    first, second = points(form, one.first), points(form, one.second)
    return [
        Gap(item, str(one.first.get(item, "")), str(one.second.get(item, "")))
        for item in dict.fromkeys([*first, *second])
        if first.get(item) != second.get(item)
    ]


def when(found: Sequence[Twice]) -> dict[str, float]:
    """Inquiry -> months since the first of them was graded."""
    start = min((one.graded_at for one in found), default=None)
    return {
        str(one.inquiry_id): (one.graded_at - start).total_seconds() / 86_400 / DAYS
        for one in found
        if start is not None
    }


def disputes(
    found: Sequence[Twice], ratings: Sequence[Rating], gaps: Mapping[int, tuple[Gap, ...]]
) -> tuple[Disputed, ...]:
    """Those that nobody has decided first, then by how much of all disagreement they hold."""
    shares = dict(disputed(ratings, Metric.INTERVAL))
    differing = [Disputed(one, shares.get(str(one.inquiry_id), 0.0), gaps[one.id]) for one in found if gaps[one.id]]
    return tuple(sorted(differing, key=lambda one: (one.twice.decision != "", -one.share, one.twice.id)))
