"""Arithmetic and comparison as XPath 1.0 has them, on days where dates meet."""

import math
import operator
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from instruments.expression.code import ANY, BOOLEAN, NODES, NUMBER, STRING, Code, boolean_of, number_of, string_of
from instruments.expression.moments import DateText
from instruments.expression.nodes import DataNode
from instruments.expression.scope import Scope
from instruments.expression.values import Value, text, text_number, to_boolean, to_number, to_string

# Sums of decimals are equal when they differ by less than this, as in JavaRosa: 6.1 - 7.8 = -1.7.
NEAR = 1e-12
ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def arithmetic(sign: str, left: Code, right: Code) -> Code:
    first, second = number_of(left), number_of(right)
    match sign:
        case "+":
            return Code(NUMBER, lambda scope: first(scope) + second(scope))
        case "-":
            return Code(NUMBER, lambda scope: first(scope) - second(scope))
        case "*":
            return Code(NUMBER, lambda scope: first(scope) * second(scope))
        case "div":
            return Code(NUMBER, lambda scope: divided(first(scope), second(scope)))
    return Code(NUMBER, lambda scope: remainder(first(scope), second(scope)))


def divided(first: float, second: float) -> float:
    if second:
        return first / second
    if not first or first != first:
        return math.nan
    return math.copysign(math.inf, first) * math.copysign(1.0, second)


def remainder(first: float, second: float) -> float:
    """With the sign of the first, as in XPath; NaN for a remainder by 0."""
    if not second or math.isinf(first):
        return math.nan
    return math.fmod(first, second)


def logical(sign: str, left: Code, right: Code) -> Code:
    """`and`, `or`: the right side is not looked at where the left one decides."""
    first, second = boolean_of(left), boolean_of(right)
    if sign == "and":
        return Code(BOOLEAN, lambda scope: first(scope) and second(scope))
    return Code(BOOLEAN, lambda scope: first(scope) or second(scope))


def comparison(sign: str, left: Code, right: Code) -> Code:
    if sign in ORDER:
        return Code(BOOLEAN, ordered(sign, left, right))
    return Code(BOOLEAN, equality(left, right, sign == "!="))


def ordered(sign: str, left: Code, right: Code) -> Callable[[Scope], bool]:
    holds = ORDER[sign]
    if {left.kind, right.kind} <= {NUMBER, STRING, BOOLEAN}:
        first, second = number_of(left), number_of(right)
        return lambda scope: holds(first(scope), second(scope))
    if left.name and right.kind == NUMBER:
        return named_order(left, right, holds)
    first_run, second_run = left.run, right.run
    return lambda scope: any_pair(holds, first_run(scope), second_run(scope), scope.world.zone)


def named_order(left: Code, right: Code, holds: Callable[[float, float], bool]) -> Callable[[Scope], bool]:
    """`${name} > 3`, nearly as common as `${name} = 'x'`."""
    name, run, second = left.name, left.run, right.run

    def ordered_so(scope: Scope) -> bool:
        found, zone = scope.names.get(name), scope.world.zone
        if isinstance(found, DataNode):
            return holds(text_number(text(found), zone), second(scope))
        return any_pair(holds, run(scope), second(scope), zone)

    return ordered_so


def any_pair(holds: Callable[[float, float], bool], left: Value, right: Value, zone: tzinfo | None) -> bool:
    """Whether the order holds for some node; against a truth a node-set counts as a truth itself."""
    if isinstance(left, bool) and isinstance(right, list):
        right = to_boolean(right)
    elif isinstance(right, bool) and isinstance(left, list):
        left = to_boolean(left)
    seconds = numbers(right, zone)
    return any(holds(first, second) for first in numbers(left, zone) for second in seconds)


def numbers(value: Value, zone: tzinfo | None) -> list[float]:
    if isinstance(value, list):
        return [text_number(text(node), zone) for node in value]
    return [to_number(value, zone)]


def equality(left: Code, right: Code, unequal: bool) -> Callable[[Scope], bool]:
    kinds = {left.kind, right.kind}
    if left.constant is not None and right.kind == NODES:
        left, right = right, left
    if left.kind == NODES and isinstance(right.constant, str) and left.name:
        return named_equality(left, right.constant, unequal)
    if kinds & {NODES, ANY}:
        first, second = left.run, right.run
        return lambda scope: equal_values(first(scope), second(scope), unequal, scope.world.zone)
    if BOOLEAN in kinds:
        first, second = boolean_of(left), boolean_of(right)
        return lambda scope: (first(scope) == second(scope)) != unequal
    if NUMBER in kinds:
        first_number, second_number = number_of(left), number_of(right)
        return lambda scope: near(first_number(scope), second_number(scope)) != unequal
    first_text, second_text = string_of(left), string_of(right)
    return lambda scope: same_text(first_text(scope), second_text(scope), scope.world.zone) != unequal


def named_equality(left: Code, wanted: str, unequal: bool) -> Callable[[Scope], bool]:
    """`${name} = 'x'`, the commonest condition of all."""
    name, run = left.name, left.run

    def holds(scope: Scope) -> bool:
        found = scope.names.get(name)
        if isinstance(found, DataNode):
            return (text(found) == wanted) != unequal
        return any((text(node) == wanted) != unequal for node in run(scope))

    return holds


def equal_values(left: Value, right: Value, unequal: bool, zone: tzinfo | None) -> bool:
    """XPath 1.0, 3.4: node-sets are equal, and unequal, if some pair of nodes is."""
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) == to_boolean(right)) != unequal
    if not isinstance(left, list):
        if not isinstance(right, list):
            return equal_plain(left, right, zone) != unequal
        left, right = right, left
    if not isinstance(right, list):
        return any(equal_plain(text(node), right, zone) != unequal for node in left)
    seconds = [text(node) for node in right]
    return any((text(node) == second) != unequal for node in left for second in seconds)


def equal_plain(left: Any, right: Any, zone: tzinfo | None) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return near(to_number(left, zone), to_number(right, zone))
    return same_text(to_string(left), to_string(right), zone)


def near(left: float, right: float) -> bool:
    return left == right or abs(left - right) < NEAR


def same_text(left: str, right: str, zone: tzinfo | None) -> bool:
    """Equal letter by letter; a date that was calculated equals another text of the same moment."""
    if left == right:
        return True
    if isinstance(left, DateText) or isinstance(right, DateText):
        return text_number(left, zone) == text_number(right, zone)
    return False
