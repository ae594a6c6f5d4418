"""Expressions that are right but need what is not here: they are taken off their items, which stay, and it is said."""

import re

import msgspec

from instruments.expression.compiled import compile_tree
from instruments.expression.faults import ExpressionError, PatternError, Unsupported
from instruments.expression.parser import parse
from instruments.form import expressions
from instruments.instrument import Instrument, Item, Kind, walk
from instruments.uses import uses
from instruments.xlsform.report import Report

WITHOUT = {
    "relevant": "it is always asked",
    "constraint": "answers are not checked",
    "calculation": "it is not computed and stays blank",
    "default": "it starts blank",
    "required": "it may be left blank",
    "read_only": "it may be changed",
    "choice_filter": "all choices are offered",
    "repeat_count": "people say how many there are",
}
LAST_SAVED = re.compile(r"\$\{\s*last-saved#[^}]*\}")


def without_unsupported(instrument: Instrument, report: Report) -> Instrument:
    """The instrument without expressions that call what is not supported or look into a list that is not there."""
    tables = {name.removesuffix(".csv") for name in (*instrument.tables, *instrument.lists)}
    return msgspec.structs.replace(instrument, items=_cleaned(instrument.items, tables, report))


def _cleaned(items: tuple[Item, ...], tables: set[str], report: Report) -> tuple[Item, ...]:
    return tuple(
        msgspec.structs.replace(item, items=_cleaned(item.items, tables, report), **_taken(item, tables, report))
        for item in items
    )


def _taken(item: Item, tables: set[str], report: Report) -> dict[str, object]:
    """The fields of the item that have to go, emptied."""
    changes: dict[str, object] = {}
    inside = {inner.name for inner in walk(item.items)}
    for field, text in expressions(item):
        why = _why(text, tables, inside)
        if why:
            report.lose(report.found(f"{item.name}.{field}"), f"{why}: `{item.name}` has no {field}, {WITHOUT[field]}")
            changes[field] = False if field in ("required", "read_only") else ""
    if "calculation" in changes and item.kind is Kind.CALCULATE:
        changes["kind"] = Kind.HIDDEN
    for field in ("label", "hint", "guidance"):
        texts = getattr(item, field)
        if any(LAST_SAVED.search(text) for text in texts.values()):
            report.lose(report.found(f"{item.name}.{field}"), "what was answered last time cannot be shown")
            changes[field] = {code: LAST_SAVED.sub("", text).strip() for code, text in texts.items()}
    return changes


def _why(text: str, tables: set[str], inside: set[str]) -> str:
    try:
        tree = parse(text)
        compile_tree(tree)
    except Unsupported as fault:
        return f"`{fault.name}` is not supported"
    except PatternError as fault:
        return fault.message
    except ExpressionError:
        return ""
    used = uses(tree)
    if used.names & inside:
        return f"what stands in the group cannot decide about it (`{sorted(used.names & inside)[0]}`)"
    missing = sorted(name for name in used.lists if name.removesuffix(".csv") not in tables)
    return f"the list `{missing[0]}` is not attached" if missing else ""
