"""A form as its rows of text, each cell with the place where people find it."""

import msgspec

from instruments.bounded.cell import place
from instruments.bounded.refused import Refused
from instruments.bounded.worksheet import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS


class Row(msgspec.Struct, frozen=True):
    number: int
    """As Excel counts: the header is row 1."""
    cells: dict[int, str]
    """What stands in the filled columns, counted from 1; blanks around it are gone."""


class Sheet(msgspec.Struct, frozen=True):
    name: str
    headers: dict[int, str] = {}
    rows: tuple[Row, ...] = ()
    lettered: bool = True
    """Its cells have letters and numbers; the rows of a .md file only have numbers."""

    def where(self, row: int, column: int = 0) -> str:
        if self.lettered and column:
            return place(self.name, row, column)
        return f"{self.name} row {row}"


class Book(msgspec.Struct, frozen=True):
    sheets: dict[str, Sheet]
    """By their name in lower case; only those that hold anything and that a form may have."""
    others: tuple[str, ...] = ()
    """What else there is, by name."""


MOST_QUESTIONS = 5_000
NAMES = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})


def sheet_of(name: str, lines: list[tuple[int, dict[int, str]]], *, lettered: bool = True) -> Sheet:
    """A sheet from its filled lines (number, text by column), the first of which holds the headers. Raises Refused."""
    filled = [
        (number, {column: text.strip() for column, text in cells.items() if text.strip()}) for number, cells in lines
    ]
    filled = [(number, cells) for number, cells in filled if cells]
    sheet = Sheet(name, lettered=lettered)
    for number, cells in filled:
        _bound(sheet, number, cells)
    if not filled:
        return sheet
    first, headers = filled[0]
    rows = tuple(Row(number, cells) for number, cells in filled[1:])
    if first > 1 and not lettered:
        rows = tuple(Row(row.number - first + 1, row.cells) for row in rows)
    return Sheet(name, headers, rows, lettered)


def _bound(sheet: Sheet, number: int, cells: dict[int, str]) -> None:
    """Files that are plain text have not been measured cell by cell before."""
    most = MOST_QUESTIONS if sheet.name.strip().lower() == "survey" else MOST_ROWS
    if number > most:
        raise Refused(f"the sheet has more than {most:,} rows: a form cannot be that long", sheet.where(number))
    if max(cells) > MOST_COLUMNS:
        raise Refused(f"the row has more than {MOST_COLUMNS} columns: delete what is no part of the form",
                      sheet.where(number, max(cells)))  # fmt: skip
    for column, text in cells.items():
        if len(text) > LONGEST_CELL:
            raise Refused(
                f"the text in this cell has {len(text):,} characters: at most {LONGEST_CELL:,}",
                sheet.where(number, column),
            )
