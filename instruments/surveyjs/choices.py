"""Choices of SurveyJS: values of any kind, texts, "other" and "none", points."""

import re
from typing import Any

import msgspec

from instruments.foreign.names import Names
from instruments.foreign.words import said as word
from instruments.instrument import Choice
from instruments.surveyjs.context import Context
from instruments.surveyjs.source import Json, number, plain, said
from instruments.surveyjs.variables import Scope

SPECIAL = (
    ("none", ("hasNone", "showNoneItem"), "noneText", "none"),
    ("other", ("hasOther", "showOtherItem"), "otherText", "other"),
    ("refused", ("showRefuseItem",), "refuseText", "refuse"),
    ("dontknow", ("showDontKnowItem",), "dontKnowText", "dontknow"),
)
UNFIT = re.compile(r"[\s'\"@]+")
LONGEST = 80


def codes(raw: Any) -> dict[str, str]:
    """What each value is called here, without blanks and quotes; the first of two equal ones counts."""
    found: dict[str, str] = {}
    names = Names()
    for one in raw if isinstance(raw, list) else ():
        value, _, _ = _item(one)
        if value and value not in found:
            found[value] = names.unused(UNFIT.sub("_", value)[:LONGEST].strip("_") or "choice")
    return found


def offered(context: Context, raw: Any, where: str, scope: Scope) -> tuple[Choice, ...]:
    """The items of a list: 3, "text", "value|text" or {"value": .., "text": .., "score": ..}."""
    called = codes(raw)
    found: dict[str, Choice] = {}
    for one in raw if isinstance(raw, list) else ():
        value, text, points = _item(one)
        if not value or called[value] in found:
            continue
        label = {context.language: value} if text is None else context.texts(text, where, scope)
        found[called[value]] = Choice(value=called[value], label=label, points=points)
        if isinstance(one, dict):
            _lose(context, one, where, value)
    return _scored(context, tuple(found.values()), where)


def _scored(context: Context, choices: tuple[Choice, ...], where: str) -> tuple[Choice, ...]:
    """All have points, or none."""
    worth = [one.points for one in choices if one.points is not None]
    if worth and min(worth) < 0:
        context.lose(where, "points below 0 for a choice: none of its choices has points now")
        return tuple(msgspec.structs.replace(one, points=None) for one in choices)
    return tuple(msgspec.structs.replace(one, points=one.points or 0) for one in choices) if worth else choices


def _item(one: Any) -> tuple[str, Any, float | None]:
    if isinstance(one, dict):
        value = plain(one.get("value", one.get("name")))
        points = number(one, "score")
        return value, one.get("text", one.get("title")), points
    value, bar, text = plain(one).partition("|")
    return value, text if bar else None, None


def _lose(context: Context, one: Json, where: str, value: str) -> None:
    for name in ("visibleIf", "enableIf"):
        if said(one, name):
            context.lose(where, f"{name} `{said(one, name)}` of the choice `{value}`: it is always offered")
    if "imageLink" in one:
        context.lose(where, f"the picture of the choice `{value}`: {plain(one['imageLink'])[:160]}")


def special(context: Context, of: Json, where: str, scope: Scope, *, scored: bool) -> tuple[Choice, ...]:
    """ "None", "Other" and their like, which SurveyJS adds by itself."""
    found = []
    for value, switches, text, fallback in SPECIAL:
        if any(of.get(name) is True for name in switches):
            usual = word(fallback, context.languages or (context.language,))
            label = usual | context.texts(of.get(text), where, scope)
            found.append(Choice(value=value, label=label, points=0 if scored else None))
    if of.get("hasSelectAll") is True or of.get("showSelectAllItem") is True:
        context.lose(where, "the box that ticks all the others")
    return tuple(found)


def has_other(of: Json) -> bool:
    return of.get("hasOther") is True or of.get("showOtherItem") is True
