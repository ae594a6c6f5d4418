"""An .xlsx workbook measured before a parser may see it: its archive, its texts and the sheets that will be read."""

import zipfile
from collections.abc import Collection, Iterator
from posixpath import join, normpath

import msgspec

from instruments.bounded.archive import SMALL, UNPACKED, blocks, opened, weigh
from instruments.bounded.cell import Formula
from instruments.bounded.markup import DAMAGED, Markup, local
from instruments.bounded.refused import Refused
from instruments.bounded.worksheet import SharedTexts, Worksheet

BOOK = "xl/workbook.xml"
MOST_SHEETS = 100


class Scan(msgspec.Struct, frozen=True):
    sheets: tuple[str, ...]
    formulas: tuple[Formula, ...]
    macros: bool


def scan(data: bytes, read: Collection[str]) -> Scan:
    """Measure the workbook; of its sheets those called as in `read` (lower case), and the only one. Raises Refused."""
    with opened(data) as archive:
        if BOOK not in archive.namelist():
            raise Refused(DAMAGED)
        weigh(archive, len(data), lambda _name, _block: None)
        parts = _sheets(archive)
        lengths = _lengths(archive)
        formulas: list[Formula] = []
        for name, part in parts.items():
            if len(parts) == 1 or name.strip().lower() in read:
                sheet = Worksheet(name, lengths)
                _feed(archive, part, sheet.markup)
                formulas += sheet.formulas
        macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    return Scan(tuple(parts), tuple(formulas), macros)


def _feed(archive: zipfile.ZipFile, part: str, markup: Markup, *, most: int = UNPACKED) -> None:
    if part not in archive.namelist() or archive.getinfo(part).file_size > most:
        raise Refused(DAMAGED)
    for block in blocks(archive, part):
        markup.feed(block)
    markup.feed(b"", True)


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet, by the name on its tab."""
    relations: dict[str, str] = {}
    ids: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and "Id" in attributes:
            relations[attributes["Id"]] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            ids[attributes.get("name", "")] = next(_relation_id(attributes), "")

    _feed(archive, "xl/_rels/workbook.xml.rels", Markup(relation), most=SMALL)
    _feed(archive, BOOK, Markup(sheet), most=SMALL)
    if len(ids) > MOST_SHEETS:
        raise Refused(f"the workbook has more than {MOST_SHEETS} sheets: delete those that do not belong to the form")
    parts = {name: normpath(join("/xl", relations.get(code, ""))).lstrip("/") for name, code in ids.items()}
    return {name: part for name, part in parts.items() if "worksheets/" in part}


def _relation_id(attributes: dict[str, str]) -> Iterator[str]:
    return (value for key, value in attributes.items() if key.endswith(":id"))


def _lengths(archive: zipfile.ZipFile) -> list[int]:
    texts = SharedTexts()
    part = next((name for name in archive.namelist() if name.lower() == "xl/sharedstrings.xml"), "")
    if part:
        _feed(archive, part, texts.markup)
    return texts.lengths
