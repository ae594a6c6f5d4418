"""Forms written as text: tables of Markdown, and the CSV with the name of the sheet in the first column."""

import re
from collections.abc import Iterable, Iterator

from instruments.bounded.lines import lines, rows
from instruments.bounded.refused import Refused
from instruments.xlsform.sheets import NAMES, Book, Sheet, sheet_of

TABLE = re.compile(r"\s*\|(.*)\|\s*\Z")
RULE = re.compile(r"[|:\s-]*\Z")
BAR = re.compile(r"(?<!\\)\|")

Lines = list[tuple[int, dict[int, str]]]


def markdown(text: str) -> Book:
    """`| survey |` begins a sheet; its rows start with an empty cell. Raises Refused where there is no table."""
    return _book(_markdown_rows(text))


def comma_separated(text: str) -> Book:
    """A line with only a first cell begins a sheet, as in .md. Raises Refused where there is no table."""
    return _book([cell.strip() for cell in row] for row in rows(text))


def _markdown_rows(text: str) -> Iterator[list[str]]:
    for line in lines(text):
        found = None if line.lstrip().startswith("#") else TABLE.match(_uncommented(line))
        if found and not RULE.match(found[1]):
            yield [cell.strip().replace("\\|", "|").replace("\\n", "\n") for cell in BAR.split(found[1])]


def _uncommented(line: str) -> str:
    """Without what follows the last bar after a `#`."""
    head, bar, tail = line.rpartition("|")
    return head + bar if tail.lstrip().startswith("#") else line


def _book(table: Iterable[list[str]]) -> Book:
    found: dict[str, Lines] = {}
    sheet: Lines = []
    for first, *cells in _named(filter(None, table)):
        if first:
            sheet = found.setdefault(first, [])
        if any(cells):
            number = sheet[-1][0] + 1 if sheet else 1
            sheet.append((number, {column: cell for column, cell in enumerate(cells, start=1) if cell}))
    if not found:
        raise Refused("there is no table in the file: a form starts with | survey | | type | name | label |")
    return _sheets(found)


def _named(table: Iterable[list[str]]) -> Iterator[list[str]]:
    """A table that begins with its headers and names no sheet is the survey."""
    bare = None
    for row in table:
        if bare is None:
            bare = {"type", "name"} <= {cell.lower() for cell in row}
            if bare:
                yield ["survey"]
        yield ["", *row] if bare else row


def _sheets(found: dict[str, Lines]) -> Book:
    sheets: dict[str, Sheet] = {}
    others = []
    for name, sheet_lines in found.items():
        key = name.lower()
        if key not in NAMES and len(found) > 1:
            others.append(name)
        elif (sheet := sheet_of(name, sheet_lines, lettered=False)).headers:
            sheets[key if key in NAMES else "survey"] = sheet
    return Book(sheets, tuple(others))
