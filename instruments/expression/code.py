"""A compiled piece of an expression, and how it is asked for a number, a text, a truth or nodes."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from instruments.expression.faults import ExpressionError
from instruments.expression.nodes import DataNode
from instruments.expression.scope import Scope
from instruments.expression.values import Value, first_text, text, text_number, to_boolean, to_number, to_string

Run = Callable[[Scope], Any]

BOOLEAN = "boolean"
NUMBER = "number"
STRING = "string"
NODES = "nodes"
ANY = "any"


class Code(NamedTuple):
    """`kind` is what `run` gives; `name` is set where it is nothing but `${name}`, `constant` where it is a literal."""

    kind: str
    run: Run
    name: str = ""
    constant: Value | None = None


def boolean_of(code: Code) -> Callable[[Scope], bool]:
    run = code.run
    if code.kind == BOOLEAN:
        return run
    if code.kind == STRING:
        return lambda scope: run(scope) != ""
    return lambda scope: to_boolean(run(scope))


def number_of(code: Code) -> Callable[[Scope], float]:
    run = code.run
    if code.kind == NUMBER:
        return run
    if code.name:
        return named_number(code)
    if code.kind == STRING:
        return lambda scope: text_number(run(scope), scope.world.zone)
    if code.kind == BOOLEAN:
        return lambda scope: 1.0 if run(scope) else 0.0
    if code.kind == NODES:
        return lambda scope: text_number(first_text(run(scope)), scope.world.zone)
    return lambda scope: to_number(run(scope), scope.world.zone)


def string_of(code: Code) -> Callable[[Scope], str]:
    run = code.run
    if code.kind == STRING:
        return run
    if code.name:
        return named_string(code)
    if code.kind == NODES:
        return lambda scope: first_text(run(scope))
    return lambda scope: to_string(run(scope))


def nodes_of(code: Code, function: str) -> Callable[[Scope], list[DataNode]]:
    """Raises ExpressionError where there can be no nodes, at once if that is plain to see."""
    run = code.run
    if code.kind == NODES:
        return run
    if code.kind != ANY:
        raise ExpressionError(f"`{function}` needs an item or a path, not a single {code.kind}")

    def checked(scope: Scope) -> list[DataNode]:
        found = run(scope)
        if not isinstance(found, list):
            raise ExpressionError(f"`{function}` needs an item or a path, not a single value")
        return found

    return checked


def texts_of(code: Code) -> Callable[[Scope], list[str]]:
    """The texts of all relevant nodes, or the one text."""
    run = code.run
    if code.kind in (NODES, ANY):

        def texts(scope: Scope) -> list[str]:
            found = run(scope)
            if isinstance(found, list):
                return [text(node) for node in found if node.relevant]
            return [to_string(found)]

        return texts
    single = string_of(code)
    return lambda scope: [single(scope)]


def named_string(code: Code) -> Callable[[Scope], str]:
    """The quick way for `${name}`: most items stand in no repeat."""
    name, run = code.name, code.run

    def string(scope: Scope) -> str:
        found = scope.names.get(name)
        if isinstance(found, DataNode):
            return text(found)
        return first_text(run(scope))

    return string


def named_number(code: Code) -> Callable[[Scope], float]:
    string = named_string(code)

    def number(scope: Scope) -> float:
        written = string(scope)
        return text_number(written, scope.world.zone) if written else math.nan

    return number
