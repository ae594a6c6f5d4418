"""The tester who signs in to the demo has something of each kind to do."""

from simulator.desk import lay_out
from survey.store import tasks
from survey.store.database import Database
from survey.task import day
from tests.conftest import NOW
from tests.tester.cast import EVA, KARI, LIV, play


def test_a_tester_gets_work_for_today_but_never_where_they_live(db: Database) -> None:
    play(db)
    lay_out(db, NOW, 1, tester=LIV, by=KARI)
    lay_out(db, NOW, 1, tester=EVA, by=KARI)
    with db.read() as connection:
        assert tasks.of_tester(connection, LIV, NOW) == []
        today = day(tasks.of_tester(connection, EVA, NOW), NOW)
    assert (len(today.calls), len(today.searches)) == (1, 2)
