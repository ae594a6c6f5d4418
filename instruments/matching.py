"""Which item of one version is which item of the next: by link, by name, else by being the same question."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec

from instruments.instrument import Instrument, Item
from instruments.language import Texts


class How(StrEnum):
    NAME = "name"
    LINK = "link"
    SAMENESS = "sameness"
    """Renamed without a word: the same kind, the same question, the same choices."""


class Pair(msgspec.Struct, frozen=True):
    before: Item
    after: Item
    how: How


class Matched(msgspec.Struct, frozen=True):
    pairs: tuple[Pair, ...]
    """In the order of the later version."""
    removed: tuple[Item, ...]
    added: tuple[Item, ...]


def matched(before: Instrument, after: Instrument) -> Matched:
    """Every item of both versions stands in exactly one place of what is returned."""
    old = {item.name: item for item in before.every}
    found: dict[str, Pair] = {}
    # a name that stays is the same item, whatever a link elsewhere says
    for item in after.every:
        if item.name in old:
            found[item.name] = Pair(old.pop(item.name), item, How.NAME)
    for item in after.every:
        if item.link in old and item.name not in found:
            found[item.name] = Pair(old.pop(item.link), item, How.LINK)
    for item in after.every:
        if item.name not in found and (twin := next((one for one in old.values() if is_same(one, item)), None)):
            found[item.name] = Pair(old.pop(twin.name), item, How.SAMENESS)
    return Matched(
        pairs=tuple(found[item.name] for item in after.every if item.name in found),
        removed=tuple(old.values()),
        added=tuple(item for item in after.every if item.name not in found),
    )


def is_same(one: Item, other: Item) -> bool:
    """Whether two items of different names ask the same: kind, choices and the label in a language that both have."""
    return (
        one.kind is other.kind
        and _share_a_text(one.label, other.label)
        and [choice.value for choice in one.choices] == [choice.value for choice in other.choices]
    )


def _share_a_text(one: Texts, other: Texts) -> bool:
    return any(text.strip() and other.get(language) == text for language, text in one.items())


def parents(items: Iterable[Item], parent: str = "") -> Iterator[tuple[str, str]]:
    """Name of each item with that of the group or repeat it stands in, "" for none."""
    for item in items:
        yield item.name, parent
        yield from parents(item.items, item.name)


def out_of_order(positions: Sequence[int]) -> set[int]:
    """Indices of the fewest elements to move so that the rest ascend: what a longest ascending run leaves out."""
    ends: list[int] = []  # of the best run of each length, the index it ends with
    before: list[int] = []
    for index, position in enumerate(positions):
        length = bisect_left(ends, position, key=lambda end: positions[end])
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [index]
    moved, at = set(range(len(positions))), ends[-1] if ends else -1
    while at >= 0:
        moved.discard(at)
        at = before[at]
    return moved
