"""The other ways in: a code on paper, somebody who helps, the kiosk and the sign at the counter."""

import re
from datetime import timedelta

import pytest

from survey.doors import new_code
from survey.invitation import Way
from survey.store import rounds
from tests.citizens.conftest import Town, fields


def coded(town: Town, way: Way) -> str:
    code = new_code()
    id = town.keys.doors(town.round.id).coded(code)
    assert id
    town.invited("web", way=way, id=id)
    return code


@pytest.fixture
def kiosk(town: Town) -> str:
    town.db.write(rounds.put_unit, town.round.id, town.unit, kiosk="skranke7")
    return "/k/skranke7"


def test_a_code_is_read_however_it_is_typed(town: Town) -> None:
    code = coded(town, Way.CODE)
    assert "ten letters" in town.citizen().get("/code").text
    for typed in (code, code.lower(), code.replace("-", " "), f"  {code.replace('-', '')} "):
        found = town.citizen().post("/code", data={"code": typed})
        assert found.status_code == 303
        assert town.citizen().get(found.headers["location"]).status_code == 200


def test_a_wrong_code_tells_nothing_and_too_many_are_held_back_for_a_while(town: Town) -> None:
    wrong = [town.citizen().post("/code", data={"code": new_code()}) for _ in range(21)]
    assert {one.status_code for one in wrong[:20]} == {422}
    assert len({one.text for one in wrong[:20]}) == 1
    assert wrong[20].status_code == 429
    town.now += timedelta(minutes=11)
    assert town.citizen().post("/code", data={"code": coded(town, Way.CODE)}).status_code == 303


def test_whoever_helps_is_told_how_and_the_answer_says_that_there_was_help(town: Town) -> None:
    assert "Do not explain" in town.citizen().get("/assist").text
    assert town.citizen().post("/assist", data={"code": coded(town, Way.CODE)}).status_code == 422
    found = town.citizen().post("/assist", data={"code": coded(town, Way.ASSISTED)})
    page = town.citizen().get(found.headers["location"])
    assert "You are helping somebody" in page.text
    assert 'id="begun"' not in page.text
    assert page.headers["cache-control"] == "no-store"
    form = fields(page.text) | {"q-solved": "first", "press": "send"}
    sent = town.citizen().post(found.headers["location"], data=form)
    assert sent.headers["location"] == "/assist/thanks?lang=en"
    assert [one.assisted for one in town.answers()] == [True]
    assert 'href="/assist"' in town.citizen().get("/assist/thanks").text


def kiosk_answer(town: Town, path: str) -> dict[str, str]:
    """The kiosk's form stands on three pages."""
    citizen = town.citizen()
    form = fields(citizen.get(path).text)
    for name, value in (("solved", "yes"), ("courtesy", "4")):
        form = fields(citizen.post(path, data=form | {f"q-{name}": value, "press": "on"}).text)
    return form | {"q-overall": "4", "press": "send"}


def test_each_filling_at_a_kiosk_is_one_answer_and_the_next_one_starts_anew(town: Town, kiosk: str) -> None:
    first, second = kiosk_answer(town, kiosk), kiosk_answer(town, kiosk)
    found = [town.citizen().post(kiosk, data=form) for form in (first, first, second)]
    assert [one.headers["location"] for one in found] == [f"{kiosk}/thanks?lang=nb"] * 3
    assert [(one.kiosk, one.answers["solved"]) for one in town.answers()] == [(True, "yes")] * 2
    thanks = town.citizen().get(f"{kiosk}/thanks")
    assert f'content="20;url={kiosk}"' in thanks.text


def test_a_kiosk_leaves_nothing_behind(town: Town, kiosk: str) -> None:
    page = town.citizen().get(kiosk)
    assert page.headers["cache-control"] == "no-store"
    assert 'id="begun"' not in page.text
    assert 'class="answer kiosk"' in page.text
    assert 'id="begun"' in town.citizen().get(kiosk.replace("/k/", "/q/")).text


def test_no_link_of_a_kiosk_leads_to_where_there_is_no_way_back(town: Town, kiosk: str) -> None:
    citizen = town.citizen()
    for path in (kiosk, f"{kiosk}/thanks"):
        page = citizen.get(path).text
        assert not re.findall(r'href="/(?!static|k/)[^"]*"', page)
    privacy = citizen.get(f"{kiosk}/privacy?lang=sv").text
    assert f'href="{kiosk}?lang=sv"' in privacy
    assert f'content="120;url={kiosk}"' in privacy


def test_a_counter_that_is_not_there_is_as_gone_as_any_link(town: Town, kiosk: str) -> None:
    form = kiosk_answer(town, kiosk)
    assert town.citizen().get("/k/elsewhere").status_code == 404
    assert town.citizen().post(kiosk, data=form | {"seed": "mine"}).status_code == 404
    town.db.write(rounds.put_unit, town.round.id, town.unit, kiosk="")
    assert town.citizen().post(kiosk, data=form).status_code == 404
    assert town.answers() == []


def test_two_fillings_at_a_counter_share_no_number(town: Town, kiosk: str) -> None:
    pages = [town.citizen().get(kiosk).text for _ in range(3)]
    assert len({re.findall(r'name="seed" value="([0-9a-f]{32})"', page)[0] for page in pages}) == 3
