"""What an insider holds: tables in the order in which they lie, files, logs, and all that at several moments."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

SAID = frozenset({"response", "comment"})
"""Tables of what was said. Every table but these and ABOUT is on the side of who was asked, be it only by its order."""
ABOUT = frozenset({"untagged", "tagged", "tag", "correction", "blind_item", "hold", "comment_search"})
"""Tables that say something about a comment, and name it: what the tagger made of it, and staff, after its release."""
NAMING = SAID | ABOUT
SEALED = frozenset({"sealed"})
SHORTEST = 8
"""Bytes or letters that a value needs to name somebody: shorter ones are in many rows."""

Row = Mapping[str, Any]
Tables = Mapping[str, tuple[Row, ...]]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One moment: a copy of the database, and how many answers had come in by then."""

    tables: Tables
    """Rows in physical order."""
    files: Mapping[str, bytes] = {}
    """Database file, write-ahead log, backup: as bytes."""
    figures: bytes = b""
    """What pages show at this moment."""
    answered: int = 0
    released: bool = False


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    looks: tuple[Look, ...]
    """Older to newer; the last is what lies there in the end."""
    logs: Mapping[str, tuple[str, ...]] = {}
    """Line by line: the web server's, the mail server's."""

    @property
    def last(self) -> Look:
        return self.looks[-1]

    @property
    def said(self) -> tuple[Row, ...]:
        """The released answers and comments."""
        return tuple(row for table in sorted(SAID) for row in self.last.tables.get(table, ()))


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What only the play knows: each citizen's answer, and every name under which they can be met."""

    names: Mapping[Any, int]
    """An id, a link, a mark, an address -> citizen."""
    answers: Mapping[bytes, int]
    """The id of a released answer or comment -> citizen."""

    def citizen(self, values: Iterable[Any]) -> int | None:
        """The one citizen that these values name; None for nobody or for several."""
        found = {self.names[value] for value in values if value in self.names}
        return found.pop() if len(found) == 1 else None


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value inside a cell."""
    match value:
        case Mapping():
            for inner in value.values():
                yield from leaves(inner)
        case list() | tuple():
            for inner in value:
                yield from leaves(inner)
        case memoryview() | bytearray():
            yield bytes(value)
        case _:
            yield value


def names_in(row: Row) -> Iterator[bytes | str]:
    """What in a row could name somebody."""
    for cell in row.values():
        for value in leaves(cell):
            if isinstance(value, bytes | str) and len(value) >= SHORTEST:
                yield value
