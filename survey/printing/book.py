"""A workbook to calculate with: sheets of facts and of tables, whose sums follow from their cells."""

from datetime import date
from enum import StrEnum

import msgspec

Cell = str | float | int | date | None


class Kind(StrEnum):
    """How a cell is written; its value is never rounded."""

    TEXT = "text"
    LONG = "long"
    """A text that may take several lines."""
    WHOLE = "whole"
    SCORE = "score"
    """One decimal, as scores are published."""
    POINTS = "points"
    """Two decimals: parts of a score."""
    SHARE = "share"
    """0 to 1, shown as percent."""
    DAY = "day"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is its name in formulas. `formula` works out each cell: `{key}` is the cell of another column in the same
    row, `{fact}` or `{table.column}` what `Fact` says; the cell of the row holds what comes out."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    sum: bool = False
    bars: bool = False
    formula: str = ""


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is its name in formulas and in the workbook: letters only."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: str = ""
    """What stands before the sums; empty where none are wanted."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One figure with its words. In its `formula`, which is never made of what somebody wrote, `{key}` stands for the
    cell of another fact and `{table.column}` for the cells of a column; `value` is what comes out of it."""

    key: str
    label: str
    value: Cell
    kind: Kind = Kind.TEXT
    formula: str = ""


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: notes, then facts, then at most one table."""

    name: str
    heading: str
    notes: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    grid: Grid | None = None


class Book(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    subject: str = ""
    footer: str = ""
    leaves: tuple[Leaf, ...]
