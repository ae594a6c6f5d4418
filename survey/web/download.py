"""Tables to take away: CSV that a spreadsheet opens as it should, and that cannot make it calculate."""

import csv
import io
from collections.abc import Iterable, Sequence

from survey.opendata.table import harmless

Cell = str | float | None
BOM = "\N{BYTE ORDER MARK}"
POINT = frozenset({"en"})  # languages whose spreadsheets expect a decimal point and commas between cells


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """UTF-8 with a byte order mark; separator and decimal sign as spreadsheets of that language expect them."""
    point = language in POINT
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if point else ";", lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([written(cell, point=point) for cell in row])
    return (BOM + out.getvalue()).encode()


def written(cell: Cell, *, point: bool) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(cell)
        case int():
            return str(cell)
        case float():
            return str(cell) if point else str(cell).replace(".", ",")
