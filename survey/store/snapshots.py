"""Every table as plain values and back, read from the database's own description: the same on both engines."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from survey.store.database import Database
from survey.store.schema.comments import SEARCH_TABLES

Row = list[Any]
BATCH = 500


@contextmanager
def moment_of(db: Database) -> Iterator[sa.Connection]:
    """A connection that sees one state of the whole database, whatever is written meanwhile."""
    options = {} if db.sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.connect().execution_options(**options) as connection:
        yield connection


def tables(connection: sa.Connection) -> list[sa.Table]:
    """In an order in which each table comes after those it refers to; without the index of words, which is derived."""
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name not in SEARCH_TABLES)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON) and column.nullable:
                column.type.none_as_null = True  # an empty cell comes back empty, not as JSON's null
    return list(found.sorted_tables)


def filled(connection: sa.Connection, *, but: frozenset[str] = frozenset()) -> list[str]:
    """The names of the tables that hold rows."""
    return [
        table.name
        for table in tables(connection)
        if table.name not in but and connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
    ]


def rows(connection: sa.Connection, table: sa.Table) -> Iterator[Row]:
    """The rows by key, as values that JSON knows."""
    chosen = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(chosen, execution_options={"yield_per": BATCH}):
        yield [plain(value) for value in row]


def fill(connection: sa.Connection, table: sa.Table, columns: list[str], lines: Iterable[Row]) -> int:
    """Insert the rows and say how many. What refers to its own table is filled in after all rows are there."""
    own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    readers = [reader(table.columns[name]) for name in columns]
    later: list[dict[str, Any]] = []
    count = 0
    lines = iter(lines)
    while batch := [dict(zip(columns, map_row(readers, line), strict=True)) for line in islice(lines, BATCH)]:
        for row in batch:
            if any(row[column.name] is not None for column in own):
                later.append({f"_{name}": row[name] for name in (*key_names(table), *(c.name for c in own))})
            row.update({column.name: None for column in own})
        connection.execute(table.insert(), batch)
        count += len(batch)
    if later:
        same = sa.and_(*(column == sa.bindparam(f"_{column.name}") for column in table.primary_key.columns))
        values: dict[str, Any] = {column.name: sa.bindparam(f"_{column.name}") for column in own}
        connection.execute(table.update().where(same).values(values), later)
    renumber(connection, table)
    return count


def renumber(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL counts its keys apart from the rows: go on after the highest."""
    numbered = "id" in table.columns and isinstance(table.columns["id"].type, sa.Integer)
    if connection.dialect.name != "postgresql" or not numbered:
        return
    sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")))
    highest = connection.scalar(sa.select(sa.func.max(table.columns.id)))
    if sequence and highest is not None:
        connection.execute(sa.select(sa.func.setval(sequence, highest)))


def key_names(table: sa.Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def plain(value: Any) -> Any:
    match value:
        case datetime():  # SQLite gives UTC without saying so
            return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


def map_row(readers: list[Any], line: Row) -> Iterator[Any]:
    return (value if value is None else read(value) for read, value in zip(readers, line, strict=True))


def reader(column: sa.Column[Any]) -> Any:
    """What makes the column's Python value of its JSON value again."""
    match column.type:
        case sa.DateTime(timezone=True):
            return datetime.fromisoformat
        case sa.DateTime():
            return lambda text: datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
        case sa.Date():
            return date.fromisoformat
        case sa.LargeBinary():
            return base64.b64decode
        case sa.Boolean():
            return bool
    return lambda value: value
