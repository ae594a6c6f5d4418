"""Reads the expressions of programs that write them like C: one parser, a table of operators for each."""

import re
from collections.abc import Mapping

import msgspec

from instruments.foreign.tree import Foreign, ForeignError, Function, Infix, Many, Prefix, Value, Variable

LONGEST = 20_000
DEEPEST = 60
HIGHEST = 150
"""Levels of the tree; a chain of so many operators has as many."""


class Dialect(msgspec.Struct, frozen=True):
    """How one program writes. Keys of the tables are in lower case; operators bind tighter the higher their number."""

    token: re.Pattern[str]
    """Groups: space, number, text, variable, word, sign."""
    infix: Mapping[str, tuple[int, str]]
    prefix: Mapping[str, str]
    postfix: Mapping[str, str] = {}
    constants: Mapping[str, Value] = {}
    words_are_variables: bool = True


LOGIC: Mapping[str, tuple[int, str]] = {"||": (1, "or"), "or": (1, "or"), "&&": (2, "and"), "and": (2, "and")}
ARITHMETIC: Mapping[str, tuple[int, str]] = {"+": (5, "+"), "-": (5, "-"), "*": (6, "*"), "/": (6, "/")}
CONSTANTS: Mapping[str, Value] = {"true": Value(True), "false": Value(False), "null": Value(None)}
"""What those programs have in common; what compares stands between logic and arithmetic."""


class Token(msgspec.Struct, frozen=True):
    kind: str
    text: str


END = Token("end", "")
PREFIX_BINDING = 9


def parse(text: str, dialect: Dialect) -> Foreign:
    """The tree of an expression; raises ForeignError where it is none."""
    if len(text) > LONGEST:
        raise ForeignError(f"it is longer than {LONGEST} characters")
    parser = Parser(list(tokens(text, dialect)), dialect)
    found = parser.expression(0)
    if parser.next is not END:
        raise ForeignError(f"`{parser.next.text}` was not expected")
    if height(found) > HIGHEST:
        raise ForeignError(f"it has more than {HIGHEST} levels or parts in a row")
    return found


def height(tree: Foreign) -> int:
    """Counted level by level, without recursion."""
    level, levels = [tree], 0
    while level:
        levels += 1
        level = [inner for one in level for inner in inside(one)]
    return levels


def inside(tree: Foreign) -> tuple[Foreign, ...]:
    match tree:
        case Infix(_, left, right):
            return left, right
        case Prefix(_, operand):
            return (operand,)
        case Function(_, several) | Many(several):
            return several
    return ()


def tokens(text: str, dialect: Dialect) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = dialect.token.match(text, at)
        if not match or match.end() == at:
            raise ForeignError(f"`{text[at : at + 10]}` cannot be read")
        at = match.end()
        if match.lastgroup and match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[match.lastgroup]))
    return found


class Parser:
    def __init__(self, tokens: list[Token], dialect: Dialect) -> None:
        self.tokens, self.dialect = tokens, dialect
        self.at = self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def take(self, sign: str = "") -> Token:
        token = self.next
        if sign and token.text != sign:
            raise ForeignError(f"a `{sign}` is missing")
        self.at += 1
        return token

    def expression(self, around: int) -> Foreign:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ForeignError("it is nested too deeply")
        left = self.operand()
        while found := self.infix(around):
            binding, operator = found
            self.take()
            if operator in self.dialect.postfix.values():
                left = Prefix(operator, left)
            else:
                left = Infix(operator, left, self.expression(binding))
        self.depth -= 1
        return left

    def infix(self, around: int) -> tuple[int, str] | None:
        word = self.next.text.lower() if self.next.kind in {"sign", "word"} else ""
        if word in self.dialect.postfix:
            return PREFIX_BINDING, self.dialect.postfix[word]
        found = self.dialect.infix.get(word)
        return found if found and found[0] > around else None

    def operand(self) -> Foreign:
        token = self.take()
        word = token.text.lower()
        match token.kind:
            case "number":
                return Value(float(token.text))
            case "text":
                return Value(re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL))
            case "variable":
                return Variable(token.text.strip("{}").strip())
            case "word" | "sign" if word in self.dialect.prefix:
                return Prefix(self.dialect.prefix[word], self.expression(PREFIX_BINDING))
            case "word":
                return self.word(token.text)
            case "sign" if token.text == "(":
                inside = self.expression(0)
                self.take(")")
                return inside
            case "sign" if token.text == "[":
                return Many(self.listed("]"))
            case "end":
                raise ForeignError("something is missing at its end")
        raise ForeignError(f"`{token.text}` was not expected")

    def word(self, text: str) -> Foreign:
        if self.next.text == "(":
            self.take()
            return Function(text, self.listed(")"))
        if text.lower() in self.dialect.constants:
            return self.dialect.constants[text.lower()]
        return Variable(text) if self.dialect.words_are_variables else Value(text)

    def listed(self, end: str) -> tuple[Foreign, ...]:
        found: list[Foreign] = []
        while self.next.text != end:
            found.append(self.expression(0))
            if self.next.text != end:
                self.take(",")
        self.take(end)
        return tuple(found)
