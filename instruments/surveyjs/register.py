"""Gives every question its name before any is translated: texts and conditions may name what comes later."""

from typing import Any

from instruments.expression.tree import Name
from instruments.foreign.translation import Reference
from instruments.surveyjs.choices import codes, has_other
from instruments.surveyjs.context import Context
from instruments.surveyjs.source import Json, elements, objects, plain, said
from instruments.surveyjs.variables import within

GROUPS = frozenset({"panel", "flowpanel", "page", ""})
CHOOSING_ONE = frozenset({"radiogroup", "dropdown", "buttongroup", "imagepicker", "rating"})
CHOOSING_MORE = frozenset({"checkbox", "tagbox", "ranking"})


def register(context: Context, of: Json, inside: tuple[str, ...] = ()) -> None:
    """The elements of a page or a panel, and what is in them."""
    for element in elements(of):
        _element(context, element, inside)


def _element(context: Context, element: Json, inside: tuple[str, ...]) -> None:
    kind, called = said(element, "type"), said(element, "name")
    name = context.give(element, called or kind or "question")
    if is_group(element):
        register(context, element, inside)
        return
    context.by_name.setdefault(called, element)
    if kind in REGISTERED:
        REGISTERED[kind](context, element, inside)
    else:
        _add(context, element, "", _answer({}, element, name), inside)
    if has_other(element):
        _comment(context, element, "other", inside)
    if element.get("hasComment") is True or element.get("showCommentArea") is True:
        _comment(context, element, "comment", inside)


def is_group(element: Json) -> bool:
    kind = said(element, "type")
    return kind in {"panel", "flowpanel"} or (kind in GROUPS and "elements" in element)


def _panels(context: Context, element: Json, inside: tuple[str, ...]) -> None:
    called = said(element, "name")
    context.variables.repeats[called] = context.item(element)
    _add(context, element, "", Reference(Name(context.item(element))), inside)
    register(context, element, (*inside, called))


def _dynamic(context: Context, element: Json, inside: tuple[str, ...]) -> None:
    called, name = said(element, "name"), context.item(element)
    context.variables.repeats[called] = name
    _add(context, element, "", Reference(Name(name)), inside)
    for column in objects(element, "columns"):
        item = context.give(column, f"{name}_{said(column, 'name')}")
        context.variables.add(within((called,), said(column, "name")), _answer(element, column, item))


def _texts(context: Context, element: Json, inside: tuple[str, ...]) -> None:
    for one in objects(element, "items"):
        item = context.give(one, f"{context.item(element)}_{said(one, 'name')}")
        _add(context, element, f".{said(one, 'name')}", Reference(Name(item)), inside)


def _comment(context: Context, element: Json, part: str, inside: tuple[str, ...]) -> None:
    item = context.give(element, f"{context.item(element)}_{part}", part)
    _add(context, element, "-Comment", Reference(Name(item)), inside)


def _add(context: Context, element: Json, rest: str, reference: Reference, inside: tuple[str, ...]) -> None:
    for called in (said(element, "name"), said(element, "valueName")):
        if called:
            path = within(inside, called + rest) if inside else called + rest
            context.variables.add(path, reference)


def _rows(context: Context, element: Json, inside: tuple[str, ...]) -> None:
    name, called = context.item(element), codes(element.get("columns"))
    many = said(element, "cellType") == "checkbox"
    parts = []
    for value, code in codes(element.get("rows")).items():
        item = context.give(element, f"{name}_{code}", row_key(value))
        parts.append(Reference(Name(item), codes=changed(called), many=many, labelled=True))
        _add(context, element, f".{value}", parts[-1], inside)
    _add(context, element, "", Reference(Name(name), parts=tuple(parts)), inside)


def _cells(context: Context, element: Json, inside: tuple[str, ...]) -> None:
    name = context.item(element)
    parts: dict[str, list[Reference]] = {}
    for value, code in codes(element.get("rows")).items():
        context.give(element, f"{name}_{code}", row_key(value))
        for column in objects(element, "columns"):
            called = said(column, "name")
            item = context.give(element, f"{name}_{code}_{called}", row_key(value, called))
            parts.setdefault(called, []).append(_answer(element, column, item))
            _add(context, element, f".{value}.{called}", parts[called][-1], inside)
    for called, each in parts.items():
        _add(context, element, f"[].{called}", Reference(Name(name), parts=tuple(each)), inside)
    every = tuple(one for each in parts.values() for one in each)
    _add(context, element, "", Reference(Name(name), parts=every), inside)


def _answer(matrix: Json, of: Json, item: str) -> Reference:
    """What an expression sees of one answer: a question's, or that of a cell in a column of the matrix."""
    kind = cell_type(matrix, of) if matrix else said(of, "type")
    raw = choices_of(matrix, of)
    match kind:
        case "boolean":
            true, false = plain(of.get("valueTrue")) or "true", plain(of.get("valueFalse")) or "false"
            return Reference(Name(item), codes={true: "true", false: "false"}, truth=True, labelled=True)
        case "rating":
            return Reference(Name(item), codes=changed(codes(of.get("rateValues"))))
        case _ if kind in CHOOSING_ONE | CHOOSING_MORE:
            many = kind in CHOOSING_MORE or of.get("multiSelect") is True
            return Reference(Name(item), codes=changed(codes(raw)), many=many, labelled=True)
    return Reference(Name(item))


def row_key(row: str, column: str = "") -> str:
    """How a row, or a cell in it, is told from the other parts of a question."""
    return f"\n{row}\n{column}"


def cell_type(matrix: Json, column: Json) -> str:
    kind = said(column, "cellType")
    kind = said(matrix, "cellType") if kind in {"", "default"} else kind
    return kind if kind not in {"", "default"} else "dropdown"


def choices_of(matrix: Json, of: Json) -> Any:
    return of.get("choices") or matrix.get("choices")


def changed(called: dict[str, str]) -> dict[str, str]:
    return {value: code for value, code in called.items() if value != code}


REGISTERED = {
    "paneldynamic": _panels,
    "matrixdynamic": _dynamic,
    "matrix": _rows,
    "matrixdropdown": _cells,
    "multipletext": _texts,
}
