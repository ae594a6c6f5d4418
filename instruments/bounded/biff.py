"""An .xls workbook measured record by record before a parser may see it."""

import struct
from collections.abc import Iterator

from instruments.bounded import compound
from instruments.bounded.cell import Formula, place
from instruments.bounded.refused import Refused
from instruments.bounded.worksheet import MOST_CELLS, MOST_COLUMNS, MOST_FORMULAS, MOST_ROWS, TOO_MUCH

SHEET, START, PROTECTED = 0x0085, 0x0809, 0x002F
FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
CELLS = FORMULAS | {0x0203, 0x027E, 0x00FD, 0x0204, 0x00BD, 0x0205, 0x00D6}


def scan(data: bytes) -> tuple[Formula, ...]:
    """Where its formulas are; raises Refused where it is damaged, protected or too large."""
    names: dict[int, str] = {}
    formulas: list[Formula] = []
    sheet, cells = "", 0
    for at, code, body in _records(book(data)):
        if code == PROTECTED:
            raise Refused("the workbook is protected with a password: take the protection away and save it again")
        if code == SHEET and len(body) >= 8:
            names[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
        elif code == START:
            sheet, cells = names.get(at, ""), 0
        elif code in CELLS and len(body) >= 4:
            row, column = (number + 1 for number in struct.unpack_from("<HH", body))
            cells += 1
            _bound(sheet, row, column, cells=cells)
            if code in FORMULAS and len(formulas) < MOST_FORMULAS:
                formulas.append(Formula(sheet, row, column))
    return tuple(formulas)


def book(data: bytes) -> bytes:
    """The records of the workbook without the document around them, which xlrd follows into circles. Raises Refused."""
    return compound.stream(data, "Workbook", "Book")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, at)
        yield at, code, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet_name(body: bytes) -> str:
    wide = body[7] & 1
    text = body[8 : 8 + body[6] * (1 + wide)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _bound(sheet: str, row: int, column: int, *, cells: int) -> None:
    where = place(sheet, row, column)
    if row > MOST_ROWS:
        raise Refused(f"there is something below row {MOST_ROWS:,}: delete what does not belong to the form", where)
    if column > MOST_COLUMNS or cells > MOST_CELLS:
        raise Refused(TOO_MUCH, where)
