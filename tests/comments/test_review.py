"""The review queue: what a reviewer is given and in what order, what they say of it, and how it is taken back."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from survey.correction import Drawn
from survey.person import Role, RoleName
from survey.steps import blind, hold, people
from survey.store import corrections, holds, tags
from tests.comments.conftest import a_collection, a_scheme, shelved
from tests.conftest import NOW
from tests.surveys.conftest import a_round
from tests.web.conftest import Site

PAGE = "/comments/review"
WORDS = [f"{one}tid" for one in ("boss", "skole", "vei", "lege", "nett", "svar", "brøyte", "bank", "hus", "kø", "båt")]
TEXTS = ["Vi ventet lenge", *(f"{word} {word[::-1]} {word * 2}" for word in WORDS)]  # no two of them alike
OTHERWISE = {"said-area": ["roads"], "said-reasons": ["slow", "conduct"], "said-tone": ["neutral"]}


@pytest.fixture
def queue(site_on: Site) -> list[bytes]:
    model, id = a_scheme(site_on.db), a_collection(site_on.db)
    details = people.Details(name="Siri", email="siri@radet.test", language="en", roles=(Role(RoleName.COORDINATOR),))
    site_on.people["siri"] = people.add(site_on.db, NOW, details=details, by=None)
    return shelved(site_on.db, TEXTS, id, model=model, unit_id=site_on.unit, channel="phone")


def form_of(html: str) -> dict[str, Any]:
    """What a browser would send of the first comment as it stands."""
    card = html.split('<form class="card"')[1].split("</form>")[0]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", card):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name and value
        if 'type="hidden"' in tag or " checked" in tag:
            fields.setdefault(name[1], []).append(value[1])
    return fields


def standing(site: Site) -> Mapping[bytes, Any]:
    with site.db.read() as connection:
        return corrections.standing_of(connection, 1)


def drawn(site: Site, who: str) -> list[holds.Hold]:
    return hold.some(site.db, site.now, by=site.people[who])


def test_a_reviewer_begins_confirms_and_has_the_next_one(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    assert '<form class="card"' not in kari.get(PAGE).text
    assert kari.post(f"{PAGE}/next", data={"csrf": site_on.csrf(kari)}).status_code == 303
    first = form_of(kari.get(PAGE).text)
    assert (first["said-area"], first["said-reasons"], first["said-tone"]) == (["technical"], ["slow"], ["negative"])
    assert kari.post(PAGE, data=first).headers["location"] == PAGE
    id = bytes.fromhex(first["comment"][0])
    assert standing(site_on) == {id: {"area": ("technical",), "reasons": ("slow",), "tone": ("negative",)}}
    page = kari.get(PAGE).text
    assert form_of(page)["comment"] != first["comment"] and "11 comments left." in page


def test_the_least_sure_come_first_and_every_fifth_at_random(site_on: Site, queue: list[bytes]) -> None:
    held = drawn(site_on, "kari")
    assert sorted(one.drawn for one in held) == [Drawn.MARGIN] * 4 + [Drawn.RANDOM]
    rest = [id for id in queue if id not in {one.comment_id for one in held if one.drawn is Drawn.RANDOM}]
    assert {one.comment_id for one in held if one.drawn is Drawn.MARGIN} == set(rest[:4])


def test_two_reviewers_never_have_the_same_comment_before_them(site_on: Site, queue: list[bytes]) -> None:
    kari, siri = drawn(site_on, "kari"), drawn(site_on, "siri")
    assert len(kari) == len(siri) == 5
    assert not {one.comment_id for one in kari} & {one.comment_id for one in siri}
    assert {one.comment_id for one in drawn(site_on, "kari")} == {one.comment_id for one in kari}
    site_on.now += hold.LASTS
    later = {one.comment_id for one in drawn(site_on, "siri")}
    assert later & {one.comment_id for one in [*kari, *siri]}


def test_what_is_skipped_comes_back_to_others_only(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    drawn(site_on, "kari")
    first = form_of(kari.get(PAGE).text)
    assert kari.post(f"{PAGE}/skip", data=first).status_code == 303
    id = bytes.fromhex(first["comment"][0])
    assert id not in {one.comment_id for one in drawn(site_on, "kari")}
    reached = set()
    for _ in range(3):
        for one in drawn(site_on, "siri"):
            reached.add(one.comment_id)
            hold.pass_over(site_on.db, site_on.now, one.comment_id, by=site_on.people["siri"])
    assert id in reached and standing(site_on) == {}


def test_what_was_said_can_be_taken_back_and_said_otherwise(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    drawn(site_on, "kari")
    first = form_of(kari.get(PAGE).text)
    kari.post(PAGE, data=first | OTHERWISE)
    id = bytes.fromhex(first["comment"][0])
    assert standing(site_on)[id]["reasons"] == ("slow", "conduct")
    undo = re.search(r'class="undo".*?name="token" value="([^"]*)"', kari.get(PAGE).text, re.S)
    assert undo and undo[1] == first["token"][0]
    kari.post(f"{PAGE}/undo", data={"csrf": site_on.csrf(kari), "token": undo[1], "comment": ""})
    again = form_of(kari.get(PAGE).text)
    assert again["comment"] == first["comment"] and again["token"] != first["token"] and standing(site_on) == {}
    kari.post(PAGE, data=again)
    assert standing(site_on)[id]["reasons"] == ("slow",)
    with site_on.db.read() as connection:
        assert tags.states(connection, 1)[tags.State.CONFIRMED, False] == 1


def test_sent_twice_is_said_once(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    drawn(site_on, "kari")
    first = form_of(kari.get(PAGE).text)
    assert [kari.post(PAGE, data=first).status_code for _ in range(2)] == [303, 303]
    with site_on.db.read() as connection:
        assert len(corrections.of_scheme(connection, 1)) == 3


def test_the_script_gets_what_it_does_not_have_yet(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    held = [one.comment_id.hex() for one in drawn(site_on, "kari")]
    first = form_of(kari.get(PAGE).text)
    told = kari.post(PAGE, data=first | {"have": held[1:]}, headers={"x-medlytt-part": "1"}).text
    new = re.findall(r'data-comment="(\w+)"', told)
    assert not set(new) & set(held) and "11 comments left." in told and "<html" not in told


def test_none_of_these_beside_another_is_told_and_nothing_is_lost(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    drawn(site_on, "kari")
    first = form_of(kari.get(PAGE).text) | {"said-reasons": ["none", "slow"], "said-tone": ["positive"]}
    answer = kari.post(PAGE, data=first)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    again = form_of(answer.text)
    assert (again["comment"], again["said-tone"]) == (first["comment"], ["positive"]) and standing(site_on) == {}


def test_a_blind_sample_shows_nothing_but_the_text_and_counts_where_two_agree(
    site_on: Site, queue: list[bytes]
) -> None:
    draw = blind.draw(site_on.db, NOW, 2, by=site_on.people["kari"])
    page = f"{PAGE}/blind/{draw}"
    kari, siri = site_on.client("kari"), site_on.client("siri")
    assert f"{page}" in kari.get(PAGE).text
    for client in (kari, siri):
        for _ in range(2):
            html = client.get(page).text
            first = form_of(html)
            assert not any(key.startswith(("said-", "shown-")) for key in first) and "<mark>" not in html
            assert "%" not in html.split('<form class="card"')[1].split("</form>")[0]
            assert client.post(page, data=first).status_code == 422
            assert client.post(page, data=first | OTHERWISE).status_code == 303
        assert "Thank you." in client.get(page).text
    assert {one["area"] for one in standing(site_on).values()} == {("roads",)} and len(standing(site_on)) == 2
    assert kari.get(f"{PAGE}/blind/{draw + 1}").status_code == 404


def test_a_comment_that_a_reader_came_upon_is_sorted_otherwise(site_on: Site, queue: list[bytes]) -> None:
    kari = site_on.client("kari")
    page = f"/comments/one/{queue[3].hex()}"
    assert page in kari.get("/comments").text and page not in site_on.client("odd").get("/comments").text
    html = kari.get(page).text
    assert 'class="about"' not in html, "it was found in a list, which may not tell channel and question of it"
    first = form_of(html)
    assert kari.post(page, data=first | {"said-tone": []}).status_code == 422
    assert kari.post(page, data=first | OTHERWISE).status_code == 303
    assert standing(site_on) == {queue[3]: {"area": ("roads",), "reasons": ("slow", "conduct"), "tone": ("neutral",)}}
    with site_on.db.read() as connection:
        assert {one.drawn for one in corrections.of_scheme(connection, 1)} == {Drawn.SEARCH}
    assert [kari.get(f"/comments/one/{id}").status_code for id in ("zz", "00" * 16)] == [404, 404]
    assert site_on.client("odd").get(page).status_code == 403


def test_a_reviewer_sees_no_unit_and_others_see_no_queue(site_on: Site, queue: list[bytes]) -> None:
    drawn(site_on, "kari")
    page = site_on.client("kari").get(PAGE).text
    assert "Phone" in page and "Hva kan bli bedre?" in page and "Larvik" not in page
    assert [site_on.client(who).get(PAGE).status_code for who in ("odd", "sam")] == [403, 403]


def test_the_question_stands_there_in_the_words_in_which_it_was_asked(site: Site) -> None:
    model, round_id = a_scheme(site.db), a_round(site)
    texts = [f"{word} {word[::-1]}" for word in WORDS]
    shelved(site.db, texts, None, model=model, round_id=round_id, item="area_other", channel="email")
    drawn(site, "kari")
    card = site.client("kari").get(PAGE).text.split('<form class="card"')[1]
    assert "What was it about?" in card and "area_other" not in card


@pytest.mark.parametrize("field", [{"comment": ["zz"]}, {"token": [""]}, {"comment": ["00"]}, {"token": ["ø"]}])
def test_a_form_that_none_of_our_pages_sent_is_refused(site_on: Site, queue: list[bytes], field: Any) -> None:
    kari = site_on.client("kari")
    drawn(site_on, "kari")
    assert kari.post(PAGE, data=form_of(kari.get(PAGE).text) | field).status_code == 422
    assert standing(site_on) == {}
