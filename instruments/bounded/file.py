"""The gate for every foreign file: size, kind, and what that kind is measured by."""

from collections.abc import Collection

import msgspec

from instruments.bounded import biff, markup, workbook
from instruments.bounded.cell import Formula
from instruments.bounded.kind import FileKind, kind_of
from instruments.bounded.refused import Refused

LARGEST = 10 * 2**20
"""Bytes of the file as it comes."""
SHEETS = frozenset({"survey", "choices", "settings", "external_choices"})


class Passed(msgspec.Struct, frozen=True):
    """What is known of a file that may be parsed."""

    kind: FileKind
    sheets: tuple[str, ...] = ()
    formulas: tuple[Formula, ...] = ()
    macros: bool = False


def passed(data: bytes, name: str, *, sheets: Collection[str] = SHEETS) -> Passed:
    """Measure the file without parsing it. Raises Refused with one sentence that says what to do.

    `sheets` are the names, in lower case, of the worksheets that will be read; the others are only unpacked.
    """
    if len(data) > LARGEST:
        raise Refused(f"the file has {len(data) / 2**20:.0f} MB: send at most {LARGEST // 2**20} MB")
    match kind_of(data, name):
        case FileKind.XLSX:
            found = workbook.scan(data, sheets)
            return Passed(FileKind.XLSX, found.sheets, found.formulas, found.macros)
        case FileKind.XLS:
            return Passed(FileKind.XLS, formulas=biff.scan(data))
        case FileKind.LIMESURVEY:
            markup.measure(data)
            return Passed(FileKind.LIMESURVEY)
        case kind:
            return Passed(kind)


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, or in the code page of a Western Windows; raises Refused."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("the text of the file is damaged: save it as UTF-8")
