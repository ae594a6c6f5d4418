"""What can be wrong with an expression, told to the person who wrote it."""


class ExpressionError(Exception):
    """An expression cannot be used: `message` says why and what to do, `offset` where (characters from its start)."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Unsupported(ExpressionError):
    """An expression is right, but needs `name`, which the specification has and this engine has not."""

    def __init__(self, name: str, message: str, offset: int = 0) -> None:
        super().__init__(message, offset)
        self.name = name


class PatternError(ExpressionError):
    """A pattern that other engines take, and RE2 does not."""
