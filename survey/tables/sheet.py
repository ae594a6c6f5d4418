"""A table file, CSV or XLSX, as rows of text with their line numbers; nothing in it is trusted."""

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import islice
from typing import Any

import msgspec

from survey.problems import Fault, Invalid, TooLarge
from survey.tables.workbook import TOO_LONG, TOO_WIDE, LimitError, workbook_rows
from survey.texts import N_

LARGEST = 8 * 2**20  # bytes of the file as it comes
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 4_000
DELIMITERS = ";,\t|"
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MOST_UNREAD = 40  # rows; then the file is no table
TOO_LONG_CELL = N_("A cell is longer than %(most)s characters: shorten it.")
BAD_QUOTES = N_("A quotation mark is not closed or stands in the wrong place: correct this row.")
CANNOT_READ = N_("This file cannot be read as a table")


class Row(msgspec.Struct, frozen=True):
    line: int  # as the person sees it in the file
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    header: tuple[str, ...]
    rows: tuple[Row, ...]


class Unread(msgspec.Struct, frozen=True):
    """A row that could not be taken apart; the message says what to do."""

    line: int
    message: str
    values: dict[str, Any] = {}


def read(data: bytes) -> Sheet:
    """The table in the file; raises Invalid or TooLarge with what to do."""
    found, unread = salvage(data, most_unread=0)
    if unread:
        raise Invalid(CANNOT_READ, (fault(unread[0]),))
    return found


def salvage(data: bytes, *, most_unread: int = MOST_UNREAD) -> tuple[Sheet, tuple[Unread, ...]]:
    """The same, without the rows that cannot be read, as long as there are not more than so many of these."""
    if len(data) > LARGEST:
        raise TooLarge(N_("The file is too large"), advice=N_("Send at most %(most)s MB."), most=LARGEST // 2**20)
    if data.startswith(OLD_OFFICE):
        raise unreadable(N_("This is an old Excel file (.xls) or a protected one: save it as .xlsx or CSV."))
    unread: list[Unread] = []
    try:
        lines = (
            workbook_rows(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
            if data.startswith(ZIP)
            else text_rows(decode(data), unread, most_unread)
        )
    except LimitError as excess:
        raise unreadable(excess.message, **excess.values) from excess
    filled = [Row(line, cells) for line, cells in lines if any(cells)]
    if not filled:
        raise unreadable(N_("The file is empty: the first row must hold the names of the columns."))
    if len(filled) > MOST_ROWS:
        raise unreadable(TOO_LONG, most=MOST_ROWS)
    if max(len(row.cells) for row in filled) > MOST_COLUMNS:
        raise unreadable(TOO_WIDE, most=MOST_COLUMNS)
    fitting = [row for row in filled[1:] if max(map(len, row.cells)) <= LONGEST_CELL]
    for row in filled:
        if max(map(len, row.cells)) > LONGEST_CELL:
            unread.append(Unread(row.line, TOO_LONG_CELL, {"most": LONGEST_CELL}))
    return Sheet(filled[0].cells, tuple(fitting)), tuple(sorted(unread, key=lambda one: one.line))


def fault(one: Unread) -> Fault:
    return Fault(f"row {one.line}", one.message, **one.values)


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or, when it is neither, the Windows encoding of Western Europe."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if b"\0" in data[:200]:  # UTF-16 without a mark: every other byte of Latin text is empty
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def text_rows(text: str, unread: list[Unread], most_unread: int) -> list[tuple[int, tuple[str, ...]]]:
    first, _, rest = text.partition("\n")
    named = first.strip().lower().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    delimiter = "\t" if first.startswith("sep=\t") else named[:1]
    if delimiter:  # the line that Excel understands
        text = "\n" + rest
    delimiter = delimiter or likely_delimiter(text)
    lines = io.StringIO(text, newline="").readlines()
    rows: list[tuple[int, tuple[str, ...]]] = []
    start = 0
    while start < len(lines):
        start = some_rows(lines, start, rows, unread, delimiter)
        if len(unread) > most_unread:  # no table then; and each may have cost the reading of much of the file
            raise Invalid(CANNOT_READ, (fault(unread[0]),))
    return rows


def some_rows(
    lines: Sequence[str], start: int, rows: list[tuple[int, tuple[str, ...]]], unread: list[Unread], delimiter: str
) -> int:
    """Read on from line `start` until a row cannot be read; returns the line after it, or the end."""
    reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
    begun = start
    try:
        for cells in reader:
            begun = start + reader.line_num
            rows.append((begun, tuple(clean(cell) for cell in cells)))
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error:
        unread.append(Unread(begun + 1, BAD_QUOTES))
        return begun + 1
    return len(lines)


def likely_delimiter(text: str) -> str:
    """What stands most often in the header, outside quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def clean(cell: str) -> str:
    """No control characters, one space where there were several."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in cell).split())


def unreadable(message: str, **values: object) -> Invalid:
    return Invalid(CANNOT_READ, (Fault("", message, **values),))
