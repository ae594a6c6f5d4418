"""The answers that an expression looks at: a light tree, and an index of its names."""

from collections.abc import Iterable, Iterator

REPEAT = "repeat"


class DataNode:
    """One item, group or repeat instance. `value` is its XForms string, "" where empty.

    `kind` is "repeat" for a repeat instance, "group" for a group, else the data type ("", "string", "int", ...).
    Instances of a repeat are siblings of one name. A node that is not `relevant` reads as if it were not there;
    whoever sets a group irrelevant sets what is inside it irrelevant too.
    """

    __slots__ = ("children", "kind", "name", "parent", "relevant", "value")

    def __init__(self, name: str, value: str = "", *, kind: str = "", children: Iterable["DataNode"] = ()) -> None:
        self.name = name
        self.value = value
        self.kind = kind
        self.parent: DataNode | None = None
        self.relevant = True
        self.children: list[DataNode] = []
        for child in children:
            self.add(child)

    def add(self, child: "DataNode") -> "DataNode":
        child.parent = self
        self.children.append(child)
        return child

    def __repr__(self) -> str:
        return f"<{self.name}{f' {self.value!r}' if self.value else ''}>"


# A node that stands in no repeat is indexed as itself, which is what makes `${name}` quick; all others as a list.
Names = dict[str, DataNode | list[DataNode]]


def names(root: DataNode) -> Names:
    """An index of all names under a root, in document order."""
    found: Names = {}
    for node, repeated in below(root):
        held = found.get(node.name)
        if isinstance(held, list):
            held.append(node)
        elif held is not None:
            found[node.name] = [held, node]
        else:
            found[node.name] = [node] if repeated else node
    return found


def below(root: DataNode) -> Iterator[tuple[DataNode, bool]]:
    """Every node under a root in document order, and whether it is or stands in a repeat instance."""
    waiting = [(child, child.kind == REPEAT) for child in reversed(root.children)]
    while waiting:
        node, repeated = waiting.pop()
        yield node, repeated
        if node.children:
            waiting.extend((child, repeated or child.kind == REPEAT) for child in reversed(node.children))


def nearest(candidates: list[DataNode], context: DataNode) -> list[DataNode]:
    """Those of the nodes of one name that `${name}` means from here.

    In a repeat these are the ones in the innermost instance around the context whose repeat holds that name;
    from outside all of them. A repeat seen from inside itself is the whole repeat.
    """
    name = candidates[0].name
    place: DataNode | None = context
    while place is not None:
        if place.kind == REPEAT:
            inside = [node for node, _ in below(place) if node.name == name]
            if inside or any(enclosed(node, place) for node in candidates):
                return inside
        place = place.parent
    return candidates


def enclosed(node: DataNode, instance: DataNode) -> bool:
    """Whether a node stands in an instance of the same repeat: then the name is empty here, not elsewhere."""
    place = node.parent
    while place is not None:
        if place.kind == REPEAT and place.name == instance.name and place.parent is instance.parent:
            return True
        place = place.parent
    return False
