"""Reads the rows of a CSV, as spreadsheets write it; what cannot be used is told by line and column."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

import msgspec

from instruments import shape
from instruments.protocol import plain

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
DELIMITERS = ",;\t|"
SAID = "sep="  # begins the line by which a spreadsheet says what parts the cells
LARGEST = 1e15  # beyond it whole numbers and squares are no longer exact enough to work with
TOO_LARGE = "is larger than 1e15; count in thousands or millions, or correct it"


class CellFault(Exception):
    """A cell cannot be used; says which column and what to do."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class RowFault(msgspec.Struct, frozen=True):
    """What is wrong in a file of results; line 1 is the header."""

    line: int
    message: str
    column: str = ""

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.message}"


def rows(
    data: bytes, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str] | RowFault]]:
    """Line numbers and cells by column, `columns` at least; a header that cannot be used is the only thing told."""
    text, skipped, said = begun(decoded(data))
    separator = delimiter(text, said)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [plain(name) for name in next(reader, [])]
        if fault := header_fault(header, columns, needed):
            yield 1 + skipped, RowFault(1 + skipped, fault)
            return
        for cells in reader:
            line = reader.line_num + skipped
            cells = [cell.replace("\0", "").strip() for cell in cells]
            # without its other end a last row is one long cell, and would look like one that says nothing
            unclosed = text.count('"') % 2 and len(cells) < len(header) and any(separator in cell for cell in cells)
            if unclosed:
                yield line, RowFault(line, "begins a quotation that does not end; close it, or take the mark away")
            elif any("\n" in cell for cell in cells[: len(header)]):
                yield line, RowFault(line, "has a line break inside a cell; is a quotation mark not closed?")
            elif len(cells) > len(header) and any(cells[len(header) :]):
                yield line, RowFault(line, f"has {len(cells)} cells for {len(header)} columns; put text in quotes")
            elif any(cells):
                yield line, dict.fromkeys(columns, "") | dict(zip(header, cells, strict=False))
    except csv.Error as fault:
        line = reader.line_num + skipped
        yield line, RowFault(line, f"is not CSV: {fault}; nothing after it was read")


def begun(text: str) -> tuple[str, int, str]:
    """The text from the line that names the columns on, how many lines stand before it, what they say parts cells."""
    skipped, said = 0, ""
    text = text.removeprefix("\ufeff")
    while True:
        first, end, rest = text.partition("\n")
        named = first.strip().casefold()
        if not end or (named.strip(f"{DELIMITERS} ") and not named.startswith(SAID)):
            return text, skipped, said
        said = named.removeprefix(SAID)[:1] or said
        text, skipped = rest, skipped + 1


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 as marked, else the Western encoding of older spreadsheets; lines as old as these end in LF."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text if "\n" in text else text.replace("\r", "\n")


def delimiter(text: str, said: str = "") -> str:
    """What parts the cells of the header, by its number; what a line before it says where the header has none."""
    header = text.partition("\n")[0]
    return max(DELIMITERS, key=lambda one: (header.count(one), one == said))


def header_fault(header: Sequence[str], columns: Sequence[str], needed: Sequence[str]) -> str:
    if not any(header):
        return "the file is empty; its first line names the columns"
    for name in columns:
        near = shape.suggestion(name, [one for one in header if one not in columns and one])
        if name not in header and "did you mean" in near:
            return f"there is no column `{name}`{near.replace('did you mean', 'is it meant by')} Rename it"
    if lacking := [name for name in needed if name not in header]:
        return f"there is no column `{lacking[0]}`; the first line must name the columns: {', '.join(columns)}"
    if twice := [name for name in columns if header.count(name) > 1]:
        return f"the column `{twice[0]}` stands twice; keep one"
    return ""
