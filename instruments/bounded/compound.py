"""A compound document, the little file system of old office files (MS-CFB), read without following circles."""

import struct
from collections.abc import Sequence

from instruments.bounded.markup import DAMAGED
from instruments.bounded.refused import Refused

HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
LAST = 0xFFFFFFFA
"""Numbers from here on are no sectors: the end of a chain, free space, the table's own."""
ENTRY = 128
STREAM, ROOT = 2, 5


def stream(data: bytes, *names: str) -> bytes:
    """The first stream that has one of the names. Raises Refused where the document is damaged or has none."""
    try:
        return _Document(data).stream(names)
    except (struct.error, IndexError, ValueError, OverflowError) as fault:
        if isinstance(fault, Refused):
            raise
        raise Refused(DAMAGED) from fault


class _Document:
    def __init__(self, data: bytes) -> None:
        (_, _, _, _, shift, small_shift, _, _, directory, _, self.least, small, _, more, _) = HEADER.unpack_from(data)
        if shift not in (9, 12) or small_shift != 6:
            raise Refused(DAMAGED)
        self.data, self.size, self.small_size = data, 1 << shift, 1 << small_shift
        self.table = self._table(more)
        entries = self._chained(directory)
        self.entries = [entries[at : at + ENTRY] for at in range(0, len(entries) - ENTRY + 1, ENTRY)]
        self.small_table = self._numbers(self._chained(small)) if small < LAST else ()

    def stream(self, names: Sequence[str]) -> bytes:
        found = {_name(entry): entry for entry in reversed(self.entries) if entry[66] == STREAM}
        entry = next((found[name] for name in names if name in found), None)
        if entry is None:
            raise Refused(DAMAGED)
        first, size = struct.unpack_from("<II", entry, 116)
        if size >= self.least:
            return self._chained(first)[:size]
        root = next(entry for entry in self.entries if entry[66] == ROOT)
        space = self._chained(struct.unpack_from("<I", root, 116)[0])
        parts = (space[at * self.small_size :][: self.small_size] for at in _chain(first, self.small_table))
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise Refused(DAMAGED)
        return self.data[start : start + self.size]

    def _numbers(self, part: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])

    def _table(self, more: int) -> tuple[int, ...]:
        """Which sector follows which: its parts are listed in the header and in a chain of further lists."""
        parts = list(self._numbers(self.data[76:512]))
        seen = set()
        while more < LAST:
            if more in seen:
                raise Refused(DAMAGED)
            seen.add(more)
            *listed, more = self._numbers(self._sector(more))
            parts += listed
        used = [part for part in parts if part < LAST]
        if len(used) > len(self.data) // self.size:
            raise Refused(DAMAGED)
        return tuple(number for part in used for number in self._numbers(self._sector(part)))

    def _chained(self, first: int) -> bytes:
        return b"".join(map(self._sector, _chain(first, self.table)))


def _chain(first: int, table: Sequence[int]) -> list[int]:
    """The sectors from the first one on; raises Refused where they go round in a circle."""
    chain: list[int] = []
    while first < LAST:
        if len(chain) > len(table):
            raise Refused(DAMAGED)
        chain.append(first)
        first = table[first]
    return chain


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
