"""The cast and the two databases that every test may use."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.operations import schema_version
from survey.store.schema.tables import ORDERED

CHROMIUM = Path("/usr/bin/chromium")
POSTGRESQL = os.environ.get("MEDLYTT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REQUIRED = set(filter(None, os.environ.get("MEDLYTT_REQUIRE", "").split(",")))
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday


# How long an example takes says how busy the machine is. The gate plays the same examples for the same code, so that
# a red run is about the change; elsewhere each run looks at new ones.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.load_profile("gate" if REQUIRED else "house")


def missing(name: str, why: str) -> None:
    """Skip on a user's machine, fail where MEDLYTT_REQUIRE names the part."""
    if name in REQUIRED:
        pytest.fail(f"{name} is required here and missing: {why}")
    pytest.skip(f"{name} is missing: {why}")


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    engine = sa.create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except sa.exc.OperationalError as fault:
        missing("postgresql", str(fault).splitlines()[0])
    finally:
        engine.dispose()
    return POSTGRESQL


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
                for table in reversed([one for one in ORDERED if one is not schema_version]):
                    connection.execute(table.delete())
                connection.exec_driver_sql(FROM_ONE)
                return self.url.render_as_string(hide_password=False)
        database = Database(self.emptied())
        migrate(database, NOW)
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


@pytest.fixture(scope="session")
def own_database(postgresql_server: str) -> Iterator[OwnDatabase]:
    server = sa.make_url(postgresql_server)
    name = f"medlytt_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield OwnDatabase(server.set(database=name))
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database on each engine: empty, or for `db` with its tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'medlytt.db'}"
    own: OwnDatabase = request.getfixturevalue("own_database")
    return own.migrated() if "db" in request.fixturenames else own.emptied()


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    database = Database(db_url)
    migrate(database, NOW)
    yield database
    database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: two at once in one process would not start."""
    if not CHROMIUM.exists():
        missing("chromium", f"no {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()
