"""How functions of other programs become ours, where several of those programs have the like."""

from collections.abc import Sequence
from functools import reduce
from typing import TypeVar

from instruments.expression.tree import Binary, Call, Node, Number
from instruments.foreign.translation import MOST_PARTS, Reference, Rule, Translator
from instruments.foreign.tree import Foreign, ForeignError

Part = TypeVar("Part", Node, Reference)


def renamed(function: str, least: int = 1, most: int | None = None) -> Rule:
    """The same under another name, with so many arguments."""

    def rule(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
        if not least <= len(arguments) <= (most or least):
            raise ValueError
        return Call(function, tuple(translator.value(one) for one in arguments))

    return rule


def joined(nodes: Sequence[Node]) -> Node:
    """a + b + c ..."""
    return reduce(lambda left, right: Binary("+", left, right), nodes)


def added(nodes: Sequence[Node]) -> Node:
    """An answer that is missing adds nothing."""
    return joined([Call("coalesce", (one, Number(0))) for one in nodes])


def counted(conditions: Sequence[Node]) -> Node:
    """How many of them hold."""
    return joined([Call("if", (one, Number(1), Number(0))) for one in conditions])


def in_bounds(found: list[Part]) -> list[Part]:
    """Raises ForeignError where a function has no arguments or more than would be read."""
    if not found or len(found) > MOST_PARTS:
        raise ForeignError("a function has nothing, or too much, to work on")
    return found
