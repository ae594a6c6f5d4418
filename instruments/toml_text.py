"""Writes plain values as TOML that reads like the files of the bank: dotted keys for texts, one table per item."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
IN_ROWS = "tables"
"""What stands below this key is written one row a line instead of one table each."""
ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\f": "\\f", "\r": "\\r", "\t": "\\t", "\n": "\\n"}
UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Path = tuple[str, ...]


def written(value: Mapping[str, Any]) -> str:
    """Plain values (dict, list, str, bool, int, float) as TOML; reading it again gives the same."""
    return "\n".join(_table(value, ())).lstrip("\n") + "\n"


def _table(value: Mapping[str, Any], path: Path) -> Iterator[str]:
    """Keys first, then what needs headers: after a header no key of the table around it can follow."""
    for key, one in value.items():
        if not _needs_header(one):
            yield from _pairs((key,), one)
    for key, one in value.items():
        if _needs_header(one):
            yield from _section(one, (*path, key))


def _needs_header(value: Any) -> bool:
    match value:
        case dict():
            return any(_needs_header(one) for one in value.values())
        case [dict(), *_]:
            return True
        case _:
            return False


def _section(value: Any, path: Path) -> Iterator[str]:
    if isinstance(value, dict):
        in_rows = path[0] == IN_ROWS
        keys = {key: one for key, one in value.items() if in_rows or not _needs_header(one)}
        if keys:
            yield from ("", f"[{dotted(path)}]")
        for key, one in keys.items():
            yield from _rows(key, one) if in_rows else _pairs((key,), one)
        for key, one in value.items():
            if key not in keys:
                yield from _section(one, (*path, key))
        return
    for one in value:
        yield from ("", f"[[{dotted(path)}]]")
        yield from _table(one, path)


def _pairs(path: Path, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _pairs((*path, key), one)
    else:
        yield f"{dotted(path)} = {_value(value)}"


def _rows(key: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{dotted((key,))} = ["
    yield from (f"  {_inline(row)}," for row in rows)
    yield "]"


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return text(value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return _inline(value)
        case _:
            return repr(value)


def _inline(row: Mapping[str, Any]) -> str:
    inside = ", ".join(f"{dotted((key,))} = {one_line(value)}" for key, value in row.items())
    return f"{{ {inside} }}" if inside else "{}"


def text(value: str) -> str:
    """On several lines between three quotes where it has line breaks, else on one."""
    if "\n" not in value:
        return one_line(value)
    escaped = value.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return '"""\n' + UNPRINTED.sub(_coded, escaped) + '"""'


def one_line(value: Any) -> str:
    if not isinstance(value, str):
        return _value(value)
    escaped = "".join(ESCAPES.get(letter, letter) for letter in value)
    return f'"{UNPRINTED.sub(_coded, escaped)}"'


def _coded(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def dotted(path: Path) -> str:
    return ".".join(key if BARE.match(key) else one_line(key) for key in path)
