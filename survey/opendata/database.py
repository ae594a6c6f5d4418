"""A SQLite file that opens well in Datasette: keys, references, search over labels, views, and a description."""

import errno
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from survey.opendata import licence
from survey.opendata.table import Cell, Column, Kind, Release, Row, Table

TYPES = {Kind.TEXT: "TEXT", Kind.INTEGER: "INTEGER", Kind.NUMBER: "REAL", Kind.BOOLEAN: "INTEGER", Kind.DAY: "TEXT"}
BATCH = 2_000
SEARCHED = {"units": ("name", "county"), "questions": ("label",)}
VIEWS = {
    "ranking": (
        {"standings", "units"},
        "SELECT s.rank, u.code, u.name, u.county, s.total, s.low, s.high, s.rank_low, s.rank_high "
        "FROM standings s JOIN units u USING (unit) WHERE s.rank IS NOT NULL ORDER BY s.rank, u.name",
    ),
    "item_results": (
        {"items", "contacts", "units"},
        "SELECT u.name AS unit_name, c.channel, c.slot, i.* "
        "FROM items i JOIN contacts c USING (contact) JOIN units u USING (unit)",
    ),
    "item_means": (
        {"items", "contacts"},
        "SELECT c.form, i.item, i.part, count(*) AS results, count(i.points) AS with_points, "
        "sum(i.points) AS points, sum(CASE WHEN i.points IS NOT NULL THEN i.possible END) AS possible "
        "FROM items i JOIN contacts c USING (contact) GROUP BY c.form, i.item, i.part",
    ),
    "lost_by_unit": (
        {"items", "contacts", "units"},
        "SELECT u.unit, u.name, c.channel, count(*) AS results, "
        "sum(i.points) AS points, sum(i.possible) AS possible "
        "FROM items i JOIN contacts c USING (contact) JOIN units u USING (unit) GROUP BY u.unit, c.channel",
    ),
}


def write(release: Release, path: Path, *, seen: Callable[[Iterable[Row]], Iterable[Row]] = iter) -> None:
    """One transaction per table, then packed: no free pages, no journal left over. Raises OSError where no room is."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in release.tables:
            connection.execute("BEGIN")
            connection.execute(created(table, release))
            _fill(connection, table, seen(table.rows()))
            for reference in table.references:
                connection.execute(indexed(table, reference.columns))
            connection.execute("COMMIT")
        _searched(connection, release)
        _views(connection, release)
        connection.execute("ANALYZE")
        connection.execute("VACUUM")
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise
        raise OSError(errno.ENOSPC, str(fault), str(path)) from fault
    finally:
        connection.close()


def created(table: Table, release: Release) -> str:
    keys = {one.name: one.key for one in release.tables}
    lines = [defined(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({names(table.key)})")
    lines += [
        f"FOREIGN KEY ({names(one.columns)}) REFERENCES {quoted(one.table)} ({names(keys[one.table])})"
        for one in table.references
    ]
    return f"CREATE TABLE {quoted(table.name)} (" + ", ".join(lines) + ")"


def defined(column: Column) -> str:
    return f"{quoted(column.name)} {TYPES[column.kind]}{' NOT NULL' if column.required else ''}"


def indexed(table: Table, columns: tuple[str, ...]) -> str:
    return f"CREATE INDEX {quoted('_'.join(('by', table.name, *columns)))} ON {quoted(table.name)} ({names(columns)})"


def _fill(connection: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {quoted(table.name)} VALUES ({marks})"  # noqa: S608 - names are our own
    several = iter(rows)
    while batch := list(islice(several, BATCH)):
        connection.executemany(statement, [tuple(map(stored, row)) for row in batch])


def _searched(connection: sqlite3.Connection, release: Release) -> None:
    """Full text over names and labels, kept in step with its table by the row's number."""
    for table in release.tables:
        if columns := SEARCHED.get(table.name):
            own, text = quoted(table.name), quoted(f"{table.name}_fts")
            connection.execute(
                f"CREATE VIRTUAL TABLE {text} USING fts5({names(columns)}, content={own}, tokenize='unicode61')"
            )
            source = f"SELECT rowid, {names(columns)} FROM {own}"  # noqa: S608 - names are our own
            connection.execute(f"INSERT INTO {text} (rowid, {names(columns)}) {source}")


def _views(connection: sqlite3.Connection, release: Release) -> None:
    for name in views(release):
        connection.execute(f"CREATE VIEW {quoted(name)} AS {VIEWS[name][1]}")


def views(release: Release) -> Iterator[str]:
    known = {table.name for table in release.tables}
    return (name for name, (needed, _) in VIEWS.items() if needed <= known)


def stored(cell: Cell) -> str | int | float | None:
    match cell:
        case bool():
            return int(cell)
        case date():
            return cell.isoformat()
    return cell


def quoted(name: str) -> str:
    return f'"{name}"'


def names(columns: Iterable[str]) -> str:
    return ", ".join(map(quoted, columns))


def metadata(release: Release, *, database: str) -> bytes:
    """Datasette's description of the file: titles, licence, source, and what each column means."""
    described: dict[str, Any] = {
        "title": release.title,
        "description": release.about,
        "license": licence.TITLE,
        "license_url": licence.ADDRESS,
        "source": release.publisher.name,
        "source_url": release.page,
        "databases": {database: {"tables": {table.name: _described(table) for table in release.tables}}},
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _described(table: Table) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": table.title,
        "description": table.about,
        "columns": {column.name: column.about or column.label for column in table.columns},
    }
    if "name" in table.names:
        told["label_column"] = "name"
    return {key: value for key, value in told.items() if value}
