"""Tree to text: what a person would have written; parsing it gives the same tree again."""

from decimal import Decimal

from instruments.expression.faults import ExpressionError
from instruments.expression.tree import (
    BINDING,
    NEGATION,
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


def written(node: Node, around: int = 0) -> str:
    """The expression as text; `around` is how tightly the operator outside it binds.

    Raises ExpressionError for a text that has both kinds of quotation marks in it, which XPath cannot write.
    """
    match node:
        case Number(value):
            return number(value)
        case Text(value):
            return quoted(value)
        case Name(name):
            return f"${{{name}}}"
        case LastSaved(name):
            return f"${{last-saved#{name}}}"
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})"
        case Filter(nodes, predicates):
            return primary(nodes) + conditions(predicates)
        case Path(start, steps):
            return path(start, steps)
        case Negate(operand):
            return bracketed(f"-{written(operand, NEGATION)}", around > NEGATION)
        case Binary(operator, left, right):
            binding = BINDING[operator]
            text = f"{written(left, binding)} {operator} {written(right, binding + 1)}"
            return bracketed(text, binding < around)


def number(value: float) -> str:
    """The shortest decimal that reads back the same; XPath has no exponents."""
    return f"{Decimal(repr(value)).normalize():f}"


def quoted(value: str) -> str:
    if "'" not in value:
        return f"'{value}'"
    if '"' in value:
        raise ExpressionError("a text cannot hold both ' and \"; use concat() to put it together")
    return f'"{value}"'


def path(start: str | Node, steps: tuple[Step, ...]) -> str:
    told = "/".join("" if anywhere(one) else step(one) for one in steps)
    match start:
        case ".":
            return f"./{told}" if steps and anywhere(steps[0]) else told or "."
        case "/":
            return f"/{told}"
        case "c":
            return "current()" + (f"/{told}" if steps else "")
        case str():
            raise ExpressionError(f"a path cannot start at {start!r}")
    return f"{primary(start)}/{told}"


def step(one: Step) -> str:
    if (one.axis, one.test) in {("self", "node()"), ("parent", "node()")} and not one.predicates:
        return "." if one.axis == "self" else ".."
    return ("" if one.axis == "child" else f"{one.axis}::") + one.test + conditions(one.predicates)


def anywhere(one: Step) -> bool:
    return (one.axis, one.test, one.predicates) == ("descendant-or-self", "node()", ())


def conditions(predicates: tuple[Node, ...]) -> str:
    return "".join(f"[{written(predicate)}]" for predicate in predicates)


def primary(node: Node) -> str:
    """Something that steps or predicates can follow; brackets where it would be read otherwise."""
    plain = isinstance(node, Name | LastSaved | Call | Filter) or node == Path("c")
    return bracketed(written(node), not plain)


def bracketed(text: str, needed: bool) -> str:
    return f"({text})" if needed else text
