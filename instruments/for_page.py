"""What a page gets of a form, so that its script can say at once what follows from an answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from instruments.expression import dates
from instruments.expression.tree import Node
from instruments.form import Field, Form, form_of
from instruments.instrument import METADATA, Choice, Instrument, Kind
from instruments.language import in_language

JUDGED = ("relevant", "required", "read_only", "constraint", "calculation", "choice_filter", "default", "repeat_count")


CALENDAR = frozenset({"format-date", "format-date-time"})
RARE = CALENDAR | {
    *("acos", "asin", "atan", "atan2", "cos", "exp", "exp10", "log", "log10", "pi", "pow", "sin", "sqrt", "tan"),
    *("date", "date-time", "decimal-date", "decimal-date-time", "decimal-time"),
    *("boolean-from-string", "normalize-space", "substr", "substring", "substring-after", "substring-before"),
    *("translate", "checklist", "weighted-checklist", "jr:choice-name", "instance", "pulldata", "indexed-repeat"),
    *("local-name", "name", "random", "randomize", "uuid"),
}


class Shipped(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item for the script; `within` is the group or repeat that it stands in."""

    name: str
    kind: Kind
    within: str = msgspec.field(name="in", default="")
    relevant: Node | None = None
    required: Node | bool = False
    read_only: Node | bool = False
    constraint: Node | None = None
    constraint_message: str = ""
    required_message: str = ""
    calculation: Node | None = None
    filter: Node | None = None
    default: Node | None = None
    repeat_count: Node | None = None
    value: str = ""
    choices: Sequence[tuple[str, str, dict[str, str]]] = ()


class ForPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    now: str
    seed: str
    language: str
    version: str
    calendar: dict[str, list[str]] = {}
    """Names of months and days by their % code, where dates are written in words."""
    items: tuple[Shipped, ...]
    order: tuple[str, ...]
    tables: dict[str, Sequence[dict[str, str]]] = {}


def needs_script(instrument: Instrument) -> bool:
    """Whether anything on the page depends on an answer; without expressions no script is loaded."""
    return any(field.trees or field.mentions for field in form_of(instrument).fields)


def needs_more(instrument: Instrument) -> bool:
    """Whether an expression calls one of the functions that few forms use, which are a script of their own."""
    return bool(RARE & functions(form_of(instrument)))


def functions(form: Form) -> frozenset[str]:
    """All that the expressions of a form call."""
    return frozenset(name for field in form.fields for used in field.uses.values() for name in used.functions)


def page_form(instrument: Instrument, language: str, *, now: datetime, seed: str = "") -> bytes:
    """JSON: the items with their trees in this language. Holds neither points nor guidance."""
    form = form_of(instrument)
    world = form.world(now=now, seed=seed, language=language)
    used = [one for field in form.fields for one in field.uses.values()]
    listed = {name for one in used for name in one.lists}
    found = ForPage(
        now=now.isoformat(),
        seed=seed,
        language=language,
        version=world.version,
        calendar=dates.calendar(language) if CALENDAR & functions(form) else {},
        items=tuple(_shipped(form, field, language, now=now) for field in form.fields),
        order=tuple(form.fields[at].item.name for at in form.order),
        tables={name: [dict(row) for row in form.tables.rows(name)] for name in sorted(listed)},
    )
    return msgspec.json.encode(found)


def _shipped(form: Form, field: Field, language: str, *, now: datetime) -> Shipped:
    item, trees = field.item, field.trees
    given: dict[str, Any] = {name: trees[name] for name in JUDGED if name in trees and name != "choice_filter"}
    return Shipped(
        name=item.name,
        kind=item.kind,
        within=field.parent.item.name if field.parent else "",
        filter=trees.get("choice_filter"),
        constraint_message=in_language(item.constraint_message, language),
        required_message=in_language(item.required_message, language),
        value=_value(form, field, now=now),
        choices=[_choice(choice, language) for choice in item.choices] if _named(form, field) else (),
        **({"required": item.required is True, "read_only": item.read_only is True} | given),
    )


def _value(form: Form, field: Field, *, now: datetime) -> str:
    """What is there before anybody answers; `default` goes before it."""
    if field.item.kind not in METADATA:
        return "" if "default" in field.trees else field.item.default
    if form.instrument.anonymous:
        return ""
    return (now.date() if field.item.kind is Kind.TODAY else now).isoformat()


def _choice(choice: Choice, language: str) -> tuple[str, str, dict[str, str]]:
    return choice.value, in_language(choice.label, language), choice.columns


def _named(form: Form, field: Field) -> bool:
    """Whether the script needs the choices: to filter them, or because an expression asks for their names."""
    return "choice_filter" in field.trees or any(
        field.item.name in used.choices for one in form.fields for used in one.uses.values()
    )
