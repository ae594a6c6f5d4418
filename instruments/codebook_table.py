"""A category scheme as a CSV that staff edit in a spreadsheet: one row a category, one column a text and language."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from instruments import codebook_check, shape
from instruments.bounded.file import LARGEST, text_of
from instruments.bounded.lines import DELIMITERS, lines
from instruments.bounded.refused import Refused
from instruments.codebook import Axis, Category, Codebook
from instruments.fault import Fault, Severity
from instruments.language import Texts
from instruments.scenario import FORMS

FIELDS = ("name", "definition", "belongs", "does_not")
PLAIN = ("axis", "code", "instead")
TEXT = re.compile(rf"({'|'.join(FIELDS)})_([a-z]{{2,3}}(?:-[a-z0-9]{{2,8}})*)")
CALCULATES = re.compile(r"'*\s*[=+\-@]")
"""How a cell begins that a spreadsheet takes for a formula, or for one that was made harmless."""
PLACE = re.compile(r"axes\[(\d+)\]\.categories\[(\d+)\]\.?(.*)")
WHOLE = re.compile(r"axes\[(\d+)\]\.(categories|none)")
BOM = "\N{BYTE ORDER MARK}"
Row = dict[str, str]


class Read(msgspec.Struct, frozen=True):
    """What a file says, or why it cannot be used; places are `row 5, name_nb`, row 1 being the head."""

    codebook: Codebook | None
    faults: tuple[Fault, ...] = ()


def to_csv(codebook: Codebook, *, delimiter: str = ";") -> bytes:
    """UTF-8 with a byte order mark; cells that a spreadsheet would calculate get an apostrophe before them."""
    languages = dict.fromkeys((*FORMS, *sorted(_languages(codebook))))
    columns = ["axis", "code", *(f"{field}_{language}" for field in FIELDS for language in languages), "instead"]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    for axis in codebook.axes:
        for one in axis.categories:
            texts = {f"{field}_{language}": text for field in FIELDS for language, text in _texts(one, field).items()}
            row = {"axis": axis.code, "code": one.code, "instead": one.instead} | texts
            writer.writerow({column: harmless(cell) for column, cell in row.items()})
    return (BOM + out.getvalue()).encode()


def from_csv(data: bytes, base: Codebook) -> Read:
    """The categories of a CSV on the axes of `base`, whose version it keeps and says nothing of changes.

    Separated by semicolons, commas or tabs; UTF-8, UTF-16 or Windows' Western encoding. A column that is not there
    leaves the words of `base` as they are; a row that is not there takes its category away.
    """
    try:
        rows, faults = _rows(data)
    except Refused as refused:
        return Read(None, (refused.fault,))
    for number, row in rows:
        faults += _row_faults(number, row, base)
    if any(fault.severity is Severity.ERROR for fault in faults):
        return Read(None, tuple(faults))
    placed = {axis.code: [(number, row) for number, row in rows if row["axis"] == axis.code] for axis in base.axes}
    axes = tuple(_axis(axis, [row for _, row in placed[axis.code]]) for axis in base.axes)
    made = msgspec.structs.replace(base, changes=(), axes=axes)
    numbers = [[number for number, _ in placed[axis.code]] for axis in base.axes]
    checked = [told for fault in codebook_check.faults(made) if (told := _in_file(fault, numbers, base))]
    broken = any(fault.severity is Severity.ERROR for fault in checked)
    return Read(None if broken else made, (*faults, *checked))


def harmless(text: str) -> str:
    return f"'{text}" if CALCULATES.match(text) else text


def restored(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith("'") and CALCULATES.match(cell[1:]) else cell


def _languages(codebook: Codebook) -> set[str]:
    every = (texts for axis in codebook.axes for one in axis.categories for texts in (_texts(one, f) for f in FIELDS))
    return {language for texts in every for language in texts}


def _texts(category: Category, field: str) -> Texts:
    texts: Texts = getattr(category, field)
    return texts


def _rows(data: bytes) -> tuple[list[tuple[int, Row]], list[Fault]]:
    """The rows that say something with their numbers as a spreadsheet shows them. Raises Refused."""
    if len(data) > LARGEST:
        raise Refused(f"the file has {len(data) / 2**20:.0f} MB: send at most {LARGEST // 2**20} MB")
    text = text_of(data).replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    named = first.casefold().startswith("sep=")
    delimiter = first[4:5] if named and first[4:5] in DELIMITERS else max(DELIMITERS, key=first.count)
    try:
        cells = list(csv.reader(lines(text), delimiter=delimiter or ";"))[named:]
    except csv.Error as fault:
        raise Refused(f"the file cannot be read as CSV: {fault}") from fault
    head = ["_".join(cell.split()).casefold() for cell in (cells[0] if cells else [])]
    faults = list(_head_faults(head))
    if any(fault.severity is Severity.ERROR for fault in faults):
        return [], faults
    found: list[tuple[int, Row]] = []
    for number, row in enumerate(cells[1:], 2 + named):
        if any(cell.strip() for cell in row[len(head) :]):
            faults.append(Fault(f"row {number}", "has more cells than the head: put a text with separators in quotes"))
        if any(cell.strip() for cell in row):
            padded = [*row, *[""] * (len(head) - len(row))]
            known = {name: restored(cell.strip()) for name, cell in zip(head, padded, strict=False) if _known(name)}
            found.append((number, known))
    return found, faults


def _known(column: str) -> bool:
    return column in PLAIN or bool(TEXT.fullmatch(column))


def _head_faults(head: Sequence[str]) -> Iterator[Fault]:
    for needed in ("axis", "code"):
        if needed not in head:
            yield Fault("row 1", f"lacks the column `{needed}`; the first row names the columns")
    if not any(column.startswith("name_") for column in head):
        yield Fault("row 1", "lacks the names of the categories: a column `name_nb`, `name_sv` ...")
    for index, column in enumerate(head):
        if _known(column) and column in head[:index]:
            yield Fault("row 1", f"names the column `{column}` twice")
        if column and not _known(column):
            usual = [*PLAIN, *(f"{field}_{language}" for field in FIELDS for language in FORMS)]
            told = shape.suggestion(column, usual) if len(column) < 40 else ""
            near = told if "did you mean" in told else ""
            yield Fault("row 1", f"the column `{column}` is not read{near}", Severity.WARNING)


def _row_faults(number: int, row: Row, base: Codebook) -> Iterator[Fault]:
    known = [axis.code for axis in base.axes]
    if row["axis"] not in known:
        yield Fault(f"row {number}, axis", f"there is no axis `{row['axis']}`{shape.suggestion(row['axis'], known)}")


def _axis(axis: Axis, rows: Sequence[Row]) -> Axis:
    old = {one.code: one for one in axis.categories}
    made = tuple(_category(row, old.get(row["code"])) for row in rows)
    return msgspec.structs.replace(axis, categories=made)


def _category(row: Row, old: Category | None) -> Category:
    """A row of the file; what it has no column for stays as it was."""
    there = old or Category(code=row["code"], name={})
    texts = {field: _put(_texts(there, field), field, row) for field in FIELDS}
    return Category(code=row["code"], instead=row.get("instead", there.instead), **texts)


def _put(texts: Mapping[str, str], field: str, row: Row) -> Texts:
    told = {found[2]: row[column] for column in row if (found := TEXT.fullmatch(column)) and found[1] == field}
    languages = dict.fromkeys((*texts, *told))
    found_texts = {language: told.get(language, texts.get(language, "")) for language in languages}
    return {language: text for language, text in found_texts.items() if text}


def _in_file(fault: Fault, numbers: Sequence[Sequence[int]], base: Codebook) -> Fault | None:
    """The same fault where the person who edited the file finds it; None for what the file does not hold."""
    if place := PLACE.match(fault.where):
        number = numbers[int(place[1])][int(place[2])]
        column = place[3].replace(".", "_")
        return msgspec.structs.replace(fault, where=f"row {number}, {column}" if column else f"row {number}")
    if not (whole := WHOLE.fullmatch(fault.where)):
        return None
    axis = base.axes[int(whole[1])]
    if whole[2] == "categories":
        return msgspec.structs.replace(fault, where="file")
    return Fault("file", f"has no row for `{axis.none}` of `{axis.code}`: it says none of these and must stay")
