"""An instrument in our own TOML and JSON, in and out without loss."""

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from instruments import shape, toml_text, validity
from instruments.fault import Fault
from instruments.imported import Imported
from instruments.instrument import Instrument, Item, with_lists, without_lists

DEEPEST = 16
"""Groups within groups; more is no questionnaire but an attempt to exhaust whoever reads it."""
NUL = b"\\u0000"
"""No database keeps one."""
LARGEST_TOML = 2_000_000
EXHAUSTING = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){64}|[\d_]{400}")
"""Keys of more parts and numbers of more digits than make sense: tomllib takes the square of their length in time."""
STRINGS = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|\'{3}(?:[^\']|\'(?!\'\'))*+(?:\'{3})?'''
    r'''|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?|\#[^\n]*+''',
    re.DOTALL,
)
TOO_DEEP = Fault("", f"groups are nested more than {DEEPEST} deep; flatten the file")


def to_toml(instrument: Instrument) -> str:
    """The instrument as a file of the bank: UTF-8 text, keys before tables, texts as `label.nb`."""
    return toml_text.written(msgspec.to_builtins(without_lists(instrument)))


def to_json(instrument: Instrument) -> str:
    """The same as one indented JSON object."""
    return msgspec.json.format(msgspec.json.encode(without_lists(instrument)), indent=2).decode() + "\n"


def from_toml(data: bytes) -> Imported:
    """What the bytes of a TOML file say; `where` starts with the line where that is known: `line 12, items[0].kind`."""
    if refused := out_of_bounds(data):
        return Imported(None, (refused,))
    try:
        text = data.decode("utf-8-sig")
        found = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        return Imported(None, (Fault(f"line {line}", "is not UTF-8; save the file as UTF-8"),))
    except tomllib.TOMLDecodeError as fault:
        at = re.search(r"line (\d+)", str(fault))
        line = int(at[1]) if at else text.count("\n") + 1
        return Imported(None, (Fault(f"line {line}", f"is not TOML: {fault}"),))
    except ValueError as fault:
        return Imported(None, (Fault("", f"is not TOML: {fault}"),))
    except RecursionError:
        return Imported(None, (TOO_DEEP,))
    lines = shape.lines(text)

    def at_line(path: str) -> str:
        line = shape.line(lines, path)
        return ", ".join(part for part in (f"line {line}" if line else "", path) if part)

    return from_plain(found, at_line)


def out_of_bounds(data: bytes) -> Fault | None:
    """What in a TOML file is there to exhaust its reader rather than to be read."""
    if len(data) > LARGEST_TOML:
        return Fault("", f"is larger than {LARGEST_TOML // 1_000_000} MB; put long lists into a CSV file of their own")
    if NUL in data:
        return Fault("", "holds a NUL character; take it out")
    if EXHAUSTING.search(STRINGS.sub("s", data.decode("utf-8", "replace"))):
        return Fault("", "holds a key of more than 64 parts or a number of more than 400 digits")
    return None


def from_json(data: bytes) -> Imported:
    """What the bytes of a JSON file say; `where` is a path: `items[0].kind`."""
    found = parsed(data)
    return Imported(None, (found,)) if isinstance(found, Fault) else from_plain(found)


def parsed(data: bytes) -> Any | Fault:
    """The plain values in a JSON file, or why there are none."""
    if NUL in data:
        return Fault("", "holds a NUL character; take it out")
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.DecodeError as fault:
        return Fault("", f"is not JSON: {fault}")
    except UnicodeDecodeError:
        return Fault("", "is not UTF-8; save the file as UTF-8")
    except RecursionError:
        return TOO_DEEP


def from_plain(found: Any, at: Callable[[str], str] = str) -> Imported:
    """Decoded values as an Instrument with its faults; `at` tells a reader of the file where a path is."""
    if not isinstance(found, dict):
        return Imported(None, (Fault("", "is not an instrument: an object with id, title and items is expected"),))
    if depth(found.get("items")) > DEEPEST:
        return Imported(None, (TOO_DEEP,))
    faults = tuple(Fault(at(one.where), one.message, one.severity) for one in shape.faults(found, Instrument))
    if faults:
        return Imported(None, faults)
    try:
        instrument = msgspec.convert(found, Instrument)
    except msgspec.ValidationError as error:
        one = shape.from_validation(str(error))
        return Imported(None, (Fault(at(one.where), one.message),))
    places = paths(instrument)
    filled = with_lists(instrument)
    return Imported(
        filled,
        tuple(
            msgspec.structs.replace(one, where=at(path) if (path := in_file(one.where, places)) else one.where)
            for one in validity.problems(filled)
        ),
    )


def depth(items: Any) -> int:
    """How many levels of `items` there are, counted no further than one too many."""
    level, levels = items, 0
    while isinstance(level, list) and level and levels <= DEEPEST:
        levels += 1
        inner = [one.get("items") for one in level if isinstance(one, dict)]
        level = [item for items in inner if isinstance(items, list) for item in items]
    return levels


def paths(instrument: Instrument) -> dict[str, str]:
    """Where in the file items and choices are, by what faults call them: {"age": "items[0]"}; of two the second."""
    found: dict[str, str] = {}
    _add(instrument.items, "items", found, lists=instrument.lists)
    return found


def _add(items: tuple[Item, ...], path: str, found: dict[str, str], *, lists: Mapping[str, Any]) -> None:
    for index, item in enumerate(items):
        here = f"{path}[{index}]"
        found[item.name] = here
        at = f"{here}.choices" if item.choices else f"lists.{item.list}"
        for number, choice in enumerate(item.choices or lists.get(item.list, ())):
            found[f"{item.name}.choices.{choice.value}"] = f"{at}[{number}]"
        _add(item.items, f"{here}.items", found, lists=lists)


def in_file(where: str, places: Mapping[str, str]) -> str:
    """`courtesy.choices.yes.label` -> `items[0].choices[1].label`; what is no item's stays as it is."""
    head = where
    while head:
        if head in places:
            return places[head] + where[len(head) :]
        head = head.rpartition(".")[0]
    return where
