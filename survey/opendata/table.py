"""Tables as they are given away: columns with labels, choices and references, and rows that are read one by one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum

import msgspec

from survey.texts import Translate

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]
CALCULATES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # wide ones too, where Excel is East Asian


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"


class Reference(msgspec.Struct, frozen=True):
    """These columns name a row of another table by its key."""

    columns: tuple[str, ...]
    table: str


class Column(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """Lower case ASCII letters, digits and `_`: the same in every language, format and edition."""
    label: str
    kind: Kind = Kind.TEXT
    about: str = ""
    choices: dict[str, str] = {}
    """Value -> label, where only these values occur."""
    reason: str = ""
    """The column that says why there is nothing in this one, by one of these choices."""
    reasons: tuple[str, ...] = ()
    required: bool = False
    ordered: bool = False
    """The values of an integer or of the choices have an order, and no distance."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    title: str
    about: str = ""
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    rows: Callable[[], Iterator[Row]]
    """From the start, each time it is called: a table may be larger than memory."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for the data, and where it stands."""

    name: str = "Medlytt"
    email: str = ""
    url: str = "http://127.0.0.1:8000"


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one export holds, in one language."""

    id: str
    """The same in every export and edition, e.g. `medlytt-wave-3`."""
    title: str
    about: str
    caveat: str = ""
    language: str
    translate: Translate
    publisher: Publisher
    page: str
    """Where a reader finds the figures, their derivation and their method."""
    version: str = "1"
    starts_on: date | None = None
    ends_on: date | None = None
    issued_on: date | None = None
    source_sha256: str = ""
    sources: tuple[str, ...] = ()
    tables: tuple[Table, ...]

    @property
    def citation(self) -> str:
        year = f" ({self.issued_on.year})" if self.issued_on else ""
        return f"{self.publisher.name}{year}: {self.title}. {self.page}"


def listed(rows: Iterable[Row]) -> Callable[[], Iterator[Row]]:
    """Rows of a table that is small enough to keep."""
    kept = tuple(rows)
    return lambda: iter(kept)


def harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if any(way.startswith(CALCULATES) for way in (text, text.lstrip())) else text


def told(cell: Cell) -> str:
    """One cell as text: a point in numbers, `true` and `false`, ISO days, nothing for nothing."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return cell
        case date():
            return cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)
