"""A place in a text that moves on: what stands there, and what is wrong so far."""

from instruments.expression.faults import ExpressionError
from instruments.expression.lexer import past_space, unexpected

DEEPEST = 150


class Reader:
    """Reads one text from left to right; wrong calls are collected, an error of grammar ends the reading."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.faults: list[ExpressionError] = []

    def enter(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.too_deep()

    def too_deep(self) -> ExpressionError:
        return ExpressionError(f"nested more than {DEEPEST} deep; split the expression over several items", self.at)

    def ahead(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def skip(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self.space()
        return True

    def space(self) -> None:
        self.at = past_space(self.text, self.at)

    def close(self, sign: str) -> None:
        if not self.skip(sign):
            if self.at >= len(self.text):
                raise ExpressionError(f"a `{sign}` is missing", self.at)
            raise unexpected(self.text, self.at, f"a `{sign}` or an operator")
