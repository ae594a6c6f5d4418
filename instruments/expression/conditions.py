"""The functions that are about true and false, and those that choose."""

from collections.abc import Callable, Sequence

from instruments.expression.code import ANY, BOOLEAN, NODES, STRING, Code, boolean_of, number_of, string_of
from instruments.expression.faults import ExpressionError
from instruments.expression.making import CONTEXT, Maker, Notes, pure
from instruments.expression.scope import Scope
from instruments.expression.values import Value, text, text_number, to_boolean, to_number, to_string


def choose(given: Sequence[Code], notes: Notes) -> Code:
    condition, yes, no = boolean_of(given[0]), given[1].run, given[2].run
    kind = given[1].kind if given[1].kind == given[2].kind else ANY
    return Code(kind, lambda scope: yes(scope) if condition(scope) else no(scope))


def coalesce(given: Sequence[Code], notes: Notes) -> Code:
    """As it is, nodes or number or text; what is no number counts as empty."""
    runs = [code.run for code in given]

    def first(scope: Scope) -> Value:
        found: Value = ""
        for run in runs:
            found = run(scope)
            if to_string(found) not in ("", "NaN"):
                return found
        return "" if found != found else found

    return Code(ANY, first)


def once(given: Sequence[Code], notes: Notes) -> Code:
    value, read = string_of(CONTEXT), string_of(given[0])
    return Code(STRING, lambda scope: value(scope) or read(scope))


def truths(code: Code) -> Callable[[Scope], list[bool]]:
    """What counts in a checklist: each node, true if it is a number above 0 or a text; or the one value."""
    run = code.run
    if code.kind in (NODES, ANY):

        def each(scope: Scope) -> list[bool]:
            found = run(scope)
            if isinstance(found, list):
                return [checked(text(node)) for node in found if node.relevant]
            return [to_boolean(found)]

        return each
    single = boolean_of(code)
    return lambda scope: [single(scope)]


def checked(value: str) -> bool:
    return value != ""


def checklist(given: Sequence[Code], notes: Notes) -> Code:
    least, most = number_of(given[0]), number_of(given[1])
    items = [truths(code) for code in given[2:]]

    def holds(scope: Scope) -> bool:
        return between(float(sum(truth for item in items for truth in item(scope))), least(scope), most(scope))

    return Code(BOOLEAN, holds)


def weighted_checklist(given: Sequence[Code], notes: Notes) -> Code:
    if len(given) % 2:
        raise ExpressionError("`weighted-checklist` needs a weight after every answer")
    least, most = number_of(given[0]), number_of(given[1])
    pairs = [(truths(item), weights(weight)) for item, weight in zip(given[2::2], given[3::2], strict=True)]

    def holds(scope: Scope) -> bool:
        counted = 0.0
        for item, weight in pairs:
            answers, counts = item(scope), weight(scope)
            if len(answers) != len(counts):
                raise ExpressionError("`weighted-checklist` needs as many weights as answers")
            counted += sum(count for answer, count in zip(answers, counts, strict=True) if answer)
        return between(counted, least(scope), most(scope))

    return Code(BOOLEAN, holds)


def weights(code: Code) -> Callable[[Scope], list[float]]:
    run = code.run

    def each(scope: Scope) -> list[float]:
        found, zone = run(scope), scope.world.zone
        if isinstance(found, list):
            return [text_number(text(node), zone) for node in found if node.relevant]
        return [to_number(found, zone)]

    return each


def between(count: float, least: float, most: float) -> bool:
    """Whether a count lies within both ends; -1 leaves an end open."""
    return (least == -1 or count >= least) and (most == -1 or count <= most)


MAKERS: dict[str, Maker] = {
    "true": pure(BOOLEAN, "", lambda: True),
    "false": pure(BOOLEAN, "", lambda: False),
    "boolean": pure(BOOLEAN, "b", bool),
    "not": pure(BOOLEAN, "b", lambda value: not value),
    "boolean-from-string": pure(BOOLEAN, "s", lambda value: value in ("1", "true")),
    "if": choose,
    "coalesce": coalesce,
    "once": once,
    "checklist": checklist,
    "weighted-checklist": weighted_checklist,
}
