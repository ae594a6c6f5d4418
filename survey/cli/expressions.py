"""Lines of `medlytt expression`: an expression and the answers it looks at in, its value or what is wrong out."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from instruments.expression.compiled import compile_tree
from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.nodes import REPEAT, DataNode
from instruments.expression.parser import parse
from instruments.expression.scope import Scope, World, no_label
from instruments.expression.tables import Tables
from instruments.expression.values import Value, number_text, to_string

DEEPEST = 100


class LineFault(Exception):
    """A line cannot be used; the message says why and what to do."""


def answer(line: bytes, now: datetime) -> dict[str, Any]:
    """What to print for one line: {id, value, type}, {id, error} or {id, unsupported}."""
    try:
        asked = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        return {"id": None, "error": f"is not JSON: {fault}"}
    if not isinstance(asked, dict):
        return {"id": None, "error": 'is not an object; write one like {"id": "a", "expression": "1 + 1"}'}
    try:
        return {"id": asked.get("id"), **told(worked_out(asked, now))}
    except Unsupported as fault:
        return {"id": asked.get("id"), "unsupported": fault.name, "why": fault.message}
    except ExpressionError as fault:
        return {"id": asked.get("id"), "error": fault.message, "offset": fault.offset}
    except LineFault as fault:
        return {"id": asked.get("id"), "error": str(fault)}


def worked_out(asked: Mapping[str, Any], now: datetime) -> Value:
    expression = asked.get("expression")
    if not isinstance(expression, str):
        raise LineFault("`expression` is missing")
    compiled = compile_tree(parse(expression))
    values = asked.get("values") or {}
    if not isinstance(values, dict):
        raise LineFault('`values` must be an object like {"age": 42}')
    root = DataNode("", kind="group", children=(node for name, value in values.items() for node in nodes(name, value)))
    scope = Scope(root, root, world(asked, now))
    value: Value = compiled.run(stood(scope, asked.get("self")))
    return value


def nodes(name: str, value: object, depth: int = 0) -> Iterator[DataNode]:
    """The nodes of one name: an object is a group, a list one node for each instance."""
    if depth > DEEPEST:
        raise LineFault(f"`values` are nested more than {DEEPEST} deep")
    match value:
        case dict():
            inside = (node for key, one in value.items() for node in nodes(key, one, depth + 1))
            yield DataNode(name, kind="group", children=inside)
        case list():
            for one in value:
                for node in nodes(name, one, depth + 1):
                    node.kind = REPEAT
                    yield node
        case _:
            yield DataNode(name, written(value))


def written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(float(value))
    return str(value)


def stood(scope: Scope, place: object) -> Scope:
    """The scope seen from `self`: the name of an item or a path; an item without a value is empty."""
    if not place:
        return scope
    if not isinstance(place, str):
        raise LineFault("`self` must be the name of an item or a path like /rep[2]/age")
    held = scope.names.get(place)
    if held is None:
        found = compile_tree(parse(place)).run(scope)
        held = found[:1] if isinstance(found, list) else []
    if isinstance(held, list):
        held = held[0] if held else None
    if held is None:
        held = scope.root.add(DataNode(place.rpartition("/")[2]))
        return Scope(held, scope.root, scope.world)
    return scope.at(held)


def world(asked: Mapping[str, Any], now: datetime) -> World:
    zone = zone_of(asked.get("timezone"))
    labels = asked.get("labels")
    return World(
        choice_label=labelled(labels) if isinstance(labels, dict) else no_label,
        now=moment(asked["now"], zone) if asked.get("now") else now.astimezone(zone or UTC),
        zone=zone,
        seed=str(asked.get("seed", "")),
        language=str(asked.get("language", "en")),
        version=str(asked.get("version", "")),
        tables=tables(asked.get("tables")),
    )


def labelled(labels: Mapping[str, Any]) -> Callable[[str, str], str]:
    """Labels as {item: {value: label}}; a value without one reads as empty."""
    return lambda item, value: str((labels.get(item) or {}).get(value, ""))


def zone_of(name: object) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LineFault(f"time zone {shown(name)} is not known; write it like Europe/Oslo") from None


def moment(text: object, zone: ZoneInfo | None) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise LineFault(f"now {shown(text)} is not a date and time; write it like 2026-05-21T14:10") from None
    if found.tzinfo is None:
        return found.replace(tzinfo=zone or UTC)
    return found.astimezone(zone) if zone else found


def tables(given: object) -> Tables:
    try:
        return Tables(msgspec.convert(given or {}, dict[str, list[dict[str, str]]], strict=False))
    except msgspec.ValidationError as fault:
        raise LineFault(f'`tables` must be like {{"list": [{{"name": "a", "label": "A"}}]}}: {fault}') from None


def told(value: Value) -> dict[str, Any]:
    match value:
        case bool():
            return {"value": value, "type": "boolean"}
        case float():
            return {"value": value if math.isfinite(value) else number_text(value), "type": "number"}
    return {"value": to_string(value), "type": "string"}


def in_words(told: Mapping[str, Any]) -> str:
    """An answer for a reader: its value as a form would show it, or why there is none."""
    return to_string(told["value"]) if "value" in told else str(told["why"])


def shown(value: object) -> str:
    return msgspec.json.encode(value).decode()
