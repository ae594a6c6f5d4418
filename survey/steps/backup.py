"""The whole database to a folder of plain files and back, from either engine to either."""

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.store import migrations, search_words, snapshots
from survey.store.database import Database

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FORMAT = 1
SEARCHED = 6
"""The schema from which on comments are searched: the words are not in a backup, they are made anew."""


class Unusable(Exception):
    """The folder holds no sound backup, or it cannot go where it should; the message says what to do."""


class TableCopy(msgspec.Struct, frozen=True, kw_only=True):
    file: str
    columns: list[str]
    rows: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: int
    schema_version: int
    made_at: datetime
    engine: str
    tables: dict[str, TableCopy]
    note: str = "The key file is not part of this backup: without it stored mails cannot be read. Keep it apart."


def back_up(db: Database, now: datetime, *, into: Path) -> Manifest:
    """Write a consistent copy; `into` is there whole or not at all. Works on a database of an older schema too."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Unusable(f"{into} is not empty: name a folder that does not exist yet.")
    partial = into.with_name(into.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    with snapshots.moment_of(db) as connection:
        version = migrations.version(connection)
        copies = {str(table.name): _write(connection, table, partial) for table in snapshots.tables(connection)}
    engine = "sqlite" if db.sqlite else "postgresql"
    manifest = Manifest(format=FORMAT, schema_version=version, made_at=now, engine=engine, tables=copies)
    _save(partial / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    names = sorted(path.name for path in partial.iterdir())
    _save(partial / SUMS, "".join(f"{_sha256(partial / name)}  {name}\n" for name in names).encode())
    if into.exists():
        into.rmdir()
    partial.rename(into)
    return manifest


def check(folder: Path) -> Manifest:
    """The manifest of a sound backup; every file is compared with its checksum."""
    try:
        sums = dict(line.split("  ", 1)[::-1] for line in (folder / SUMS).read_text().splitlines())
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, ValueError, msgspec.DecodeError) as fault:
        raise Unusable(f"{folder} is not a whole backup: {fault}") from fault
    if manifest.format > FORMAT or manifest.schema_version > len(migrations.MIGRATIONS):
        raise Unusable(f"{folder} was written by a newer Medlytt: restore it with that one.")
    wanted = {MANIFEST, *(copy.file for copy in manifest.tables.values())}
    for name in sorted(wanted):
        path = folder / name
        if not path.is_file():
            raise Unusable(f"{folder} is damaged: {name} is missing. Nothing was restored; use another backup.")
        if sums.get(name) != _sha256(path):
            raise Unusable(f"{folder} is damaged: {name} has changed. Nothing was restored; use another backup.")
    return manifest


def restore(db: Database, now: datetime, *, folder: Path) -> Manifest:
    """Fill an empty database in one transaction, then bring it to the newest schema."""
    manifest = check(folder)
    with db.read() as connection:
        found = migrations.version(connection)
        full = snapshots.filled(connection, but=frozenset({"schema_version"}))
    if full:
        raise Unusable(f"The database is not empty (there are rows in {full[0]}): name an empty one.")
    if found > manifest.schema_version:
        raise Unusable("The database has a newer schema than the backup: name one that does not exist yet.")
    migrations.migrate(db, now, upto=manifest.schema_version)
    db.write(_fill, manifest, folder)
    migrations.migrate(db, now)
    return manifest


def _fill(connection: sa.Connection, manifest: Manifest, folder: Path) -> None:
    for table in snapshots.tables(connection):
        copy = manifest.tables.get(table.name)
        if copy is None:
            raise Unusable(f"{folder} has no copy of the table {table.name}: nothing was restored.")
        if table.name == "schema_version":
            continue  # the migrations have just written their own
        count = snapshots.fill(connection, table, copy.columns, _lines(folder / copy.file))
        there = connection.scalar(sa.select(sa.func.count()).select_from(table))
        if not count == there == copy.rows:
            raise Unusable(f"{table.name}: {copy.rows} rows in the manifest, {there} restored: nothing was kept.")
    if manifest.schema_version >= SEARCHED:
        search_words.rebuild(connection)


def _write(connection: sa.Connection, table: sa.Table, folder: Path) -> TableCopy:
    file = f"{table.name}.jsonl.gz"
    count = 0
    descriptor = os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        for row in snapshots.rows(connection, table):
            packed.write(json.dumps(row, ensure_ascii=False, allow_nan=True).encode() + b"\n")
            count += 1
    return TableCopy(file=file, columns=[str(column.name) for column in table.columns], rows=count)


def _lines(path: Path) -> Iterator[list[Any]]:
    with gzip.open(path, "rb") as lines:
        for line in lines:
            yield json.loads(line)


def _save(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
