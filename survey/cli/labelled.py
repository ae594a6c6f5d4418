"""Reads a CSV of texts with their labels, and says by row what cannot be used."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import msgspec

from survey.cli import delimited

LARGEST = 256_000_000  # bytes
LONGEST_CELL = 1_000_000  # letters


class ColumnError(ValueError):
    """A column that was asked for is not there; says which there are."""


class Row(msgspec.Struct, frozen=True):
    number: int  # of its last line in the file; line 1 is the header
    text: str
    labels: tuple[str, ...]
    features: dict[str, str]


class Labelled(msgspec.Struct, frozen=True):
    """The rows that can be used, the faults of others, and how many were left out for want of a label or a text."""

    rows: tuple[Row, ...]
    faults: tuple[delimited.RowFault, ...]
    no_label: int
    no_text: int

    @property
    def left_out(self) -> dict[str, int]:
        return {"no_label": self.no_label, "no_text": self.no_text, "faulty": len(self.faults)}


def read(file: BinaryIO, text: str, label: str, *, multi: str = "", features: Sequence[str] = ()) -> Labelled:
    """All rows of a file with comma, semicolon or tab. ColumnError where a column is missing or the file too large.

    `multi`: what stands between the labels of one cell; "" for one label a row.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ColumnError(f"the file is larger than {LARGEST // 1_000_000} MB; split it")
    found: list[Row] = []
    faults: list[delimited.RowFault] = []
    no_label = no_text = 0
    lines = cells(delimited.decoded(data).removeprefix("\ufeff"))
    first = next(lines, (1, []))[1]
    if isinstance(first, str):
        raise ColumnError(f"the first row {first}")
    header = first
    text_at, label_at, *others = (place(header, name) for name in (text, label, *features))
    for number, row in lines:
        if isinstance(row, str) or len(row) != len(header):
            faults.append(delimited.RowFault(number, amiss(row, header)))
            continue
        labels = split(row[label_at], multi)
        said = row[text_at].strip()
        no_label += not labels
        no_text += bool(labels) and not said
        if labels and said:
            beside = {name: row[at].strip() for name, at in zip(features, others, strict=True)}
            found.append(Row(number, said, labels, beside))
    return Labelled(tuple(found), tuple(faults), no_label, no_text)


def cells(text: str) -> Iterator[tuple[int, list[str] | str]]:
    """Line number and cells of each row that is not empty; at last what is wrong where the file is no CSV any more."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimited.delimiter(text))
    others = csv.field_size_limit(LONGEST_CELL)  # one for the whole process: every other reader keeps its own
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except csv.Error as fault:
        yield reader.line_num, f"is not CSV: {fault}; nothing after it was read"
    finally:
        csv.field_size_limit(others)


def amiss(row: Sequence[str] | str, header: Sequence[str]) -> str:
    if isinstance(row, str):
        return row
    return f"has {len(row)} cells for {len(header)} columns; put texts in quotes"


def place(header: Sequence[str], name: str) -> int:
    """Where the column stands: called so exactly, or but for blanks and capitals."""
    exact = [at for at, one in enumerate(header) if one.strip() == name.strip()]
    near = [at for at, one in enumerate(header) if one.strip().casefold() == name.strip().casefold()]
    if len(found := exact or near) == 1:
        return found[0]
    if found:
        raise ColumnError(f"the column `{name}` stands twice; rename one")
    there = ", ".join(f"`{one.strip()}`" for one in header[:40]) or "none: the file is empty"
    raise ColumnError(f"there is no column `{name}`; there are: {there}")


def split(cell: str, multi: str) -> tuple[str, ...]:
    """The labels in a cell, each once."""
    parts = cell.split(multi) if multi else [cell]
    return tuple(dict.fromkeys(one for part in parts if (one := part.strip())))
