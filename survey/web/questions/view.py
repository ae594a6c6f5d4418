"""Entries become Questions: texts in the reader's language, answers as fields show them."""

import re
from collections.abc import Iterable

import msgspec

from instruments.entry import Entry
from instruments.instrument import CHOOSING, MARK, NUMBERS, UPLOADS, Item, Kind
from instruments.reading import number_text
from instruments.scale import bounds, plain
from survey.web.questions import numbers
from survey.web.questions.look import is_header, look
from survey.web.questions.media import Address, media
from survey.web.questions.options import options
from survey.web.questions.question import HOLDERS, Look, Question
from survey.web.questions.said import Reader, Said, Value, said, verbatim

ZONE = re.compile(r"(:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$")


def nowhere(name: str) -> str | None:
    """Nothing is attached."""
    return None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """For whom questions are made, and what is known beside the answers."""

    reader: Reader
    fresh: frozenset[str] = frozenset()
    """Paths that the page brings up because of what was just sent."""
    address: Address = nowhere
    """Of an attached file."""
    uploads: bool = False
    """Whether files can be handed in here."""


def questions(entries: Iterable[Entry], view: View) -> tuple[Question, ...]:
    """What a page shows of these, in order."""
    return tuple(question(entry, view) for entry in entries)


def question(entry: Entry, view: View) -> Question:
    item, reader, value = entry.item, view.reader, value_in(entry)
    kind = look_of(entry, view)
    label = said(item.label, reader, value)
    shown = media(item.media, reader.language, about=label.plain, address=view.address)
    low, high = _ends(item) if kind is Look.NUMBER and item.kind is Kind.RANGE else ("", "")
    matrix = kind is Look.MATRIX
    inner = tuple(one for one in entry.entries if not (matrix and is_header(one.item)))
    return Question(
        path=entry.path,
        item=item.name,
        kind=item.kind,
        look=kind,
        label=label if label or shown or kind in HOLDERS or kind is Look.NOTE else verbatim(item.name),
        hint=said(item.hint, reader, value),
        guidance=said(item.guidance, reader, value),
        media=shown,
        options=options(entry, reader, address=view.address, value=value),
        value=field_value(entry, reader.language),
        hidden=not entry.relevant or nothing_offered(entry),
        required=entry.required,
        varies=isinstance(item.required, str),
        read_only=entry.read_only,
        fresh=entry.path in view.fresh,
        usual=bool(item.default),
        looks=item.looks,
        low=low,
        high=high,
        head=_columns(entry, reader) if matrix else (),
        inner=_instances(entry, label, view) if kind is Look.REPEAT else questions(inner, view),
        counted=entry.counted,
    )


def nothing_offered(entry: Entry) -> bool:
    """Whether there is nothing to choose from yet: another answer has to come first."""
    return entry.item.kind in CHOOSING and not entry.choices and not entry.item.may_be


def look_of(entry: Entry, view: View) -> Look:
    """A file that cannot be handed in here is only a note."""
    if entry.item.kind in UPLOADS and not view.uploads:
        return Look.NOTE
    if entry.item.kind is Kind.REPEAT and not entry.path.rpartition(".")[2].isdecimal():
        return Look.REPEAT
    return look(entry.item, entry.choices)


def value_in(entry: Entry) -> Value:
    """What its texts mention; three dots for what nobody has answered yet."""
    return lambda name: entry.says.get(name) or "…"


def field_value(entry: Entry, language: str) -> str:
    """The answer as its element shows it; why there is none is told by an option."""
    if entry.raw.startswith(MARK) and entry.raw.removeprefix(MARK) in entry.item.may_be:
        return ""
    if entry.item.kind in NUMBERS:
        return numbers.shown(entry.raw, language)
    if entry.item.kind in (Kind.TIME, Kind.DATETIME):
        return ZONE.sub(r"\1", entry.raw).replace(" ", "T")
    return entry.raw


def _columns(matrix: Entry, reader: Reader) -> tuple[Said, ...]:
    """What stands above the choices, from the first row that has some."""
    choices = next((one.choices for one in matrix.entries if one.choices), ())
    return tuple(said(choice.label, reader) or verbatim(choice.value) for choice in choices)


def _instances(repeat: Entry, label: Said, view: View) -> tuple[Question, ...]:
    return tuple(
        msgspec.structs.replace(question(entry, view), instance=number, label=_numbered(label, number))
        for number, entry in enumerate(repeat.entries, 1)
    )


def _numbered(label: Said, number: int) -> Said:
    if not label:
        return verbatim(str(number))
    return msgspec.structs.replace(label, html=label.html + f" {number}", plain=f"{label.plain} {number}", mark="")


def _ends(item: Item) -> tuple[str, str]:
    """Of a scale that is too long to be shown step by step."""
    try:
        low, high, _ = bounds(item)
    except (ValueError, ZeroDivisionError):
        return "", ""
    return number_text(plain(low)), number_text(plain(high))
