"""Pages on what came of a survey: whose they are, and what stands on none of them."""

import re
from datetime import timedelta
from typing import Any

import pytest

from instruments import bank
from survey.invitation import Standing
from survey.keyring import ANSWERS, Keyring
from survey.person import Role, RoleName
from survey.round import Cell, RoundStatus
from survey.scheme import rules
from survey.standing import Standing as Result
from survey.steps import people
from survey.steps import rounds as steps
from survey.store import comments as shelf
from survey.store import dispatches, rounds, switches, tags
from survey.store.standings import Publication, freeze
from survey.store.standings import replace as put_standings
from survey.store.tags import Suggested
from tests.comments.conftest import TOLD, a_scheme
from tests.conftest import NOW
from tests.scene import a_wave
from tests.surveys.conftest import HOME, a_round
from tests.surveys.played import answer, answered, days_ago, fed, grades, invited, not_drawn
from tests.web.conftest import Site

RESULTS = "/results/surveys"
COMMENTS = ["Fikk svar samme dag.", "Måtte purre.", "Vennlig tone.", "Topp!", "Lang ventetid."]


def over(site: Site, id: int) -> None:
    site.db.write(lambda connection: rounds.update(connection, id, status=RoundStatus.FINISHED, closed_at=NOW))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def asked(site: Site, second: int) -> int:
    return a_round(site, units=(site.unit, second))


def test_the_report_counts_what_happened_and_says_that_it_moves_in_leaps(site_on: Site) -> None:
    id = a_round(site_on)
    cell = Cell(site_on.unit, "email")
    invited(site_on.db, id, cell, {(Standing.DONE, 2): 80, (Standing.BOUNCED, 1): 10, (Standing.OPTED_OUT, 1): 10})
    not_drawn(site_on.db, id, cell, quarantined=30)
    answered(site_on.db, id, cell, [answer(4)] * 30 + [answer(1, replied=False)] * 10)
    answered(site_on.db, id, cell, [answer(4)] * 10, partial=True)
    fed(site_on.db, id)
    text = words(site_on.client("kari").get(f"{HOME}/{id}").text)
    assert "All is well." in text and "moves in leaps" in text
    assert "In all 130 100 100 10 10 50 50.0% 20%" in text
    assert "Not drawn: was asked a short while ago 30" in text
    assert "RR1 40.0%" in text and "2 bad rows left out" in text


def test_nothing_under_five_stands_in_the_report(site: Site, asked: int, second: int) -> None:
    here, there = Cell(site.unit, "email"), Cell(second, "email")
    invited(site.db, asked, here, {(Standing.DONE, 1): 93, (Standing.BOUNCED, 1): 3, (Standing.OPTED_OUT, 1): 4})
    invited(site.db, asked, there, {(Standing.DONE, 1): 60, (Standing.BOUNCED, 1): 20, (Standing.OPTED_OUT, 1): 20})
    not_drawn(site.db, asked, here, no_address=2)
    html = site.client("kari").get(f"{HOME}/{asked}").text
    cells = [words(one).strip() for one in re.findall(r'<td class="number"[^>]*>(.*?)</td>', html, re.S)]
    assert not {"1", "2", "3", "4"} & set(cells)
    assert "23" not in cells or "20" not in cells  # the total and the other unit would give the 3 away
    assert "Not drawn: no usable address hidden" in words(html)


def test_the_alarms_stand_on_the_report_the_list_and_the_coordinators_start(site: Site) -> None:
    id = a_round(site)
    fed(site.db, id)
    client = site.client("kari")
    assert "alarm" not in client.get(HOME).text
    site.db.write(lambda c: switches.turn(c, dispatches.SENDING_SWITCH, on=False, by=None, now=NOW, reason="535 no"))
    Keyring(site.settings.keys_folder).destroy(id, ANSWERS)
    invited(site.db, id, Cell(site.unit, "email"), {(Standing.WAITING, 0): 9}, due_at=days_ago(1))
    text = client.get(f"{HOME}/{id}").text
    assert "3 things need somebody." in text and "The mail account refused us" in text and "535 no" in text
    assert "3 alarms" in client.get(HOME).text
    assert "3 alarms in the surveys" in client.get("/waves").text
    answer = client.post(f"{HOME}/{id}/let-go", data={"csrf": site.csrf(client), "switch": "sending"})
    assert answer.status_code == 303
    with site.db.read() as connection:
        assert dispatches.sending_is_on(connection)


def test_what_was_erased_is_told_with_when_and_of_how_many(site: Site) -> None:
    id = a_round(site)
    keys = Keyring(site.settings.keys_folder)
    steps.erase_personal(site.db, NOW, id, keys=keys)
    steps.close(site.db, NOW, id)
    steps.finish(site.db, NOW, id, keys=keys)
    text = words(site.client("kari").get(f"{HOME}/{id}").text)
    assert "the sealed addresses of 0 people taken out." in text
    assert "every other key of the survey was destroyed." in text


def test_quality_staff_see_their_own_unit_and_no_other(site: Site, asked: int, second: int) -> None:
    for unit in (site.unit, second):
        answered(site.db, asked, Cell(unit, "email"), grades(120, seed=unit))
    odd = site.client("odd")
    text = odd.get(f"{RESULTS}/{asked}").text
    assert "Larvik" in text and "Eigersund" not in text
    assert odd.get(f"{RESULTS}/{asked}/units/{site.unit}").status_code == 200
    assert odd.get(f"{RESULTS}/{asked}/units/{second}").status_code == 403
    assert "Etter kontakt" in odd.get(RESULTS).text
    kari = site.client("kari").get(f"{RESULTS}/{asked}").text
    assert "Larvik" in kari and "Eigersund" in kari
    assert site.client("sam").get(RESULTS).status_code == 403
    assert odd.get(HOME).status_code == 403


def test_what_all_units_say_together_does_not_tell_staff_of_one_what_the_other_says(
    site: Site, asked: int, second: int
) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(120, seed=1))
    answered(site.db, asked, Cell(second, "email"), [answer(5)] * 12)
    odd, kari = (site.client(short).get(f"{RESULTS}/{asked}").text for short in ("odd", "kari"))
    assert "All units" not in odd and "All units" in kari
    answered(site.db, asked, Cell(second, "email"), grades(120, seed=2))
    assert "All units" in site.client("odd").get(f"{RESULTS}/{asked}").text


def test_a_survey_about_other_units_is_not_there_for_quality_staff(site: Site, second: int) -> None:
    id = a_round(site, units=(second,))
    odd = site.client("odd")
    assert "Nobody has been asked about your unit yet." in odd.get(RESULTS).text
    assert odd.get(f"{RESULTS}/{id}").status_code == 404


def test_quality_staff_of_all_units_see_all(site: Site, asked: int) -> None:
    details = people.Details(name="Åse", email="ase@radet.test", language="en", roles=(Role(RoleName.QUALITY),))
    site.people["ase"] = people.add(site.db, NOW, details=details, by=None)
    assert "Eigersund" in site.client("ase").get(f"{RESULTS}/{asked}").text


def test_a_unit_without_enough_answers_has_an_honest_empty_page(site: Site, asked: int) -> None:
    text = words(site.client("odd").get(f"{RESULTS}/{asked}/units/{site.unit}").text)
    assert "There are not enough answers yet to show anything about this unit." in text
    assert "Too few answers to show." in text


def test_under_a_hundred_answers_a_figure_is_for_own_use(site: Site, asked: int, second: int) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(40))
    answered(site.db, asked, Cell(second, "email"), grades(120, seed=2))
    kari = site.client("kari")
    board = kari.get(f"{RESULTS}/{asked}").text
    assert "own use" in board and "1 result can be compared" in board and "<svg" not in board.split("<main")[1]
    assert "For your own use" in kari.get(f"{RESULTS}/{asked}/units/{site.unit}").text
    assert "For your own use" not in kari.get(f"{RESULTS}/{asked}/units/{second}").text


def test_grades_and_comments_are_shown_once_it_is_over(site: Site, asked: int) -> None:
    said = [answer(grade) for grade in (1, 2, 3, 4, 5) for _ in range(9)]
    answered(site.db, asked, Cell(site.unit, "email"), said, comments=COMMENTS)
    path = f"{RESULTS}/{asked}/units/{site.unit}"
    running = site.client("odd").get(path).text
    assert not any(text in running for text in COMMENTS) and "Very dissatisfied" not in running
    over(site, asked)
    final = site.client("odd").get(path).text
    assert all(text in final for text in COMMENTS) and "Very dissatisfied" in final
    figure = re.search(r"<desc[^>]*>(Very dissatisfied: 9; .*?)</desc>", final)
    assert figure and "<summary>The numbers</summary>" in final


def test_comments_have_their_categories_with_them_and_their_shares_beside(site: Site, asked: int) -> None:
    model = a_scheme(site.db)
    answered(
        site.db, asked, Cell(site.unit, "email"), grades(40), comments=COMMENTS + [f"Treigt, {n}." for n in range(9)]
    )
    with site.db.read() as connection:
        ids = [one.id for one in shelf.comments_of(connection, asked)]
    said = {id: Suggested(language="nb", told=TOLD) for id in ids}
    site.db.write(tags.suggest, 1, model, said, rules(bank.codebook("municipal")))
    path = f"{RESULTS}/{asked}/units/{site.unit}"
    assert "Took too long" not in site.client("odd").get(path).text
    over(site, asked)
    final = site.client("odd").get(path).text
    assert final.count('<span class="tag">Took too long</span>') == 14
    assert "/comments/categories/reasons/slow" in final and "Nobody can say yet how far" in final


def test_comments_that_other_lists_would_leave_over_are_not_shown(site: Site, asked: int, second: int) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(40), comments=COMMENTS)
    answered(site.db, asked, Cell(second, "email"), grades(40), comments=["En som er alene."])
    over(site, asked)
    page = site.client("kari").get(f"/results/surveys/{asked}/units/{site.unit}").text
    assert all(one not in page for one in COMMENTS), "beside all comments it would be known which is of the other unit"


def test_few_comments_are_shown_to_nobody_and_the_others_in_another_order(site: Site, asked: int, second: int) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(40), comments=COMMENTS[:4])
    answered(site.db, asked, Cell(second, "email"), grades(40), comments=[f"Nummer {n}." for n in range(40)])
    answered(site.db, asked, None, grades(40), comments=COMMENTS)  # among whom the four are not known
    over(site, asked)
    kari = site.client("kari")
    assert "Topp!" not in kari.get(f"{RESULTS}/{asked}/units/{site.unit}").text
    orders = {tuple(re.findall(r"Nummer \d+", kari.get(f"{RESULTS}/{asked}/units/{second}").text)) for _ in range(3)}
    assert len(orders) > 1 and all(len(one) == 40 for one in orders)


def test_a_grade_that_few_gave_stands_nowhere(site: Site, asked: int) -> None:
    said = [answer(grade) for grade, number in ((1, 3), (2, 9), (3, 20), (4, 30), (5, 18)) for _ in range(number)]
    answered(site.db, asked, Cell(site.unit, "email"), said)
    over(site, asked)
    html = site.client("odd").get(f"{RESULTS}/{asked}/units/{site.unit}").text
    assert "Very dissatisfied: 3" not in html and "Very dissatisfied – Dissatisfied: 12" in html
    assert '<td class="number">3</td>' not in html


def test_the_trend_goes_back_to_earlier_surveys_with_their_intervals(site: Site) -> None:
    first = a_round(site, title="Vår 2025")
    id = a_round(site, title="Vår 2026", previous_id=first)
    answered(site.db, first, Cell(site.unit, "email"), grades(60, mean=3))
    answered(site.db, id, Cell(site.unit, "email"), grades(60, mean=4.5))
    html = site.client("odd").get(f"{RESULTS}/{id}/units/{site.unit}").text
    assert "The index, survey by survey, with its interval" in html and re.search(r"Vår 2025: \d+\.\d \(\d+\.\d–", html)


def test_the_test_inquiries_result_stands_beside_it_and_is_never_averaged(site: Site, asked: int) -> None:
    wave = a_wave(site.db, "kommunetest-2019", "published", name="Testen 2026")
    rest: dict[str, Any] = {"rank": 1, "rank_low": 1, "rank_high": 1, "tested": 1.0, "sectors": {}, "notes": {}}
    result = Result(wave_id=wave, unit_id=site.unit, total=55.5, channels={"email": 61.7}, computed_at=NOW, **rest)
    site.db.write(put_standings, wave, [result])
    published = Publication(wave_id=wave, published_at=NOW, published_by=None, sha256="x" * 64)
    site.db.write(freeze, published, b"{}")
    answered(site.db, asked, Cell(site.unit, "email"), grades(120))
    text = words(site.client("odd").get(f"{RESULTS}/{asked}/units/{site.unit}").text)
    assert "Testers found, Testen 2026 61.7" in text and "never averaged" in text


def test_answers_at_an_open_counter_have_a_place_of_their_own(site: Site, asked: int) -> None:
    answered(site.db, asked, Cell(site.unit, "desk"), grades(30), kiosk=True)
    html = site.client("odd").get(f"{RESULTS}/{asked}/units/{site.unit}").text
    assert "Counter: index" in html
    report = words(site.client("kari").get(f"{HOME}/{asked}").text)
    assert "Larvik Counter 0 0 0 0 0 30" in report


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_all_pages_speak_the_readers_language(site: Site, asked: int, language: str) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(120), comments=COMMENTS)
    client = site.client("kari")
    client.post("/me/language", data={"csrf": site.csrf(client), "language": language, "then": "/"})
    for path in (
        HOME,
        f"{HOME}/new",
        f"{HOME}/{asked}",
        RESULTS,
        f"{RESULTS}/{asked}",
        f"{RESULTS}/{asked}/units/{site.unit}",
    ):
        html = client.get(path).text
        assert f'<html lang="{language}">' in html and " style=" not in html, path


@pytest.mark.parametrize("short", ["kari", "odd"])
def test_no_link_of_these_pages_is_dead(site: Site, asked: int, short: str) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(120))
    client = site.client(short)
    unit = f"units/{site.unit}"
    own = {"kari": [HOME, f"{HOME}/{asked}", f"{HOME}/{asked}/units", f"{HOME}/{asked}/{unit}"], "odd": []}
    for path in (*own[short], RESULTS, f"{RESULTS}/{asked}", f"{RESULTS}/{asked}/{unit}"):
        links = set(re.findall(r'href="(/[^"#]*)"', client.get(path).text))
        dead = [link for link in links if client.get(link.replace("&amp;", "&")).status_code >= 400]
        assert links and not dead, (path, dead)


def test_figures_are_worked_out_anew_when_more_answers_are_opened(site: Site, asked: int) -> None:
    answered(site.db, asked, Cell(site.unit, "email"), grades(20))
    client = site.client("odd")
    assert re.search(r'data-label="Answered">20<', client.get(f"{RESULTS}/{asked}").text)
    answered(site.db, asked, Cell(site.unit, "email"), grades(15, seed=2))
    assert re.search(r'data-label="Answered">35<', client.get(f"{RESULTS}/{asked}").text)


def test_nothing_links_an_answer_to_a_time(site: Site, asked: int) -> None:
    """The page of a unit holds no date but those of the survey itself."""
    answered(site.db, asked, Cell(site.unit, "email"), grades(120), comments=COMMENTS)
    over(site, asked)
    html = site.client("odd").get(f"{RESULTS}/{asked}/units/{site.unit}").text
    assert "<time" not in html and (NOW + timedelta(days=0)).date().isoformat() not in html
