"""What of the answers on a grading form may be told to everybody: choices and numbers, no words and no times."""

from collections.abc import Callable, Mapping
from typing import Any

from instruments.instrument import CHOOSING, NUMBERS, Instrument, Item


def scored(one: Item) -> bool:
    return one.scored and closed(one)


def closed(one: Item) -> bool:
    return one.kind in CHOOSING or one.kind in NUMBERS


def told(form: Instrument, answers: Mapping[str, Any], which: Callable[[Item], bool]) -> dict[str, Any]:
    """The answers to those items of a form as it is asked in a sector; one that is not on the list is left out."""
    found = {one.name: (one, answers[one.name]) for one in form.leaves if which(one) and one.name in answers}
    return {name: value for name, (one, value) in found.items() if plain(one, value)}


def plain(one: Item, value: Any) -> bool:
    if one.kind in NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    known = {choice.value for choice in one.choices}
    return all(isinstance(part, str) and part in known for part in (value if isinstance(value, list) else [value]))
