"""The expressions of SurveyJS, turned into ours."""

import re

from instruments.expression.tree import Binary, Call, Name, Node, Number, Text
from instruments.foreign.rules import added, counted, in_bounds, renamed
from instruments.foreign.syntax import ARITHMETIC, CONSTANTS, LOGIC, Dialect
from instruments.foreign.translation import MOST_PARTS, Reference, Rule, Translator
from instruments.foreign.tree import Foreign, ForeignError, Value, Variable

TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>\d+(?:\.\d+)?(?![\w.-]))
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<variable>\{[^{}]*\})
    |(?P<word>[\w][\w.:-]*)
    |(?P<sign>&&|\|\||==|!=|<>|<=|>=|\*=|[-+*/%^<>!(),\[\]=])""",
    re.VERBOSE | re.DOTALL,
)
SAME = {"=": "=", "==": "=", "equal": "=", "!=": "!=", "<>": "!=", "notequal": "!="}
ORDER = {
    "<": "<", "less": "<", "<=": "<=", "lessorequal": "<=",
    ">": ">", "greater": ">", ">=": ">=", "greaterorequal": ">=",
}  # fmt: skip
AMONG = {
    "contains": "contains", "contain": "contains", "*=": "contains", "notcontains": "notcontains",
    "notcontain": "notcontains", "anyof": "anyof", "allof": "allof", "noneof": "noneof",
}  # fmt: skip
DIALECT = Dialect(
    token=TOKEN,
    infix={
        **LOGIC,
        **{word: (3, operator) for word, operator in (SAME | ORDER | AMONG).items()},
        **ARITHMETIC,
        "%": (6, "%"),
        "^": (7, "^"),
        "power": (7, "^"),
    },
    prefix={"!": "not", "negate": "not", "-": "-"},
    postfix={"empty": "empty", "notempty": "notempty"},
    constants={**CONSTANTS, "undefined": Value(None)},
    words_are_variables=False,
)



def each(translator: Translator, arguments: tuple[Foreign, ...]) -> list[Node]:
    found: list[Node] = []
    for one in arguments:
        reference = translator.reference(one) if isinstance(one, Variable) else None
        parts = reference.parts if reference else ()
        found += [translator.of(part) for part in parts] if parts else [translator.value(one)]
    return in_bounds(found)


def total(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    return added(each(translator, arguments))


def average(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    nodes = each(translator, arguments)
    return Binary("div", added(nodes), Number(float(len(nodes))))


def least_or_most(function: str) -> Rule:
    return lambda translator, arguments: Call(function, tuple(each(translator, arguments)))


def column(translator: Translator, arguments: tuple[Foreign, ...]) -> Reference:
    """The field of a repeated panel or a matrix that `sumInArray({panel}, 'field')` is about."""
    array, field, *more = arguments
    if more:
        raise ForeignError("it takes only some of the rows")
    if not isinstance(array, Variable) or not isinstance(field, Value):
        raise ForeignError("the rows it works on are not named")
    found = translator.lookup(f"{array.name}[].{field.value}")
    if found is None:
        raise ForeignError(f"`{array.name}` has no `{field.value}`")
    return found


def over_rows(translator: Translator, arguments: tuple[Foreign, ...], function: str) -> Node:
    found = column(translator, arguments)
    if not found.parts:
        return Call(function, (found.node,))
    nodes = [translator.of(one) for one in found.parts]
    if len(nodes) > MOST_PARTS:
        raise ForeignError("it works on too many rows")
    if function == "sum":
        return added(nodes)
    if function == "count-non-empty":
        return counted([Binary("!=", one, Text("")) for one in nodes])
    return Call(function, tuple(nodes))


def in_array(function: str) -> Rule:
    return lambda translator, arguments: over_rows(translator, arguments, function)


def average_in_array(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    summed = over_rows(translator, arguments, "sum")
    return Binary("div", summed, over_rows(translator, arguments, "count-non-empty"))


def choose(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    condition, yes, no = arguments
    return Call("if", (translator.truth(condition), translator.value(yes), translator.value(no)))


def today(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    if not arguments:
        return Call("today")
    return Call("date", (Binary("+", Call("today"), translator.value(arguments[0])),))


def formatted(pattern: str) -> Rule:
    def rule(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
        date = translator.value(arguments[0]) if arguments else Call("today")
        return Call("number", (Call("format-date", (date, Text(pattern))),))

    return rule


def years_between(early: Node, late: Node) -> Node:
    """Full years: 20260301 - 20080302 = 179999, 17 of them full."""
    as_numbers = [Call("number", (Call("format-date", (date, Text("%Y%m%d"))),)) for date in (late, early)]
    return Call("int", (Binary("div", Binary("-", *as_numbers), Number(10000)),))


def age(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    return years_between(translator.value(arguments[0]), Call("today"))


def days_between(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    early, late = (Call("date", (translator.value(one),)) for one in arguments[:2])
    return Binary("-", late, early)


def difference(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    unit = arguments[2] if len(arguments) > 2 else Value("days")
    if unit == Value("years"):
        return years_between(translator.value(arguments[0]), translator.value(arguments[1]))
    if unit != Value("days"):
        raise ForeignError("only days and years between dates are counted here")
    return days_between(translator, arguments)


def later(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    if len(arguments) > 2 and arguments[2] != Value("days"):
        raise ForeignError("only days are added to dates here")
    return Call("date", (Binary("+", translator.value(arguments[0]), translator.value(arguments[1])),))


def weekday(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    """0 is Sunday; 1970-01-01 was a Thursday."""
    date = Call("decimal-date", (translator.value(arguments[0]),))
    return Binary("mod", Binary("+", date, Number(4)), Number(7))


def display(translator: Translator, arguments: tuple[Foreign, ...]) -> Node:
    """displayValue('question') or displayValue('question', value)."""
    first, *value = arguments
    named = translator.lookup(str(first.value)) if isinstance(first, Value) else translator.reference(first)
    if named is None or not isinstance(named.node, Name) or not named.labelled:
        raise ForeignError("displayValue() of this has nothing like it here")
    given = translator.coded(named, value[0]) if value else named.node
    return Call("jr:choice-name", (given, Text(f"${{{named.node.name}}}")))


RULES: dict[str, Rule] = {
    "iif": choose,
    "today": today,
    "currentdate": lambda _translator, _arguments: Call("now"),
    "currentyear": formatted("%Y"),
    "year": formatted("%Y"),
    "month": formatted("%n"),
    "day": formatted("%e"),
    "weekday": weekday,
    "age": age,
    "getdate": renamed("date"),
    "diffdays": lambda translator, arguments: Call("abs", (days_between(translator, arguments),)),
    "datediff": difference,
    "dateadd": later,
    "sum": total,
    "avg": average,
    "min": least_or_most("min"),
    "max": least_or_most("max"),
    "suminarray": in_array("sum"),
    "mininarray": in_array("min"),
    "maxinarray": in_array("max"),
    "countinarray": in_array("count-non-empty"),
    "avginarray": average_in_array,
    "displayvalue": display,
    "round": renamed("round", 1, 2),
    "trunc": renamed("int"),
}
