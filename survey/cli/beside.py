"""The file that a command is given, with the lists that lie beside it and are named in it."""

import re
import sys
from pathlib import Path

import msgspec

from instruments import files
from instruments.bounded.file import LARGEST
from instruments.imported import Imported

STANDARD_INPUT = "-"
SETTING = re.compile(rb"\s*(#[^\n]*\s+)*(\[\[\w|[\w.]+ *=)")
"""How TOML begins; every other kind can be told by its content."""
LISTS = frozenset({".csv", ".xml", ".geojson"})


def read(path: Path) -> Imported:
    """The form in the file with the lists that it names: those in its folder or in `NAME-media`, as ODK has them."""
    if str(path) == STANDARD_INPUT:
        return from_standard_input()
    data = path.read_bytes() if path.stat().st_size <= LARGEST else bytes(LARGEST + 1)
    found = files.read(data, path.name)
    there = lists(path)
    if not there:
        return found
    said = msgspec.json.encode(found).decode()
    named = {name: other.read_bytes() for name, other in there.items() if is_named(other, said)}
    return files.read(data, path.name, named) if named else found


def from_standard_input() -> Imported:
    data = sys.stdin.buffer.read(LARGEST + 1)
    return files.read(data, "standard input.toml" if SETTING.match(data) else "standard input")


def lists(path: Path) -> dict[str, Path]:
    folders = (path.parent, path.with_name(f"{path.stem}-media"))
    found = [other for folder in folders if folder.is_dir() for other in sorted(folder.iterdir())]
    fitting = [other for other in found if other.suffix.lower() in LISTS and other.name != path.name]
    return {other.name: other for other in fitting}


def is_named(path: Path, said: str) -> bool:
    """Whether the form, or what was found wrong with it, names the file: whole, or in `pulldata('stem', ...)`."""
    return path.stat().st_size <= LARGEST and any(
        name in said for name in (path.name, f"'{path.stem}'", f'\\"{path.stem}\\"', f"`{path.stem}`")
    )
