"""Which answers can stand: validators, least and most, lengths."""

import re
from collections.abc import Iterator
from typing import Any

from instruments.expression.written import number as written
from instruments.foreign.report import quoted
from instruments.language import Texts
from instruments.surveyjs.context import Context
from instruments.surveyjs.source import Json, number, objects, plain, said
from instruments.surveyjs.variables import Scope

EMAIL = r"regex(., '^[^@\s]+@[^@\s]+\.[^@\s]+$')"
QUOTE = "'"
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
DATES = frozenset({"date", "datetime", "datetime-local", "month"})


def constraint(context: Context, of: Json, where: str, scope: Scope, *, span: bool = True) -> dict[str, Any]:
    """The fields of an item that refuse an answer; several messages stand one behind the other.

    `span`: least and most are part of it (those of a scale are its parameters).
    """
    each: list[str] = []
    messages: list[Texts] = []
    for condition, message in (*(_own(context, of, where, scope) if span else ()), *_each(context, of, where, scope)):
        each.append(condition)
        if message and message not in messages:
            messages.append(message)
    if not each:
        return {}
    joined = each[0] if len(each) == 1 else " and ".join(f"({one})" if " or " in one else one for one in each)
    languages = dict.fromkeys(language for message in messages for language in message)
    told = {language: " ".join(one[language] for one in messages if language in one) for language in languages}
    return {"constraint": joined} | ({"constraint_message": told} if told else {})


Found = Iterator[tuple[str, Texts]]


def _own(context: Context, of: Json, where: str, scope: Scope) -> Found:
    """What the question says by itself."""
    kind = said(of, "inputType")
    for name, sign, text in (("min", ">=", "minErrorText"), ("max", "<=", "maxErrorText")):
        message = context.texts(of.get(text), where, scope)
        if limit := _literal(context, plain(of.get(name)), kind, where, scope=scope):
            yield f". {sign} {limit}", message
        if bound := context.value(of, f"{name}ValueExpression", where, scope):
            yield f". {sign} {bound}", message
    for name, sign in (("minLength", ">="), ("maxLength", "<=")):
        length = number(of, name)
        if length is not None and length > 0:
            yield f"string-length(.) {sign} {written(length)}", {}
    if kind == "email":
        yield EMAIL, {}
    for name, sign in (("minSelectedChoices", ">="), ("maxSelectedChoices", "<=")):
        chosen = number(of, name)
        if chosen:
            yield f"count-selected(.) {sign} {written(chosen)}", {}


def _literal(context: Context, bound: str, kind: str, where: str, *, scope: Scope) -> str:
    if not bound:
        return ""
    if bound.startswith("="):
        return context.value({"limit": bound[1:]}, "limit", where, scope)
    if kind in DATES:
        return f"date('{bound.replace(QUOTE, '')}')"
    return bound if NUMBER.match(bound) else f"'{bound.replace(QUOTE, '')}'"


def _each(context: Context, of: Json, where: str, scope: Scope) -> Found:
    for one in objects(of, "validators"):
        message = context.texts(one.get("text"), where, scope)
        kind = said(one, "type").removesuffix("validator")
        for condition in _conditions(context, one, kind, where, scope=scope):
            yield condition, message


def _conditions(context: Context, one: Json, kind: str, where: str, *, scope: Scope) -> Iterator[str]:
    match kind:
        case "numeric":
            yield from _between(".", one, "minValue", "maxValue")
        case "text":
            yield from _between("string-length(.)", one, "minLength", "maxLength", zero=False)
            if one.get("allowDigits") is False:
                yield "regex(., '^[^0-9]*$')"
        case "answercount":
            yield from _between("count-selected(.)", one, "minCount", "maxCount", zero=False)
        case "email":
            yield EMAIL
        case "regex":
            pattern = ("(?i)" if one.get("caseInsensitive") else "") + said(one, "regex")
            mark = '"' if "'" in pattern else "'"
            if mark in pattern:
                context.lose(where, f"the pattern {quoted(pattern)}: it has both kinds of quotation marks in it")
            else:
                yield f"regex(., {mark}{pattern}{mark})"
        case "expression":
            if found := context.condition(one, "expression", where, scope, otherwise="it is not checked"):
                yield found
        case _:
            context.lose(where, f"the check {quoted(kind)}")


def _between(subject: str, one: Json, least: str, most: str, *, zero: bool = True) -> Iterator[str]:
    for name, sign in ((least, ">="), (most, "<=")):
        bound = number(one, name)
        if bound is not None and (zero or bound > 0):
            yield f"{subject} {sign} {written(bound)}"
