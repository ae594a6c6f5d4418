"""One row of a sheet, asked for by field: its text, its texts by language, its numbers, and where they stand."""

from collections.abc import Iterator, Mapping

from instruments.language import UNKNOWN, Texts
from instruments.xlsform.headers import MEDIA, SMART, Column, columns
from instruments.xlsform.languages import code_of
from instruments.xlsform.report import Report
from instruments.xlsform.sheets import Row, Sheet

YES = frozenset({"yes", "true", "true()", "1"})
NO = frozenset({"", "no", "false", "false()", "0"})


class Tongues:
    """The languages of a form: their codes, their names, and which one a column without a language is in."""

    def __init__(self, default: str = "") -> None:
        self.names: dict[str, str] = {}
        self.seen: dict[str, None] = {}
        self.default = ""
        if default.lower() != "default":  # which is what KoboToolbox writes where nobody has named a language
            self.default = self.code(default) if default else ""

    def code(self, written: str) -> str:
        """The code of what a header says; nothing said is the default language or `und`."""
        if not written:
            return self.default or UNKNOWN
        code, name = code_of(written)
        if code == UNKNOWN and written.lower() == "default":
            return self.default or UNKNOWN
        if name:
            self.names.setdefault(code, name)
        return code


class Reader:
    """One sheet with its columns sorted out."""

    def __init__(self, sheet: Sheet, kind: str, report: Report, tongues: Tongues) -> None:
        self.sheet, self.report, self.tongues = sheet, report, tongues
        self.columns = columns(sheet.headers, kind)
        self.by_field: dict[str, list[Column]] = {}
        self.codes: dict[int, str] = {}
        used: dict[tuple[str, str], Column] = {}
        for column in self.columns:
            if column.field:
                self._sort_in(column, used)

    def _sort_in(self, column: Column, used: dict[tuple[str, str], Column]) -> None:
        code = self.tongues.code(column.language)
        earlier = used.setdefault((column.field, code), column)
        if earlier is not column:
            where = self.sheet.where(1, column.number)
            one, used_one = column.header, earlier.header
            if one == used_one:
                self.report.fault(where, f"the column `{one}` means the same as `{used_one}`: delete one of them")
            else:
                told = f"the column `{one}` means the same as `{used_one}`, which is used; this one is left out"
                self.report.lose(where, told)
            return
        self.codes[column.number] = code
        self.by_field.setdefault(column.field, []).append(column)
        if column.field == "label" and (column.language or self._holds(column)):
            self.tongues.seen.setdefault(code)

    def _holds(self, column: Column) -> bool:
        return any(column.number in row.cells for row in self.sheet.rows)

    @property
    def unknown(self) -> Iterator[Column]:
        return (column for column in self.columns if not column.field)

    def lines(self) -> Iterator["Line"]:
        return (Line(self, row) for row in self.sheet.rows)


class Line:
    """One row."""

    def __init__(self, reader: Reader, row: Row) -> None:
        self.reader, self.row, self.report = reader, row, reader.report

    def text(self, field: str) -> str:
        """The first filled cell of the field, in any language."""
        return next((self.row.cells[at.number] for at in self._filled(field)), "")

    def expression(self, field: str) -> str:
        """The same with the quotation marks that text programs make straightened."""
        return self.text(field).translate(SMART)

    def texts(self, field: str) -> Texts:
        return {self.reader.codes[at.number]: self.row.cells[at.number] for at in self._filled(field)}

    def media(self) -> dict[str, Texts]:
        found = {medium: self.texts(medium) for medium in MEDIA}
        return {medium: texts for medium, texts in found.items() if texts}

    def flag(self, field: str) -> bool | str:
        """Yes, no, or the expression that says when."""
        text = self.expression(field)
        lowered = text.lower()
        return True if lowered in YES else False if lowered in NO else text

    def condition(self, field: str) -> str:
        """An expression; a plain yes or no would name an item of that name, as pyxform knows too."""
        text = self.expression(field)
        lowered = text.lower()
        return "true()" if lowered in YES else "false()" if text and lowered in NO else text

    def number(self, field: str) -> float | None:
        text = self.text(field)
        if not text:
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            self.report.fault(self.where(field), f"`{text}` is no number")
            return None

    def where(self, field: str = "") -> str:
        """The cell of the field, its first column where the row leaves it empty; without a field the row."""
        known = self.reader.by_field.get(field, ())
        column = next((at for at in self._filled(field)), next(iter(known), None))
        return self.reader.sheet.where(self.row.number, column.number if column else self._first)

    @property
    def _first(self) -> int:
        return min(self.row.cells, default=1)

    def _filled(self, field: str) -> Iterator[Column]:
        return (at for at in self.reader.by_field.get(field, ()) if at.number in self.row.cells)

    def place(self, path: str, fields: Mapping[str, str]) -> None:
        """Remember where the parts of an item stand, by the names of the noun; of two rows the later one is told."""

        def where(part: str) -> str:
            field = fields.get(part, "")
            return self.where(field if field and any(True for _ in self._filled(field)) else "name")

        self.report.places[path] = where


def lose_unknown(reader: Reader, *, keep: bool = False) -> None:
    """One line for each column that holds something and is not known; `keep` where it is kept as it is."""
    for column in () if keep else reader.unknown:
        if any(column.number in row.cells for row in reader.sheet.rows):
            reader.report.lose(
                reader.sheet.where(1, column.number), f"the column `{column.header}` is not used here and is left out"
            )
