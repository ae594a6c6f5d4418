"""An XLSX workbook: one sheet per table, real numbers, heads that filter, and a first sheet that says what it is."""

import errno
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from instruments.characters import characters
from survey.opendata.table import Cell, Kind, Release, Row, Table, harmless
from survey.problems import Conflict
from survey.texts import N_

MOST_ROWS = 1_048_576 - 1  # beside the head
LONGEST = 32_767  # characters in a cell
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes for the same figures, whenever they are written
WIDTHS = {Kind.TEXT: 28, Kind.INTEGER: 11, Kind.NUMBER: 11, Kind.BOOLEAN: 9, Kind.DAY: 12}
TOO_LONG = N_("A sheet holds 1,048,576 rows, and the table %(table)s has more.")
INSTEAD = N_("Leave out the format xlsx; CSV and SQLite have no such limit.")


def write(
    release: Release,
    lines: Iterable[str],
    path: Path,
    *,
    seen: Callable[[Iterable[Row]], Iterable[Row]] = iter,
) -> None:
    """Row by row. Raises Conflict where a table has more rows than a sheet, OSError where no room is."""
    try:
        _write(release, lines, path, seen=seen)
    except FileCreateError as fault:  # what the file system said is in it
        raise OSError(errno.ENOSPC, f"cannot be written: {fault}", str(path)) from fault


def _write(
    release: Release, lines: Iterable[str], path: Path, *, seen: Callable[[Iterable[Row]], Iterable[Row]]
) -> None:
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        named = {"title": characters(release.title), "author": characters(release.publisher.name)}
        book.set_properties({**named, "created": MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _read_me(book, lines)
        for table in release.tables:
            sheet = book.add_worksheet(table.name[:31])
            _head(sheet, table, bold)
            last = _rows(sheet, table, seen)
            if last:
                sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _read_me(book: Any, lines: Iterable[str]) -> None:
    sheet = book.add_worksheet("README")
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, harmless(characters(line)))


def _head(sheet: Any, table: Table, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, WIDTHS[column.kind])
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, characters(column.name), bold)


def _rows(sheet: Any, table: Table, seen: Callable[[Iterable[Row]], Iterable[Row]]) -> int:
    number = 0
    for number, row in enumerate(seen(table.rows()), 1):  # noqa: B007 - the last number is how many there are
        if number > MOST_ROWS:
            raise Conflict(TOO_LONG, advice=INSTEAD, table=table.name)
        for place, cell in enumerate(row):
            if cell is not None:
                _put(sheet, number, place, cell)
    return number


def _put(sheet: Any, row: int, place: int, cell: Cell) -> None:
    match cell:
        case bool():
            sheet.write_boolean(row, place, cell)
        case int() | float():
            sheet.write_number(row, place, cell)
        case date():
            sheet.write_datetime(row, place, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 - a day
        case str():
            sheet.write_string(row, place, harmless(characters(cell))[:LONGEST])
