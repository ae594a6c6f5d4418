"""Workbooks that have passed the bounds, .xlsx and .xls, as sheets of text."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine
import xlrd

from instruments.bounded import biff
from instruments.bounded.markup import DAMAGED
from instruments.bounded.refused import Refused
from instruments.xlsform.sheets import NAMES, Book, Sheet, sheet_of

Lines = list[tuple[int, dict[int, str]]]


def xlsx(data: bytes) -> Book:
    """Raises Refused where the parser cannot make sense of the file."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
        return _book(names, lambda name: _calamine_lines(book.get_sheet_by_name(name)))
    except (KeyboardInterrupt, SystemExit, MemoryError, Refused):
        raise
    except BaseException as fault:  # the parser is written in Rust, where a panic is no ordinary exception
        raise Refused(DAMAGED) from fault


def xls(data: bytes) -> Book:
    """Raises Refused where the parser cannot make sense of the file."""
    try:
        records = biff.book(data)
        with xlrd.open_workbook(
            file_contents=records, logfile=io.StringIO(), ragged_rows=True, on_demand=True
        ) as book:
            names = list(book.sheet_names())
            return _book(names, lambda name: _xlrd_lines(book.sheet_by_name(name), book.datemode))
    except Refused:
        raise
    except Exception as fault:  # xlrd meets a damaged file with whatever its indexing throws
        raise Refused(DAMAGED) from fault


def _book(names: list[str], lines: Any) -> Book:
    sheets: dict[str, Sheet] = {}
    others = []
    for name in names:
        key = name.strip().lower()
        if key in sheets or not (key in NAMES or len(names) == 1):
            others.append(name)
            continue
        sheet = sheet_of(name, lines(name))
        if sheet.headers:
            sheets[key if key in NAMES else "survey"] = sheet
    return Book(sheets, tuple(others))


def _calamine_lines(sheet: Any) -> Lines:
    first = sheet.start[0] + 1 if sheet.start else 1
    left = sheet.start[1] + 1 if sheet.start else 1
    lines: Lines = []
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first):
        cells = {column: plain(value) for column, value in enumerate(row, start=left) if value not in ("", None)}
        if cells:
            lines.append((number, cells))
    return lines


def _xlrd_lines(sheet: Any, datemode: int) -> Lines:
    lines: Lines = []
    for number in range(sheet.nrows):
        cells = dict(_xlrd_cells(sheet.row(number), datemode))
        if cells:
            lines.append((number + 1, cells))
    return lines


def _xlrd_cells(row: Any, datemode: int) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(row, start=1):
        match cell.ctype:
            case xlrd.XL_CELL_TEXT | xlrd.XL_CELL_NUMBER:
                text = plain(cell.value)
            case xlrd.XL_CELL_BOOLEAN:
                text = plain(bool(cell.value))
            case xlrd.XL_CELL_DATE:
                text = plain(_moment(cell.value, datemode))
            case _:
                continue
        if text:
            yield column, text


def _moment(value: float, datemode: int) -> datetime | time | float:
    try:
        moment: datetime = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    return moment.time() if value < 1 else moment


def plain(value: Any) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as ISO dates."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value).replace("\r\n", "\n").replace("\u00a0", " ")
