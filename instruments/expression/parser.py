"""Text to tree: a Pratt parser for the XPath subset of XForms, bounded in length and depth."""

import functools

from instruments import shape
from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.functions import ELSEWHERE, FUNCTIONS
from instruments.expression.lexer import (
    CLOSING,
    ENTITIES,
    NAME,
    NUMBER,
    OPERATOR,
    REFERENCE,
    VARIABLE,
    past_space,
    quoted,
    unexpected,
)
from instruments.expression.locations import NODE_TESTS, Locations
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
    Text,
    height,
)

LONGEST = 40_000
TALLEST = 250
LOOSE = {"and", "or"}
LONG_CHAIN = 16


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises ExpressionError with a message for its author and the offset in the text; Unsupported where only a part
    is asked for that this engine leaves out.
    """
    tree, faults = read(text)
    if faults:
        raise faults[0]
    if tree is None:
        raise ExpressionError("the expression is empty")
    return tree


def read(text: str) -> tuple[Node | None, list[ExpressionError]]:
    """The tree as far as there is one, and everything that is wrong: all bad calls, and the first error of grammar."""
    parser = Parser(text)
    try:
        return parser.whole(), parser.faults
    except ExpressionError as fault:
        return None, sorted([*parser.faults, fault], key=lambda one: one.offset)
    except RecursionError:  # called from deep inside something else, where fewer levels are left
        return None, [parser.too_deep()]


class Parser(Locations):
    """Reads one text from left to right; wrong calls are collected, an error of grammar ends the reading."""

    def whole(self) -> Node:
        if len(self.text) > LONGEST:
            raise ExpressionError(f"the expression has {len(self.text)} characters; {LONGEST} are allowed")
        self.space()
        if self.at == len(self.text):
            raise ExpressionError("the expression is empty")
        tree = self.expression(0)
        if self.at < len(self.text):
            if self.text[self.at] in ")]":
                raise ExpressionError(f"a `{self.text[self.at]}` too many", self.at)
            raise unexpected(self.text, self.at, "an operator like `and`, `=` or `+`")
        if height(tree) > TALLEST:
            raise self.too_deep()
        return tree

    def expression(self, tightest: int) -> Node:
        self.enter()
        left = self.negated() if self.ahead("-") else self.operand()
        links = 0
        while (found := self.operator()) and BINDING[found[0]] > tightest:
            operator, self.at = found
            self.space()
            if operator in LOOSE:
                left = joined(operator, [left, *self.chain(operator)])
                continue
            if operator == "|" and self.ahead("-"):
                raise unexpected(self.text, self.at, "a path")
            left = Binary(operator, left, self.expression(BINDING[operator]))
            links += 1
            if links > TALLEST:
                raise self.too_deep()
        self.depth -= 1
        return left

    def chain(self, operator: str) -> list[Node]:
        """What follows the first operand of `a or b or c`."""
        found = [self.expression(BINDING[operator])]
        while (after := self.operator()) and after[0] == operator:
            self.at = after[1]
            self.space()
            found.append(self.expression(BINDING[operator]))
        return found

    def negated(self) -> Node:
        self.at += 1
        self.space()
        return Negate(self.expression(NEGATION))

    def operator(self) -> tuple[str, int] | None:
        match = OPERATOR.match(self.text, self.at)
        if not match or self.text.startswith(("==", "||"), self.at) or self.text.startswith("<>", self.at):
            return None
        return ENTITIES.get(match.group(), match.group()), match.end()

    def operand(self) -> Node:
        """A value, a call, something in brackets, or a path; with the predicates and steps that follow."""
        at = self.at
        sign = self.text[at : at + 1]
        if sign in CLOSING and sign:
            value, self.at = quoted(self.text, at)
            self.space()
            return Text(value)
        if number := NUMBER.match(self.text, at):
            return self.number(number.group(), number.end())
        if sign == "(":
            start = self.bracketed()
        elif sign == "$":
            start = self.reference()
        elif (called := self.called()) is not None:
            start = called
        else:
            return self.location()
        return self.continued(start)

    def number(self, written: str, end: int) -> Node:
        value = float(written)
        if value == float("inf"):
            raise ExpressionError("this number is too large", self.at)
        self.at = end
        self.space()
        return Number(value)

    def bracketed(self) -> Node:
        self.at += 1
        self.space()
        inside = self.expression(0)
        self.close(")")
        return inside

    def reference(self) -> Node:
        if match := REFERENCE.match(self.text, self.at):
            self.at = match.end()
            self.space()
            return LastSaved(match[2]) if match[1] else Name(match[2])
        if match := VARIABLE.match(self.text, self.at):
            fault = Unsupported("variable", f"write ${{{match[1]}}} for the item `{match[1]}`", self.at)
            self.at = match.end()
            self.space()
            self.faults.append(fault)
            return Name(match[1])
        raise ExpressionError("write the name of an item like this: ${age}", self.at)

    def called(self) -> Node | None:
        """A function with its arguments; None if no function stands here."""
        match = NAME.match(self.text, self.at)
        if not match:
            return None
        after = past_space(self.text, match.end())
        name = match.group()
        if not self.text.startswith("(", after) or name == "node" or name in NODE_TESTS:
            return None
        at, self.at = self.at, after + 1
        arguments = self.arguments()
        self.check(name, len(arguments), at)
        return Path("c") if name == "current" else Call(name, arguments)

    def arguments(self) -> tuple[Node, ...]:
        self.space()
        found: list[Node] = []
        while not found and not self.ahead(")") or found and self.skip(","):
            self.space()
            found.append(self.expression(0))
        self.close(")")
        return tuple(found)

    def check(self, name: str, given: int, at: int) -> None:
        function = FUNCTIONS.get(name)
        if name in ELSEWHERE or name.startswith("cht:"):
            whose = ELSEWHERE.get(name, "CHT")
            why = f"the function `{name}` is one that {whose} has added, not one of the specification"
            self.faults.append(Unsupported(name, why, at))
        elif function is None:
            near = shape.suggestion(name, FUNCTIONS)
            hint = near if "did you mean" in near else "; the documentation lists those there are"
            self.faults.append(ExpressionError(f"there is no function `{name}`{hint}", at))
        elif function.why_not:
            self.faults.append(Unsupported(name, f"the function `{name}` is not supported: {function.why_not}", at))
        elif given < function.least or (function.most is not None and given > function.most):
            self.faults.append(wrong_count(name, given, at))

    def continued(self, start: Node) -> Node:
        """Predicates and steps after something that gives nodes."""
        if predicates := self.predicates():
            start = Filter(start, predicates)
        if not self.ahead("/"):
            return start
        steps = self.steps()
        return Path("c", steps) if start == Path("c") else Path(start, steps)


def joined(operator: str, operands: list[Node]) -> Node:
    """`a or b or c` grouped from the left; a long chain is halved, which means the same and keeps the tree low."""
    if len(operands) > LONG_CHAIN:
        return halved(operator, operands)
    return functools.reduce(lambda left, right: Binary(operator, left, right), operands)


def halved(operator: str, operands: list[Node]) -> Node:
    if len(operands) == 1:
        return operands[0]
    half = len(operands) // 2
    return Binary(operator, halved(operator, operands[:half]), halved(operator, operands[half:]))


def wrong_count(name: str, given: int, at: int) -> ExpressionError:
    least, most = FUNCTIONS[name].least, FUNCTIONS[name].most
    count = f"at least {least}" if most is None else f"{least}" if least == most else f"{least} to {most}"
    if count.endswith("1"):
        return ExpressionError(f"`{name}` takes {count} argument, got {given}", at)
    return ExpressionError(f"`{name}` takes {count} arguments, got {given}", at)
