"""CSV in two ways: as RFC 4180 has it, for programs, and as the spreadsheets of a language open it by a click."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from survey.opendata.table import Cell, Row, Table, harmless, told

POINT = frozenset({"en"})
"""Languages whose spreadsheets expect a decimal point and commas between cells."""


def plain(table: Table, path: Path, *, seen: Callable[[Iterable[Row]], Iterable[Row]] = iter) -> None:
    """UTF-8, commas, no byte order mark; names of columns as heads; line ends of RFC 4180."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.names)
        writer.writerows([safe(cell) for cell in row] for row in seen(table.rows()))


def friendly(table: Table, path: Path, language: str, *, seen: Callable[[Iterable[Row]], Iterable[Row]] = iter) -> None:
    """A byte order mark, labels as heads, the separator and the decimal sign of the language."""
    point = language in POINT
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter="," if point else ";", lineterminator="\r\n")
        writer.writerow([harmless(column.label) for column in table.columns])
        writer.writerows([local(cell, point=point) for cell in row] for row in seen(table.rows()))


def safe(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else told(cell)


def local(cell: Cell, *, point: bool) -> str:
    text = safe(cell)
    return text.replace(".", ",") if isinstance(cell, float) and not point else text
