"""One worksheet of an .xlsx file as it streams by: how far its cells reach, how much they say, which are computed."""

import re

from instruments.bounded.cell import Formula, letters, position
from instruments.bounded.markup import DAMAGED, Markup, local
from instruments.bounded.refused import Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_CELLS = 200_000
MOST_AREA = 3_000_000
"""The parser allots a table up to the outermost filled cells, whatever lies between."""
MOST_TEXT = 30 * 2**20
LONGEST_CELL = 32_767
"""What Excel itself can hold in a cell."""
MOST_ELEMENTS = 2_500_000
"""Painted rows down to the end of the sheet are two millions; more only costs time."""
MOST_FORMULAS = 1_000
TOO_MUCH = "the sheet holds more than a form can need: delete what does not belong to the form"
CONSTANTS = ("TRUE()", "FALSE()")
"""What some programs write for yes and no."""
REACHES_OUT = re.compile(
    r"\b(?:webservice|hyperlink|call|exec|register(?:\.id)?|rtd|dde|filterxml|image)\s*\(|\||\[\d+\]|://|\\\\",
    re.IGNORECASE,
)


class Worksheet:
    """Feed `markup` with the part; `lengths` are those of the shared texts."""

    def __init__(self, name: str, lengths: list[int]) -> None:
        self.name = name
        self.formulas: list[Formula] = []
        self.text = 0
        self.markup = Markup(self._start, self._end, self._characters)
        self._lengths = lengths
        self._elements = self._cells = self._most_row = self._most_column = 0
        self._row = self._column = 0
        self._kind = ""
        self._value: list[str] | None = None
        self._inline = 0
        self._formula: list[str] | None = None
        self._inside = self._filled = False
        self._outcome = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Refused(TOO_MUCH, self.name)
        match local(name):
            case "row":
                number = attributes.get("r", "")
                if number and not (number.isdecimal() and len(number) < 8):
                    raise Refused(DAMAGED)
                self._row, self._column = int(number) if number else self._row + 1, 0
            case "c":
                self._at(attributes.get("r", ""))
                self._kind = attributes.get("t", "n")
                self._formula, self._filled, self._outcome = None, False, ""
                self._inline = 0
            case "v" | "t":
                self._value = []
            case "f":
                self._formula, self._inside = [], True

    def _at(self, reference: str) -> None:
        """Where this cell stands; without a reference right of the one before."""
        if not reference:
            self._column += 1
            return
        where = position(reference)
        if where is None:
            raise Refused(DAMAGED)
        self._row, self._column = where

    def _characters(self, text: str) -> None:
        if self._inside and self._formula is not None and len(self._formula) < 100:
            self._formula.append(text[:1_000])
        if self._value is not None and (self._kind == "s" or not self._value):
            self._value.append(text[:16])
        if self._value is not None:
            self._inline += len(text)

    def _end(self, name: str) -> None:
        match local(name):
            case "v" | "t":
                self._filled = self._filled or bool(self._value)
                self._outcome = "".join(self._value or ())
                if self._kind == "s":
                    self._inline = self._shared("".join(self._value or ()))
                self._value = None
            case "f":
                self._inside = False
            case "c" if self._filled or self._formula is not None:
                self._count()

    def _shared(self, index: str) -> int:
        number = int(index) if index.strip().isdecimal() and len(index) < 9 else -1
        if not 0 <= number < len(self._lengths):
            raise Refused(DAMAGED)
        return self._lengths[number]

    def _count(self) -> None:
        """Only cells that hold something count: formatted but empty rows to the very end are common."""
        self._cells += 1
        self.text += self._inline
        self._most_row, self._most_column = max(self._most_row, self._row), max(self._most_column, self._column)
        where = f"{self.name}!{letters(self._column)}{self._row}"
        if self._inline > LONGEST_CELL:
            raise Refused(f"the text in this cell has {self._inline:,} characters: at most {LONGEST_CELL:,}", where)
        if self._row > MOST_ROWS:
            raise Refused(f"there is something below row {MOST_ROWS:,}: delete what does not belong to the form", where)
        if self._column > MOST_COLUMNS:
            raise Refused(f"there is something right of column {letters(MOST_COLUMNS)}: delete it", where)
        if self._cells > MOST_CELLS or self._most_row * self._most_column > MOST_AREA or self.text > MOST_TEXT:
            raise Refused(TOO_MUCH, where)
        formula = "".join(self._formula or ())
        if self._formula is not None and formula.upper() not in CONSTANTS and len(self.formulas) < MOST_FORMULAS:
            blank = self._kind != "str" and self._outcome in ("", "0")  # so write programs that cannot compute
            known = self._kind != "e" and not blank
            out = bool(REACHES_OUT.search(formula))
            self.formulas.append(Formula(self.name, self._row, self._column, known, out))


class SharedTexts:
    """The texts that cells point at, by length; `markup` is to be fed with the part."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.markup = Markup(self._start, self._end, self._characters)
        self._inside = False
        self._elements = 0

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        part = local(name)
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Refused("the workbook holds more texts than a form can need")
        if part == "si":
            self.lengths.append(0)
        self._inside = part == "t"

    def _end(self, name: str) -> None:
        self._inside = False

    def _characters(self, text: str) -> None:
        if self._inside and self.lengths:
            self.lengths[-1] += len(text)
