"""A document to be read: sections of text, tables and pictures in one language; a page, and a PDF in print."""

from enum import StrEnum
from typing import ClassVar

import msgspec


class Voice(StrEnum):
    """How a paragraph is said."""

    PLAIN = "plain"
    LEAD = "lead"
    """The answer to the reader's first question; larger."""
    NOTE = "note"
    """A source or a limit; smaller."""
    QUOTE = "quote"


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    kind: ClassVar[str] = "paragraph"
    text: str
    voice: Voice = Voice.PLAIN
    href: str = ""
    """The whole paragraph leads there: a path of this service, `#` and the key of a section, or an address."""
    language: str = ""
    """Where it is another than that of the document, as what somebody wrote may be."""


class Point(msgspec.Struct, frozen=True):
    """One entry of a list: what it is about, set off, and what is said of it."""

    text: str
    lead: str = ""
    href: str = ""


class Points(msgspec.Struct, frozen=True, tag="points"):
    kind: ClassVar[str] = "points"
    points: tuple[Point, ...]
    numbered: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True, tag="table"):
    """Cells are told as they are read. The first cell of each row is its head; columns named in `numbers` (from 0) are
    set to the right; rows named in `marked` (from 0) are the reader's own."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    hrefs: tuple[str, ...] = ()
    """Where the head of each row leads, "" for nowhere; as many as rows, or none."""


class Picture(msgspec.Struct, frozen=True, kw_only=True, tag="picture"):
    """`alt` says what is to be seen for those who do not see it; `table` holds the numbers that were drawn."""

    kind: ClassVar[str] = "picture"
    svg: str
    alt: str
    caption: str = ""
    table: Table | None = None


Block = Paragraph | Points | Table | Picture


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """`key` names it in the address of the page, in every language the same."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    sections: tuple["Section", ...] = ()
    """One level further down, no more."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    subtitle: str = ""
    language: str
    """nb, nn, sv or en."""
    opening: tuple[Block, ...] = ()
    sections: tuple[Section, ...]
    footer: str = ""
    """Stands at the foot of each printed page: who says this, of what, when."""
