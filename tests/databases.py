"""Databases that are as good as new: SQLite is copied from a file made once, PostgreSQL emptied."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import sqlalchemy as sa

from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.operations import schema_version
from survey.store.schema.tables import ORDERED

MADE = datetime(2026, 1, 1, tzinfo=UTC)
T = TypeVar("T")


def on_sqlite(file: Path) -> Database:
    """A new database in this file, with all its tables."""
    file.write_bytes(empty_file())
    return Database(f"sqlite:///{file}")


@cache
def empty_file() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "medlytt.db"
        database = Database(f"sqlite:///{file}")
        migrate(database, MADE)
        database.close()
        return file.read_bytes()


MOST = 40  # of one or two megabytes each
_LAID: dict[str, tuple[bytes, Any]] = {}


def laid(db: Database, name: str, lay: Callable[[], T]) -> T:
    """What `lay` does and returns; a database with the same content as one that saw it is given the outcome as a copy.

    `lay` must do the same for the same `name`, and change nothing but the database. PostgreSQL sees it each time.
    """
    if not db.sqlite:
        return lay()
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        key = hashlib.sha256(connection.serialize()).hexdigest() + name
        if key in _LAID:
            content, returned = _LAID[key]
            copied(content, connection)
        else:
            returned = lay()
            if len(_LAID) == MOST:
                del _LAID[next(iter(_LAID))]
            _LAID[key] = in_memory(connection.serialize()), returned
    return returned  # type: ignore[no-any-return]


def in_memory(content: bytes) -> bytes:
    """The file as one without a log beside it (bytes 18 and 19 of the header): there is none in memory."""
    return content[:18] + b"\1\1" + content[20:]


def copied(content: bytes, connection: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(":memory:")) as kept:
        kept.deserialize(content)
        kept.backup(connection)


class OwnDatabase:
    """One database for the whole run: to make and drop one takes seconds, since the server flushes all it has."""

    def __init__(self, url: sa.URL) -> None:
        self.url = url
        self._migrated = ""  # the shape that the migrations gave it

    def emptied(self) -> str:
        """As if it were new."""
        with self._alone() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        return self.url.render_as_string(hide_password=False)

    def migrated(self) -> str:
        """With fresh tables. To take the rows out takes milliseconds, to make the tables anew a second."""
        with self._alone() as connection:
            if self._migrated and shape(connection) == self._migrated:
                connection.exec_driver_sql(WITHOUT_ROWS)
                connection.exec_driver_sql(FROM_ONE)
                return self.url.render_as_string(hide_password=False)
        database = Database(self.emptied())
        migrate(database, MADE)
        with database.read() as connection:
            self._migrated = shape(connection)
        database.close()
        return self.url.render_as_string(hide_password=False)

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        """Whoever an earlier test left connected is sent away."""
        engine = sa.create_engine(self.url)
        with engine.begin() as connection:
            connection.exec_driver_sql(SEND_AWAY)
            yield connection
        engine.dispose()


SEND_AWAY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
WITHOUT_ROWS = "; ".join(str(one.delete()) for one in reversed(ORDERED) if one is not schema_version)
FROM_ONE = (
    "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false) "
    "FROM pg_sequences WHERE schemaname = 'public'"
)


def shape(connection: sa.Connection) -> str:
    """Every column of every table and index: a test that changes one makes the next start from nothing."""
    statement = (
        "SELECT md5(string_agg(format('%%s %%s %%s %%s', relname, attname, atttypid, attnotnull), ',' "
        "ORDER BY relname, attnum)) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE relnamespace = 'public'::regnamespace AND attnum > 0"
    )
    return str(connection.exec_driver_sql(statement).scalar())
