"""Released answers are counted beside, so that pages need not read them one by one."""

import pytest

from instruments import bank
from instruments.instrument import Instrument
from survey import satisfaction
from survey.round import Cell
from survey.steps.count_answers import count_answers
from survey.store import response_counts, responses, rounds, tallies
from survey.store.database import Database
from survey.store.response_counts import Row
from survey.web.surveys.gathered import LASTS, MANY, invited_of
from tests.conftest import NOW
from tests.surveys.conftest import a_round
from tests.surveys.played import answer, answered, grades
from tests.web.conftest import Site

EMAIL = bank.one(Instrument, "post-contact-email@1")
RESULTS = "/results/surveys"


@pytest.fixture
def asked(site_on: Site) -> int:
    id = a_round(site_on)
    answered(site_on.db, id, Cell(site_on.unit, "email"), grades(120))
    answered(site_on.db, id, Cell(site_on.unit, "email"), [answer(1, replied=False)] * 10, partial=True)
    answered(site_on.db, id, None, grades(10))
    return id


def rows(site: Site, id: int) -> list[Row]:
    with site.db.read() as connection:
        return sorted(response_counts.of_round(connection, id), key=str)


def test_what_is_counted_is_what_the_answers_say(site_on: Site, asked: int) -> None:
    assert [row.counted for row in rows(site_on, asked)] == [None, None]
    assert count_answers(site_on.db) == 2
    with site_on.db.read() as connection:
        said = [one.answers for one in responses.of_place(connection, asked, site_on.unit, "email")]
        known = rounds.known(connection, asked)
        kept = tallies.of_round(connection, known, None)
        assert kept == tallies.counted(connection, known, [*kept], None)
    assert kept[site_on.unit, "email"].count == satisfaction.counted(EMAIL, said)
    assert sum(number for _, number in kept[site_on.unit, "email"].kinds) == 130
    assert kept[None, None].count.n == 10
    assert count_answers(site_on.db) == 0


def test_answers_that_come_after_the_count_are_on_the_page_at_once(site_on: Site, asked: int) -> None:
    count_answers(site_on.db)
    path = f"{RESULTS}/{asked}/units/{site_on.unit}"
    before = site_on.client("kari").get(path).text
    answered(site_on.db, asked, Cell(site_on.unit, "email"), grades(40, seed=3))
    uncounted = site_on.client("kari").get(path).text
    assert count_answers(site_on.db) == 1
    assert ">130<" in before and ">170<" in uncounted
    with site_on.db.read() as connection:
        assert tallies.of_round(connection, rounds.known(connection, asked), None)[site_on.unit, "email"].count.n == 170


def test_the_table_can_be_made_anew(site_on: Site, asked: int) -> None:
    count_answers(site_on.db)
    kept = rows(site_on, asked)
    site_on.db.write(response_counts.recount)
    assert [(row.place, row.number, row.counted) for row in rows(site_on, asked)] == [
        (row.place, row.number, None) for row in kept
    ]
    count_answers(site_on.db)
    assert rows(site_on, asked) == kept


def test_very_many_invitations_are_counted_again_after_a_while_and_fewer_at_every_look(db: Database) -> None:
    many = {(Cell(1, "email"), "email", "done", 1): MANY}
    kept = {1: (NOW, many)}
    with db.read() as connection:
        assert invited_of(connection, NOW + LASTS / 2, 1, kept=kept) == many
        assert invited_of(connection, NOW + LASTS, 1, kept=kept) == {}
        assert invited_of(connection, NOW, 2, kept=kept) == {}
    assert 2 not in kept
