"""A document as PDF: typst sets it, tagged and with alternative texts, as PDF/UA-1 and PDF/A-2a ask.

PDF/UA-1 is ISO 14289-1, PDF/A-2a ISO 19005-2 level A. Nothing is fetched, and what is said reaches typst as data.
"""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

from survey.document import Block, Document, Paragraph, Picture, Point, Points, Section, Table
from survey.printing import row_heads
from survey.printing.layout import UPRIGHT, fit
from survey.printing.letters import FONTS, breakable, printable
from survey.printing.pictures import for_print
from survey.texts import N_, translator

TEMPLATE = Path(__file__).parent / "document.typ"
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
REGIONS = {"nb": "no", "nn": "no", "sv": "se", "en": "gb"}
LARGEST = 12_000_000  # characters of the document as data
MOST_ROWS = 5_000  # of all tables
POINT = 0.755  # points to a pixel of a picture, so that the column of the pictures fills that of the page
TALLEST = 640.0  # points: with a caption below it still fits a page
LISTED = 6  # chapters: from so many on there is a table of contents
ADDRESS = re.compile(r"(?:https?://|mailto:)[!-~]{1,2000}")
PATH = re.compile(r"/(?!/)[!-~]{0,2000}")


class Unprintable(ValueError):
    """The document is too large, or it holds what typst refuses."""


def made(document: Document, *, now: datetime, base: str = "") -> bytes:
    """The same document and moment give the same bytes. `base` is the address of this service, for its own links;
    without it they are plain text. Raises Unprintable."""
    try:
        told = msgspec.json.encode(_Told(document, base).document()).decode()
    except ValueError as fault:
        raise Unprintable(str(fault)) from fault
    if len(told) > LARGEST:
        raise Unprintable("the document is too large to be printed")
    try:
        compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts())
        printed: Any = compiler.compile(
            format="pdf", sys_inputs={"document": told}, pdf_standards=[*STANDARDS], timestamp=int(now.timestamp())
        )
    except typst.TypstError as fault:
        raise Unprintable(str(fault)) from fault
    return row_heads.marked(bytes(printed))


@cache
def _fonts() -> typst.Fonts:
    """Those of this folder only: the same page on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


class _Told:
    """One document as the template reads it; the numbers behind its pictures gather at its end."""

    def __init__(self, document: Document, base: str) -> None:
        self._document, self._base = document, base.rstrip("/")
        self._keys = {one.key for section in document.sections for one in (section, *section.sections)}
        self._behind: list[dict[str, Any]] = []
        self._rows = 0

    def document(self) -> dict[str, Any]:
        one, text = self._document, translator(self._document.language)
        return {
            "title": printable(one.title).strip() or "Medlytt",
            "subtitle": printable(one.subtitle),
            "author": "Medlytt",
            "language": one.language,
            "region": REGIONS[one.language],
            "footer": printable(one.footer),
            "contents": len(one.sections) >= LISTED,
            "opening": [self._block(block) for block in one.opening],
            "sections": [self._section(section) for section in one.sections],
            "behind": self._behind,
            "words": {
                "page": text(N_("Page {n} of {of}")),
                "contents": text(N_("Contents")),
                "numbers": text(N_("The numbers")),
                "on_page": text(N_("page {n}")),
                "behind": text(N_("The numbers behind the pictures")),
            },
        }

    def _section(self, one: Section) -> dict[str, Any]:
        return {
            "key": one.key,
            "title": printable(one.title),
            "blocks": [self._block(block) for block in one.blocks],
            "sections": [self._section(inner) for inner in one.sections],
        }

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {
                    "type": "paragraph",
                    "text": breakable(printable(block.text)),
                    "voice": block.voice.value,
                    "href": self._address(block.href),
                    "language": block.language,
                }
            case Points():
                points = [self._point(one) for one in block.points]
                return {"type": "points", "numbered": block.numbered, "points": points}
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)

    def _point(self, one: Point) -> dict[str, str]:
        return {"lead": printable(one.lead), "text": breakable(printable(one.text)), "href": self._address(one.href)}

    def _table(self, one: Table) -> dict[str, Any]:
        self._rows += len(one.rows)
        if self._rows > MOST_ROWS:
            raise ValueError("the document has too many rows to be printed")
        fitted = fit(one)
        return {
            "type": "table",
            "caption": printable(one.caption),
            "head": [printable(cell) for cell in one.head],
            "rows": [[breakable(printable(cell)) for cell in row] for row in one.rows],
            "numbers": sorted(one.numbers),
            "marked": sorted(one.marked),
            "hrefs": [self._address(href) for href in one.hrefs],
            "size": fitted.size,
            "widths": fitted.widths,
            "flipped": fitted.flipped,
        }

    def _picture(self, one: Picture) -> dict[str, Any]:
        drawn = for_print(one.svg)
        scale = min(POINT, UPRIGHT / drawn.width, TALLEST / drawn.height)
        return {
            "type": "picture",
            "svg": printable(drawn.svg),
            "alt": printable(one.alt),
            "caption": printable(one.caption),
            "width": round(drawn.width * scale, 2),
            "numbers": self._numbers(one),
        }

    def _numbers(self, one: Picture) -> str:
        """The label of its table, which stands behind all others."""
        if one.table is None:
            return ""
        key = f"numbers-{len(self._behind) + 1}"
        title = printable(one.caption or one.table.caption)
        table = self._table(msgspec.structs.replace(one.table, caption=""))
        self._behind.append({"key": key, "title": title, "table": table})
        return key

    def _address(self, href: str) -> str:
        """Where it leads on paper; empty where that is nowhere, or nothing that a reader should be led to."""
        if href.startswith("#"):
            return href if href[1:] in self._keys else ""
        if PATH.fullmatch(href):
            return self._base + href if self._base else ""
        return href if ADDRESS.fullmatch(href) else ""
