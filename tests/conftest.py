"""The cast and the two databases that every test may use."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from survey.store.database import Database
from survey.store.migrations import migrate

CHROMIUM = Path("/usr/bin/chromium")
POSTGRESQL = os.environ.get("MEDLYTT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REQUIRED = set(filter(None, os.environ.get("MEDLYTT_REQUIRE", "").split(",")))
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday


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


@pytest.fixture(scope="session")
def own_database(postgresql_server: str) -> Iterator[sa.URL]:
    """One database for the whole run: to make and drop one takes seconds, since the server flushes all it has."""
    server = sa.make_url(postgresql_server)
    name = f"medlytt_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def emptied(url: sa.URL) -> str:
    """The database as if it were new; whoever an earlier test left connected is sent away."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"{others} AND pid <> pg_backend_pid()")
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'medlytt.db'}"
    return emptied(request.getfixturevalue("own_database"))


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
