"""SPSS system files with labels, measures and missing values, written row by row.

Written after the description of the format in PSPP's developer's guide ("System File Format"): pyreadstat, which reads
them in our tests, writes from a data frame in memory only. Texts and labels are UTF-8, cases are compressed.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from survey.opendata.table import Cell, Column, Kind, Release, Row, Table, told
from survey.opendata.words import YES_NO

SPACES = b" " * 8
SYSTEM_MISSING = -1.7976931348623157e308
HIGHEST, LOWEST = 1.7976931348623157e308, -1.7976931348623155e308
BIAS = 100
LITERAL, BLANK, MISSING, END = 253, 254, 255, 252
WHOLE, STEP = 255, 252
"""A longer text is cut into variables of 255 bytes, of which it is reckoned as if they held 252."""
WIDEST = 32_767
LABEL, VALUE_LABEL = 252, 120
FIRST_DAY = date(1582, 10, 14).toordinal()
REASONS = (-99, -91)
"""A number in here says why there is none: -91 is the first reason of the list, -92 the second ..."""
MOST_REASONS = 9
F, A, SDATE = 5, 1, 39
MEASURES = {"nominal": 1, "ordinal": 2, "scale": 3}
BATCH = 512


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    column: Column
    width: int
    """Bytes of a text, 0 for a number."""
    short: str
    reasons: dict[str, int] = {}

    @property
    def segments(self) -> tuple[int, ...]:
        if self.width <= WHOLE:
            return (self.width,)
        whole = -(-self.width // STEP)
        return *[WHOLE] * (whole - 1), self.width - STEP * (whole - 1)

    @property
    def names(self) -> tuple[str, ...]:
        """One short name per segment; no two variables have the same."""
        return self.short, *(f"{self.short}_{number}" for number in range(1, len(self.segments)))

    @property
    def elements(self) -> int:
        return sum(max(1, -(-width // 8)) for width in self.segments)

    @property
    def measure(self) -> int:
        if self.column.ordered:
            return MEASURES["ordinal"]
        return MEASURES["scale" if self.column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DAY) else "nominal"]

    @property
    def shape(self) -> int:
        match self.column.kind:
            case Kind.TEXT:
                return A << 16 | min(self.width, WHOLE) << 8
            case Kind.DAY:
                return SDATE << 16 | 10 << 8
            case Kind.NUMBER:
                return F << 16 | 12 << 8 | 4
        return F << 16 | 8 << 8


def write(release: Release, table: Table, path: Path, *, seen: Callable[[Iterable[Row]], Iterable[Row]] = iter) -> None:
    """Reads the rows twice: how long texts are stands at the beginning of the file."""
    cases, widths = measured(table)
    variables = variables_of(table, widths, release)
    with path.open("wb") as file:
        file.write(head(release, table, variables, cases))
        reasons = [table.names.index(one.column.reason) if one.reasons else None for one in variables]
        write_cases(file, variables, reasons, seen(table.rows()))


def measured(table: Table) -> tuple[int, list[int]]:
    """How many rows there are, and how many bytes each text takes at most: also a choice that nobody made."""
    widths = [max((len(value.encode()) for value in column.choices), default=1) or 1 for column in table.columns]
    cases = 0
    texts = [place for place, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    for row in table.rows():
        cases += 1
        for place in texts:
            cell = row[place]
            if isinstance(cell, str) and len(cell) * 4 > widths[place]:
                widths[place] = max(widths[place], len(cell.encode()))
    return cases, [min(width, WIDEST) for width in widths]


def variables_of(table: Table, widths: list[int], release: Release) -> list[Variable]:
    found = []
    for number, (column, width) in enumerate(zip(table.columns, widths, strict=True), 1):
        found.append(
            Variable(
                column=column,
                width=width if column.kind is Kind.TEXT else 0,
                short=f"V{number}",
                reasons={value: REASONS[1] - place for place, value in enumerate(column.reasons[:MOST_REASONS])},
            )
        )
    return found


def head(release: Release, table: Table, variables: list[Variable], cases: int) -> bytes:
    elements = sum(one.elements for one in variables)
    parts = [
        b"$FL2",
        padded("@(#) SPSS DATA FILE Medlytt", 60),
        struct.pack("<iiiiid", 2, elements, 1, 0, cases if cases < 2**31 else -1, BIAS),
        b"01 Jan 00" + b"00:00:00",  # the same bytes for the same figures
        padded(f"{release.title}: {table.title}", 64),
        bytes(3),
        *(part for one in variables for part in dictionary(one)),
        *value_labels(table, variables, release),
        information(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001)),
        information(4, 8, struct.pack("<3d", SYSTEM_MISSING, HIGHEST, LOWEST)),
        information(11, 4, b"".join(display(one) for one in variables)),
        information(13, 1, "\t".join(f"{one.short}={one.column.name}" for one in variables).encode()),
        *very_long(variables),
        information(16, 8, struct.pack("<2q", 1, cases)),
        information(20, 1, b"UTF-8"),
        *long_labels(variables),
        struct.pack("<2i", 999, 0),
    ]
    return b"".join(parts)


def dictionary(one: Variable) -> Iterator[bytes]:
    """A record for each segment, and an empty one for every eight bytes more."""
    label = cut(one.column.label, LABEL).encode()
    for number, (name, width) in enumerate(zip(one.names, one.segments, strict=True)):
        shape = one.shape if number == 0 else A << 16 | width << 8
        missing = -2 if one.reasons else 0
        yield struct.pack("<6i", 2, width, 1, missing, shape, shape) + padded(name, 8)
        yield struct.pack("<i", len(label)) + label + bytes(-len(label) % 4)
        if missing:
            yield struct.pack("<2d", *REASONS)
        for _ in range(1, -(-width // 8)):
            yield struct.pack("<6i", 2, -1, 0, 0, 0, 0) + SPACES


def value_labels(table: Table, variables: list[Variable], release: Release) -> Iterator[bytes]:
    """Of numbers and of texts up to eight bytes; those of longer ones have a record of their own."""
    place = 1
    for one in variables:
        labels = {padded(value, 8): label for value, label in one.column.choices.items()} if one.width <= 8 else {}
        if one.column.kind is Kind.BOOLEAN:
            labels = {number(value): release.translate(label) for value, label in YES_NO.items()}
        if one.reasons:
            why = table.column(one.column.reason).choices
            labels = {number(code): why[value] for value, code in one.reasons.items()}
        if labels and one.width <= 8:
            yield struct.pack("<2i", 3, len(labels))
            for value, label in labels.items():
                text = cut(label, VALUE_LABEL).encode()
                yield value + bytes([len(text)]) + text + bytes(-(len(text) + 1) % 8)
            yield struct.pack("<3i", 4, 1, place)
        place += one.elements


def long_labels(variables: list[Variable]) -> Iterator[bytes]:
    parts: list[bytes] = []
    for one in variables:
        if one.width > 8 and one.column.choices:
            parts.append(sized(one.column.name) + struct.pack("<2i", one.width, len(one.column.choices)))
            for value, label in one.column.choices.items():
                parts.append(struct.pack("<i", one.width) + padded(value, one.width))
                parts.append(sized(cut(label, VALUE_LABEL)))
    if parts:
        yield information(21, 1, b"".join(parts))


def very_long(variables: list[Variable]) -> Iterator[bytes]:
    long = [f"{one.short}={one.width:05}\0\t" for one in variables if one.width > WHOLE]
    if long:
        yield information(14, 1, "".join(long).encode())


def display(one: Variable) -> bytes:
    measure, width = one.measure, min(max(one.width, 8), 40)
    right = 0 if one.column.kind is Kind.TEXT else 1
    return struct.pack("<3i", measure, width, right) * len(one.segments)


def information(kind: int, size: int, data: bytes) -> bytes:
    return struct.pack("<4i", 7, kind, size, len(data) // size) + data


def write_cases(file: BinaryIO, variables: list[Variable], reasons: list[int | None], rows: Iterable[Row]) -> None:
    """Eight codes, then the values that a code alone cannot say; values that recur are looked up."""
    looked_up = [lru_cache(maxsize=20_000)(packer(one)) for one in variables]
    codes, literals = b"", b""
    several = batched_rows(rows)
    for batch in several:
        found = [
            pack(row[place], None if why is None else row[why])
            for row in batch
            for place, (pack, why) in enumerate(zip(looked_up, reasons, strict=True))
        ]
        codes += b"".join(code for code, _ in found)
        literals += b"".join(literal for _, literal in found)
        codes, literals = blocks(file, codes, literals)
    blocks(file, codes + bytes([END]) + bytes(-(len(codes) + 1) % 8), literals)


def batched_rows(rows: Iterable[Row]) -> Iterator[list[Row]]:
    several = iter(rows)
    while batch := list(islice(several, BATCH)):
        yield batch


def blocks(file: BinaryIO, codes: bytes, literals: bytes) -> tuple[bytes, bytes]:
    """Write every whole block of eight; what is left waits for the next batch."""
    parts: list[bytes] = []
    whole, at = len(codes) // 8 * 8, 0
    for start in range(0, whole, 8):
        block = codes[start : start + 8]
        until = at + 8 * block.count(LITERAL)
        parts += (block, literals[at:until])
        at = until
    file.write(b"".join(parts))
    return codes[whole:], literals[at:]


def packer(one: Variable) -> Callable[[Cell, Cell], tuple[bytes, bytes]]:
    def text(cell: Cell, why: Cell) -> tuple[bytes, bytes]:
        rest, data = told(cell).encode(), b""
        for width in one.segments:
            part, rest = rest[:width], rest[width:]
            data += part.ljust(-(-width // 8) * 8)
        return compressed(data)

    def figure(cell: Cell, why: Cell) -> tuple[bytes, bytes]:
        match cell:
            case None:
                code = one.reasons.get(str(why))
                return (bytes([MISSING]), b"") if code is None else in_one(float(code))
            case date():
                return in_one((cell.toordinal() - FIRST_DAY) * 86_400.0)
            case str():
                return bytes([MISSING]), b""
        return in_one(float(cell))

    return text if one.column.kind is Kind.TEXT else figure


def in_one(value: float) -> tuple[bytes, bytes]:
    if value.is_integer() and 1 - BIAS <= value <= 251 - BIAS:
        return bytes([int(value) + BIAS]), b""
    return bytes([LITERAL]), number(value)


def compressed(data: bytes) -> tuple[bytes, bytes]:
    parts = [data[start : start + 8] for start in range(0, len(data), 8)]
    codes = bytes(BLANK if part == SPACES else LITERAL for part in parts)
    return codes, b"".join(part for part in parts if part != SPACES)


def number(value: float) -> bytes:
    return struct.pack("<d", value)


def padded(text: str, width: int) -> bytes:
    return cut(text, width).encode().ljust(width)


def sized(text: str) -> bytes:
    return struct.pack("<i", len(text.encode())) + text.encode()


def cut(text: str, most: int) -> str:
    """At most so many bytes, no letter broken."""
    return text if len(text.encode()) <= most else text.encode()[:most].decode(errors="ignore")
