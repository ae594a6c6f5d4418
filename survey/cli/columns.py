"""Reads columns of figures from a CSV, for the commands that work something out from plain columns."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from survey.cli import delimited
from survey.cli.delimited import CellFault, RowFault

Cells = Mapping[str, str]
Value = TypeVar("Value")
MISSING = frozenset({"", "na", "n/a", "nan", ".", "-", "null"})
WORDS = {"1": True, "1.0": True, "yes": True, "true": True, "ja": True} | {
    "0": False, "0.0": False, "no": False, "false": False, "nei": False, "nej": False,
}  # fmt: skip


def read(
    data: bytes,
    columns: Sequence[str],
    made: Callable[[Cells], Value | None],
    needed: Sequence[str] | None = None,
    *,
    in_order: Sequence[str] = (),
) -> tuple[list[Value], list[RowFault], int]:
    """The value that `made` makes of each row, the faults, and how many rows say nothing (None: a missing value).

    `in_order` names the columns of a file that begins with figures at once, or whose only column is called otherwise.
    """
    data, before = named(data, in_order) if in_order else (data, 0)
    values: list[Value] = []
    faults: list[RowFault] = []
    missing = 0
    for line, cells in delimited.rows(data, columns, columns if needed is None else needed):
        try:
            if isinstance(cells, RowFault):
                raise CellFault(cells.column, cells.message)
            value = made(cells)
        except CellFault as fault:
            faults.append(RowFault(line - before, str(fault), fault.column))
            continue
        if value is None:
            missing += 1
        else:
            values.append(value)
    return values, faults, missing


def named(data: bytes, names: Sequence[str]) -> tuple[bytes, int]:
    """The file with a first line that names the columns, and how many lines more now stand before the others."""
    text, skipped, said = delimited.begun(delimited.decoded(data))
    first, _, rest = text.partition("\n")
    mark = delimited.delimiter(first, said)
    cells = first.split(mark)
    if len(names) == 1 and (is_figure(first) or (len(cells) == 1 and first.strip())):
        # a column that stands alone has no comma but a decimal one
        unnamed = is_figure(first)
        return f"{delimited.SAID};\n{names[0]}\n{text if unnamed else rest}".encode(), 1 + unnamed - skipped
    if all(map(is_figure, cells)):
        return f"{mark.join(names[: len(cells)])}\n{text}".encode(), 1 - skipped
    return data, 0


def is_figure(cell: str) -> bool:
    try:
        number(cell)
    except ValueError:
        return False
    return True


def number(cell: str) -> float:
    """With decimal point or comma, blanks between the digits, the minus of a keyboard or of a book; ValueError."""
    return float("".join(cell.split()).replace(",", ".").replace("\N{MINUS SIGN}", "-"))


def unit(cells: Cells, named: Collection[str]) -> str:
    """The name of a unit that has not been named before; raises CellFault."""
    found = cells["unit"]
    if not found:
        raise CellFault("unit", "is empty; say which unit")
    if found in named:
        raise CellFault("unit", f"`{found}` stands in an earlier row; leave one of them out")
    return found


def whole(cells: Cells, column: str, allowed: Sequence[int]) -> int | None:
    """A whole number of a scale, None for a missing one; raises CellFault."""
    value = real(cells, column)
    if value is None:
        return None
    if value not in allowed:
        raise CellFault(column, f"`{cells[column]}` is not on the scale; use {allowed[0]} to {allowed[-1]}, or nothing")
    return int(value)


def real(cells: Cells, column: str) -> float | None:
    """Any number with decimal point or comma, None for a missing one; raises CellFault."""
    text = cells[column]
    if text.casefold() in MISSING:
        return None
    try:
        value = number(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CellFault(column, f"`{cells[column]}` is not a number; write it like 2.5")
    if abs(value) > delimited.LARGEST:
        raise CellFault(column, f"`{text[:20]}` {delimited.TOO_LARGE}")
    return value


def amount(cells: Cells, column: str) -> float:
    """A number, 0 or more; raises CellFault also for a missing one."""
    value = real(cells, column)
    if value is None:
        raise CellFault(column, "is empty; give a number")
    if value < 0:
        raise CellFault(column, f"{cells[column]} is negative; it must be 0 or more")
    return value


def yes(cells: Cells, column: str) -> bool | None:
    """0 or 1, or a word for it, None for a missing one; raises CellFault."""
    said = cells[column].casefold()
    if said in MISSING or said in WORDS:
        return WORDS.get(said)
    raise CellFault(column, f"`{cells[column]}` is neither 0 nor 1; use 1 for yes, 0 for no, or nothing")
