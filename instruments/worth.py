"""What the stored answers to an instrument are worth, item by item and in all."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from instruments.expression.scope import World
from instruments.form import form_of
from instruments.instrument import Counts, Instrument, Kind, Outcome, Part
from instruments.reading import reason
from instruments.scale import share
from instruments.sheet import Cell, Sheet

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""What is stored does not depend on the hour at which it is scored."""


class ItemPoints(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a score: `points` is None where `status` is not `answered`. In a repeat `item` is a path."""

    item: str
    part: Part
    sector: str
    weight: float
    max_points: float
    points: float | None
    status: Outcome
    counts: Counts = Counts.NORMAL


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A form by itself, without a protocol: weighted points of weighted possible points.

    `percent` is 0 to 100, None where nothing counts. Items without an answer leave both sums. `knocked_out` are the
    critical items without a point: they take all points away. Bonus points never lift the sum above what is possible.
    """

    points: float
    max_points: float
    percent: float | None
    knocked_out: tuple[str, ...]
    items: tuple[ItemPoints, ...]


def points(instrument: Instrument, values: Mapping[str, Any]) -> tuple[ItemPoints, ...]:
    """What each scored item is worth; `values` are those of `answers.check`, computed ones are taken as they are."""
    sheet = Sheet(form_of(instrument), World(now=NEVER, tables=instrument.tables), answers=values, frozen=True)
    return tuple(_item_points(cell) for cell in sheet.leaves() if cell.field.item.scored)


def total(items: tuple[ItemPoints, ...]) -> Total:
    """The sum over the items of one form."""
    counted = [one for one in items if one.points is not None]
    possible = sum(one.weight * one.max_points for one in counted if one.counts is not Counts.BONUS)
    reached = sum(one.weight * (one.points or 0) for one in counted)
    out = knocked_out(items)
    earned = 0.0 if out else min(reached, possible)
    return Total(
        points=earned,
        max_points=possible,
        percent=100 * earned / possible if possible else None,
        knocked_out=out,
        items=items,
    )


def knocked_out(items: tuple[ItemPoints, ...]) -> tuple[str, ...]:
    """The critical items that were answered and brought nothing."""
    return tuple(one.item for one in items if one.counts is Counts.CRITICAL and one.points == 0)


def _item_points(cell: Cell) -> ItemPoints:
    item = cell.field.item
    worth = _worth(cell)
    return ItemPoints(
        item=cell.path,
        part=item.part,
        sector=item.sector,
        weight=item.weight,
        max_points=item.max_points,
        points=worth,
        status=_status(cell, worth),
        counts=item.counts,
    )


def _status(cell: Cell, worth: float | None) -> Outcome:
    if not cell.node.relevant:
        return cell.field.item.when_hidden
    if worth is not None:
        return Outcome.ANSWERED
    # Nobody judged the item: that is the tester's gap, never the unit's fault.
    return reason(cell.value) or Outcome.NOT_TESTED


def _worth(cell: Cell) -> float | None:
    """The points of an answer; None where there is none."""
    item, value = cell.field.item, cell.value
    if value == "" or not cell.node.relevant or reason(value):
        return None
    if item.points is not None:
        return _of_number(cell, item.points)
    chosen = value if isinstance(value, list) else [value]
    found = [cell.field.choices[one].points for one in chosen if one in cell.field.choices]
    return sum(points or 0 for points in found) if found else None


def _of_number(cell: Cell, most: float) -> float | None:
    """A scale from nothing at its low end to everything at its high end; other numbers count as they are."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if cell.field.item.kind is Kind.RANGE:
        return most * min(max(share(cell.field.item, value), 0.0), 1.0)
    return min(max(float(value), 0.0), most)
