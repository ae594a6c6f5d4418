"""The caller's faults: each told once, as a page in the reader's language or as problem+json."""

from typing import Any


class Problem(Exception):
    """`title` and `advice` are message ids of the catalogues; `values` fill their placeholders."""

    status = 400
    code = "bad-request"

    def __init__(self, title: str, *, advice: str = "", **values: Any) -> None:
        super().__init__(title % values if values else title)
        self.title = title
        self.advice = advice
        self.values = values


class NotFound(Problem):
    status = 404
    code = "not-found"


class NotPermitted(Problem):
    status = 403
    code = "not-permitted"


class SignInNeeded(Problem):
    status = 401
    code = "sign-in-needed"


class Conflict(Problem):
    """The state of things refuses it: locked, already published, changed by someone else."""

    status = 409
    code = "conflict"


class TooMany(Problem):
    status = 429
    code = "too-many"


class TooLarge(Problem):
    status = 413
    code = "too-large"


class Invalid(Problem):
    """The input has faults; `faults` says where and what to do, one by one."""

    status = 422
    code = "invalid"

    def __init__(self, title: str, faults: tuple["Fault", ...] = (), *, advice: str = "", **values: Any) -> None:
        super().__init__(title, advice=advice, **values)
        self.faults = faults


class Fault:
    """One thing wrong with the input: `where` (field, row 12, column name), `message` (a message id) and its values."""

    __slots__ = ("message", "values", "where")

    def __init__(self, where: str, message: str, **values: Any) -> None:
        self.where = where
        self.message = message
        self.values = values

    def __repr__(self) -> str:
        return f"{self.where}: {self.message % self.values if self.values else self.message}"
