"""The functions on node-sets, repeats and attached lists."""

import math
from collections.abc import Callable, Sequence

from instruments.expression.code import ANY, NODES, NUMBER, STRING, Code, nodes_of, number_of, string_of
from instruments.expression.faults import ExpressionError
from instruments.expression.making import Maker, Notes, of_context
from instruments.expression.nodes import DataNode, nearest
from instruments.expression.paths import place
from instruments.expression.scope import Scope
from instruments.expression.tables import indexed
from instruments.expression.values import text, text_number, to_number


def counted(name: str, counts: Callable[[DataNode], bool]) -> Maker:
    def make(given: Sequence[Code], notes: Notes) -> Code:
        nodes = nodes_of(given[0], name)
        return Code(NUMBER, lambda scope: float(sum(counts(node) for node in nodes(scope))))

    return make


def total(given: Sequence[Code], notes: Notes) -> Code:
    nodes = nodes_of(given[0], "sum")
    return Code(NUMBER, lambda scope: float(sum(numbers(nodes(scope), scope))))


def numbers(nodes: list[DataNode], scope: Scope) -> list[float]:
    zone = scope.world.zone
    return [text_number(text(node), zone) for node in nodes if node.relevant]


def extreme(pick: Callable[[list[float]], float]) -> Maker:
    """XPath 3.0: NaN if one of the values is no number, and where there is nothing."""

    def make(given: Sequence[Code], notes: Notes) -> Code:
        reads = [values(code) for code in given]

        def found(scope: Scope) -> float:
            every = [value for read in reads for value in read(scope)]
            return math.nan if not every or any(value != value for value in every) else pick(every)

        return Code(NUMBER, found)

    return make


def values(code: Code) -> Callable[[Scope], list[float]]:
    run = code.run
    if code.kind in (NODES, ANY):

        def several(scope: Scope) -> list[float]:
            found = run(scope)
            return numbers(found, scope) if isinstance(found, list) else [to_number(found, scope.world.zone)]

        return several
    single = number_of(code)
    return lambda scope: [single(scope)]


def position(given: Sequence[Code], notes: Notes) -> Code:
    """Without argument the place in the step; else that of the node among its siblings of the same name."""
    if not given:
        return Code(NUMBER, lambda scope: float(scope.position))
    nodes = nodes_of(given[0], "position")

    def found(scope: Scope) -> float:
        node = next(iter(nodes(scope)), None)
        if node is None:
            return math.nan
        family = [node] if node.parent is None else [one for one in node.parent.children if one.name == node.name]
        return float(1 + next(number for number, one in enumerate(family) if one is node))

    return Code(NUMBER, found)


def last(given: Sequence[Code], notes: Notes) -> Code:
    return Code(NUMBER, lambda scope: float(scope.size))


def named(cut: Callable[[str], str]) -> Maker:
    def make(given: Sequence[Code], notes: Notes) -> Code:
        nodes = nodes_of(given[0], "name")
        return Code(STRING, lambda scope: next((cut(node.name) for node in nodes(scope)), ""))

    return of_context(make)


def instance(given: Sequence[Code], notes: Notes) -> Code:
    name = string_of(given[0])
    return Code(NODES, lambda scope: [indexed(scope.world.tables).tree(name(scope))])


def pulldata(given: Sequence[Code], notes: Notes) -> Code:
    table, column, key_column, key = map(string_of, given)

    def found(scope: Scope) -> str:
        row = indexed(scope.world.tables).row(table(scope), key_column(scope), key(scope))
        return row.get(column(scope), "")

    return Code(STRING, found)


def indexed_repeat(given: Sequence[Code], notes: Notes) -> Code:
    """The item in the n-th instance of a repeat; what is not told is the instance that one stands in."""
    if len(given) % 2 == 0:
        raise ExpressionError("`indexed-repeat` needs an index after every repeat")
    target = nodes_of(given[0], "indexed-repeat")
    repeats = [nodes_of(code, "indexed-repeat") for code in given[1::2]]
    indexes = [number_of(code) for code in given[2::2]]

    def found(scope: Scope) -> list[DataNode]:
        pairs = [(every(repeat(scope), scope), index(scope)) for repeat, index in zip(repeats, indexes, strict=True)]
        wanted = every(target(scope), scope)
        if any(wanted and not any(inside(wanted[0], node) for node in nodes) for nodes, _ in pairs):
            raise ExpressionError("the first item of `indexed-repeat` does not stand in its repeats")
        chosen: DataNode | None = None
        for nodes, index in sorted(pairs, key=lambda pair: len(place(pair[0][0])) if pair[0] else 0):
            within = [node for node in nodes if inside(node, chosen)] if chosen else here(nodes, scope)
            number = int(min(index, len(within) + 1)) if index >= 1 else 1
            if number > len(within):
                return []
            chosen = within[number - 1]
        return [node for node in wanted if inside(node, chosen)]

    return Code(NODES, found)


def here(nodes: list[DataNode], scope: Scope) -> list[DataNode]:
    return nearest(nodes, scope.current) if nodes else []


def every(nodes: list[DataNode], scope: Scope) -> list[DataNode]:
    """All nodes in the answers at places of the same names: a path seen without its instances."""
    if not nodes:
        return []
    wanted = trail(nodes[0])
    held = scope.names.get(nodes[0].name, [])
    return [node for node in (held if isinstance(held, list) else [held]) if trail(node) == wanted]


def trail(node: DataNode) -> list[str]:
    names: list[str] = []
    up: DataNode | None = node
    while up is not None:
        names.append(up.name)
        up = up.parent
    return names


def inside(node: DataNode, ancestor: DataNode | None) -> bool:
    up = node.parent
    while up is not None and up is not ancestor:
        up = up.parent
    return up is ancestor


MAKERS: dict[str, Maker] = {
    "count": counted("count", lambda node: node.relevant),
    "count-non-empty": counted("count-non-empty", lambda node: text(node) != ""),
    "sum": total,
    "min": extreme(min),
    "max": extreme(max),
    "position": position,
    "last": last,
    "name": named(lambda name: name),
    "local-name": named(lambda name: name.rpartition(":")[2]),
    "instance": instance,
    "pulldata": pulldata,
    "indexed-repeat": indexed_repeat,
}
