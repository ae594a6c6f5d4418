"""Questions with rows: a matrix of choices, a table of fields, rows that are added, lines of text."""

from typing import Any

import msgspec

from instruments.expression.tree import Text
from instruments.foreign.report import quoted
from instruments.foreign.translation import Reference
from instruments.instrument import Choice, Item, Kind
from instruments.surveyjs import choices
from instruments.surveyjs.context import Context, scoped
from instruments.surveyjs.fields import common
from instruments.surveyjs.questions import Made, answered
from instruments.surveyjs.register import cell_type, choices_of, row_key
from instruments.surveyjs.source import Json, number, objects, said
from instruments.surveyjs.variables import Scope

MATRIX = "table-list"


def group(
    context: Context, element: Json, where: str, scope: Scope, items: Made, *, of: Json | None = None, **more: Any
) -> Made:
    """What an element with parts becomes. It is left out where it has none.

    `of` is the element itself where `element` has only a part of what it says.
    """
    name = context.item(of if of is not None else element)
    fields = common(context, {key: value for key, value in element.items() if key != "defaultValue"}, where, scope)
    if fields["read_only"]:
        context.lose(where, "that its answers can only be read")
    if "defaultValue" in element:
        context.lose(where, "the default values of its parts")
    if not items:
        context.lose(where, "it has nothing to answer: it is left out")
        return []
    context.report.places[name] = where
    kept = {key: fields[key] for key in ("label", "hint", "relevant")}
    return [Item(**{"name": name, "kind": Kind.GROUP, "items": tuple(items), **kept} | more)]


def rows(context: Context, of: Json, where: str, scope: Scope) -> list[tuple[Choice, str, str]]:
    """Each row, what it is called there, and the condition under which it is there."""
    found = []
    called = choices.codes(of.get("rows"))
    offered = {one.value: one for one in choices.offered(context, of.get("rows"), where, scope)}
    for value, code in called.items():
        own = scoped(scope, "", {"item": Reference(Text(value)), "row": Reference(Text(value))})
        shown = context.condition(of, "rowsVisibleIf", where, own, otherwise="all rows are always there")
        found.append((offered[code], value, shown))
    if said(of, "rowsOrder") == "random":
        context.lose(where, "its rows in random order")
    return found


def matrix(context: Context, of: Json, where: str, scope: Scope) -> Made:
    """One choice, or several, for each row; all rows share a list under the question's name."""
    offered = choices.offered(context, of.get("columns"), where, scope)
    there = rows(context, of, where, scope)
    context.budget.choice(len(there) * len(offered), where)
    several = said(of, "cellType") == "checkbox"
    every = of.get("isAllRowRequired") is True or of.get("eachRowRequired") is True
    if of.get("isRequired") is True and not every:
        context.lose(where, "that one row at least is answered: all may be left empty")
    for name in ("eachRowUnique", "isUniqueRows", "columnsVisibleIf", "cells"):
        if of.get(name):
            context.lose(where, f"{name} of the matrix")
    items = [
        Item(
            name=context.item(of, row_key(value)),
            kind=Kind.SELECT_MULTIPLE if several else Kind.SELECT_ONE,
            label=row.label,
            list=context.item(of),
            choices=offered,
            required=every,
            relevant=shown,
        )
        for row, value, shown in there
        if offered
    ]
    context.report.places |= dict.fromkeys((one.name for one in items), where)
    return group(context, of, where, scope, items, appearance=MATRIX)


def cell(context: Context, of: Json, column: Json, name: str, where: str, scope: Scope) -> Made:
    """The question that stands in a column of a matrix."""
    asked = {**column, "type": cell_type(of, column)}
    return answered(context, asked, name, where, scope, kind=asked["type"], raw=choices_of(of, column))


def table(context: Context, of: Json, where: str, scope: Scope) -> Made:
    """Rows that stand fast: each a group of its own with a question for each column."""
    columns = objects(of, "columns")
    held: Made = []
    for row, value, shown in rows(context, of, where, scope):
        inner: Made = []
        for column in columns:
            name = context.item(of, row_key(value, said(column, "name")))
            inner += cell(context, of, column, name, where, scope)
        if inner:
            name = context.item(of, row_key(value))
            context.report.places[name] = where
            held.append(Item(name=name, kind=Kind.GROUP, label=row.label, relevant=shown, items=tuple(inner)))
    _totals(context, columns, where)
    return group(context, of, where, scope, held)


def _totals(context: Context, columns: list[Json], where: str) -> None:
    for column in columns:
        if said(column, "totalType") not in {"", "none"} or said(column, "totalExpression"):
            context.lose(where, f"the total of the column {quoted(said(column, 'name'))}")


def dynamic(context: Context, of: Json, where: str, scope: Scope) -> Made:
    """Rows that are added while it is filled in."""
    inside = msgspec.structs.replace(scope, inside=(*scope.inside, said(of, "name")))
    columns = objects(of, "columns")
    inner = [
        item for column in columns for item in cell(context, of, column, context.item(column), where, inside)
    ]
    _totals(context, columns, where)
    if said(of, "detailPanelMode") not in {"", "none"}:
        context.lose(where, "the questions in the details of its rows")
    return repeated(context, of, where, scope, inner, count="rowCount", least="minRowCount", most="maxRowCount")


def repeated(
    context: Context, of: Json, where: str, scope: Scope, inner: Made, *, count: str, least: str, most: str
) -> Made:
    fixed = of.get("allowAddRows") is False or of.get("allowAddPanel") is False
    how_many = number(of, count)
    more: dict[str, Any] = {"kind": Kind.REPEAT}
    if fixed and how_many:
        more["repeat_count"] = f"{int(how_many)}"
    for name in (least, most):
        if number(of, name) is not None:
            context.lose(where, f"{name} = {said(of, name)}: any number of rows can be added")
    for name in ("keyName", "keyDuplicationError"):
        if said(of, name):
            context.lose(where, f"{name}: two rows may say the same")
    return group(context, of, where, scope, inner, **more)


def lines(context: Context, of: Json, where: str, scope: Scope) -> Made:
    """Several short texts, one below the other."""
    every = of.get("isRequired") is True
    made: Made = []
    for one in objects(of, "items"):
        asked = {**one, "isRequired": True} if every and len(objects(of, "items")) == 1 else one
        made += answered(context, asked, context.item(one), where, scope, kind="text")
    if every and len(made) > 1:
        context.lose(where, "that one line at least is filled in: all may be left empty")
    return group(context, of, where, scope, made)
