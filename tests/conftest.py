"""The cast and the two databases that every test may use."""

import csv
import gc
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from survey.store.database import Database
from tests.databases import OwnDatabase, on_sqlite

# The one without windows draws the same pages and needs less than half of the processor.
CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
POSTGRESQL = os.environ.get("MEDLYTT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REQUIRED = set(filter(None, os.environ.get("MEDLYTT_REQUIRE", "").split(",")))


NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday
# How long an example takes says how busy the machine is. The gate plays the same examples for the same code, so that
# a red run is about the change; elsewhere each run looks at new ones.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.load_profile("gate" if REQUIRED else "house")


@pytest.fixture(autouse=True)
def usual_cells() -> None:
    """As long as Python takes them: frictionless, with which some tests read, sets another limit for the process."""
    csv.field_size_limit(131_072)


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
def own_database(postgresql_server: str) -> Iterator[OwnDatabase]:
    server = sa.make_url(postgresql_server)
    name = f"medlytt_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        # What a commit waits for shows only when the machine loses power.
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    yield OwnDatabase(server.set(database=name))
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database on each engine, with nothing in it; see `db` for one with its tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'medlytt.db'}"
    own: OwnDatabase = request.getfixturevalue("own_database")
    return own.emptied()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database on each engine, with its tables."""
    if request.param == "sqlite":
        database = on_sqlite(tmp_path / "medlytt.db")
    else:
        own: OwnDatabase = request.getfixturevalue("own_database")
        database = Database(own.migrated())
    yield database
    database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: two at once in one process would not start."""
    found = next((path for path in CHROMIUMS if path.exists()), None)
    if found is None:
        missing("chromium", f"no {' and no '.join(map(str, CHROMIUMS))}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        yield chromium
        chromium.close()


def pytest_configure() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
