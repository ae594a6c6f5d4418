"""A list of JSON objects as a table: their keys are its headings, their places in the list its row numbers."""

from typing import Any

from survey.problems import Fault, Invalid
from survey.tables.sheet import CANNOT_READ, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Unread, clean
from survey.tables.workbook import TOO_LONG, TOO_WIDE
from survey.texts import N_

NO_OBJECT = N_("This has to be an object with the names of columns as its keys")
NO_CELL = N_("A value has to be a text or a number")
LONG_CELL = N_("A value is longer than %(most)s characters: shorten it.")


def sheet_of(objects: list[Any]) -> tuple[Sheet, tuple[Unread, ...]]:
    """Row 1 is the first object. Raises Invalid where there are too many."""
    if len(objects) > MOST_ROWS:
        raise Invalid(CANNOT_READ, (Fault("", TOO_LONG, most=MOST_ROWS),))
    header: dict[str, int] = {}
    rows: list[Row] = []
    unread: list[Unread] = []
    for line, one in enumerate(objects, start=1):
        if told := wrong_with(one):
            unread.append(Unread(line, told, {"most": LONGEST_CELL}))
            continue
        for key in one:
            header.setdefault(clean(key), len(header))
        if len(header) > MOST_COLUMNS:
            raise Invalid(CANNOT_READ, (Fault("", TOO_WIDE, most=MOST_COLUMNS),))
        cells = {clean(key): text(value) for key, value in one.items()}
        rows.append(Row(line, tuple(cells.get(name, "") for name in header)))
    return Sheet(tuple(header), tuple(rows)), tuple(unread)


def wrong_with(one: Any) -> str:
    if not isinstance(one, dict):
        return NO_OBJECT
    if any(isinstance(value, (dict, list, bool)) for value in one.values()):
        return NO_CELL
    return LONG_CELL if any(len(str(value)) > LONGEST_CELL for value in one.values()) else ""


def text(value: str | float | None) -> str:
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return clean(str(value))
