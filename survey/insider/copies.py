"""Copies of the database: backups of ours, and files that somebody has copied by hand."""

import base64
import gzip
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.insider.evidence import Tables
from survey.steps.backup import MANIFEST, Unusable, check
from survey.store import insides
from survey.store.database import Database
from survey.store.shapes import OURS


def tables_of(copy: Path) -> Tables:
    """Of a backup's folder, or of a database file; raises backup.Unusable."""
    return of_file(copy) if copy.is_file() else of_folder(copy)


def of_folder(folder: Path) -> Tables:
    manifest = check(folder)
    found = {}
    for name, copy in manifest.tables.items():
        with gzip.open(folder / copy.file, "rb") as lines:
            rows = (dict(zip(copy.columns, msgspec.json.decode(line), strict=True)) for line in lines)
            found[name] = tuple(with_bytes(name, row) for row in rows)
    return found


def with_bytes(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A key is the same value in a backup and in the database."""
    known = OURS[table].columns if table in OURS else ()
    binary = [str(one.name) for one in known if isinstance(one.type, sa.LargeBinary) and row.get(one.name) is not None]
    return row | {name: base64.b64decode(row[name]) for name in binary}


def of_file(file: Path) -> Tables:
    """Looked at in a place of its own: to open it where it lies would write to it."""
    with tempfile.TemporaryDirectory(prefix="medlytt-copy-") as place:
        for path in beside(file):
            shutil.copy(path, Path(place) / path.name)
        copy = Database(f"sqlite:///{Path(place) / file.name}")
        try:
            return insides.tables(copy)
        except sa.exc.DatabaseError as fault:
            raise Unusable(f"{file} is no database of ours: {fault.orig}") from fault
        finally:
            copy.close()


def beside(file: Path) -> list[Path]:
    """The file and its log of writes, where that was copied too."""
    return [path for path in (file, Path(f"{file}-wal")) if path.exists()]


def images(copy: Path) -> Iterator[bytes]:
    """The bytes of a copy, unpacked."""
    if copy.is_file():
        yield from (path.read_bytes() for path in beside(copy))
        return
    for path in sorted(copy.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            yield gzip.decompress(raw) if path.suffix == ".gz" and (copy / MANIFEST).exists() else raw


def kept_in_free_pages(image: bytes) -> int:
    """Free pages of a SQLite file that still hold what was deleted: somebody has written without `secure_delete`."""
    return sum(1 for page in free_pages(image) if any(page))


def free_pages(image: bytes) -> Iterator[bytes]:
    """The leaves of the list of free pages (sqlite.org/fileformat2.html, 1.5)."""
    if not image.startswith(b"SQLite format 3\0"):
        return
    size = int.from_bytes(image[16:18], "big")
    size = 65536 if size == 1 else size
    at, seen = int.from_bytes(image[32:36], "big"), set[int]()
    while at and at not in seen:
        seen.add(at)
        trunk = image[(at - 1) * size : at * size]
        for n in range(min(int.from_bytes(trunk[4:8], "big"), size // 4 - 2)):
            leaf = int.from_bytes(trunk[8 + 4 * n : 12 + 4 * n], "big")
            yield image[(leaf - 1) * size : leaf * size]
        at = int.from_bytes(trunk[:4], "big")
