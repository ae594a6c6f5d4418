"""One key for each category: digits for a kind of few, else a letter of its name, on any keyboard."""

import string
import unicodedata
from collections.abc import Mapping, Sequence

SPOKEN_FOR = frozenset("us")
"""Undo and skip."""
SHORT = 5
"""A kind of so few categories at most is numbered."""
LETTERS = [one for one in string.ascii_lowercase if one not in SPOKEN_FOR]

Place = tuple[str, str]
"""Axis, code."""


def assigned(names: Mapping[str, Sequence[tuple[str, str]]]) -> dict[Place, str]:
    """Axis -> (code, name) in, (axis, code) -> key out, each once; what is left when keys run out has none."""
    digits, letters = list("1234567890"), list(LETTERS)
    found: dict[Place, str] = {}
    for axis, some in names.items():
        if len(some) <= min(SHORT, len(digits)):
            found |= {(axis, code): digits.pop(0) for code, _ in some}
    rest = [((axis, code), name) for axis, some in names.items() for code, name in some if (axis, code) not in found]
    for wanted in (initial, anywhere):  # first letters first, so that no name takes another's
        for place, name in rest:
            key = next((one for one in wanted(name) if one in letters), None)
            if place not in found and key:
                found[place] = key
                letters.remove(key)
    left = [place for place, _ in rest if place not in found]
    return found | dict(zip(left, [*letters, *digits], strict=False))


def initial(name: str) -> str:
    return plain(name)[:1]


def anywhere(name: str) -> str:
    return plain(name)


def plain(name: str) -> str:
    """Its letters as any keyboard has them: å as a."""
    apart = unicodedata.normalize("NFD", name.lower().replace("ø", "o").replace("æ", "a"))
    return "".join(one for one in apart if one in string.ascii_lowercase)
