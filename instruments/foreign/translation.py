"""Turns an expression of another program into ours, with what its names stand for here."""

from collections.abc import Callable, Mapping

import msgspec

from instruments.expression import parser as ours
from instruments.expression.faults import ExpressionError
from instruments.expression.tree import Binary, Call, Negate, Node, Number, Path, Text
from instruments.expression.written import written
from instruments.foreign.syntax import Dialect, parse
from instruments.foreign.tree import Foreign, ForeignError, Function, Infix, Many, Prefix, Value, Variable

COMPARING = frozenset({"=", "!=", "<", "<=", ">", ">="})
ORDERING = COMPARING - {"=", "!="}
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
CALCULATING = {"+": "+", "-": "-", "*": "*", "/": "div", "%": "mod"}
TRUE_OR_FALSE = frozenset(
    {"true", "false", "not", "selected", "contains", "starts-with", "ends-with", "regex", "boolean", "checklist"}
)
SELF = Path(".")
MOST_PARTS = 200
NOTHING = Text("")


class Reference(msgspec.Struct, frozen=True):
    """What a variable of the other program stands for."""

    node: Node
    codes: Mapping[str, str] = {}
    """What it calls the choices -> what they are called here."""
    many: bool = False
    """An answer of several choices."""
    chosen: str = ""
    """It is true where this choice of `node` was ticked; its own value is then `yes`."""
    yes: str = ""
    truth: bool = False
    """A yes-no question whose choices are `true` and `false`."""
    labelled: bool = False
    """An answer whose values have labels."""
    parts: tuple["Reference", ...] = ()
    """All the answers below one name: `that.Q1`."""


Lookup = Callable[[str], Reference | None]
Rule = Callable[["Translator", tuple[Foreign, ...]], Node]


class Translator:
    """One expression on its way. Raises ForeignError for what has nothing like it here."""

    def __init__(self, lookup: Lookup, rules: Mapping[str, Rule], *, zero_is_false: bool) -> None:
        self.lookup, self.rules, self.zero_is_false = lookup, rules, zero_is_false

    def reference(self, foreign: Foreign) -> Reference | None:
        if not isinstance(foreign, Variable):
            return None
        found = self.lookup(foreign.name)
        if found is None:
            raise ForeignError(f"`{foreign.name}` is not known")
        return found

    def value(self, foreign: Foreign) -> Node:
        """The expression where a value is wanted."""
        match foreign:
            case Value(value):
                return literal(value)
            case Variable():
                return self.of(self.reference(foreign))
            case Function(name, arguments):
                return self.function(name, arguments)
            case Prefix("-", operand):
                return Negate(self.value(operand))
            case Infix("+", left, right):
                return self.plus(left, right)
            case Infix(operator, left, right) if operator in CALCULATING:
                return Binary(CALCULATING[operator], self.value(left), self.value(right))
            case Infix("^", left, right):
                return Call("pow", (self.value(left), self.value(right)))
            case Many():
                raise ForeignError("a list can only be compared with a question of several choices")
        return self.truth(foreign)

    def of(self, reference: Reference | None) -> Node:
        if reference is None or reference.parts:
            raise ForeignError("several answers stand where one is wanted")
        if reference.chosen:
            return Call("if", (self.ticked(reference), Text(reference.yes), NOTHING))
        return reference.node

    def plus(self, left: Foreign, right: Foreign) -> Node:
        """A sum, or one text behind the other where either is a text."""
        operands = self.value(left), self.value(right)
        if any(isinstance(one, Text) or (isinstance(one, Call) and one.function == "concat") for one in operands):
            return Call("concat", operands)
        return Binary("+", *operands)

    def function(self, name: str, arguments: tuple[Foreign, ...]) -> Node:
        rule = self.rules.get(name.lower())
        if rule is None:
            raise ForeignError(f"there is nothing like its function `{name}` here")
        try:
            return rule(self, arguments)
        except (IndexError, ValueError) as fault:
            raise ForeignError(f"its function `{name}` has other arguments than expected") from fault

    def truth(self, foreign: Foreign) -> Node:
        """The expression where true or false is wanted."""
        match foreign:
            case Value(value):
                no = value in ("", None, 0, False) or (value == "0" and self.zero_is_false)
                return Call("false") if no else Call("true")
            case Variable():
                return self.truthy(self.reference(foreign))
            case Infix(("and" | "or") as operator, left, right):
                return Binary(operator, self.truth(left), self.truth(right))
            case Prefix("not", operand):
                return Call("not", (self.truth(operand),))
            case Prefix(("empty" | "notempty") as operator, operand):
                return self.emptiness(operand, empty=operator == "empty")
            case Infix(operator, left, right) if operator in COMPARING:
                return self.comparison(operator, left, right)
            case Infix(("contains" | "notcontains" | "anyof" | "allof" | "noneof") as operator, left, right):
                return self.membership(operator, left, right)
        found = self.value(foreign)
        if is_true_or_false(found):
            return found
        if isinstance(found, Call) and found.function not in {"if", "concat", "coalesce"}:
            return Call("boolean", (found,))
        return self.not_blank(found)

    def truthy(self, reference: Reference | None) -> Node:
        if reference is None or reference.parts:
            raise ForeignError("several answers stand where one is wanted")
        if reference.chosen:
            return self.ticked(reference)
        if reference.truth:
            return Binary("=", reference.node, Text("true"))
        return self.not_blank(reference.node)

    def not_blank(self, node: Node) -> Node:
        answered = Binary("!=", node, NOTHING)
        return Binary("and", answered, Binary("!=", node, Text("0"))) if self.zero_is_false else answered

    def emptiness(self, operand: Foreign, *, empty: bool) -> Node:
        reference = self.reference(operand)
        if reference and len(reference.parts) > MOST_PARTS:
            raise ForeignError("it is about too many answers at once")
        if reference and reference.parts:
            each = [self.filled(one) for one in reference.parts]
            any_filled = each[0]
            for one in each[1:]:
                any_filled = Binary("or", any_filled, one)
            return Call("not", (any_filled,)) if empty else any_filled
        if reference and reference.chosen:
            return Call("not", (self.ticked(reference),)) if empty else self.ticked(reference)
        return Binary("=" if empty else "!=", self.value(operand), NOTHING)

    def filled(self, reference: Reference) -> Node:
        return self.ticked(reference) if reference.chosen else Binary("!=", reference.node, NOTHING)

    def ticked(self, reference: Reference) -> Node:
        return Call("selected", (reference.node, Text(reference.chosen)))

    def comparison(self, operator: str, left: Foreign, right: Foreign) -> Node:
        if isinstance(left, Value | Many) and not isinstance(right, Value | Many):
            left, right, operator = right, left, MIRRORED[operator]
        reference = self.reference(left)
        if reference and reference.chosen and isinstance(right, Value) and operator in {"=", "!="}:
            same = plain(right) in ({reference.yes, "true", "1"} if reference.yes != "" else {"true"})
            if not same and plain(right) not in {"", "false", "0", "N"}:
                raise ForeignError(f"a tick is never `{plain(right)}`")
            return self.ticked(reference) if same == (operator == "=") else Call("not", (self.ticked(reference),))
        if reference and isinstance(right, Many) and operator in {"=", "!="}:
            same_choices = self.exactly(reference, right)
            return same_choices if operator == "=" else Call("not", (same_choices,))
        other = self.coded(reference, right)
        one = self.value(left)
        if operator in ORDERING and (unordered(one) or unordered(other)):
            raise ForeignError("texts have no order here")
        return Binary(operator, one, other)

    def exactly(self, reference: Reference, many: Many) -> Node:
        if len(many.values) > MOST_PARTS:
            raise ForeignError(f"it asks for {len(many.values)} choices")
        found: Node = Binary("=", Call("count-selected", (reference.node,)), Number(float(len(many.values))))
        for one in many.values:
            found = Binary("and", found, Call("selected", (reference.node, self.coded(reference, one))))
        return found

    def membership(self, operator: str, left: Foreign, right: Foreign) -> Node:
        reference = self.reference(left)
        wanted = right.values if isinstance(right, Many) else (right,)
        if not 0 < len(wanted) <= MOST_PARTS:
            raise ForeignError(f"it asks for one of {len(wanted)} choices")
        joint = "and" if operator in {"contains", "allof"} else "or"
        found = self.contained(reference, left, wanted[0])
        for one in wanted[1:]:
            found = Binary(joint, found, self.contained(reference, left, one))
        return Call("not", (found,)) if operator in {"notcontains", "noneof"} else found

    def contained(self, reference: Reference | None, left: Foreign, one: Foreign) -> Node:
        if reference and reference.many:
            return Call("selected", (reference.node, self.coded(reference, one)))
        if reference and reference.codes:
            return Binary("=", reference.node, self.coded(reference, one))
        return Call("contains", (self.value(left), self.value(one)))

    def coded(self, reference: Reference | None, other: Foreign) -> Node:
        """What is compared with the reference, in the words of its choices here."""
        if reference and isinstance(other, Value) and (code := reference.codes.get(plain(other))) is not None:
            return Text(code)
        found = self.value(other)
        return Text(reference.codes.get(found.value, found.value)) if reference and isinstance(found, Text) else found


def translated(
    text: str,
    dialect: Dialect,
    lookup: Lookup,
    *,
    rules: Mapping[str, Rule],
    zero_is_false: bool,
    truth: bool,
) -> str:
    """The expression as ours is written; `truth`: it says whether, not what. Raises ForeignError."""
    translator = Translator(lookup, rules, zero_is_false=zero_is_false)
    tree = parse(text, dialect)
    try:
        found = written(translator.truth(tree) if truth else translator.value(tree))
        ours.parse(found)
        return found
    except ExpressionError as fault:
        raise ForeignError(fault.message) from fault


def is_true_or_false(node: Node) -> bool:
    match node:
        case Binary(operator):
            return operator in COMPARING | {"and", "or"}
        case Call("if", (_, yes, no)):
            return is_true_or_false(yes) and is_true_or_false(no)
        case Call(function):
            return function in TRUE_OR_FALSE
    return False


def literal(value: str | float | bool | None) -> Node:
    match value:
        case None:
            return NOTHING
        case bool():
            return Text(str(value).lower())
        case str():
            return Text(value)
    return Number(float(value))


def plain(value: Value) -> str:
    match value.value:
        case None:
            return ""
        case bool(one):
            return str(one).lower()
        case float(one) if one.is_integer():
            return str(int(one))
        case one:
            return str(one)


def unordered(node: Node) -> bool:
    """Whether it is a text that is neither a number nor a date."""
    match node:
        case Text(value):
            return not ordered(value)
        case Call(function):
            return function in {"concat", "join", "normalize-space", "substr", "jr:choice-name"}
    return False


def ordered(text: str) -> bool:
    """Whether a text can be greater or less: a number or an ISO date."""
    return text.replace(".", "", 1).replace("-", "").replace(":", "").replace("T", "").strip().isdigit()


