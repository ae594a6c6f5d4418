"""The functions on what was selected."""

import math
import re
from collections.abc import Sequence

from instruments.expression.code import ANY, BOOLEAN, NODES, NUMBER, STRING, Code, string_of, texts_of
from instruments.expression.making import Maker, Notes, pure
from instruments.expression.scope import Scope

LAST_NAME = re.compile(r"([^\s/{}$#]+)\s*\}?\s*$")


def chosen(code: Code) -> Code:
    """The choices of an item; values that stand side by side under one name are choices of one."""
    if code.kind not in (NODES, ANY):
        return code
    texts = texts_of(code)
    return Code(STRING, lambda scope: " ".join(texts(scope)))


def of_choices(make: Maker) -> Maker:
    return lambda given, notes: make([chosen(given[0]), *given[1:]], notes)


def selected(chosen: str, value: str) -> bool:
    return value.strip() in (chosen.split() or [""])


def selected_at(chosen: str, place: float) -> str:
    values = chosen.split()
    if math.isnan(place) or math.isinf(place) or not 0 <= int(place) < len(values):
        return ""
    return values[int(place)]


def choice_name(given: Sequence[Code], notes: Notes) -> Code:
    """The second argument names the item: '${item}', its path as text, or the item itself."""
    value, written = string_of(given[0]), given[1]
    if not isinstance(written.constant, str):
        return Code(STRING, lambda scope: scope.world.choice_label(item_of(written, scope), value(scope)))
    item = named(written.constant)
    return Code(STRING, lambda scope: scope.world.choice_label(item, value(scope)))


def item_of(code: Code, scope: Scope) -> str:
    found = code.run(scope)
    if isinstance(found, list):
        return code.name or next((node.name for node in found), "")
    return named(string_of(code)(scope))


def named(path: str) -> str:
    match = LAST_NAME.search(path)
    return match[1] if match else ""


MAKERS: dict[str, Maker] = {
    "selected": of_choices(pure(BOOLEAN, "ss", selected)),
    "selected-at": of_choices(pure(STRING, "sn", selected_at)),
    "count-selected": of_choices(pure(NUMBER, "s", lambda chosen: float(len(chosen.split())))),
    "jr:choice-name": choice_name,
    "version": lambda given, notes: Code(STRING, lambda scope: scope.world.version),
}
