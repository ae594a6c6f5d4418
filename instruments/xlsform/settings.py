"""The settings sheet: what the form is called, its version, its style, and what is ours."""

import re
from pathlib import PurePath
from typing import Any

import msgspec

from instruments.instrument import Purpose, Style
from instruments.language import Texts
from instruments.xlsform.fields import listed
from instruments.xlsform.reading import NO, YES, Line, Reader
from instruments.xlsform.report import Report

KNOWN_STYLES = {"pages": Style.PAGES}


class Settings(msgspec.Struct):
    """What the sheet says, before it is known which languages the questions are in."""

    title: str = ""
    id: str = ""
    default_language: str = ""
    """As the file writes it."""
    titles: Texts = {}
    duplicates: bool = False
    """One value may stand twice in a list."""
    more: dict[str, Any] = {}
    """Further fields of the instrument."""


def default_language(line: Line | None) -> str:
    return line.text("default_language") if line else ""


def settings_of(line: Line | None, report: Report) -> Settings:
    if line is None:
        return Settings()
    more: dict[str, Any] = {
        "edition": line.text("version"),
        "style": _style(line, report),
        "intro": line.texts("medlytt_intro"),
        "purpose": _purpose(line, report),
        "anonymous": _anonymous(line, report),
        "drafts": tuple(listed(line.text("medlytt_drafts"))),
        **_version(line, report),
    }
    if "version" in more and more["edition"] == str(more["version"]):
        del more["edition"]
    _lose_rest(line.reader, report)
    return Settings(
        line.text("form_title"),
        line.text("form_id"),
        default_language(line),
        line.texts("medlytt_title"),
        line.text("allow_choice_duplicates").lower() in YES,
        {field: value for field, value in more.items() if value},
    )


def _version(line: Line, report: Report) -> dict[str, int]:
    text = line.text("medlytt_version")
    if not text:
        return {}
    if text.isdecimal() and 0 < int(text) < 1_000_000:
        return {"version": int(text)}
    report.fault(line.where("medlytt_version"), f"`{text}` is no version: they count from 1")
    return {}


def _style(line: Line, report: Report) -> Style | None:
    words = line.text("style").lower().split()
    rest = [word for word in words if word not in KNOWN_STYLES]
    if rest:
        report.lose(line.where("style"), f"the style `{' '.join(rest)}` is not known here and is left out")
    return Style.PAGES if "pages" in words else None


def _purpose(line: Line, report: Report) -> Purpose | None:
    text = line.text("medlytt_purpose").lower().replace("-", "_").replace(" ", "_")
    if not text or text in list(Purpose):
        return Purpose(text) if text else None
    report.fault(line.where("medlytt_purpose"), f"`{text}` is not known here; it may be: {', '.join(Purpose)}")
    return None


def _anonymous(line: Line, report: Report) -> bool:
    text = line.text("medlytt_anonymous").lower()
    if text not in YES | NO:
        report.fault(line.where("medlytt_anonymous"), f"`{text}` is neither yes nor no")
    return text in YES


def _lose_rest(reader: Reader, report: Report) -> None:
    first, *others = reader.sheet.rows
    for column in reader.unknown:
        if column.number in first.cells:
            report.lose(
                reader.sheet.where(first.number, column.number),
                f"the setting `{column.header}` has no meaning here and is left out",
            )
    for row in others:
        report.lose(reader.sheet.where(row.number, min(row.cells)), "settings have one row: this one is left out")


def identity(written: str, file: str) -> str:
    """An id of letters, digits, `_`, `-` and `.`, from what the form says or what the file is called."""
    text = written or PurePath(file).stem
    return re.sub(r"[^\w.-]+", "-", text).strip("-.") or "form"
