"""Choice filters on attached lists, by index: instance('list')/root/item[column = value] without a walk of the rows."""

from collections.abc import Callable
from typing import NamedTuple

from instruments.expression.code import Code
from instruments.expression.moments import DateText
from instruments.expression.nodes import DataNode
from instruments.expression.scope import Scope
from instruments.expression.tables import indexed
from instruments.expression.tree import Binary, Call, Name, Node, Number, Path, Step, Text, children
from instruments.expression.values import Value, text

# These look at the row when they have no argument.
OF_ROW = frozenset({"once", "string", "number", "string-length", "normalize-space", "name", "local-name"})
# These would tell something else if the rows were fewer, or were asked more often.
IN_STEP = frozenset({"position", "last", "random", "uuid", "randomize"})


class Lookup(NamedTuple):
    """What a path asks of a list: the rows whose column equals the key and for which the rest holds, then the other
    predicates."""

    table: str
    column: str
    key: Node
    rest: tuple[Node, ...]
    others: tuple[Node, ...]


def lookup(start: str | Node, steps: tuple[Step, ...]) -> Lookup | None:
    """The first three parts of such a path; None for any other path."""
    match start, steps:
        case (
            Call("instance", (Text(table),)),
            (Step("child", "root", ()), Step("child", "item", (condition, *others)), *_),
        ) if not within(condition, IN_STEP):
            parts = conjuncts(condition)
            for number, part in enumerate(parts):
                if held := equation(part):
                    return Lookup(table, *held, (*parts[:number], *parts[number + 1 :]), tuple(others))
    return None


def conjuncts(condition: Node) -> tuple[Node, ...]:
    match condition:
        case Binary("and", left, right):
            return (*conjuncts(left), *conjuncts(right))
    return (condition,)


def equation(condition: Node) -> tuple[str, Node] | None:
    """Column and key of `column = key`, either way round."""
    match condition:
        case Binary("=", Path(".", (Step("child", column, ()),)), key) if fixed(key):
            return (column, key) if column not in ("*", "node()") else None
        case Binary("=", key, Path(".", (Step("child", column, ()),))) if fixed(key):
            return (column, key) if column not in ("*", "node()") else None
    return None


def within(node: Node, functions: frozenset[str]) -> bool:
    """Whether one of the functions is called anywhere inside."""
    return (isinstance(node, Call) and node.function in functions) or any(
        within(child, functions) for child in children(node)
    )


def fixed(key: Node) -> bool:
    """Whether a key is the same for every row: it names items and texts, and no node of the row."""
    match key:
        case Text() | Number() | Name():
            return True
        case Path("c" | "/", steps):
            return not any(step.predicates for step in steps)
        case Call(function, arguments) if arguments or function not in OF_ROW:
            return all(map(fixed, children(key)))
    return False


def rows(asked: Lookup, key: Code) -> Callable[[Scope], list[DataNode] | None]:
    """The rows in their order; None where the key is no text, and each row has to be compared."""
    run = key.run

    def found(scope: Scope) -> list[DataNode] | None:
        value = run(scope)
        keys = keys_of(value)
        if keys is None:
            return None
        index = indexed(scope.world.tables).having(asked.table, asked.column)
        if len(keys) == 1:
            return index.get(keys[0], [])
        wanted = {id(item) for one in keys for item in index.get(one, [])}
        items = indexed(scope.world.tables).tree(asked.table).children[0].children
        return [item for item in items if id(item) in wanted]

    return found


def keys_of(value: Value) -> list[str] | None:
    if isinstance(value, list):
        return list({text(node) for node in value})
    return None if isinstance(value, DateText) or not isinstance(value, str) else [value]
