"""An XLSX workbook as rows of text: measured member by member before the parser may see it."""

import io
import re
import zipfile
import zlib
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

import python_calamine

from survey.texts import N_

UNPACKED = 40 * 2**20  # bytes of all members together
MOST_MEMBERS = 500
MOST_CELLS = 600_000
MOST_TEXT = 100 * 2**20  # characters if every cell held the longest shared text
BLOCK = 2**16
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
DAMAGED = N_("The workbook is damaged or protected: open it, save it again as .xlsx or CSV, and send that.")
TOO_LONG = N_("The file has more than %(most)s rows: send it in parts.")
TOO_WIDE = N_("The file has more than %(most)s columns: remove those that are not needed.")
TOO_LARGE = N_("The workbook is too large when unpacked: send the one sheet as CSV.")
TOO_MUCH_TEXT = N_("The workbook holds very long texts in very many cells: send only the columns that are needed.")


class LimitError(Exception):
    """The workbook is no workbook, or more than we take; `message` is a message id that says what to do."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def workbook_rows(data: bytes, *, most_rows: int, most_columns: int) -> list[tuple[int, tuple[str, ...]]]:
    """The first sheet that holds anything."""
    measure(data, most_rows=most_rows, most_columns=most_columns)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            if any(any(value != "" for value in row) for row in rows):
                return [(number, tuple(plain(value) for value in row)) for number, row in enumerate(rows, start=1)]
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        raise LimitError(DAMAGED) from fault
    return []


def measure(data: bytes, *, most_rows: int, most_columns: int) -> None:
    """Unpack once, counting: the parser allots a table for the outermost cells, whatever lies between them."""
    meter = Meter(most_rows=most_rows, most_columns=most_columns)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise LimitError(TOO_LARGE)
            for member in members:
                if not member.is_dir():
                    weigh(archive, member, meter)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError) as fault:
        raise LimitError(DAMAGED) from fault
    if meter.cells * max(meter.longest, 1) > MOST_TEXT:
        raise LimitError(TOO_MUCH_TEXT)


def weigh(archive: zipfile.ZipFile, member: zipfile.ZipInfo, meter: "Meter") -> None:
    """Read to the end in blocks: a member that lies about its size fails its checksum here."""
    xml = member.filename.lower().endswith((".xml", ".rels"))
    parser = meter.parser() if xml else None
    with archive.open(member) as file:
        while block := file.read(BLOCK):
            meter.bytes += len(block)
            if meter.bytes > UNPACKED:
                raise LimitError(TOO_LARGE)
            if parser:
                parser.Parse(block)
    if parser:
        parser.Parse(b"", True)


class Meter:
    """What the parts of a workbook add up to."""

    def __init__(self, *, most_rows: int, most_columns: int) -> None:
        self.most_rows = most_rows
        self.most_columns = most_columns
        self.bytes = 0
        self.cells = 0
        self.longest = 0
        self._row = 0
        self._column = 0
        self._text = 0

    def parser(self) -> expat.XMLParserType:
        self._row = 0
        parser = expat.ParserCreate(namespace_separator="|")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _doctype(self, *_: object) -> None:
        raise LimitError(DAMAGED)  # no office program writes one; it is how entities are made to explode

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition("|")[2]:
            case "row":
                self._row = whole(attributes.get("r", str(self._row + 1)))
                self._column = 0
            case "c":
                self._at(attributes.get("r", ""))
            case "v" | "is":
                self._filled()
            case "si":
                self._text = 0

    def _end(self, name: str) -> None:
        if name.endswith("|si"):
            self.longest = max(self.longest, self._text)

    def _characters(self, text: str) -> None:
        self._text += len(text)

    def _at(self, reference: str) -> None:
        """Where this cell stands; without a reference right of the one before."""
        if not reference:
            self._column += 1
            return
        found = REFERENCE.match(reference.upper())
        if not found:
            raise LimitError(DAMAGED)
        self._column, self._row = column(found[1]), int(found[2])

    def _filled(self) -> None:
        """Only cells that hold something make the table larger: a formatted but empty last row is common."""
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise LimitError(N_("The workbook has too many cells: send only the columns that are needed."))
        if self._column > self.most_columns:
            raise LimitError(TOO_WIDE, most=self.most_columns)
        if self._row > self.most_rows + 1:
            raise LimitError(TOO_LONG, most=self.most_rows)


def whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 8:
        raise LimitError(DAMAGED)
    return int(text)


def column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def plain(value: Any) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as ISO dates."""
    match value:
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case _:
            return " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)).split())
