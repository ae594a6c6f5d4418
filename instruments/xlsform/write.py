"""XLSForm out: an instrument as a workbook or a table in Markdown that ODK, KoboToolbox and we can read."""

import csv
import io

import xlsxwriter

from instruments.bounded.worksheet import LONGEST_CELL
from instruments.characters import characters
from instruments.instrument import Instrument
from instruments.xlsform.rows import Cell, Rows, headers_of, sheets_of

WIDTHS = {"type": 26, "name": 22, "label": 48, "hint": 32, "list_name": 22, "relevant": 32, "constraint": 24}
PLAIN = 15
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Nothing that somebody wrote becomes a formula or a link."""


def write(instrument: Instrument) -> bytes:
    """An .xlsx workbook. Raises ValueError where a text is longer than a cell can hold (32,767 characters).

    Read again it is the same instrument, but for this: `shown_if` has become `relevant`, choices have become named
    lists, blanks around a text and what is no character are gone, and tables are in the files that `attached` gives.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})
        plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets_of(instrument).items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(headers_of(rows, name)):
                sheet.set_column(column, column, WIDTHS.get(header.partition("::")[0], PLAIN), plain)
                sheet.write_string(0, column, characters(header), bold)
                for number, row in enumerate(rows, start=1):
                    _put(sheet, number, column, cell=row.get(header, ""))
    return file.getvalue()


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, *, cell: Cell) -> None:
    if isinstance(cell, str):
        cell = characters(cell)
        if len(cell) > LONGEST_CELL:
            raise ValueError(f"a text of {len(cell):,} characters does not fit in a cell: at most {LONGEST_CELL:,}")
        if cell:
            sheet.write_string(row, column, str(cell))
    elif float(f"{cell:.15g}") == cell:
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, repr(cell))


def write_md(instrument: Instrument) -> str:
    """The same as tables of Markdown, for tests and for people who compare versions line by line."""
    return "\n".join(line for name, rows in sheets_of(instrument).items() for line in _table(name, rows))


def _table(name: str, rows: Rows) -> list[str]:
    headers = headers_of(rows, name)
    lines = [[_md(row.get(header, "")) for header in headers] for row in rows]
    return [f"| {name} |", *(f"| | {' | '.join(line)} |" for line in [headers, *lines])]


def _md(cell: Cell) -> str:
    text = cell if isinstance(cell, str) else repr(cell).removesuffix(".0")
    return text.replace("|", "\\|").replace("\n", "\\n")


def attached(instrument: Instrument) -> dict[str, bytes]:
    """The tables of the instrument as CSV files, by file name: they go beside the workbook."""
    return {f"{name}.csv": _csv(table) for name, table in instrument.tables.items()}


def _csv(table: tuple[dict[str, str], ...]) -> bytes:
    headers = list(dict.fromkeys(header for row in table for header in row))
    text = io.StringIO()
    lines = csv.DictWriter(text, headers, restval="", lineterminator="\n")
    lines.writeheader()
    lines.writerows(table)
    return text.getvalue().encode()
