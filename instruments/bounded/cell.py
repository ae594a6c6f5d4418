"""Where a cell stands, as Excel writes it: E12."""

import re

import msgspec

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


class Formula(msgspec.Struct, frozen=True):
    """A cell that is computed, and what the file says of its outcome."""

    sheet: str
    row: int
    column: int
    known: bool = True
    """The file holds an outcome that some office program has worked out."""
    reaches_out: bool = False
    """It calls another program, another file or the network."""

    @property
    def where(self) -> str:
        return place(self.sheet, self.row, self.column)


def letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def place(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{letters(column)}{row}"


def position(reference: str) -> tuple[int, int] | None:
    """Row and column of `E12`, counted from 1; None where it is no reference."""
    found = REFERENCE.match(reference.upper())
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
