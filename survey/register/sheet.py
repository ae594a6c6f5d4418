"""A table file, CSV or XLSX, as rows of text with their line numbers; nothing in it is trusted."""

import codecs
import csv
import io

import msgspec

from survey.problems import Fault, Invalid, TooLarge
from survey.register.workbook import TOO_LONG, TOO_WIDE, LimitError, workbook_rows
from survey.texts import N_

LARGEST = 8 * 2**20  # bytes of the file as it comes
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 4_000
DELIMITERS = ";,\t|"
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
CANNOT_READ = N_("This file cannot be read as a table")


class Row(msgspec.Struct, frozen=True):
    line: int  # as the person sees it in the file
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(data: bytes) -> Sheet:
    """The table in the file; raises Invalid or TooLarge with what to do."""
    if len(data) > LARGEST:
        raise TooLarge(N_("The file is too large"), advice=N_("Send at most %(most)s MB."), most=LARGEST // 2**20)
    if data.startswith(OLD_OFFICE):
        raise unreadable(N_("This is an old Excel file (.xls) or a protected one: save it as .xlsx or CSV."))
    try:
        lines = (
            workbook_rows(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
            if data.startswith(ZIP)
            else text_rows(decode(data))
        )
    except LimitError as fault:
        raise unreadable(fault.message, **fault.values) from fault
    filled = [Row(line, cells) for line, cells in lines if any(cells)]
    if not filled:
        raise unreadable(N_("The file is empty: the first row must hold the names of the columns."))
    refuse_excess(filled)
    return Sheet(filled[0].cells, tuple(filled[1:]))


def refuse_excess(rows: list[Row]) -> None:
    if len(rows) > MOST_ROWS:
        raise unreadable(TOO_LONG, most=MOST_ROWS)
    if max(len(row.cells) for row in rows) > MOST_COLUMNS:
        raise unreadable(TOO_WIDE, most=MOST_COLUMNS)
    for row in rows:
        if max(map(len, row.cells)) > LONGEST_CELL:
            told = N_("A cell is longer than %(most)s characters: shorten it.")
            raise Invalid(CANNOT_READ, (Fault(f"row {row.line}", told, most=LONGEST_CELL),))


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or, when it is neither, the Windows encoding of Western Europe."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if b"\0" in data[:200]:  # UTF-16 without a mark: every other byte of Latin text is empty
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def text_rows(text: str) -> list[tuple[int, tuple[str, ...]]]:
    first, _, rest = text.partition("\n")
    named = first.strip().lower().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    delimiter = "\t" if first.startswith("sep=\t") else named[:1]
    if delimiter:  # the line that Excel understands
        text = "\n" + rest
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or likely_delimiter(text), strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, tuple(clean(cell) for cell in cells)))
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as fault:
        where = f"row {reader.line_num}"
        told = Fault(where, "A quotation mark is not closed or stands in the wrong place: correct this row.")
        raise Invalid(CANNOT_READ, (told,)) from fault
    return rows


def likely_delimiter(text: str) -> str:
    """What stands most often in the header, outside quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def clean(cell: str) -> str:
    """No control characters, one space where there were several."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in cell).split())


def unreadable(message: str, **values: object) -> Invalid:
    return Invalid(CANNOT_READ, (Fault("", message, **values),))
