"""What an expression can see when it runs: the answers, the node it is about, and the world outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

import msgspec

from instruments.expression import nodes
from instruments.expression.faults import Unsupported
from instruments.expression.nodes import DataNode, Names
from instruments.expression.tables import Row, Tables


def no_label(item: str, value: str) -> str:
    raise Unsupported("jr:choice-name", f"there are no labels at hand for the choices of `{item}`")


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What comes from outside. `now` is aware; `seed` decides random(), uuid() and randomize().

    `choice_label(item, value)` is the label of a choice in the language of the page. `zone` is left out in the
    service: dates are whole day numbers then (see moments.days). A large table is quicker as `Tables`, kept by the
    caller.
    """

    now: datetime
    seed: str | int = ""
    choice_label: Callable[[str, str], str] = no_label
    tables: Mapping[str, Sequence[Row]] = msgspec.field(default_factory=Tables)
    language: str = "en"
    version: str = ""
    zone: tzinfo | None = None


class Scope:
    """Where an expression runs. `current` is the node that the whole expression is about, `node` the one that a
    predicate looks at just now; `names` is the index of the root and has to be made anew when nodes come or go."""

    __slots__ = ("current", "names", "node", "position", "root", "size", "world")

    def __init__(self, node: DataNode, root: DataNode, world: World, names: Names | None = None) -> None:
        self.node = node
        self.root = root
        self.world = world
        self.names = nodes.names(root) if names is None else names
        self.current = node
        self.position = 1
        self.size = 1

    def at(self, node: DataNode) -> "Scope":
        """The same answers and world, seen from another node."""
        return Scope(node, self.root, self.world, self.names)

    def inside(self, found: Sequence[DataNode]) -> "Iterable[Scope]":
        """For each node the scope of a predicate on it: one object that moves on."""
        scope = Scope(self.node, self.root, self.world, self.names)
        scope.current = self.current
        scope.size = len(found)
        for position, node in enumerate(found, 1):
            scope.node, scope.position = node, position
            yield scope

    def called(self, name: str) -> list[DataNode]:
        """The nodes that `${name}` means here; in a predicate on a repeat those in the instance looked at."""
        found = self.names.get(name)
        if found is None:
            return []
        if isinstance(found, DataNode):
            return [found]
        near = found if self.node is self.current else nodes.nearest(found, self.node)
        return nodes.nearest(found, self.current) if near is found else near

    def own(self, found: list[DataNode]) -> list[DataNode]:
        """Of the instances of a repeat the one that this stands in; all of them from outside."""
        if found and found[0].kind == nodes.REPEAT:
            for place in (self.node, self.current):
                up: DataNode | None = place
                while up is not None and up.parent is not found[0].parent:
                    up = up.parent
                if up is not None and up.name == found[0].name:
                    return [up]
        return found
