"""What the names in SurveyJS's expressions stand for, from where they are written."""

import re
from collections.abc import Mapping

import msgspec

from instruments.expression.tree import Call, Name, Node, Number
from instruments.foreign.names import Names
from instruments.foreign.translation import SELF, Reference
from instruments.foreign.tree import ForeignError

INDEXED = re.compile(r"(?P<name>[^\[\]]+)\[(?P<index>\d+)\](?:\.(?P<rest>.+))?\Z")
INNER = {"panel": 1, "row": 1, "parentpanel": 2}


class Scope(msgspec.Struct, frozen=True):
    """Where an expression stands: the repeated panels around it, and the question that it belongs to."""

    inside: tuple[str, ...] = ()
    own: str = ""
    more: Mapping[str, Reference] = {}
    """What is known only here: `{item}` in the condition of a choice."""


class Variables:
    def __init__(self) -> None:
        self.names = Names()
        self.references: dict[str, Reference] = {}
        self.repeats: dict[str, str] = {}
        """Repeated panels and matrices: what they are called there -> here."""

    def add(self, path: str, reference: Reference) -> None:
        self.references[path] = reference
        self.references.setdefault(path.lower(), reference)

    def find(self, path: str) -> Reference | None:
        return self.references.get(path) or self.references.get(path.lower())


class Lookup:
    """Finds what a name stands for in an expression at one place."""

    def __init__(self, variables: Variables, scope: Scope) -> None:
        self.variables, self.scope = variables, scope

    def __call__(self, written: str) -> Reference | None:
        name = written.strip().removeprefix("#").strip()
        if name in self.scope.more:
            return self.scope.more[name]
        found = self.placed(name)
        own = self.variables.find(self.scope.own) if self.scope.own else None
        if found and own and found.node == own.node and not found.chosen:
            return msgspec.structs.replace(found, node=SELF)
        return found

    def placed(self, name: str) -> Reference | None:
        first, _, rest = name.partition(".")
        up = INNER.get(first.lower(), 0)
        if up and rest and len(self.scope.inside) >= up:
            inside = self.scope.inside[: len(self.scope.inside) - up + 1]
            return self.variables.find(within(inside, rest)) or self.plain(rest)
        for depth in range(len(self.scope.inside), 0, -1):
            if found := self.variables.find(within(self.scope.inside[:depth], name)):
                return found
        return self.plain(name)

    def plain(self, name: str) -> Reference | None:
        if found := self.variables.find(name):
            return found
        if name.endswith(".length") and (whole := self.plain(name.removesuffix(".length"))):
            return Reference(Call("count-selected" if whole.many else "count", (whole.node,)))
        if indexed := INDEXED.match(name):
            return self.indexed(indexed["name"], int(indexed["index"]), indexed["rest"] or "")
        return None

    def indexed(self, name: str, index: int, rest: str) -> Reference | None:
        if not rest:
            whole = self.variables.find(name)
            if whole is None or not whole.many:
                return None
            return Reference(Call("selected-at", (whole.node, Number(float(index)))), codes=whole.codes)
        field = self.variables.find(f"{name}[].{rest}")
        if field is None or name not in self.variables.repeats:
            return None
        repeat: Node = Name(self.variables.repeats[name])
        if not isinstance(field.node, Name):
            raise ForeignError("the rows of this have nothing like it here")
        node = Call("indexed-repeat", (field.node, repeat, Number(float(index + 1))))
        return msgspec.structs.replace(field, node=node)


def within(inside: tuple[str, ...], name: str) -> str:
    return f"{inside[-1]}[].{name}"
