"""ExpressionScript, the language of LimeSurvey's conditions and equations, turned into ours."""

import re
from functools import reduce

from instruments.expression.tree import Binary, Call, Name, Node, Number, Path, Text
from instruments.foreign.rules import added, counted, in_bounds, renamed
from instruments.foreign.syntax import ARITHMETIC, CONSTANTS, LOGIC, Dialect
from instruments.foreign.translation import Reference, Rule, Translator
from instruments.foreign.tree import Foreign, ForeignError, Value, Variable

TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<variable>(?:INSERTANS:)?\d+X\d+X\d+[\w#]*(?:\.\w+)*)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<word>[A-Za-z_][\w#]*(?:[.:][A-Za-z_][\w#]*)*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/!<>(),^=])""",
    re.VERBOSE | re.DOTALL,
)
SAME = {"==": "=", "eq": "=", "!=": "!=", "ne": "!="}
ORDER = {"<": "<", "lt": "<", "<=": "<=", "le": "<=", ">": ">", "gt": ">", ">=": ">=", "ge": ">="}
DIALECT = Dialect(
    token=TOKEN,
    infix={
        **LOGIC,
        **{word: (3, operator) for word, operator in SAME.items()},
        **{word: (4, operator) for word, operator in ORDER.items()},
        **ARITHMETIC,
    },
    prefix={"!": "not", "not": "not", "-": "-"},
    constants=CONSTANTS,
)


def answers(translator: Translator, arguments: tuple[Foreign, ...]) -> list[Reference]:
    """What the arguments of `count()`, `sum()` and their like stand for, one by one."""
    found: list[Reference] = []
    for one in arguments:
        reference = translator.reference(one) if isinstance(one, Variable) else Reference(translator.value(one))
        if reference:
            found += reference.parts or (reference,)
    return in_bounds(found)


def count(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    return counted([translator.filled(one) for one in answers(translator, arguments)])


def total(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    return added([translator.of(one) for one in answers(translator, arguments)])


def countif(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    wanted = translator.value(arguments[0])
    return counted([Binary("=", translator.of(one), wanted) for one in answers(translator, arguments[1:])])


def different(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    """No two of the answers are the same, unless they are empty."""
    nodes = [translator.of(one) for one in answers(translator, arguments)]
    pairs = [(one, other) for at, one in enumerate(nodes) for other in nodes[at + 1 :]]
    if not pairs or len(nodes) > 12:
        raise ForeignError("unique() of so many answers is too much")
    empty = Text("")
    each = [Binary("or", Binary("=", one, empty), Binary("!=", one, other)) for one, other in pairs]
    return reduce(lambda left, right: Binary("and", left, right), each)


def matches(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    pattern = arguments[0]
    if not isinstance(pattern, Value) or not isinstance(pattern.value, str):
        raise ForeignError("the pattern of regexMatch() is not written out")
    return Call("regex", (translator.value(arguments[1]), Text(pattern_of(pattern.value))))


def pattern_of(delimited: str) -> str:
    """`/^a+$/i` as a pattern of its own."""
    found = re.match(r"\s*([^\w\s\\])(.*)\1([imsux]*)\s*\Z", delimited, re.DOTALL)
    if not found:
        return delimited
    flags = "".join(flag for flag in found[3] if flag in "ims")
    return (f"(?{flags})" if flags else "") + found[2].replace("\\/", "/")


def choose(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    condition, yes, *no = arguments
    other = translator.value(no[0]) if no else Text("")
    return Call("if", (translator.truth(condition), translator.value(yes), other))


def empty(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    (only,) = arguments
    return translator.emptiness(only, empty=True)


def numeric(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    number = Call("number", (translator.value(arguments[0]),))
    return Binary("=", number, number)


def of_all(function: str) -> Rule:
    return lambda translator, arguments: Call(
        function, tuple(translator.of(one) for one in answers(translator, arguments))
    )


def implode(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    return Call("join", (translator.value(arguments[0]), *(map(translator.of, answers(translator, arguments[1:])))))


def part(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    """substr(text, start, length) counts from 0 and has a length; ours has an end."""
    text, start, *length = (translator.value(one) for one in arguments)
    if isinstance(start, Number) and start.value >= 0 and all(isinstance(one, Number) for one in length):
        ends = tuple(Number(start.value + one.value) for one in length if isinstance(one, Number))
        return Call("substr", (text, start, *ends))
    raise ForeignError("substr() counts from the end")


RULES: dict[str, Rule] = {
    "if": choose,
    "is_empty": empty,
    "empty": empty,
    "count": count,
    "countif": countif,
    "sum": total,
    "unique": different,
    "regexmatch": matches,
    "is_numeric": numeric,
    "is_float": numeric,
    "implode": implode,
    "substr": part,
    "min": of_all("min"),
    "max": of_all("max"),
    "join": of_all("concat"),
    "strlen": renamed("string-length"),
    "trim": renamed("normalize-space"),
    "intval": renamed("int"),
    "floatval": renamed("number"),
    "round": renamed("round", 1, 2),
    "floor": renamed("floor"),
    "ceil": renamed("ceiling"),
    "abs": renamed("abs"),
    "pow": renamed("pow", 2),
    "sqrt": renamed("sqrt"),
    "exp": renamed("exp"),
    "log": renamed("log"),
    "sin": renamed("sin"),
    "cos": renamed("cos"),
    "tan": renamed("tan"),
    "pi": renamed("pi", 0),
    "number_format": renamed("round", 1, 2),
}

SELF = Reference(Path("."))
KNOWN_PARTS = frozenset({"naok", "code", "value", "valuenaok", "shown", "naokshown", "shownnaok"})


def label_of(node: Node) -> Node:
    """What `.shown` gives: the words of the choice."""
    if not isinstance(node, Name):
        raise ForeignError("`.shown` of this has nothing like it here")
    return Call("jr:choice-name", (node, Text(f"${{{node.name}}}")))
