"""Writes are durable, isolated from each other's faults, and the schema is its migrations."""

import concurrent.futures
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from survey import logs
from survey.store.database import Database
from survey.store.migrations import MIGRATIONS, migrate, pending
from survey.store.schema.comments import SEARCH_TABLES
from survey.store.schema.operations import job_run
from survey.store.schema.tables import metadata
from tests.conftest import NOW


def insert(connection: sa.Connection, name: str) -> str:
    connection.execute(job_run.insert().values(job="j", occurrence=name, at=NOW))
    return name


def test_a_faulty_write_fails_alone_among_many(db: Database) -> None:
    names = [f"{n % 90}" for n in range(100)]  # ten doubles
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(db.write, insert, name) for name in names]
    failed = [run for run in runs if run.exception()]
    assert len(failed) == 10
    assert all(isinstance(run.exception(), sa.exc.IntegrityError) for run in failed)
    with db.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(job_run)) == 90


def test_a_write_that_raises_leaves_nothing(db: Database) -> None:
    def half(connection: sa.Connection) -> None:
        insert(connection, "a")
        raise RuntimeError("power")

    with pytest.raises(RuntimeError):
        db.write(half)
    with db.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(job_run)) == 0


def test_a_full_disk_is_told_to_everybody_who_shared_the_commit(tmp_path: Path) -> None:
    """SQLite then rolls back by itself; whoever was told "saved" before must find it saved."""
    db = Database(f"sqlite:///{tmp_path / 'medlytt.db'}")
    migrate(db, NOW)
    room = [1_000_000]
    sa.event.listen(db.engine, "begin", lambda c: c.exec_driver_sql(f"pragma max_page_count={room[0]}"))
    with db.read() as connection:
        room[0] = connection.exec_driver_sql("pragma page_count").scalar_one() + 40
    opened = threading.Event()
    held = [db._submit(lambda _: opened.wait(10), (), {})]  # so that the others queue up behind it

    def large(connection: sa.Connection) -> None:
        insert(connection, "x" * 20_000_000)

    held += [db._submit(insert, ("small",), {}), db._submit(large, (), {}), db._submit(insert, ("late",), {})]
    opened.set()
    done, _ = concurrent.futures.wait(held, 20)
    confirmed = {run.result() for run in done if not run.exception()} - {True}
    assert any(isinstance(run.exception(), sa.exc.OperationalError) for run in done)
    room[0] = 1_000_000
    assert db.write(insert, "room again") == "room again"
    with db.read() as connection:
        kept = set(connection.scalars(sa.select(job_run.c.occurrence)))
    assert kept - {"room again"} == confirmed
    db.close()


def test_moments_come_back_aware(db: Database) -> None:
    db.write(insert, "a")
    with db.read() as connection:
        assert connection.scalar(sa.select(job_run.c.at)) == NOW


def test_migrating_twice_does_nothing_more(db: Database) -> None:
    assert migrate(db, NOW) == 0
    assert pending(db) == 0


def shape(engine: sa.Engine) -> dict[str, object]:
    inspector = sa.inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(table)],
            sorted((i["name"] or "", tuple(i["column_names"]), i["unique"]) for i in inspector.get_indexes(table)),
            sorted((tuple(f["constrained_columns"]), f["referred_table"]) for f in inspector.get_foreign_keys(table)),
            sorted(tuple(u["column_names"]) for u in inspector.get_unique_constraints(table)),
            inspector.get_pk_constraint(table)["constrained_columns"],
        )
        for table in inspector.get_table_names()
        if table not in SEARCH_TABLES  # not SQLAlchemy's to make
    }


def test_a_fresh_schema_equals_all_migrations(db_url: str) -> None:
    database = Database(db_url)
    metadata.create_all(database.engine)
    fresh = shape(database.engine)
    with database.engine.begin() as connection:
        metadata.drop_all(connection)
    assert migrate(database, NOW) == len(MIGRATIONS)
    assert shape(database.engine) == fresh
    database.close()


def test_a_fault_of_the_database_is_logged_without_the_row(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """PostgreSQL repeats the row that it refused."""
    kept = structlog.get_config()
    logs.configure()
    try:
        db.write(insert_unfit, SAID)
    except sa.exc.IntegrityError as fault:
        structlog.get_logger().error("failed", exc_info=fault)
    finally:
        structlog.configure(**kept)
    told = capsys.readouterr().err
    assert "IntegrityError" in told and "svar" not in told and "linjer" not in told


SAID = "mitt svar\n\nmed linjer"


def insert_unfit(connection: sa.Connection, text: str) -> None:
    connection.exec_driver_sql("CREATE TABLE unfit (said TEXT, needed TEXT NOT NULL)")
    connection.execute(sa.text("INSERT INTO unfit (said) VALUES (:text)"), {"text": text})
