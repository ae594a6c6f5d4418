"""Rows and choices that are there only where they were ticked before (array filters)."""

from typing import Any

from instruments.foreign.report import quoted
from instruments.limesurvey.context import Context
from instruments.limesurvey.source import Question
from instruments.limesurvey.variables import LISTS, TICKS


def sources(context: Context, question: Question) -> list[tuple[str, bool]]:
    """The questions of several choices that decide, and whether what was ticked is left out instead."""
    known = {one.code: one for group in context.source.groups for one in group.questions}
    found = []
    for name, out in (("array_filter", False), ("array_filter_exclude", True)):
        for code in dict.fromkeys(part.strip() for part in question.attribute(name).split(";")):
            other = known.get(code)
            if other and other.type in TICKS:
                found.append((context.variables.name(other), out))
            elif code:
                context.lose(question, f"{name} {quoted(code)}: all its rows are there")
    return found


def row_filter(context: Context, question: Question, code: str) -> str:
    each = [f"selected(${{{name}}}, '{code}')" for name, _ in sources(context, question)]
    outs = [out for _, out in sources(context, question)]
    return " and ".join(f"not({one})" if out else one for one, out in zip(each, outs, strict=True))


def choice_filter(context: Context, question: Question) -> dict[str, Any]:
    if question.type not in LISTS | TICKS:
        return {}
    each = [
        f"not(selected(${{{name}}}, name))" if out else f"selected(${{{name}}}, name)"
        for name, out in sources(context, question)
    ]
    kept = " or name = 'other'" if question.other and each else ""
    joined = " and ".join(each)
    return {"choice_filter": f"({joined}){kept}" if kept else joined} if each else {}
