"""What lies in the database, as whoever holds the file finds it: rows in physical order, pages and logs as bytes."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from survey.store import snapshots
from survey.store.database import Database
from survey.store.schema.comments import SEARCH

Rows = tuple[dict[str, Any], ...]
ANSWERS = {"response": "answers", "comment": "text"}
"""Table -> the column whose bytes are looked for in files."""


def tables(db: Database, *names: str) -> dict[str, Rows]:
    """All tables, or these, whatever columns they have: rows in the order in which they are stored."""
    with db.read() as connection:
        derived = [SEARCH] if sa.inspect(connection).has_table(SEARCH) else []  # a copy may be older
        found = names or [*(table.name for table in snapshots.tables(connection)), *derived]
        return {name: rows(connection, name) for name in found}


def rows(connection: sa.Connection, table: str) -> Rows:
    name = connection.dialect.identifier_preparer.quote(table)
    raw = f', CAST("{column}" AS BLOB) AS raw' if (column := ANSWERS.get(table)) else ""
    if connection.dialect.name == "sqlite":
        statement = f"SELECT *{raw} FROM {name}"  # noqa: S608 - the names are the database's own
    else:
        raw = raw.replace("AS BLOB", "AS text")
        statement = f"SELECT xmin::text::bigint AS xmin, *{raw} FROM {name} ORDER BY ctid"  # noqa: S608
    found = connection.execute(sa.text(statement)).mappings().all()
    return tuple({str(key): plain(key, value) for key, value in row.items()} for row in found)


def plain(key: str, value: Any) -> Any:
    return value.encode() if key == "raw" and isinstance(value, str) else value


def files(db: Database) -> dict[str, bytes]:
    """The file and its log of writes, free pages and all; empty for a server, whose files are not ours to read."""
    path = db.engine.url.database
    if not db.sqlite or not path or path == ":memory:":
        return {}
    places = {"database file": Path(path), "write-ahead log": Path(f"{path}-wal")}
    return {name: place.read_bytes() for name, place in places.items() if place.exists()}
