"""A workbook as XLSX: cells that hold numbers, tables that sum up, and no text that becomes a formula."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from instruments.characters import for_xml
from survey.printing.book import Book, Cell, Column, Grid, Kind, Leaf

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_000  # characters of a cell; Excel refuses more than 32,767
MOST_ROWS = 200_000
FORMATS: dict[Kind, dict[str, str | int | bool]] = {
    Kind.TEXT: {"valign": "top", "indent": 1},
    Kind.LONG: {"valign": "top", "indent": 1, "text_wrap": True},
    Kind.WHOLE: {"valign": "top", "num_format": "#,##0"},
    Kind.SCORE: {"valign": "top", "num_format": "0.0"},
    Kind.POINTS: {"valign": "top", "num_format": "0.00"},
    Kind.SHARE: {"valign": "top", "num_format": "0%"},
    Kind.DAY: {"valign": "top", "num_format": "yyyy-mm-dd"},
}
WIDTHS = {Kind.TEXT: 48, Kind.LONG: 44, Kind.DAY: 12}  # at most, in letters
FIGURE = 13  # width of a column of figures
WIDEST = 80
LINE = 15.0  # height in points
ACCENT, SOFT = "#0b5c60", "#4d565b"
NO_NAME = re.compile(r"[\[\]:*?/\\]")
HOLE = re.compile(r"\{([a-z_]+)(?:\.([a-z_]+))?\}")
HEAD = 1  # rows above the notes


def made(book: Book, *, now: datetime) -> bytes:
    """The same book and moment give the same bytes. Raises ValueError where there are too many rows."""
    if any(leaf.grid and len(leaf.grid.rows) > MOST_ROWS for leaf in book.leaves):
        raise ValueError("the workbook has too many rows")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        about = {"title": book.title, "subject": book.subject, "author": "Medlytt", "created": now.replace(tzinfo=None)}
        workbook.set_properties(
            {key: clean(value) if isinstance(value, str) else value for key, value in about.items()}
        )
        pen = _Pen(workbook, book)
        for leaf in book.leaves:
            pen.leaf(leaf)
    return file.getvalue()


def clean(text: str) -> str:
    """What a cell can hold."""
    return for_xml(text)[:LONGEST]


def sheet_name(name: str, taken: Mapping[str, Any]) -> str:
    """At most 31 letters as Excel counts them, none that formulas give a meaning to, and unlike the others."""
    plain = cut(" ".join(NO_NAME.sub(" ", clean(name)).split()).strip("'"), 31) or "-"
    known = {one.casefold() for one in taken}
    numbers = (f"{cut(plain, 28)} {n}" for n in range(2, 100))
    return plain if plain.casefold() not in known else next(one for one in numbers if one.casefold() not in known)


def cut(text: str, most: int) -> str:
    """Its beginning; a letter beyond U+FFFF, such as an emoji, counts for two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


class _Pen:
    """Writes one workbook, sheet after sheet; knows where each fact and column came to stand."""

    def __init__(self, workbook: Any, book: Book) -> None:
        self._workbook, self._book = workbook, book
        self._names: dict[str, str] = {}
        self._places = _places(book.leaves, self._names)
        self._formats = {kind: workbook.add_format(own) for kind, own in FORMATS.items()}
        self._bold = {kind: workbook.add_format(own | {"bold": True}) for kind, own in FORMATS.items()}
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self._note = workbook.add_format({"font_color": SOFT})
        self._label = workbook.add_format({"font_color": SOFT, "valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        self._head = workbook.add_format(head | {"indent": 1})
        self._head_right = workbook.add_format(head | {"align": "right"})

    def leaf(self, leaf: Leaf) -> None:
        sheet = self._workbook.add_worksheet(self._names[leaf.name])
        self._page(sheet, leaf)
        sheet.write_string(0, 0, clean(leaf.heading), self._title)
        for row, note in enumerate(leaf.notes, start=HEAD):
            sheet.write_string(row, 0, clean(note), self._note)
        for row, fact in enumerate(leaf.facts, start=_facts_from(leaf)):
            sheet.write_string(row, 0, clean(fact.label), self._label)
            form = self._formats[Kind.LONG] if fact.kind is Kind.LONG else self._bold[fact.kind]
            self._put(sheet, row, 1, fact.value, form=form, formula=self._formula(fact.formula))
            if fact.kind is Kind.LONG:
                sheet.set_row(row, LINE * ceil(len(str(fact.value)) / (WIDEST - 4)))
        if leaf.grid:
            self._grid(sheet, leaf.grid, _grid_from(leaf))
        elif leaf.facts:
            sheet.set_column(0, 0, min(max(len(one.label) for one in leaf.facts) + 2, WIDEST))
            sheet.set_column(1, 1, WIDEST if any(one.kind is Kind.LONG for one in leaf.facts) else 30)

    def _grid(self, sheet: Any, grid: Grid, top: int) -> None:
        last = top + max(len(grid.rows), 1)
        columns, names = [], headings(grid)
        for at, column in enumerate(grid.columns):
            form = self._formats[column.kind]
            sheet.set_column(at, at, _width(grid, at))
            head = self._head if column.kind in WIDTHS else self._head_right
            told: dict[str, Any] = {"header": names[at], "header_format": head, "format": form}
            if grid.total and column.sum:
                figures = [row[at] for row in grid.rows]
                total = sum(one for one in figures if isinstance(one, int | float))
                # By its cells: not every program takes the name of a column. Rows that are filtered out do not count.
                cells_of = f"{xl_rowcol_to_cell(top + 1, at)}:{xl_rowcol_to_cell(last, at)}"
                told |= {"total_function": f"=SUBTOTAL(109,{cells_of})", "total_value": total}
            elif grid.total and at == 0:
                told["total_string"] = clean(grid.total)
            columns.append(told)
            if column.bars and grid.rows:
                bars = {"type": "data_bar", "bar_color": "#9fbfbe", "bar_negative_color": "#c9c5bb", "bar_solid": True}
                sheet.conditional_format(top + 1, at, last, at, bars)
        options = {"name": grid.key.capitalize(), "columns": columns, "total_row": bool(grid.total)}
        options |= {"style": "Table Style Light 1", "autofilter": bool(grid.rows)}
        sheet.add_table(top, 0, last + bool(grid.total), len(columns) - 1, options)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.set_row(top, LINE * _lines(dict(enumerate(names)), grid))
        for row, cells in enumerate(grid.rows, start=top + 1):
            if (lines := _lines({at: cells[at] for at in _long(grid)}, grid)) > 1:
                sheet.set_row(row, LINE * lines)
            keys = {one.key: xl_rowcol_to_cell(row, at) for at, one in enumerate(grid.columns)}
            for at, (column, cell) in enumerate(zip(grid.columns, cells, strict=True)):
                formula = self._formula(column.formula, keys)
                self._put(sheet, row, at, cell, form=self._formats[column.kind], formula=formula)

    def _put(self, sheet: Any, row: int, column: int, cell: Cell, *, form: Any, formula: str) -> None:
        if formula:
            sheet.write_formula(row, column, formula, form, "" if cell is None else cell)
            return
        match cell:
            case None:
                sheet.write_blank(row, column, None, form)
            case str():
                sheet.write_string(row, column, clean(cell), form)
            case date():
                sheet.write_datetime(row, column, cell, form)
            case _:
                sheet.write_number(row, column, cell, form)

    def _formula(self, formula: str, row: Mapping[str, str] | None = None) -> str:
        """With the places of what it names; a name of the same row first."""
        named: Callable[[re.Match[str]], str] = lambda hole: (  # noqa: E731 - the one line that says it
            row[hole[1]] if row and not hole[2] and hole[1] in row else self._places[hole[1], hole[2] or ""]
        )
        return f"={HOLE.sub(named, formula)}" if formula else ""

    def _page(self, sheet: Any, leaf: Leaf) -> None:
        sheet.set_paper(9)  # A4
        if leaf.grid and len(leaf.grid.columns) > 4:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        sheet.hide_gridlines(2)
        footer = clean(self._book.footer or self._book.title).replace("&", "&&")[:200]
        sheet.set_footer(f"&L&8{footer}&R&8&P / &N")


def _places(leaves: tuple[Leaf, ...], names: dict[str, str]) -> dict[tuple[str, str], str]:
    """Where facts (key, "") and columns (table, key) stand; `names` is filled with what each sheet is called."""
    found: dict[tuple[str, str], str] = {}
    for leaf in leaves:
        names[leaf.name] = sheet_name(leaf.name, dict.fromkeys(names.values()))
        on = "'" + names[leaf.name].replace("'", "''") + "'!"
        for row, fact in enumerate(leaf.facts, start=_facts_from(leaf)):
            found[fact.key, ""] = on + xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)
        if leaf.grid:
            top = _grid_from(leaf)
            for at, column in enumerate(leaf.grid.columns):
                last = top + max(len(leaf.grid.rows), 1)
                found[leaf.grid.key, column.key] = on + xl_range_abs(top + 1, at, last, at)
    return found


def _facts_from(leaf: Leaf) -> int:
    return HEAD + len(leaf.notes) + 1


def _grid_from(leaf: Leaf) -> int:
    return _facts_from(leaf) + (len(leaf.facts) + 1 if leaf.facts else 0)


def headings(grid: Grid) -> list[str]:
    """Those of a table have to differ, also where letters differ only in their case."""
    found: list[str] = []
    for column in grid.columns:
        plain = " ".join(clean(column.heading).split()) or "-"
        taken = {own for one in found for own in (one.lower(), one.casefold())}
        ways = (plain, *(f"{plain} {n}" for n in range(2, len(grid.columns) + 2)))
        found.append(next(way for way in ways if not {way.lower(), way.casefold()} & taken))
    return found


def _width(grid: Grid, at: int) -> float:
    column: Column = grid.columns[at]
    if column.kind not in WIDTHS:
        return FIGURE
    longest = max((len(str(row[at] or "")) for row in grid.rows[:500]), default=0)
    return min(max(longest + 2, len(column.heading) + 4, 8), WIDTHS[column.kind])


def _long(grid: Grid) -> list[int]:
    return [at for at, column in enumerate(grid.columns) if column.kind is Kind.LONG]


def _lines(cells: Mapping[int, Cell], grid: Grid) -> int:
    """How many lines these cells of a row take, so that no program has to guess its height."""
    return max((ceil(len(str(cell or "")) / (_width(grid, at) - 2)) for at, cell in cells.items()), default=1) or 1
