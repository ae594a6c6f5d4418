"""What kind of file it is, by its content first and its name last."""

from enum import StrEnum
from pathlib import PurePath

from instruments.bounded.refused import Refused


class FileKind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    MARKDOWN = "md"
    CSV = "csv"
    LIMESURVEY = "lss"
    JSON = "json"
    TOML = "toml"


ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGE = "EncryptedPackage".encode("utf-16-le")
OLD_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
OLDEST_BOOKS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
OTHER_BINARIES = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"Rar!": "an archive"}
HEAD = 4_096
SAVE = "open it and save it as .xlsx"


def kind_of(data: bytes, name: str) -> FileKind:
    """The kind of the file; raises Refused for what is none that we read."""
    if not data.strip():
        raise Refused("the file is empty")
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _zip(data)
    if data.startswith(OLD_OFFICE):
        return _old_office(data)
    if data.startswith(OLDEST_BOOKS):
        raise Refused(f"this workbook is older than Excel 97: {SAVE}")
    for start, called in OTHER_BINARIES.items():
        if data.startswith(start):
            raise Refused(f"this is {called}, not a form")
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if b"\0" in head and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("this is not a form: send .xlsx, .xls, .md, .csv, .lss, .json or .toml")
    return _text(head.lstrip(), PurePath(name).suffix.lower())


def _zip(data: bytes) -> FileKind:
    if b"xl/workbook.bin" in data:
        raise Refused(f"this is a binary workbook (.xlsb): {SAVE}")
    if b"xl/" in data:
        return FileKind.XLSX
    if b"application/vnd.oasis.opendocument" in data:
        raise Refused(f"this is an OpenDocument file: {SAVE}")
    if b"word/" in data:
        raise Refused("this is a text document, not a form")
    raise Refused("this is an archive without a workbook in it: unpack it and send the form")


def _old_office(data: bytes) -> FileKind:
    if PACKAGE in data:
        raise Refused("the workbook is protected with a password: take the protection away and save it again")
    if any(book in data for book in OLD_BOOKS):
        return FileKind.XLS
    raise Refused("this is an old office document, not a workbook")


def _text(head: bytes, suffix: str) -> FileKind:
    lowered = head.lower()
    if lowered.startswith(b"<"):
        return _markup(lowered)
    if suffix == ".toml":
        return FileKind.TOML
    if suffix == ".json" or lowered.startswith(b"{"):
        return FileKind.JSON
    if suffix in (".md", ".markdown") or (suffix != ".csv" and lowered.count(b"|") >= 5):
        return FileKind.MARKDOWN
    if suffix in (".csv", ".txt", ".tsv"):
        return FileKind.CSV
    if suffix in (".xlsx", ".xlsm", ".xls"):
        raise Refused(f"the file is called {suffix} but is no workbook: {SAVE}")
    raise Refused("this is not a form: send .xlsx, .xls, .md, .csv, .lss, .json or .toml")


def _markup(lowered: bytes) -> FileKind:
    if b"<limesurveydoctype" in lowered:
        return FileKind.LIMESURVEY
    if b"office:spreadsheet" in lowered:
        raise Refused(f"this is a workbook in the XML of Excel 2003: {SAVE}")
    if b"www.w3.org/2002/xforms" in lowered:
        raise Refused("this is an XForm: send the XLSForm that it was made from")
    if b"<html" in lowered or b"<table" in lowered or b"<!doctype html" in lowered:
        raise Refused(f"this is a web page saved under the name of a workbook: {SAVE}")
    if b"<!doctype" in lowered or b"<!entity" in lowered:
        raise Refused("the file declares entities, which no form needs: it is not read")
    raise Refused("this XML is no form that we know: send .xlsx, .xls, .md, .csv, .lss, .json or .toml")
