"""What was built into the real database by hand is seen there: a rehearsal plays in tables of its own."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from survey.insider.built import as_built, noted
from survey.insider.copies import kept_in_free_pages, tables_of
from survey.store import insides
from survey.store.database import Database
from survey.store.shapes import shape
from tests.databases import on_sqlite
from tests.scene import a_unit

BOTH = ("sqlite", "postgresql")
LOG = "CREATE TABLE answer_log (digest TEXT, at TEXT)"
NOTE = "INSERT INTO answer_log SELECT 'x', CURRENT_TIMESTAMP"
FUNCTION = f"CREATE FUNCTION noting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {NOTE}; RETURN NEW; END $$"
ORDERED = "CREATE TABLE spent (round_id INTEGER, digest BLOB, PRIMARY KEY (round_id, digest))"


def leaks(db: Database, *statements: str) -> set[str]:
    """With these planted, and taken out again."""
    with db.engine.connect() as connection, connection.begin() as planted:
        for statement in statements:
            connection.exec_driver_sql(statement)
        found = {check.name for check in as_built(shape(connection)) if check.is_leak}
        planted.rollback()
    return found


def test_a_database_as_we_make_it_has_nothing_of_others(db: Database) -> None:
    assert leaks(db) == set()


@pytest.mark.parametrize(
    ("told", "engines", "statements"),
    [
        ("columns that are not ours", BOTH, ["ALTER TABLE invitation ADD COLUMN answered_at TEXT"]),
        ("tables that are not ours", BOTH, [LOG]),
        ("triggers", BOTH[:1], [LOG, f"CREATE TRIGGER t AFTER INSERT ON spent BEGIN {NOTE}; END"]),
        ("triggers", BOTH[1:],
         [LOG, FUNCTION, "CREATE TRIGGER t AFTER INSERT ON spent FOR EACH ROW EXECUTE FUNCTION noting()"]),
        ("triggers", BOTH[1:], [LOG, f"CREATE RULE r AS ON INSERT TO spent DO ALSO {NOTE}"]),
        ("values that fill themselves in", BOTH[1:], ["ALTER TABLE response ALTER period SET DEFAULT now()::text"]),
        ("copies beside the tables", BOTH[1:], ["CREATE MATERIALIZED VIEW early AS SELECT * FROM spent"]),
        ("copies beside the tables", BOTH[1:], ["CREATE PUBLICATION medlytt_audit_test FOR TABLE spent"]),
        ("rows by arrival that should lie by key", BOTH[:1], ["DROP TABLE spent", ORDERED]),
    ],
)  # fmt: skip
def test_what_somebody_built_in_is_told(
    db: Database, told: str, engines: Sequence[str], statements: Sequence[str]
) -> None:
    if ("sqlite" if db.sqlite else "postgresql") in engines:
        assert told in leaks(db, *statements)


@pytest.mark.parametrize(
    ("told", "settings"),
    [
        ("track_commit_timestamp", {"track_commit_timestamp": "on"}),
        ("log_statement", {"log_statement": "all", "log_parameter_max_length": "-1"}),
        ("log_min_duration_statement", {"log_min_duration_statement": "0", "log_parameter_max_length": "-1"}),
        ("log_parameter_max_length_on_error", {"log_parameter_max_length_on_error": "-1"}),
        ("auto_explain.log_min_duration", {"auto_explain.log_min_duration": "0"}),
        ("", {"log_statement": "all", "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0"}),
    ],
)
def test_a_server_that_writes_marks_beside_moments_is_told(told: str, settings: dict[str, str]) -> None:
    assert set(noted(settings)) == ({told} if told else set())


def test_a_file_copied_by_hand_is_read_like_a_backup(tmp_path: Path) -> None:
    db = on_sqlite(tmp_path / "x.db")
    a_unit(db)
    for name in ("x.db", "x.db-wal"):
        shutil.copy(tmp_path / name, tmp_path / f"copied-{name}")
    assert tables_of(tmp_path / "copied-x.db") == insides.tables(db)
    db.close()


def test_pages_that_were_freed_without_being_wiped_are_told(tmp_path: Path) -> None:
    for wiped in ("on", "off"):
        db = on_sqlite(tmp_path / f"{wiped}.db")
        with db.engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None
            for statement in (f"pragma secure_delete={wiped}", "CREATE TABLE t (x)",
                              "INSERT INTO t VALUES (zeroblob(9000) || randomblob(20000))", "DROP TABLE t",
                              "pragma wal_checkpoint(truncate)"):  # fmt: skip
                driver.cursor().execute(statement)
        db.close()
        assert bool(kept_in_free_pages((tmp_path / f"{wiped}.db").read_bytes())) is (wiped == "off")
