"""What every kind of question has: label, hint, condition, whether it must be answered, its look."""

from typing import Any

from instruments.instrument import Kind
from instruments.limesurvey.context import Context
from instruments.limesurvey.source import Question


def common(context: Context, question: Question) -> dict[str, Any]:
    """Label, hint and condition: what a question and the group that an array becomes have alike."""
    return {
        "label": context.texts(question.text, question),
        "hint": context.texts(question.help, question),
        "relevant": context.relevant(question),
    }


def required(context: Context, question: Question) -> bool:
    if question.mandatory == "S":
        context.lose(question, "a reminder where it is left empty (soft mandatory): it may be left empty")
    return question.mandatory == "Y"


def hidden(context: Context, question: Question) -> bool:
    return question.attribute("hidden") == "1"


def as_hidden(context: Context, question: Question, fields: dict[str, Any]) -> dict[str, Any]:
    """Nobody sees it, others may refer to it."""
    context.lose(question, "it is always hidden there: here it is a hidden value, its default all it can be")
    kept = {key: fields[key] for key in ("name", "label", "relevant", "default") if fields.get(key)}
    return kept | {"kind": Kind.HIDDEN}


def shuffled(question: Question) -> dict[str, Any]:
    orders = (question.attribute("answer_order"), question.attribute("subquestion_order"))
    random = question.attribute("random_order") == "1" or "random" in orders
    return {"parameters": {"randomize": "true"}} if random else {}


def columns(question: Question) -> str:
    count = question.attribute("display_columns")
    return f"columns-{count}" if count.isdigit() and 1 < int(count) < 11 else ""
