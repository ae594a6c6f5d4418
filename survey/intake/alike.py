"""Faults that say the same of the same cell, told once with the rows they are in."""

from collections.abc import Iterable

import msgspec

from survey.intake.row import RowFault


class Alike(msgspec.Struct, frozen=True):
    first: RowFault
    lines: tuple[int, ...]
    """As in the file, each once."""


def alike(faults: Iterable[RowFault]) -> list[Alike]:
    """In the order in which they are met first."""
    found: dict[bytes, tuple[RowFault, dict[int, None]]] = {}
    for one in faults:
        same = msgspec.json.encode([one.column, one.cell, one.message, one.values], enc_hook=str)
        found.setdefault(same, (one, {}))[1][one.line] = None
    return [Alike(first, tuple(lines)) for first, lines in found.values()]
