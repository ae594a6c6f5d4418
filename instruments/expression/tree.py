"""The one tree of an expression: read by the parser, run by Python, shipped to the page as JSON."""

from typing import TypeAlias

import msgspec


class Number(msgspec.Struct, frozen=True, array_like=True, tag="n"):
    value: float


class Text(msgspec.Struct, frozen=True, array_like=True, tag="s"):
    value: str


class Name(msgspec.Struct, frozen=True, array_like=True, tag="v"):
    """`${age}`: the item of that name which is nearest to where the expression stands."""

    name: str


class LastSaved(msgspec.Struct, frozen=True, array_like=True, tag="l"):
    """`${last-saved#age}`: the item in the record that was saved before this one."""

    name: str


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One step of a path; `test` is a name, `*` or `node()`."""

    axis: str
    test: str
    predicates: tuple["Node", ...] = ()


class Path(msgspec.Struct, frozen=True, array_like=True, tag="p"):
    """Steps from a start: "." the context node, "/" the root, "c" `current()`, or an expression that gives nodes."""

    start: "str | Node"
    steps: tuple[Step, ...] = ()


class Filter(msgspec.Struct, frozen=True, array_like=True, tag="q"):
    """`(nodes)[predicate]`: unlike the predicate of a step, positions count over all the nodes."""

    nodes: "Node"
    predicates: tuple["Node", ...]


class Call(msgspec.Struct, frozen=True, array_like=True, tag="f"):
    function: str
    arguments: tuple["Node", ...] = ()


class Binary(msgspec.Struct, frozen=True, array_like=True, tag="b"):
    operator: str
    left: "Node"
    right: "Node"


class Negate(msgspec.Struct, frozen=True, array_like=True, tag="-"):
    operand: "Node"


Node: TypeAlias = Number | Text | Name | LastSaved | Path | Filter | Call | Binary | Negate

# How tightly an operator binds; all of them group from the left.
BINDING = {
    **dict.fromkeys(("or",), 1),
    **dict.fromkeys(("and",), 2),
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
    "|": 8,
}
NEGATION = 7

AXES = frozenset(
    {
        "child",
        "parent",
        "self",
        "descendant",
        "descendant-or-self",
        "ancestor",
        "ancestor-or-self",
        "following",
        "following-sibling",
        "preceding",
        "preceding-sibling",
    }
)


def height(step_or_node: Node) -> int:
    """How many levels a tree has; counted without recursion, for it may be deep."""
    most, waiting = 0, [(1, step_or_node)]
    while waiting:
        level, node = waiting.pop()
        most = max(most, level)
        waiting.extend((level + 1, child) for child in children(node))
    return most


def children(node: Node) -> list[Node]:
    """The expressions directly inside one."""
    match node:
        case Path(start, steps):
            first = [] if isinstance(start, str) else [start]
            return [*first, *(predicate for step in steps for predicate in step.predicates)]
        case Filter(nodes, predicates):
            return [nodes, *predicates]
        case Call(_, arguments):
            return list(arguments)
        case Binary(_, left, right):
            return [left, right]
        case Negate(operand):
            return [operand]
    return []
