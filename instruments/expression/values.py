"""What an expression can give, and how one kind of value becomes another."""

import math
import re
from collections.abc import Iterable
from datetime import tzinfo
from decimal import Decimal
from typing import TypeAlias

from instruments.expression import moments
from instruments.expression.moments import DateText
from instruments.expression.nodes import DataNode

# Dates are texts, as the specification has them; they become day numbers where a number is asked for.
Value: TypeAlias = bool | float | str | list[DataNode]

NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
SPACE = " \t\r\n"
EXACT = 1e16  # above it not every whole number is a float: the shortest digits that tell them apart, then zeros


def to_string(value: Value) -> str:
    """XPath 1.0: a node-set gives its first node, a number has neither exponent nor trailing zeros."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return first_text(value)


def to_number(value: Value, zone: tzinfo | None = None) -> float:
    """XPath 1.0, and dates and dateTimes as days since 1970-01-01; NaN where the text is neither."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return text_number(value if isinstance(value, str) else first_text(value), zone)


def to_boolean(value: Value) -> bool:
    """XPath 1.0: false are 0, NaN, the empty text and the empty node-set (of relevant nodes)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value == value and value != 0
    if isinstance(value, str):
        return value != ""
    return any(node.relevant for node in value)


def text_number(text: str, zone: tzinfo | None = None) -> float:
    if text.isdigit() and text.isascii():
        return float(text)
    if isinstance(text, DateText):
        return text.days
    text = text.strip(SPACE)
    if NUMBER.fullmatch(text):
        return float(text)
    found = moments.days(text, zone) if len(text) > 9 else None
    return math.nan if found is None else found


def number_text(value: float) -> str:
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    shortest = repr(value)
    return f"{Decimal(shortest):f}" if "e" in shortest else shortest


def text(node: DataNode) -> str:
    """What a node reads as: its value, for a group all that is in it, nothing if it is not relevant."""
    if not node.relevant:
        return ""
    return node.value if not node.children else "".join(map(text, node.children))


def first_text(nodes: Iterable[DataNode]) -> str:
    for node in nodes:
        if node.relevant:
            return text(node)
    return ""
