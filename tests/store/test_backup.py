"""A backup holds everything, is refused when it is not whole, and comes back on either engine."""

import gzip
import json
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from survey.steps import backup
from survey.store import snapshots
from survey.store.database import Database
from survey.store.schema import inquiries, people, units, waves
from tests.conftest import NOW
from tests.databases import on_sqlite
from tests.scene import a_mail_inquiry, a_person, a_unit, a_wave, add


def put_something_in(db: Database) -> None:
    old, new = a_unit(db, "0709", "Lardal"), a_unit(db, "3909", "Larvik æøå")
    db.write(lambda c: c.execute(units.unit.update().where(units.unit.c.id == old).values(successor_id=new)))
    add(db, units.closed_day, unit_id=new, day=date(2026, 5, 15), reason="")
    person = a_person(db)
    add(db, people.role, person_id=person, role="quality", unit_id=new)
    wave = a_wave(db, plan={"loads": [1, 2.5, None]})
    first = a_mail_inquiry(db, wave, new)
    a_mail_inquiry(db, wave, new, slot="email-2", follows_id=first)
    picture = {"kind": "screenshot", "name": "a.png", "media_type": "image/png", "sha256": "a", "added_at": NOW}
    add(db, inquiries.evidence, inquiry_id=first, person_id=person, content=bytes(range(256)), **picture)
    db.write(
        lambda c: c.execute(
            waves.standing.insert().values(
                wave_id=wave,
                unit_id=new,
                total=0.1 + 0.2,
                tested=1.0,
                sectors={},
                channels={},
                notes=[],
                computed_at=NOW,
            )
        )
    )


def everything(db: Database) -> dict[str, list[Any]]:
    with db.read() as connection:
        return {
            table.name: list(snapshots.rows(connection, table))
            for table in snapshots.tables(connection)
            if table.name != "schema_version"
        }


@pytest.fixture
def copied(db: Database, tmp_path: Path) -> Path:
    put_something_in(db)
    backup.back_up(db, NOW, into=tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that nobody changes: files are the same whichever engine wrote them."""
    folder = tmp_path_factory.mktemp("written")
    with closing(on_sqlite(folder / "medlytt.db")) as db:
        put_something_in(db)
        backup.back_up(db, NOW, into=folder / "copy")
    return folder / "copy"


@pytest.fixture
def ours(written: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(written, tmp_path / "ours"))


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'empty.db'}")


def test_what_either_engine_held_comes_back_on_sqlite(db: Database, copied: Path, empty: Database) -> None:
    backup.restore(empty, NOW, folder=copied)
    assert everything(empty) == everything(db)
    assert a_unit(empty, "1", "New") > 2
    empty.close()


def test_what_sqlite_held_comes_back_on_either_engine(db: Database, empty: Database, tmp_path: Path) -> None:
    backup.migrations.migrate(empty, NOW)
    put_something_in(empty)
    backup.back_up(empty, NOW, into=tmp_path / "copy")
    backup.restore(db, NOW, folder=tmp_path / "copy")
    assert everything(db) == everything(empty)
    assert a_unit(db, "1", "New") > 2  # keys go on after the highest
    empty.close()


def test_empty_cells_come_back_empty(db: Database, copied: Path, empty: Database) -> None:
    backup.restore(empty, NOW, folder=copied)
    unplanned = sa.select(sa.func.count()).select_from(units.unit).where(units.unit.c.opening.is_(None))
    with db.read() as before, empty.read() as after:
        assert before.scalar(unplanned) == after.scalar(unplanned) > 0
    empty.close()


def test_writes_during_a_backup_are_not_half_in_it(db: Database) -> None:
    put_something_in(db)
    with snapshots.moment_of(db) as connection:
        before = len(list(snapshots.rows(connection, units.unit)))
        a_unit(db, "9999", "Late")
        assert len(list(snapshots.rows(connection, units.unit))) == before


@pytest.mark.parametrize("name", ["unit.jsonl.gz", "manifest.json", "SHA256SUMS"])
def test_a_missing_file_is_told(ours: Path, empty: Database, name: str) -> None:
    (ours / name).unlink()
    with pytest.raises(backup.Unusable, match=name):
        backup.restore(empty, NOW, folder=ours)
    empty.close()


def test_a_changed_row_is_told_and_nothing_is_restored(ours: Path, empty: Database) -> None:
    path = ours / "unit.jsonl.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Larvik", b"Horten")))
    with pytest.raises(backup.Unusable, match=r"unit\.jsonl\.gz has changed"):
        backup.restore(empty, NOW, folder=ours)
    with empty.read() as connection:
        assert snapshots.tables(connection) == []
    empty.close()


def test_a_backup_of_a_newer_schema_is_refused(ours: Path, empty: Database) -> None:
    path = ours / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": 99}))
    with pytest.raises(backup.Unusable, match="newer Medlytt"):
        backup.restore(empty, NOW, folder=ours)
    empty.close()


def test_a_database_that_is_not_empty_is_refused(db: Database, copied: Path) -> None:
    with pytest.raises(backup.Unusable, match="not empty"):
        backup.restore(db, NOW, folder=copied)


def test_a_folder_that_is_not_empty_is_refused(db: Database, copied: Path) -> None:
    with pytest.raises(backup.Unusable, match="not empty"):
        backup.back_up(db, NOW, into=copied)


def test_a_backup_can_be_read_by_its_owner_only(written: Path) -> None:
    assert written.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in written.iterdir())


def test_a_fault_while_restoring_leaves_the_database_empty(ours: Path, empty: Database) -> None:
    manifest = backup.check(ours)
    tables = manifest.tables | {"inquiry": backup.TableCopy(file="unit.jsonl.gz", columns=["id"], rows=1)}
    wrong = backup.msgspec.structs.replace(manifest, tables=tables)
    backup.migrations.migrate(empty, NOW)
    with pytest.raises(ValueError, match="zip"):
        empty.write(backup._fill, wrong, ours)
    with empty.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(inquiries.inquiry)) == 0
        assert connection.scalar(sa.select(sa.func.count()).select_from(units.unit)) == 0
    empty.close()
