"""Tree to closures: compiled once for a form, run for every answer."""

from collections.abc import Callable, Mapping

import msgspec

from instruments.expression import choices, conditions, dates, draws, figures, operators, sets, texts
from instruments.expression.code import NODES, NUMBER, STRING, Code, Run, boolean_of, nodes_of, number_of, string_of
from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.functions import FUNCTIONS
from instruments.expression.lookups import Lookup, lookup, rows
from instruments.expression.making import Maker, Notes
from instruments.expression.nodes import DataNode
from instruments.expression.paths import Move, move, ordered, predicate
from instruments.expression.scope import Scope
from instruments.expression.tree import (
    Binary,
    Call,
    Filter,
    LastSaved,
    Name,
    Negate,
    Node,
    Number,
    Path,
    Step,
    Text,
)

MAKERS: Mapping[str, Maker] = (
    texts.MAKERS | figures.MAKERS | conditions.MAKERS | sets.MAKERS | choices.MAKERS | dates.MAKERS | draws.MAKERS
)
SPECIAL = frozenset({"current"})  # a start of paths in the tree, no call


class Compiled(msgspec.Struct, frozen=True):
    """An expression ready to run; every `run` takes a Scope and raises ExpressionError where it cannot go on."""

    run: Run
    run_boolean: Callable[[Scope], bool]
    run_number: Callable[[Scope], float]
    run_string: Callable[[Scope], str]
    kind: str


def compile_tree(tree: Node) -> Compiled:
    """Raises ExpressionError for what can be seen to go wrong: a text to count, a pattern that is none."""
    code = compiled(tree, Notes())
    return Compiled(
        run=code.run,
        run_boolean=boolean_of(code),
        run_number=number_of(code),
        run_string=string_of(code),
        kind=code.kind,
    )


def compiled(node: Node, notes: Notes) -> Code:
    match node:
        case Number(value) | Text(value):
            return Code(NUMBER if isinstance(node, Number) else STRING, lambda scope: value, constant=value)
        case Name(name):
            return Code(NODES, lambda scope: scope.called(name), name)
        case Binary(operator, left, right):
            return binary(operator, compiled(left, notes), compiled(right, notes))
        case Call(function, arguments):
            return call(function, [compiled(one, notes) for one in arguments], notes)
        case Negate(operand):
            number = number_of(compiled(operand, notes))
            return Code(NUMBER, lambda scope: -number(scope))
        case Path(start, steps):
            return path(start, steps, notes)
        case Filter(nodes, predicates):
            return filtered(compiled(nodes, notes), predicates, notes)
        case LastSaved(name):
            raise Unsupported("last-saved", f"${{last-saved#{name}}}: the record before is not kept")


def binary(operator: str, left: Code, right: Code) -> Code:
    match operator:
        case "and" | "or":
            return operators.logical(operator, left, right)
        case "|":
            first, second = nodes_of(left, "|"), nodes_of(right, "|")
            return Code(NODES, lambda scope: ordered([*first(scope), *second(scope)]))
        case "+" | "-" | "*" | "div" | "mod":
            return operators.arithmetic(operator, left, right)
    return operators.comparison(operator, left, right)


def call(function: str, arguments: list[Code], notes: Notes) -> Code:
    known = FUNCTIONS.get(function)
    if known is None:
        raise ExpressionError(f"there is no function `{function}`")
    if known.why_not:
        raise Unsupported(function, f"the function `{function}` is not supported: {known.why_not}")
    return MAKERS[function](arguments, notes)


def filtered(code: Code, predicates: tuple[Node, ...], notes: Notes) -> Code:
    nodes = nodes_of(code, "[...]")
    filters = [predicate(compiled(one, notes)) for one in predicates]

    def found(scope: Scope) -> list[DataNode]:
        kept = nodes(scope)
        for keep in filters:
            kept = keep(kept, scope)
        return kept

    return Code(NODES, found)


def path(start: str | Node, steps: tuple[Step, ...], notes: Notes) -> Code:
    moves = [move(step, [compiled(one, notes) for one in step.predicates]) for step in steps]
    if start == "/":
        moves = [here(go) if number < leading(steps) else go for number, go in enumerate(moves)]
    begin = beginning(start, steps, notes)
    if asked := lookup(start, steps):
        return looked_up(asked, begin, moves, notes)

    def found(scope: Scope) -> list[DataNode]:
        nodes = begin(scope)
        for go in moves:
            nodes = go(nodes, scope)
        return nodes

    return Code(NODES, found if moves else begin)


def leading(steps: tuple[Step, ...]) -> int:
    """How many steps of a path from the root say nothing but a name, the last step left out."""
    plain = [step.axis == "child" and step.test not in ("*", "node()") and not step.predicates for step in steps]
    return min((plain + [False]).index(False), len(steps) - 1)


def here(go: Move) -> Move:
    """A step into a repeat, from inside that repeat: `/data/rep/x` is the x in the same instance.

    "A big deviation" of the ODK XForms specification (section Repeats) from XPath.
    """
    return lambda nodes, scope: scope.own(go(nodes, scope))


def looked_up(asked: Lookup, begin: Run, moves: list[Move], notes: Notes) -> Code:
    """A path that starts with a lookup: by index where the key is a text, by comparing each row where it is not."""
    quick = rows(asked, compiled(asked.key, notes))
    rest = [boolean_of(compiled(one, notes)) for one in asked.rest]
    others = [predicate(compiled(one, notes)) for one in asked.others]

    def found(scope: Scope) -> list[DataNode]:
        nodes = quick(scope)
        if nodes is None:
            nodes = moves[1](moves[0](begin(scope), scope), scope)
        else:
            if rest:
                nodes = [inner.node for inner in scope.inside(nodes) if all(holds(inner) for holds in rest)]
            for keep in others:
                nodes = keep(nodes, scope)
        for go in moves[2:]:
            nodes = go(nodes, scope)
        return nodes

    return Code(NODES, found)


def beginning(start: str | Node, steps: tuple[Step, ...], notes: Notes) -> Callable[[Scope], list[DataNode]]:
    match start:
        case ".":
            return lambda scope: [scope.node]
        case "c":
            return lambda scope: [scope.current]
        case "/":
            return lambda scope: [above(scope.root, steps)] if steps else [scope.root]
        case str():
            raise ExpressionError(f"a path cannot start at {start!r}")
    return nodes_of(compiled(start, notes), "/")


def above(root: DataNode, steps: tuple[Step, ...]) -> DataNode:
    """The document a root stands in. What the root is called is the form's affair: a path of several steps that
    begins with a name unknown at the top begins at the root. A root without a name is no node of its own where
    nodes are looked for."""
    document, first = DataNode(""), steps[0]
    document.children = [root]
    if first.axis != "child":
        document.children = document.children if root.name else root.children
    elif first.test in ("*", "node()"):
        alone = not root.name and len(root.children) == 1 and root.children[0].children
        document.children = root.children if alone else [root]
    elif first.test != root.name:
        document.children = [node for node in root.children if node.name == first.test]
        if not document.children and len(steps) > 1:
            document.children = [renamed(root, first.test)]
    return document


def renamed(root: DataNode, name: str) -> DataNode:
    twin = DataNode(name, root.value, kind=root.kind)
    twin.children = root.children
    return twin
