"""Figures of a survey that are worked out before anybody asks for them."""

from survey.field_report import decided
from survey.round import Cell
from survey.steps import tally
from survey.steps.count_answers import count_answers
from survey.store import response_counts
from survey.web.surveys.ahead import NEWEST, Ahead
from tests.conftest import NOW
from tests.surveys.conftest import HOME, a_round
from tests.surveys.played import answered, grades
from tests.surveys.test_results import RESULTS
from tests.web.conftest import Site


def forgotten() -> None:
    """As in a process that has just started."""
    decided.cache_clear()
    tally.counted.cache_clear()


def ahead_of(site: Site) -> Ahead:
    return Ahead(site.db, site.settings, site.app.state)


def test_whoever_looks_first_finds_what_is_hidden_decided_already(site_on: Site) -> None:
    asked = a_round(site_on)
    answered(site_on.db, asked, Cell(site_on.unit, "email"), grades(120, seed=1))
    count_answers(site_on.db)
    forgotten()
    assert ahead_of(site_on).look(NOW) == [asked]
    before = decided.cache_info().misses
    kari = site_on.client("kari")
    pages = [f"{HOME}/{asked}", f"{RESULTS}/{asked}", f"{RESULTS}/{asked}/units/{site_on.unit}"]
    assert [kari.get(page).status_code for page in pages] == [200, 200, 200]
    assert decided.cache_info().misses == before


def test_pages_say_the_same_whether_or_not_somebody_worked_ahead(site: Site, second: int) -> None:
    asked = a_round(site, units=(site.unit, second))
    for unit in (site.unit, second):
        answered(site.db, asked, Cell(unit, "email"), grades(120, seed=unit))
    count_answers(site.db)
    forgotten()
    client = site.client("odd")
    page = f"{RESULTS}/{asked}"
    alone = client.get(page).text
    forgotten()
    site.app.state.survey_cells.clear()
    ahead_of(site).look(NOW)
    assert client.get(page).text == alone


def test_it_looks_again_where_more_answers_were_opened_and_counted(site_on: Site) -> None:
    asked = a_round(site_on)
    ahead = ahead_of(site_on)
    assert ahead.look(NOW) == []
    answered(site_on.db, asked, Cell(site_on.unit, "email"), grades(20, seed=1))
    assert ahead.look(NOW) == []
    with site_on.db.read() as connection:
        assert response_counts.numbers(connection, [asked]) == {asked: None}
    count_answers(site_on.db)
    assert ahead.look(NOW) == [asked]
    assert ahead.look(NOW) == []
    answered(site_on.db, asked, Cell(site_on.unit, "email"), grades(10, seed=2))
    count_answers(site_on.db)
    assert ahead.look(NOW) == [asked]


def test_only_the_newest_surveys_are_worked_out(site: Site) -> None:
    rounds = [a_round(site) for _ in range(NEWEST + 1)]
    for asked in rounds:
        answered(site.db, asked, Cell(site.unit, "email"), grades(20, seed=1))
    count_answers(site.db)
    assert sorted(ahead_of(site).look(NOW)) == rounds[1:]


def test_a_draft_is_left_alone(site: Site) -> None:
    a_round(site, open=False)
    assert ahead_of(site).look(NOW) == []
