"""How far it may be told where a comment is from, so that lists held against each other never leave fewer than five.

A list of comments of one unit and a list of those about calls are both long enough, and whoever looks for texts that
are in both has the calls of that unit. So each comment belongs to one group of five or more, whose common features are
all that any list tells: a list has a group whole or not at all, and so has whatever can be made out of several lists.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey.comment import LEAST

FEATURES = ("source", "unit_id", "channel", "period", "service")
"""In this order they are told or kept back: what stands first is told most often."""
Cell = tuple[Any, ...]
"""The features of some comments."""


def needed(features: Iterable[str]) -> int:
    """What a list that asks for these features needs to be told; every list needs the source."""
    return sum(1 << FEATURES.index(one) for one in {FEATURES[0], *features})


def told(cells: Mapping[Cell, int], *, least: int = LEAST) -> dict[Cell, int]:
    """Cell -> the sum of 1 << place of the features that are told of its comments; 0: they are in no list.

    `cells` says how many comments each has. Of a source everything is in some group, or nothing is; what is one source
    changes nothing in another.
    """
    found = dict.fromkeys(cells, 0)
    for some in split(list(cells), 0).values():
        if sum(cells[one] for one in some) >= least:
            _tell(found, cells, some, 1, mask=1, least=least)
    return found


def _tell(
    found: dict[Cell, int], cells: Mapping[Cell, int], some: Sequence[Cell], place: int, *, mask: int, least: int
) -> None:
    if place == len(FEATURES):
        found.update(dict.fromkeys(some, mask))
        return
    groups = split(some, place)
    rest = together({value: sum(cells[one] for one in group) for value, group in groups.items()}, least)
    for value in groups.keys() - rest:
        _tell(found, cells, groups[value], place + 1, mask=mask | 1 << place, least=least)
    if rest:
        pooled = [one for value in groups if value in rest for one in groups[value]]
        _tell(found, cells, pooled, place + 1, mask=mask, least=least)


def together(sizes: Mapping[Any, int], least: int) -> set[Any]:
    """Those that are too small to be told alone, and the smallest others until all of them are `least` or more."""
    rest = {value for value, size in sizes.items() if size < least}
    number = sum(sizes[value] for value in rest)
    for value in sorted(sizes.keys() - rest, key=lambda one: (sizes[one], one)):
        if not 0 < number < least:
            break
        rest.add(value)
        number += sizes[value]
    return rest


def split(some: Sequence[Cell], place: int) -> dict[Any, list[Cell]]:
    groups: dict[Any, list[Cell]] = {}
    for one in some:
        groups.setdefault(one[place], []).append(one)
    return groups
