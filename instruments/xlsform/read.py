"""XLSForm in: the bytes of a workbook, a table in Markdown or a CSV become an instrument and an honest list."""

from collections.abc import Mapping

from instruments.bounded.file import Passed, passed, text_of
from instruments.bounded.kind import FileKind
from instruments.bounded.refused import Refused
from instruments.imported import Imported
from instruments.xlsform import workbook, written_tables
from instruments.xlsform.form import Form
from instruments.xlsform.sheets import Book

KINDS = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.MARKDOWN, FileKind.CSV})


def read(
    data: bytes, name: str, *, attachments: Mapping[str, bytes] | None = None, known: Passed | None = None
) -> Imported:
    """The form in the file called `name`, with the lists and tables that come with it as further files.

    Never raises, whatever the bytes: what is too large, damaged or no form is one fault and no instrument. `known` is
    for a caller who has had the file measured already.
    """
    try:
        known = known or passed(data, name)
        if known.kind not in KINDS:
            raise Refused("this is no XLSForm: send .xlsx, .xls, .md or .csv")
        book = _book(known.kind, data)
        if "survey" not in book.sheets:
            raise Refused(_no_survey(book))
    except Refused as refused:
        return Imported(None, (refused.fault,))
    return Form(book, name, known).imported(attachments or {})


def _book(kind: FileKind, data: bytes) -> Book:
    match kind:
        case FileKind.XLSX:
            return workbook.xlsx(data)
        case FileKind.XLS:
            return workbook.xls(data)
        case FileKind.MARKDOWN:
            return written_tables.markdown(text_of(data))
        case _:
            return written_tables.comma_separated(text_of(data))


def _no_survey(book: Book) -> str:
    there = [sheet.name for sheet in book.sheets.values()] + list(book.others)
    seen = f"; there are {', '.join(f'`{name}`' for name in there)}" if there else ""
    return f"there is no sheet `survey` with questions in it{seen}"
