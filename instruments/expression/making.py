"""How a function is made from its compiled arguments, and what is counted on the way."""

from collections.abc import Callable, Sequence
from typing import Any

from instruments.expression.code import NODES, Code, boolean_of, number_of, string_of
from instruments.expression.scope import Scope


class Notes:
    """How often an expression draws by lot, counted while it is compiled: each draw gets a number of its own."""

    __slots__ = ("draws",)

    def __init__(self) -> None:
        self.draws = 0


Maker = Callable[[Sequence[Code], Notes], Code]
CONTEXT = Code(NODES, lambda scope: [scope.node])
READ: dict[str, Callable[[Code], Callable[[Scope], Any]]] = {"s": string_of, "n": number_of, "b": boolean_of}


def pure(kind: str, takes: str, function: Callable[..., Any]) -> Maker:
    """A function of plain values; `takes` has one letter for each argument: s text, n number, b truth."""

    def make(given: Sequence[Code], notes: Notes) -> Code:
        reads = [READ[letter](code) for letter, code in zip(takes, given, strict=False)]
        match reads:
            case []:
                return Code(kind, lambda scope: function())
            case [one]:
                return Code(kind, lambda scope: function(one(scope)))
            case [one, two]:
                return Code(kind, lambda scope: function(one(scope), two(scope)))
            case [one, two, three]:
                return Code(kind, lambda scope: function(one(scope), two(scope), three(scope)))
        return Code(kind, lambda scope: function(*(read(scope) for read in reads)))

    return make


def of_context(make: Maker) -> Maker:
    """A function that looks at the context node where it has no argument."""
    return lambda given, notes: make(given or [CONTEXT], notes)
