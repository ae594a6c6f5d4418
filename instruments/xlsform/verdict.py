"""What pyxform, the converter of ODK and KoboToolbox, says of the same rows."""

import re

from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from instruments.xlsform.sheets import Book, Sheet

ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")


def refusal(book: Book, name: str) -> tuple[str, str] | None:
    """Where and why it refuses the form; None where it takes it."""
    try:
        workbook_to_json(_definition(book), fallback_form_name=name, warnings=[])
    except PyXFormError as refused:
        return _told(str(refused), book)
    except Exception as fault:  # a form nobody thought of makes it stumble; that is no reason for us to fall
        return "survey", f"it cannot be converted ({type(fault).__name__}: {fault})"
    return None


def _definition(book: Book) -> DefinitionData:
    sheets: dict[str, object] = {}
    for key, sheet in book.sheets.items():
        sheets[key] = _rows(sheet)
        sheets[f"{key}_header"] = [dict.fromkeys(sheet.headers.values())]
    return DefinitionData(sheet_names=[sheet.name for sheet in book.sheets.values()], **sheets)


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """Empty rows stay, so that the numbers are right."""
    rows: list[dict[str, str]] = []
    for row in sheet.rows:
        rows.extend({} for _ in range(row.number - 2 - len(rows)))
        rows.append({sheet.headers[at]: text for at, text in row.cells.items() if at in sheet.headers})
    return rows


def _told(message: str, book: Book) -> tuple[str, str]:
    found = ROW.search(message)
    text = " ".join(ROW.sub("", message).split())
    if not found:
        return "survey", text
    sheet = book.sheets.get("choices" if "choices' sheet" in text else "survey")
    return (sheet.where(int(found[1]), min(sheet.headers)) if sheet else f"survey row {found[1]}"), text
