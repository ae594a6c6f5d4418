"""Comments that were there before they could be searched, and those that come back from a backup, are found."""

from pathlib import Path

import sqlalchemy as sa

from survey.comment import Wanted
from survey.steps import backup
from survey.store import category_counts, comments, tags
from survey.store.database import Database
from survey.store.migrations import migrate
from survey.store.schema.rounds import survey_round
from tests.conftest import NOW
from tests.scene import add
from tests.shelf.stage import a_collection, a_scheme, put, some_comments

BEFORE_SEARCH = 5
OLD = "INSERT INTO comment (id, round_id, item, text) VALUES (:id, :round_id, 'better', :text)"


def found(db: Database, words: str) -> int:
    with db.read() as connection:
        assert category_counts.number(connection, Wanted()) == tags.how_many_wait(connection)
        return comments.browse(connection, 1, Wanted(words=words)).number


def test_comments_of_an_older_database_come_along(db_url: str) -> None:
    db = Database(db_url)
    migrate(db, NOW, upto=BEFORE_SEARCH)
    day = NOW.date()
    values = {"title": "x", "mode": "anonymous", "rules": {}, "starts_on": day, "asks_until": day, "ends_on": day}
    id = add(db, survey_round, **values, status="finished", public_key=b"", created_at=NOW)
    rows = [{"id": bytes([n]) * 16, "round_id": id, "text": f"Ventet {n} uker"} for n in range(6)]
    db.write(lambda c: c.execute(sa.text(OLD), rows))
    migrate(db, NOW)
    assert (found(db, "uker"), found(db, "3 uker"), found(db, "dager")) == (6, 1, 0)
    db.close()


def test_what_a_backup_brings_back_is_found_again(db: Database, tmp_path: Path) -> None:
    a_scheme(db)
    put(db, some_comments(9, collection_id=a_collection(db)))
    before = found(db, "snow")
    backup.back_up(db, NOW, into=tmp_path / "copy")
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    backup.restore(empty, NOW, folder=tmp_path / "copy")
    assert found(empty, "snow") == before > 0
    empty.close()
