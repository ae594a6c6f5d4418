"""Answers to an instrument: which items are asked, which answers cannot stand and why, what the rest is worth."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from instruments.instrument import MARK, Instrument, Item, Kind, Outcome, Part

Answers = Mapping[str, str | list[str]]


class Refusal(StrEnum):
    """Why an answer cannot stand."""

    REQUIRED = "required"
    TYPE = "type"
    CHOICE = "choice"
    IRRELEVANT = "irrelevant"
    UNKNOWN = "unknown"


class Problem(msgspec.Struct, frozen=True):
    item: str
    kind: Refusal
    message: str


class Checked(msgspec.Struct, frozen=True):
    """What may be stored, and what was refused; a draft may be kept while `required` is the only refusal."""

    values: dict[str, str]
    relevant: tuple[str, ...]
    problems: tuple[Problem, ...]


class ItemPoints(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a score: `points` is None where `status` is not `answered`."""

    item: str
    part: Part
    sector: str
    weight: float
    max_points: float
    points: float | None
    status: Outcome


def is_asked(item: Item, values: Mapping[str, str]) -> bool:
    """Whether the accepted answers so far make this item relevant."""
    return item.shown_if is None or values.get(item.shown_if.item) in item.shown_if.any_of


def check(instrument: Instrument, answers: Answers) -> Checked:
    """Keep every answer that stands; whatever comes in, nothing irrelevant or unknown is in `values`."""
    values: dict[str, str] = {}
    relevant: list[str] = []
    problems: list[Problem] = []
    for item in instrument.items:
        given = _plain(answers.get(item.name, ""))
        asked = is_asked(item, values)
        if asked:
            relevant.append(item.name)
        if problem := _refuse(item, given, asked=asked):
            problems.append(problem)
        elif given:
            values[item.name] = given
    names = {item.name for item in instrument.items}
    problems += [_problem(name, Refusal.UNKNOWN) for name in answers if name not in names]
    return Checked(values, tuple(relevant), tuple(problems))


def points(instrument: Instrument, values: Mapping[str, str]) -> tuple[ItemPoints, ...]:
    """What each scored item is worth; `values` are those of `check`."""
    return tuple(_item_points(item, values) for item in instrument.items if item.scored)


def _plain(given: str | list[str]) -> str | None:
    """The one answer, blank for none; None where several or something else came in."""
    match given:
        case str():
            return given.strip()
        case []:
            return ""
        case [str(only)]:
            return only.strip()
        case _:
            return None


def _refuse(item: Item, given: str | None, *, asked: bool) -> Problem | None:
    if given is None:
        return _problem(item.name, Refusal.TYPE)
    if not given:
        return _problem(item.name, Refusal.REQUIRED) if asked and item.required else None
    if not asked:
        return _problem(item.name, Refusal.IRRELEVANT)
    match item.kind:
        case Kind.NOTE:
            return _problem(item.name, Refusal.TYPE)
        case Kind.SELECT_ONE:
            known = {choice.value for choice in item.choices} | {MARK + status for status in item.may_be}
            return None if given in known else _problem(item.name, Refusal.CHOICE)
        case Kind.TEXT:
            return None


_MESSAGES = {
    Refusal.REQUIRED: "an answer is needed here",
    Refusal.TYPE: "one plain answer is expected here",
    Refusal.CHOICE: "this is none of the choices",
    Refusal.IRRELEVANT: "this is not asked, given the answers before it",
    Refusal.UNKNOWN: "the instrument has no such item",
}


def _problem(name: str, kind: Refusal) -> Problem:
    return Problem(name, kind, _MESSAGES[kind])


def _item_points(item: Item, values: Mapping[str, str]) -> ItemPoints:
    worth = {choice.value: choice.points for choice in item.choices}
    value = values.get(item.name, "")
    if not is_asked(item, values):
        status = item.when_hidden
    elif value in worth:
        status = Outcome.ANSWERED
    elif value.startswith(MARK):
        status = Outcome(value.removeprefix(MARK))
    else:
        # Nobody judged the item: that is the tester's gap, never the unit's fault.
        status = Outcome.NOT_TESTED
    return ItemPoints(
        item=item.name,
        part=item.part,
        sector=item.sector,
        weight=item.weight,
        max_points=item.max_points,
        points=worth[value] if status is Outcome.ANSWERED else None,
        status=status,
    )
