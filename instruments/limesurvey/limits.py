"""Attributes of a question that say which answers can stand."""

import re
from collections.abc import Iterator
from typing import Any

from instruments.foreign.report import quoted
from instruments.foreign.tree import ForeignError
from instruments.limesurvey.context import Context
from instruments.limesurvey.script import pattern_of
from instruments.limesurvey.source import Question

NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LEAST = {"N": "min_num_value_n", ":": "multiflexible_min", "K": "min_num_value_n"}
MOST = {"N": "max_num_value_n", ":": "multiflexible_max", "K": "max_num_value_n"}


def constraint(context: Context, question: Question, rule: str = "em_validation_q") -> dict[str, Any]:
    """The fields of an item that refuse an answer, with the message that goes with them."""
    each = [one for one in _each(context, question, rule) if one]
    message = context.texts(question.attributes.get(f"{rule}_tip", {}), question)
    if not each:
        return {}
    joined = each[0] if len(each) == 1 else " and ".join(f"({one})" if " or " in one else one for one in each)
    return {"constraint": joined} | ({"constraint_message": message} if message else {})


def _each(context: Context, question: Question, rule: str) -> Iterator[str]:
    kind = question.type
    for name, sign in ((LEAST.get(kind, ""), ">="), (MOST.get(kind, ""), "<=")):
        if name and (value := question.attribute(name)):
            yield _bound(context, question, value, sign=sign)
    if kind in "STUQ" and question.attribute("maximum_chars").isdigit():
        yield f"string-length(.) <= {int(question.attribute('maximum_chars'))}"
    if kind in "MP":
        yield from _ticks(context, question)
    if kind == "D":
        for name, sign in (("date_min", ">="), ("date_max", "<=")):
            if value := question.attribute(name):
                yield _date_bound(context, question, value, sign=sign)
    if question.pattern:
        yield _pattern(question.pattern)
    if text := question.attribute(rule):
        yield context.condition(text, question, "its answers are not checked", question=question)


def _pattern(written: str) -> str:
    pattern = pattern_of(written)
    mark = '"' if "'" in pattern else "'"
    return f"regex(., {mark}{pattern}{mark})" if mark not in pattern else ""


def _bound(context: Context, question: Question, value: str, *, sign: str) -> str:
    if NUMBER.match(value):
        return f". {sign} {value}"
    try:
        return f". {sign} {context.translated(value.strip('{}'), question, truth=False)}"
    except ForeignError as fault:
        context.lose(question, f"the limit {quoted(value)} could not be translated ({fault})")
        return ""


def _date_bound(context: Context, question: Question, value: str, *, sign: str) -> str:
    if found := ISO_DATE.match(value):
        return f". {sign} date('{found[0]}')"
    if re.fullmatch(r"\d{4}", value):
        return f". {sign} date('{value}-{'01-01' if sign == '>=' else '12-31'}')"
    return _bound(context, question, value, sign=sign)


def _ticks(context: Context, question: Question) -> Iterator[str]:
    for name, sign in (("min_answers", ">="), ("max_answers", "<=")):
        if value := question.attribute(name):
            found = _bound(context, question, value, sign=sign)
            yield f"count-selected(.){found.removeprefix('.')}" if found else ""
    codes = {sub.code for sub in question.subquestions} | {"other"}
    for code in re.split(r"[;,\s]+", question.attribute("exclude_all_others")):
        if code in codes:
            yield f"not(selected(., '{code}') and count-selected(.) > 1)"
