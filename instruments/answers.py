"""Answers to an instrument: which items are asked, which answers cannot stand and why, what the rest is worth."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from instruments.form import Field, Form, form_of
from instruments.instrument import ANSWERED, CHOOSING, HOLDING, UNSEEN, Instrument, Kind
from instruments.language import in_language
from instruments.reading import marked, reason
from instruments.scale import on_scale
from instruments.sheet import Cell, Sheet

Values = dict[str, Any]
"""What is stored, by item: text, number, ISO date, list of chosen values; a repeat is a list of such objects."""


class Refusal(StrEnum):
    """Why an answer cannot stand."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"
    TYPE = "type"
    CHOICE = "choice"
    IRRELEVANT = "irrelevant"
    UNKNOWN = "unknown"


class Problem(msgspec.Struct, frozen=True):
    """`item` is a path (`calls.2.time`); `own`: the message is the instrument's, in the language asked for."""

    item: str
    kind: Refusal
    message: str
    own: bool = False


class Checked(msgspec.Struct, frozen=True):
    """What may be stored, and what was refused; a draft may be kept while `required` is the only refusal."""

    values: Values
    relevant: tuple[str, ...]
    problems: tuple[Problem, ...]


def check(
    instrument: Instrument,
    answers: Mapping[str, Any],
    *,
    now: datetime | None = None,
    seed: str = "",
    language: str = "en",
) -> Checked:
    """Keep every answer that stands; whatever comes in, nothing irrelevant, unknown or constrained is in `values`.

    `answers`: item -> answer, a repeat a list of such objects; each answer as a value or as the text of a form
    field. A key that is absent lets the default apply, a blank one does not. `now` has a zone. `language` is that of
    the messages; values do not depend on it. Raises ValueError where an expression asks for the time and nobody
    says it.
    """
    form = form_of(instrument)
    sheet = Sheet(form, form.world(now=now, seed=seed), answers=answers)
    refused = {cell.path: Refusal.TYPE for cell in sheet.leaves() if cell.unreadable}
    while wrong := {cell.path: kind for cell in sheet.leaves() if (kind := _refusal(sheet, cell))}:
        refused |= wrong
        sheet.refuse(wrong)
    problems = list(_problems(sheet, refused, language))
    problems += [_problem(path, kind) for path, kind in _strange(form, answers)]
    relevant = dict.fromkeys(cell.field.item.name for cell in sheet.leaves() if cell.node.relevant)
    return Checked(stored(sheet), tuple(relevant), tuple(problems))


def _refusal(sheet: Sheet, cell: Cell) -> Refusal | None:
    """Why a value that could be read cannot stand; irrelevant ones are left alone, they may become relevant."""
    if cell.value == "" or not cell.node.relevant:
        return None
    item = cell.field.item
    if isinstance(cell.value, str) and marked(item, cell.value):
        return None if reason(cell.value) in item.may_be else Refusal.CHOICE
    if item.kind in CHOOSING and not _chosen(sheet, cell):
        return Refusal.CHOICE
    if item.kind is Kind.RANGE and not on_scale(item, cell.value):
        return Refusal.CONSTRAINT
    return None if cell.holds("constraint", usual=True) else Refusal.CONSTRAINT


def _chosen(sheet: Sheet, cell: Cell) -> bool:
    """Whether all that was chosen is offered; a ranking names everything that is."""
    chosen = cell.value if isinstance(cell.value, list) else [cell.value]
    if not all(value in cell.field.choices for value in chosen):
        return False
    if "choice_filter" not in cell.field.expressions and cell.field.item.kind is not Kind.RANK:
        return True
    offered = {choice.value for choice in sheet.offered(cell)}
    return set(chosen) == offered if cell.field.item.kind is Kind.RANK else offered.issuperset(chosen)


def stored(sheet: Sheet) -> Values:
    """The values of what is relevant and not empty."""
    return _stored(sheet, sheet.form.inside[None], "")


def _stored(sheet: Sheet, fields: Iterable[Field], prefix: str) -> Values:
    found: Values = {}
    for field in fields:
        name = field.item.name
        path = prefix + name
        if field.item.kind is Kind.GROUP:
            found |= _stored(sheet, sheet.form.inside[field.at], prefix)
        elif field.item.kind is Kind.REPEAT:
            instances = [
                _stored(sheet, sheet.form.inside[field.at], f"{path}.{number}.")
                for number, cell in enumerate(sheet.slots[path].instances, 1)
                if cell.node.relevant
            ]
            found |= {name: instances} if instances else {}
        elif (cell := sheet.cells[path]).node.relevant and cell.value != "":
            found[name] = cell.value
    return found


def _problems(sheet: Sheet, refused: Mapping[str, Refusal], language: str) -> Iterator[Problem]:
    for cell in sheet.leaves():
        item = cell.field.item
        if kind := refused.get(cell.path):
            yield _told(cell, kind, language)
        elif not cell.node.relevant:
            if cell.told and item.kind not in UNSEEN:
                yield _problem(cell.path, Refusal.IRRELEVANT)
        elif cell.value == "" and _can_be_answered(sheet, cell) and cell.holds("required", usual=item.required is True):
            yield _told(cell, Refusal.REQUIRED, language)
    yield from (_problem(path, Refusal.IRRELEVANT) for path in sheet.beyond)


def _can_be_answered(sheet: Sheet, cell: Cell) -> bool:
    """A row of headings in a matrix takes no answer, nor does a choice whose filter leaves nothing."""
    item = cell.field.item
    if item.kind not in ANSWERED or (item.kind in CHOOSING and "label" in item.looks):
        return False
    return "choice_filter" not in cell.field.expressions or bool(sheet.offered(cell))


def _told(cell: Cell, kind: Refusal, language: str) -> Problem:
    """In the instrument's own words where it has some."""
    item = cell.field.item
    own = {Refusal.REQUIRED: item.required_message, Refusal.CONSTRAINT: item.constraint_message}.get(kind, {})
    words = in_language(own, language)
    return Problem(cell.path, kind, words, own=True) if words else _problem(cell.path, kind)


_MESSAGES = {
    Refusal.REQUIRED: "an answer is needed here",
    Refusal.CONSTRAINT: "this is outside what can be answered here",
    Refusal.TYPE: "this cannot be read as an answer to this question",
    Refusal.CHOICE: "this is none of the choices",
    Refusal.IRRELEVANT: "this is not asked, given the other answers",
    Refusal.UNKNOWN: "the instrument has no such item",
}


def _problem(path: str, kind: Refusal) -> Problem:
    return Problem(path, kind, _MESSAGES[kind])


def _strange(
    form: Form, answers: Mapping[str, Any], prefix: str = "", *, inside: Field | None = None
) -> Iterator[tuple[str, Refusal]]:
    """Answers that have no place: to no item, to one that stands elsewhere, to a group or repeat as if it were one."""
    for name, given in answers.items():
        field = form.by_name.get(name)
        path = prefix + str(name)
        if field is None or not _stands(field, inside):
            yield path, Refusal.UNKNOWN
        elif field.item.kind is Kind.GROUP and isinstance(given, Mapping):
            yield from _strange(form, given, prefix, inside=field)
        elif field.item.kind is Kind.REPEAT and isinstance(given, list | tuple):
            for number, one in enumerate(given, 1):
                if isinstance(one, Mapping):
                    yield from _strange(form, one, f"{path}.{number}.", inside=field)
                elif one:
                    yield f"{path}.{number}", Refusal.TYPE
        elif field.item.kind in HOLDING and given:
            yield path, Refusal.TYPE


def _stands(field: Field, inside: Field | None) -> bool:
    """Whether it is in this group or repeat, with no repeat between; groups between may be left out."""
    place = field.parent
    while place is not inside and place is not None and place.item.kind is Kind.GROUP:
        place = place.parent
    return place is inside
