"""Orders: each way in which rows, or lines of a log, can be put one after the other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from survey.insider.evidence import ABOUT, NAMING, SAID, Evidence, Row, leaves, names_in

WORD = re.compile(r"[A-Za-z0-9_@.+-]{8,}")
PHYSICAL = "as it lies"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`entries` one after the other: all that could name somebody in each, and the unit and channel where told."""

    name: str
    entries: tuple[tuple[Any, frozenset[Any]], ...]


def of_people(evidence: Evidence) -> Iterator[Order]:
    """Every order on the side of who was asked."""
    for look in evidence.looks[-1:]:
        for table, rows in look.tables.items():
            if table not in NAMING and rows:
                for by, ordered in orders(rows):
                    entries = tuple((cell_of(row), frozenset(names_in(row))) for row in ordered)
                    yield Order(name=f"{table}, {by}", entries=entries)
    for log, lines in evidence.logs.items():
        words = [(None, frozenset(WORD.findall(line))) for line in lines]
        named = tuple(entry for entry in words if entry[1])
        if named:
            yield Order(name=f"{log}, line by line", entries=named)


def of_answers(evidence: Evidence) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Every order in which the released answers can be put."""
    for table in sorted(SAID):
        found = orders(evidence.last.tables.get(table, ()))
        yield from ((f"{table}, {by}", tuple(ordered)) for by, ordered in found)
    for table in sorted(ABOUT):
        named = [{**row, "id": row["comment_id"]} for row in evidence.last.tables.get(table, ())]
        yield from ((f"{table}, {by}", tuple(ordered)) for by, ordered in orders(named) if named)


def orders(rows: Sequence[Row]) -> Iterator[tuple[str, Sequence[Row]]]:
    """As they lie, and by each column that has an order of its own."""
    yield PHYSICAL, rows
    for column in rows[0] if rows else ():
        if sortable([row[column] for row in rows]):
            yield f"by {column}", sorted(rows, key=lambda row: row[column])
        elif all(isinstance(row[column], dict | str | bytes | None) for row in rows):
            yield f"by the length of {column}", sorted(rows, key=lambda row: len(str(row[column])))


def sortable(cells: Sequence[Any]) -> bool:
    """Numbers, moments and keys, all different enough to say an order."""
    kinds = {type(cell) for cell in cells}
    if len(kinds) != 1 or not kinds <= {int, float, bytes, datetime, date, str}:
        return False
    return len(set(cells)) * 2 > len(cells)


def cell_of(row: Row) -> Any:
    """Unit and channel, where a row tells them."""
    unit, channel = row.get("unit_id"), row.get("channel")
    return (unit, channel) if unit is not None and channel is not None else None


def flat(row: Row) -> list[Any]:
    return [value for cell in row.values() for value in leaves(cell)]


def grouped(entries: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, value in entries:
        found.setdefault(key, []).append(value)
    return found
