"""A model that is wanted is trained beside the site, in a process of its own."""

from pathlib import Path

from survey.jobs import Jobs
from survey.settings import Settings
from survey.steps.want_tagger import want
from survey.store import taggers
from survey.store.database import Database
from survey.tagger import ModelStatus
from tests.conftest import NOW
from tests.databases import on_sqlite
from tests.scene import a_person
from tests.shelf.stage import a_scheme


def status(db: Database, id: int) -> ModelStatus:
    with db.read() as connection:
        return taggers.known(connection, id).status


def test_the_trainer_finds_what_the_site_was_asked_for(tmp_path: Path) -> None:
    db = on_sqlite(tmp_path / "medlytt.db")
    a_scheme(db)
    jobs = Jobs(db, Settings(data=str(tmp_path)))
    jobs.train()
    assert jobs.trainer is None  # nobody has asked
    id = want(db, NOW, by=a_person(db))
    jobs.train()
    assert jobs.trainer and jobs.trainer.wait(300) == 0
    assert status(db, id) is ModelStatus.FAILED  # there is nothing to learn from: it has looked
    db.close()
