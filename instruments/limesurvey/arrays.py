"""Questions with rows: arrays become a matrix of choices, lists of fields a group of them."""

from typing import Any

from instruments.foreign.report import quoted
from instruments.instrument import Choice, Item, Kind
from instruments.language import Texts
from instruments.limesurvey import choices
from instruments.limesurvey.context import Context
from instruments.limesurvey.fields import common, hidden, required
from instruments.limesurvey.filters import row_filter
from instruments.limesurvey.limits import constraint
from instruments.limesurvey.source import Question

MATRIX = "table-list"


def group(context: Context, question: Question, items: list[Item], *, look: str = "") -> list[Item]:
    """The rows with what is above them. A group that holds nothing is left out."""
    fields = common(context, question)
    if hidden(context, question):
        context.lose(question, "it is always hidden there: here it is never asked")
        fields["relevant"] = "false()"
    for name in ("random_order", "subquestion_order"):
        if question.attribute(name) in {"1", "random"}:
            context.lose(question, "its rows in random order")
    if not items:
        context.lose(question, "it has no rows: it is left out")
        return []
    name = context.variables.name(question)
    return [Item(name=name, kind=Kind.GROUP, appearance=look, items=tuple(items), **fields)]


def row(context: Context, question: Question, sub: Question, kind: Kind, part: str = "", **more: Any) -> Item:
    conditions = [row_filter(context, question, sub.code)]
    if sub.relevance:
        conditions.append(context.condition(sub.relevance, question, f"row {sub.code} is always asked", question=sub))
    each = [one for one in conditions if one]
    return Item(
        name=context.variables.name(question, part or sub.code),
        kind=kind,
        label=more.pop("label", None) or context.texts(sub.text, question),
        relevant=each[0] if len(each) == 1 else " and ".join(f"({one})" for one in each),
        required=required(context, question),
        **{"default": context.default(question, sub.qid)} | more,
    )


def matrix(context: Context, question: Question) -> list[Item]:
    """Arrays of choices: every row has the same ones, which are a list of the instrument under the question's name."""
    if question.type in "FH":
        offered = choices.of_answers(context, question)
    else:
        offered = choices.built_in(context, question.type)
    context.budget.choice(len(question.subquestions) * len(offered), context.where(question))
    look = "minimal" if question.attribute("use_dropdown") == "1" else ""
    listed: dict[str, Any] = {"choices": offered, "list": context.variables.name(question), "appearance": look}
    rows = [row(context, question, sub, Kind.SELECT_ONE, **listed) for sub in question.on_scale("0")]
    return group(context, question, rows, look=MATRIX)


def dual(context: Context, question: Question) -> list[Item]:
    """Two scales beside each other become two matrices below each other."""
    both = []
    for scale, header in (("0", "dualscale_headerA"), ("1", "dualscale_headerB")):
        name = context.variables.name(question, f"scale{int(scale) + 1}")
        offered = choices.of_answers(context, question, scale)
        context.budget.choice(len(question.subquestions) * len(offered), context.where(question))
        listed = {"choices": offered, "list": name}
        rows = [
            row(context, question, sub, Kind.SELECT_ONE, f"{sub.code}_{scale}", **listed)
            for sub in question.on_scale("0")
        ]
        label = context.texts(question.attributes.get(header, {}), question)
        if rows:
            both.append(Item(name=name, kind=Kind.GROUP, label=label, appearance=MATRIX, items=tuple(rows)))
    return group(context, question, both)


def fields(context: Context, question: Question) -> list[Item]:
    """Several short texts or numbers, one below the other."""
    slider = question.type == "K" and question.attribute("slider_layout") == "1"
    numbers = question.type == "K" or question.attribute("numbers_only") == "1"
    kind = Kind.DECIMAL if numbers else Kind.TEXT
    more: dict[str, Any] = constraint(context, question, "em_validation_sq")
    if slider:
        kind, more["parameters"] = Kind.RANGE, span(question)
    for name in ("equals_num_value", "min_num_value", "max_num_value", "em_validation_q"):
        if value := question.attribute(name):
            context.lose(question, f"{name} = {quoted(value)}: the answers together are not checked")
    return group(context, question, [row(context, question, sub, kind, **more) for sub in question.on_scale("0")])


def span(question: Question) -> dict[str, str]:
    start = question.attribute("slider_min") or "0"
    end = question.attribute("slider_max") or "100"
    return {"start": start, "end": end, "step": question.attribute("slider_accuracy") or "1"}


def grid(context: Context, question: Question) -> list[Item]:
    """Rows and columns of fields: each row a group of its own, or a choice of several where the cells are boxes."""
    if question.type == ":" and question.attribute("multiflexible_checkbox") == "1":
        return group(context, question, _boxes(context, question), look=MATRIX)
    numbers = question.type == ":" or question.attribute("numbers_only") == "1"
    more = constraint(context, question, "em_validation_sq") if numbers else {}
    rows = []
    for sub in question.on_scale("0"):
        cells = [
            row(
                context,
                question,
                column,
                Kind.DECIMAL if numbers else Kind.TEXT,
                f"{sub.code}_{column.code}",
                **more | {"default": ""},
            )
            for column in question.on_scale("1")
        ]
        if cells:
            rows.append(_held(context, question, sub, cells))
    return group(context, question, rows)


def _held(context: Context, question: Question, sub: Question, cells: list[Item]) -> Item:
    name = context.variables.names.free(f"{context.variables.name(question)}_{sub.code}")
    label: Texts = context.texts(sub.text, question)
    relevant = row_filter(context, question, sub.code)
    return Item(name=name, kind=Kind.GROUP, label=label, items=tuple(cells), relevant=relevant)


def _boxes(context: Context, question: Question) -> list[Item]:
    offered = tuple(
        Choice(value=column.code, label=context.texts(column.text, question)) for column in question.on_scale("1")
    )
    context.budget.choice(len(question.subquestions) * len(offered), context.where(question))
    listed: dict[str, Any] = {"choices": offered, "list": context.variables.name(question), "default": ""}
    return [row(context, question, sub, Kind.SELECT_MULTIPLE, **listed) for sub in question.on_scale("0")]
