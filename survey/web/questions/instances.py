"""Instances of a repeat among flat fields: one more, or one less."""

import re
from collections.abc import Mapping

Fields = Mapping[str, str]


def count(fields: Fields, repeat: str) -> int:
    """How many there are, by the highest number."""
    numbers = [number for path in fields if (number := _number(path, repeat))]
    return max(numbers, default=0)


def added(fields: Fields, repeat: str, *, shown: int) -> dict[str, str]:
    """With an empty one after the `shown` that the page had."""
    last = max(count(fields, repeat), shown)
    here = {f"{repeat}.{number}": "" for number in range(1, last + 2)}
    return {**fields, **here}


def removed(fields: Fields, instance: str) -> dict[str, str]:
    """Without that one; those after it move up."""
    repeat, _, number = instance.rpartition(".")
    gone = int(number)
    found: dict[str, str] = {}
    for path, text in fields.items():
        at = _number(path, repeat)
        if at == gone:
            continue
        if at > gone:
            path = f"{repeat}.{at - 1}{path.removeprefix(f'{repeat}.{at}')}"
        found[path] = text
    return found


def _number(path: str, repeat: str) -> int:
    found = re.match(r"\.(\d{1,5})(\.|$)", path.removeprefix(repeat)) if path.startswith(f"{repeat}.") else None
    return int(found[1]) if found else 0
