"""Steps along the tree of answers, in document order and without doubles."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from instruments.expression.code import Code
from instruments.expression.nodes import DataNode
from instruments.expression.scope import Scope
from instruments.expression.tree import Step
from instruments.expression.values import Value, to_boolean

Walk = Callable[[DataNode], Iterable[DataNode]]
Move = Callable[[list[DataNode], Scope], list[DataNode]]

REVERSE = frozenset({"parent", "ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})
# From nodes that are in order and have nothing in common these axes lead to such nodes again.
ORDERLY = frozenset({"child", "self"})


def move(step: Step, predicates: Sequence[Code]) -> Move:
    """A step from some nodes to the next; positions in its predicates count along the axis from each node."""
    walk, test = WALKS[step.axis], step.test
    if step.axis == "child" and not predicates and test not in ("*", "node()"):
        return lambda nodes, scope: [child for node in nodes for child in node.children if child.name == test]
    filters = [predicate(code) for code in predicates]

    def moved(nodes: list[DataNode], scope: Scope) -> list[DataNode]:
        found: list[DataNode] = []
        for node in nodes:
            reached = [one for one in walk(node) if test in ("*", "node()") or one.name == test]
            for kept in filters:
                reached = kept(reached, scope)
            found.extend(reached)
        return found if step.axis in ORDERLY or len(found) < 2 else ordered(found)

    return moved


def predicate(code: Code) -> Callable[[list[DataNode], Scope], list[DataNode]]:
    """Those of the nodes for which a condition holds; a number is a position."""
    run = code.run

    def kept(nodes: list[DataNode], scope: Scope) -> list[DataNode]:
        return [inner.node for inner in scope.inside(nodes) if holds(run(inner), inner)]

    return kept


def holds(value: Value, scope: Scope) -> bool:
    if isinstance(value, float):
        return value == scope.position
    return to_boolean(value)


def ordered(nodes: Iterable[DataNode]) -> list[DataNode]:
    """Each node once, in document order."""
    once = {id(node): node for node in nodes}
    return sorted(once.values(), key=place) if len(once) > 1 else list(once.values())


def place(node: DataNode) -> tuple[int, ...]:
    """Where a node stands, as the numbers of the branches from the root."""
    found: list[int] = []
    while node.parent is not None:
        found.append(next(number for number, one in enumerate(node.parent.children) if one is node))
        node = node.parent
    return tuple(reversed(found))


def child(node: DataNode) -> Iterable[DataNode]:
    return node.children


def parent(node: DataNode) -> Iterable[DataNode]:
    return () if node.parent is None else (node.parent,)


def itself(node: DataNode) -> Iterable[DataNode]:
    return (node,)


def descendant(node: DataNode) -> Iterator[DataNode]:
    waiting = list(reversed(node.children))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.children))


def descendant_or_self(node: DataNode) -> Iterator[DataNode]:
    yield node
    yield from descendant(node)


def ancestor(node: DataNode) -> Iterator[DataNode]:
    while node.parent is not None:
        node = node.parent
        yield node


def ancestor_or_self(node: DataNode) -> Iterator[DataNode]:
    yield node
    yield from ancestor(node)


def following_sibling(node: DataNode) -> list[DataNode]:
    return siblings(node)[1]


def preceding_sibling(node: DataNode) -> list[DataNode]:
    return siblings(node)[0][::-1]


def siblings(node: DataNode) -> tuple[list[DataNode], list[DataNode]]:
    """Those before a node and those after it."""
    if node.parent is None:
        return [], []
    family = node.parent.children
    number = next(number for number, one in enumerate(family) if one is node)
    return family[:number], family[number + 1 :]


def following(node: DataNode) -> Iterator[DataNode]:
    for one in ancestor_or_self(node):
        for sibling in following_sibling(one):
            yield from descendant_or_self(sibling)


def preceding(node: DataNode) -> Iterator[DataNode]:
    for one in ancestor_or_self(node):
        for sibling in preceding_sibling(one):
            yield from reversed(list(descendant_or_self(sibling)))


WALKS: dict[str, Walk] = {
    "child": child,
    "parent": parent,
    "self": itself,
    "descendant": descendant,
    "descendant-or-self": descendant_or_self,
    "ancestor": ancestor,
    "ancestor-or-self": ancestor_or_self,
    "following": following,
    "following-sibling": following_sibling,
    "preceding": preceding,
    "preceding-sibling": preceding_sibling,
}
