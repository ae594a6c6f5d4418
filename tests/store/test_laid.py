"""What several tests begin with is laid down once, and copied to whoever stands where that one stood."""

from pathlib import Path

import sqlalchemy as sa

from survey.store.database import Database
from survey.store.schema.units import unit
from tests.databases import laid, on_sqlite
from tests.scene import a_unit


def names(db: Database) -> list[str]:
    with db.read() as connection:
        return list(connection.scalars(sa.select(unit.c.name).order_by(unit.c.id)))


def test_it_is_laid_once_for_databases_of_the_same_content(tmp_path: Path) -> None:
    done: list[int] = []

    def lay(db: Database) -> int:
        done.append(1)
        return a_unit(db, name="Utsira", code="1151")

    first, second, other = (on_sqlite(tmp_path / name) for name in ("first.db", "second.db", "other.db"))
    a_unit(other)
    ids = [laid(db, "utsira", lambda db=db: lay(db)) for db in (first, second, other)]  # type: ignore[misc]
    assert len(done) == 2
    assert ids == [1, 1, 2]
    a_unit(second)  # a copy lives a life of its own
    assert [names(db) for db in (first, second, other)] == [["Utsira"], ["Utsira", "Larvik"], ["Larvik", "Utsira"]]
    for db in (first, second, other):
        db.close()
