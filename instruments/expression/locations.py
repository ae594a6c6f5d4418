"""The paths in an expression: steps, axes and the conditions in brackets."""

from abc import abstractmethod

from instruments import shape
from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.lexer import NAME, past_space, quoted, unexpected
from instruments.expression.reader import Reader
from instruments.expression.tree import AXES, Node, Path, Step

OPERAND = "a value, a name like ${age} or a function"
SELF = Step("self", "node()")
PARENT = Step("parent", "node()")
ANYWHERE = Step("descendant-or-self", "node()")
NODE_TESTS = {"text", "comment", "processing-instruction"}


class Locations(Reader):
    @abstractmethod
    def expression(self, tightest: int) -> Node:
        """An operand and the operators after it that bind more tightly than the one before it."""

    def location(self) -> Node:
        if self.ahead("/"):
            if self.text.startswith("//", self.at):
                return Path("/", self.steps())
            at = self.at
            self.at += 1
            self.space()
            if not self.step_ahead():
                return Path("/")
            self.at = at
            return Path("/", self.steps())
        if not self.step_ahead():
            raise unexpected(self.text, self.at, OPERAND)
        first = self.step()
        rest = self.steps() if self.ahead("/") else ()
        return Path(".", rest if first == SELF else (first, *rest))

    def steps(self) -> tuple[Step, ...]:
        found: list[Step] = []
        while self.skip("/"):
            if self.skip("/"):
                found.append(ANYWHERE)
            self.space()
            found.append(self.step())
        return tuple(found)

    def step_ahead(self) -> bool:
        sign = self.text[self.at : self.at + 1]
        return sign != "" and (sign in ".*@" or NAME.match(self.text, self.at) is not None)

    def step(self) -> Step:
        if not self.step_ahead():
            raise unexpected(self.text, self.at, "the name of a node")
        for dots, abbreviated in (("..", PARENT), (".", SELF)):
            if self.text.startswith(dots, self.at):
                self.at += len(dots)
                self.space()
                if self.ahead("["):
                    raise ExpressionError(f"`{dots}` takes no condition in brackets; write it after a name", self.at)
                return abbreviated
        axis = self.axis()
        test = self.test()
        return Step(axis, test, self.predicates())

    def axis(self) -> str:
        if self.ahead("@"):
            self.faults.append(Unsupported("attribute", "answers have no attributes", self.at))
            self.at += 1
            self.space()
            return "child"
        match = NAME.match(self.text, self.at)
        after = past_space(self.text, match.end()) if match else 0
        if not match or not self.text.startswith("::", after):
            return "child"
        axis = match.group()
        if axis in {"attribute", "namespace"}:
            self.faults.append(Unsupported(axis, "answers have no attributes and no namespaces", self.at))
        elif axis not in AXES:
            raise ExpressionError(f"there is no axis `{axis}`{shape.suggestion(axis, sorted(AXES))}", self.at)
        self.at = after + 2
        self.space()
        return axis

    def test(self) -> str:
        if self.skip("*"):
            return "*"
        match = NAME.match(self.text, self.at)
        if not match:
            raise unexpected(self.text, self.at, "the name of a node")
        at, name = self.at, match.group()
        self.at = match.end()
        if self.text.startswith(":*", self.at):
            self.faults.append(Unsupported("namespace", "answers have no namespaces", at))
            self.at += 2
        self.space()
        if self.ahead("("):
            return self.kind_test(name, at)
        return name

    def kind_test(self, name: str, at: int) -> str:
        self.at += 1
        self.space()
        if name == "processing-instruction" and self.text[self.at : self.at + 1] in {"'", '"'}:
            _, self.at = quoted(self.text, self.at)
            self.space()
        self.close(")")
        if name in NODE_TESTS:
            self.faults.append(Unsupported(f"{name}()", f"answers have no {name} nodes; leave `/{name}()` out", at))
        elif name != "node":
            raise ExpressionError(f"a function like `{name}` cannot stand in a path", at)
        return "node()"

    def predicates(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.skip("["):
            found.append(self.expression(0))
            self.close("]")
        return tuple(found)
