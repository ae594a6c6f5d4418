"""What an expression mentions: the items it waits for, the lists it looks things up in, the clock."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from instruments.expression.tree import Call, Name, Node, Path, Text, children

CLOCK = frozenset({"now", "today"})
LISTS = frozenset({"instance", "pulldata"})
SIDEWAYS = frozenset({"child", "descendant", "descendant-or-self"})


class Uses(msgspec.Struct, frozen=True):
    """`references` are written `${name}` and must exist; `names` adds those at the end of paths, which may."""

    references: frozenset[str]
    names: frozenset[str]
    counted: frozenset[str]
    """Those of `names` of which only matters how many there are, not what stands in them."""
    lists: frozenset[str]
    choices: frozenset[str]
    """Items whose choices are asked for by name."""
    clock: bool
    functions: frozenset[str]


def uses(tree: Node) -> Uses:
    nodes = list(_walk(tree))
    references = frozenset(node.name for node in nodes if isinstance(node, Name))
    calls = [node for node in nodes if isinstance(node, Call)]
    told = [name for node in nodes if (name := _item(node))]
    counted = Counter(name for call in calls for node in _counted(call) if (name := _item(node)))
    return Uses(
        references=references,
        names=frozenset(told),
        counted=frozenset(name for name, times in Counter(told).items() if counted[name] == times),
        lists=frozenset(
            call.arguments[0].value
            for call in calls
            if call.function in LISTS and call.arguments and isinstance(call.arguments[0], Text)
        ),
        choices=frozenset(
            _item_named(call.arguments[1])
            for call in calls
            if call.function == "jr:choice-name" and len(call.arguments) > 1
        ),
        clock=any(call.function in CLOCK for call in calls),
        functions=frozenset(call.function for call in calls),
    )


def _walk(tree: Node) -> Iterator[Node]:
    """Every node; paths into attached lists with what they compare to, but not as paths to items."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def _counted(call: Call) -> Sequence[Node]:
    """The arguments whose nodes are counted and not read: the repeats in `indexed-repeat(${x}, ${repeat}, 2)`."""
    match call.function:
        case "count" | "position":
            return call.arguments
        case "indexed-repeat":
            return call.arguments[1::2]
    return ()


def _item(node: Node) -> str:
    match node:
        case Name(name):
            return name
        case Path():
            return _end(node)
    return ""


def _end(path: Path) -> str:
    """The item that a path leads to: its last name; what a path into a list leads to is no item."""
    if isinstance(path.start, Call) and path.start.function == "instance":
        return ""
    named = [step.test for step in path.steps if step.axis in SIDEWAYS and step.test not in ("*", "node()")]
    return named[-1] if named else ""


def _item_named(argument: Node) -> str:
    """`'${age}'`, `'/data/age'` or `${age}`, as forms write it."""
    match argument:
        case Name(name):
            return name
        case Text(text):
            return text.strip().removeprefix("${").removesuffix("}").rpartition("/")[2].strip()
    return ""
