"""Answers as the fields of a page: flat, path -> text (`calls.2.time`), and back."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from instruments.instrument import Instrument, Item, Kind
from instruments.reading import number_text

INSTANCE = re.compile(r".*\.\d{1,5}\.")  # all up to the innermost instance
Fields = Mapping[str, str]
Values = dict[str, Any]


def item_of(path: str) -> str:
    """The name of the item: `calls.2.time` -> time."""
    return INSTANCE.sub("", path) if "." in path else path


def nested(instrument: Instrument, given: Fields) -> Values:
    """Item -> text, a repeat a list of such objects; what no item is called is kept under its own name.

    The instances of a repeat are numbered from 1; gaps close.
    """
    return _nested(instrument.items, given)


def _nested(items: Iterable[Item], given: Fields) -> Values:
    found: Values = dict(given)
    for item in _in_groups(items):
        if item.kind is not Kind.REPEAT:
            continue
        instances: dict[int, dict[str, str]] = {}
        for path in [path for path in found if path.startswith(f"{item.name}.")]:
            number, _, rest = path.removeprefix(f"{item.name}.").partition(".")
            if number.isdecimal() and len(number) < 6 and rest:
                instances.setdefault(int(number), {})[rest] = found.pop(path)
            elif number.isdecimal() and len(number) < 6:
                instances.setdefault(int(number), {})
                del found[path]
        if instances:
            found[item.name] = [_nested(item.items, one) for _, one in sorted(instances.items())]
    return found


def _in_groups(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        if item.kind is Kind.GROUP:
            yield from _in_groups(item.items)
        else:
            yield item


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Path -> text of what `answers.check` gave, or of a draft; several choices have blanks between them."""
    found: dict[str, str] = {}
    for name, value in values.items():
        match value:
            case [dict(), *_]:
                for number, one in enumerate(value, 1):
                    found[f"{prefix}{name}.{number}"] = ""
                    found |= flat(one, f"{prefix}{name}.{number}.")
            case list():
                found[prefix + name] = " ".join(value)
            case bool():
                found[prefix + name] = "true" if value else "false"
            case int() | float():
                found[prefix + name] = number_text(value)
            case _:
                found[prefix + name] = str(value)
    return found
