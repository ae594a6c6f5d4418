"""How a decoded TOML file differs from the Struct it should be, and on which line."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import inspect

from instruments.fault import Fault

KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=""")
HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")


def faults(value: object, kind: type) -> Iterator[Fault]:
    """Every field that is not known and every word that is not among those to choose from."""
    return compared(value, inspect.type_info(kind), "")


def compared(value: object, kind: inspect.Type, where: str) -> Iterator[Fault]:
    match kind, value:
        case inspect.StructType(), dict():
            yield from struct_compared(value, kind, where)
        case inspect.DictType(), dict():
            for key, one in value.items():
                yield from compared(key, kind.key_type, joined(where, key))
                yield from compared(one, kind.value_type, joined(where, key))
        case ((inspect.ListType() | inspect.VarTupleType()), list()):
            for index, one in enumerate(value):
                yield from compared(one, kind.item_type, f"{where}[{index}]")
        case inspect.UnionType(), _:
            yield from union_compared(value, kind, where)
        case inspect.EnumType(), str():
            known = [str(one.value) for one in kind.cls]
            if value not in known:
                yield Fault(where, f"cannot be `{value}`{suggestion(value, known)}")


def union_compared(value: object, kind: inspect.UnionType, where: str) -> Iterator[Fault]:
    """Where a word tells the Structs of a union apart, a table is held against the one that it names."""
    tags = {one.tag: one for one in kind.types if isinstance(one, inspect.StructType) and one.tag_field}
    if not (tags and isinstance(value, dict)):
        for option in kind.types:
            yield from compared(value, option, where)
        return
    field = str(next(iter(tags.values())).tag_field)
    if field not in value:
        yield Fault(where, f"lacks `{field}`: one of {', '.join(map(str, tags))}")
    elif value[field] not in tags:
        yield Fault(joined(where, field), f"cannot be `{value[field]}`{suggestion(str(value[field]), map(str, tags))}")
    else:
        yield from struct_compared({key: one for key, one in value.items() if key != field}, tags[value[field]], where)


def struct_compared(value: Mapping[str, Any], kind: inspect.StructType, where: str) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in kind.fields}
    for key, one in value.items():
        if key in fields:
            yield from compared(one, fields[key].type, joined(where, key))
        else:
            yield Fault(joined(where, key), f"is not known here{suggestion(key, fields)}")
    if lacking := [f"`{name}`" for name, field in fields.items() if field.required and name not in value]:
        names = ", ".join(lacking)
        yield Fault(where, f"lacks {names}" if where else f"the file lacks {names}")


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` where something comes near, else what there is to choose from."""
    names = list(known)
    if near := difflib.get_close_matches(word, names, n=1):
        return f"; did you mean `{near[0]}`?"
    return f"; known are {', '.join(names)}" if names else ""


def joined(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def from_validation(message: str) -> Fault:
    """msgspec's own words: "Expected `int`, got `str` - at `$.email.inquiries`"."""
    what, _, at = message.partition(" - at `")
    where = re.sub(r"^(key in )?\$\.?", "", at.rstrip("`"))
    return Fault(where, what[:1].lower() + what[1:])


def lines(text: str) -> dict[str, int]:
    """Line numbers of the tables and keys of a TOML text by path: {"sectors[0]": 12, "sectors[0].weight": 14}."""
    found: dict[str, int] = {}
    arrays: dict[str, int] = {}
    table, quote = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if header := HEADER.match(line):
            table = inside(header[2], arrays, new=header[1] == "[[")
            found.setdefault(table, number)
        elif key := KEY.match(line):
            found.setdefault(joined(table, key[1].replace('"', "").replace("'", "")), number)
        opened = re.search(r'"""|\'\'\'', line)
        quote = opened[0] if opened and line.count(opened[0]) % 2 else ""
    return found


def inside(header: str, arrays: dict[str, int], *, new: bool) -> str:
    """The path of a table header, each array of tables at its newest element; counts a new one."""
    path = ""
    names = [name.strip().strip("\"'") for name in header.split(".")]
    for depth, name in enumerate(names, 1):
        path = joined(path, name)
        if new and depth == len(names):
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = f"{path}[{arrays[path]}]"
    return path


def line(found: Mapping[str, int], where: str) -> int:
    """The line of a path, else of the nearest thing around it; 0 = the file as a whole."""
    path = where
    while path:
        if path in found:
            return found[path]
        if f"{path}[0]" in found:
            return found[f"{path}[0]"]
        path = re.sub(r"(\.?[^.\[\]]+|\[[^\]]*\])$", "", path)
    return 0
