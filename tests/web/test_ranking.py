"""Who sees which figures, what the first line says, and that every way out of the table is safe."""

import csv
import hashlib
import io
import re
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.scoring import fill
from instruments import bank
from survey.person import Role, RoleName
from survey.steps import people, publish, score
from survey.store import audits, standings
from survey.store import waves as waves_of
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.units import unit
from survey.store.schema.waves import standing
from survey.store.schema.waves import wave as waves
from survey.web import download
from tests.conftest import NOW
from tests.databases import laid
from tests.web.conftest import Site

UNITS: list[dict[str, Any]] = [
    {"code": "3909", "name": "Larvik", "county": "Vestfold", "population": 48_000, "lat": 59.05, "lon": 10.03},
    {"code": "3905", "name": "Tønsberg", "county": "Vestfold", "population": 58_000, "lat": 59.27, "lon": 10.41},
    {"code": "1151", "name": "Utsira", "county": "Rogaland", "population": 215, "lat": 59.31, "lon": 4.88},
    {"code": "9999", "name": "=SUM(A1)", "county": "@Rogaland", "population": 5_000},
]
PATHS = ("", "/3909", "/table.csv")


def a_wave(site: Site, status: str = "published") -> int:
    """Larvik stands on the stage already: the same unit, so that Odd answers for it."""
    return laid(site.db, f"a wave, {status}", lambda: _a_wave(site, status))


def _a_wave(site: Site, status: str) -> int:
    site.db.write(lambda c: c.execute(unit.update().where(unit.c.code == "3909").values(**UNITS[0])))
    wave_id = fill(site.db, UNITS, bank.protocol("kommunetest-2019"), seed=3)
    score.score(site.db, NOW, wave_id)
    if status != "open":
        publish.close(site.db, NOW, wave_id, by=None)
    if status == "published":
        publish.publish(site.db, NOW, wave_id, by=None)
    return wave_id


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("open", {"kari", "ada"}),
        ("closed", {"kari", "ada", "odd"}),
        ("published", {None, "kari", "ada", "odd", "sam"}),
    ],
)
def test_figures_are_seen_by_those_who_may(site: Site, status: str, allowed: set[str | None]) -> None:
    wave_id = a_wave(site, status)
    for who in (None, "kari", "ada", "odd", "sam"):
        client = site.client(who)
        seen = {client.get(f"/rankings/{wave_id}{path}").status_code for path in PATHS}
        assert seen == ({200} if who in allowed else {404}), who
        assert ("Benchmark" in client.get("/rankings").text) == (who in allowed), who


def test_quality_staff_who_also_test_wait_for_publication_like_all_testers(site: Site) -> None:
    details = people.Details(
        name="Eva", email="eva@radet.test", language="en", roles=(Role(RoleName.QUALITY), Role(RoleName.TESTER))
    )
    site.people["eva"] = people.add(site.db, NOW, details=details, by=None)
    assert site.client("eva").get(f"/rankings/{a_wave(site, 'closed')}").status_code == 404


def test_only_those_who_answer_for_a_unit_see_its_inquiries(site: Site) -> None:
    wave_id = a_wave(site)
    telling = "Took place"
    assert telling in site.client("odd").get(f"/rankings/{wave_id}/3909").text
    assert telling in site.client("kari").get(f"/rankings/{wave_id}/3909").text
    assert telling not in site.client("odd").get(f"/rankings/{wave_id}/3905").text
    for stranger in (None, "sam"):
        assert telling not in site.client(stranger).get(f"/rankings/{wave_id}/3909", params={"lang": "en"}).text
    with site.db.read() as connection:
        seen = audits.latest(connection, action="contacts.see")
    assert [one.person_id for one in seen] == [site.people["kari"], site.people["odd"]]
    assert {(one.subject, one.detail) for one in seen} == {(f"unit:{site.unit}", f"wave:{wave_id}")}


def test_before_publication_a_score_is_traced_for_those_who_answer_for_the_unit_only(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    odd, kari = site.client("odd"), site.client("kari")
    assert "traced" in odd.get(f"/rankings/{wave_id}/3909").text
    assert "traced" not in odd.get(f"/rankings/{wave_id}/3905").text
    assert "traced" in kari.get(f"/rankings/{wave_id}/3905").text


def test_the_first_line_says_who_leads_and_how_sure_that_is(site: Site) -> None:
    wave_id = a_wave(site)
    text = site.client().get(f"/rankings/{wave_id}", params={"lang": "en"}).text
    lead = text.split('<p class="lead">')[1].split("</p>")[0]
    assert " leads with " in lead
    assert "No unit can be told apart from the first: all 4 share one tier." in lead
    assert "Place " in site.client().get(f"/rankings/{wave_id}/3909", params={"lang": "en"}).text


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_every_page_speaks_every_language(site: Site, language: str) -> None:
    wave_id = a_wave(site)
    for path in ("/rankings", f"/rankings/{wave_id}", f"/rankings/{wave_id}/3909"):
        answer = site.client("odd" if language == "nb" else None).get(path, params={"lang": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text


def test_a_table_is_sorted_and_narrowed_without_javascript(site: Site) -> None:
    wave_id = a_wave(site)
    client = site.client()

    def names(**query: str) -> list[str]:
        text = client.get(f"/rankings/{wave_id}", params=query).text
        body = text.split('<table class="league"')[1].split("<tbody>")[1]
        return [part.split("</a>")[0].rsplit(">", 1)[1] for part in body.split('<th scope="row"')[1:]]

    assert names(sort="name") == ["=SUM(A1)", "Larvik", "Tønsberg", "Utsira"]
    assert names(sort="name", down="1") == ["Utsira", "Tønsberg", "Larvik", "=SUM(A1)"]
    assert sorted(names(county="Vestfold")) == ["Larvik", "Tønsberg"]
    assert names(size="0-1999") == ["Utsira"]
    assert names(q="tøns") == ["Tønsberg"]
    assert len(names(sort="sectors.care", down="1")) == 4
    assert len(names(sort="' or 1=1", size="x", unit="nobody")) == 4
    assert "Show all" in client.get(f"/rankings/{wave_id}", params={"q": "nowhere", "lang": "en"}).text


def test_what_a_reader_types_is_never_markup(site: Site) -> None:
    text = site.client().get(f"/rankings/{a_wave(site)}", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_a_spreadsheet_is_not_made_to_calculate(site: Site) -> None:
    wave_id = a_wave(site)
    answer = site.client().get(f"/rankings/{wave_id}/table.csv", params={"lang": "nb"})
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.startswith("\N{BYTE ORDER MARK}".encode())
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert len(rows) == len(UNITS)
    assert all(len(row) == len(head) for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    assert "'=SUM(A1)" in {row[1] for row in rows}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\r=1", "  =1", "＝1"])
def test_every_beginning_of_a_formula_is_defused(cell: str) -> None:
    assert download.harmless(cell) == f"'{cell}"
    assert download.written(-2.5, point=False) == "-2,5"


def test_programs_get_published_figures_and_nothing_else(site: Site) -> None:
    hidden, shown = a_wave(site, "closed"), a_wave(site)
    client = site.client("kari")
    assert [one["id"] for one in client.get("/api/rankings").json()["rankings"]] == [shown]
    answer = client.get(f"/api/rankings/{shown}").json()
    assert {one["name"] for one in answer["units"]} == {one["name"] for one in UNITS}
    assert not {"unit_id", "wave_id"} & set(answer["units"][0])
    for missing in (hidden, 999):
        refused = client.get(f"/api/rankings/{missing}")
        assert refused.status_code == 404
        assert refused.headers["content-type"] == "application/problem+json"


def test_the_bundle_that_is_downloaded_has_the_hash_that_is_shown(site: Site) -> None:
    wave_id = a_wave(site)
    document = site.client().get(f"/rankings/{wave_id}/bundle.json").content
    shown = hashlib.sha256(document).hexdigest()
    assert shown in site.client().get(f"/rankings/{wave_id}").text
    assert site.client().get(f"/rankings/{a_wave(site, 'closed')}/bundle.json").status_code == 404


def test_published_pages_do_not_follow_later_changes(site: Site) -> None:
    wave_id = a_wave(site)
    paths = [f"/rankings/{wave_id}", f"/rankings/{wave_id}/3909", f"/api/rankings/{wave_id}"]
    before = [site.client().get(path).text for path in paths]
    site.db.write(lambda c: c.execute(grade.update().values(status="superseded")))
    after = [site.client().get(path).text for path in paths]
    assert before[0] == after[0]
    assert before[2] == after[2]
    assert before[1].count(" av ") == after[1].count(" av ")


def test_a_unit_that_was_not_tested_and_a_wave_that_is_not_there_are_told(site: Site) -> None:
    wave_id = a_wave(site)
    site.db.write(lambda c: c.execute(unit.insert().values(code="0301", name="Oslo")))
    for path in (f"/rankings/{wave_id}/0301", "/rankings/999", "/rankings/999/3909"):
        assert site.client().get(path).status_code == 404


def test_a_unit_of_which_a_part_was_not_tested_keeps_its_page(site: Site) -> None:
    wave_id = fill(site.db, UNITS, bank.protocol("kommunetest-2019"), seed=3)
    health = sa.select(inquiry.c.id).where(inquiry.c.wave_id == wave_id, inquiry.c.sector == "health")
    site.db.write(lambda c: c.execute(grade.delete().where(grade.c.inquiry_id.in_(health))))
    site.db.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id.in_(health)).values(status="planned")))
    publish.close(site.db, NOW, wave_id, by=None, leave_out=True)
    for who, path in (("odd", "/3909"), ("odd", "/3909/cases"), ("kari", "/1151")):
        assert site.client(who).get(f"/rankings/{wave_id}{path}").status_code == 200


@pytest.mark.parametrize("protocol", sorted(bank.protocols()))
def test_the_pages_of_every_protocol_can_be_read(site: Site, protocol: str) -> None:
    wave_id = fill(site.db, UNITS, bank.protocol(protocol), seed=2)
    publish.close(site.db, NOW, wave_id, by=None)
    publish.publish(site.db, NOW, wave_id, by=None)
    for path in ("", "/3909", "/table.csv"):
        assert site.client("odd").get(f"/rankings/{wave_id}{path}").status_code == 200


def test_a_coordinator_publishes_after_a_last_look_and_nobody_else_does(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    path = f"/rankings/{wave_id}/publish"
    for who in ("odd", "sam"):
        client = site.client(who)
        assert client.get(path).status_code == 403
        assert client.post(path, data={"csrf": site.csrf(client)}).status_code == 403
    kari = site.client("kari")
    assert path in kari.get(f"/rankings/{wave_id}").text
    assert "4" in kari.get(path).text
    assert kari.post(path).status_code in (401, 403)
    answer = kari.post(path, data={"csrf": site.csrf(kari), "without_reply": "on"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/rankings/{wave_id}")
    assert site.client().get(f"/rankings/{wave_id}").status_code == 200
    assert kari.get(path).status_code == 404
    assert kari.post(path, data={"csrf": site.csrf(kari)}).status_code == 409


def test_what_is_still_open_is_told_before_and_by_the_refusal(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    site.db.write(lambda c: c.execute(grade.update().where(grade.c.id == 1).values(status="sent_back")))
    theirs = sa.select(grade.c.inquiry_id).where(grade.c.id == 1).scalar_subquery()
    site.db.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == theirs).values(status="sent_back")))
    kari = site.client("kari")
    page = kari.get(f"/rankings/{wave_id}/publish").text
    assert "still open" in page
    assert "Publish now" not in page
    refused = kari.post(f"/rankings/{wave_id}/publish", data={"csrf": site.csrf(kari)})
    assert refused.status_code == 409
    assert "Larvik, " in refused.text


def test_whoever_answers_for_a_unit_finds_it_among_the_rankings(site: Site) -> None:
    wave_id = a_wave(site)
    link = f'href="/rankings/{wave_id}/3909"'
    assert link in site.client("odd").get("/rankings").text
    assert link not in site.client().get("/rankings").text
    assert link in site.client("kari").get(f"/units/{site.unit}").text
    assert f'href="/waves/{wave_id}"' in site.client("kari").get(f"/rankings/{wave_id}").text
    assert f'href="/waves/{wave_id}"' not in site.client("odd").get(f"/rankings/{wave_id}").text


def a_wave_with_one_before(site: Site) -> int:
    before = a_wave(site)
    wave_id = a_wave(site, "open")
    site.db.write(lambda c: c.execute(waves.update().where(waves.c.id == wave_id).values(previous_id=before)))
    laid(site.db, "closed and published", lambda: closed_and_published(site, wave_id))
    return wave_id


def closed_and_published(site: Site, wave_id: int) -> None:
    publish.close(site.db, NOW, wave_id, by=None)
    publish.publish(site.db, NOW, wave_id, by=None)


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_how_sure_it_is_has_a_page_with_every_picture_in_numbers(site: Site, language: str) -> None:
    wave_id = a_wave_with_one_before(site)
    answer = site.client().get(f"/rankings/{wave_id}/certainty", params={"lang": language})
    assert answer.status_code == 200
    for picture in ("funnel", "development"):
        assert f'id="{picture}-desc"' in answer.text
    assert answer.text.count("<table") == 2 + ('id="outside"' in answer.text)
    assert "Larvik" in answer.text
    ids = re.findall(r'\bid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


def test_what_changed_stands_beside_the_level_with_its_interval(site: Site) -> None:
    wave_id = a_wave_with_one_before(site)
    told = site.client().get(f"/api/rankings/{wave_id}").json()["units"]
    assert {one["moved"]["change"] for one in told} == {0}
    assert all(one["change"] == 0 for one in told)
    assert "What changed since the wave before" not in site.client().get(f"/rankings/{a_wave(site)}/certainty").text


def test_chosen_units_are_compared_two_by_two(site: Site) -> None:
    wave_id = a_wave(site)
    client = site.client()

    def shown(query: str) -> str:
        return client.get(f"/rankings/{wave_id}/compare?lang=en{query}").text

    assert "Choose two to 10 units below, one after the other." in shown("")
    assert "Choose two to 10 units below, one after the other." in shown("&unit=3909&unit=nobody")
    both = shown("&unit=3909&unit=3905")
    assert 'id="compared-desc"' in both
    assert ("cannot be told apart" in both) or ("is better than" in both)
    assert both.count(" checked") == 2
    assert both.count('type="checkbox"') == 2, "the others are found by their names"


def test_a_unit_is_added_to_those_compared_by_a_part_of_its_name(site: Site) -> None:
    wave_id = a_wave(site)
    client = site.client()

    def shown(**query: str) -> str:
        return client.get(f"/rankings/{wave_id}/compare", params={"lang": "en", **query}).text

    two = re.findall(r'value="(\d+)" checked', shown(unit="3909", add="tønsberg"))
    assert sorted(two) == ["3905", "3909"]
    assert 'value="1151" checked' in shown(add="1151")
    several = shown(add="r")
    assert "“r” fits several units: which of them?" in several
    assert several.count('type="checkbox"') == 3
    assert "No unit is called “Oslo”." in shown(add="Oslo")


def test_the_unpublished_stay_hidden_on_these_pages_too(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    for path in ("certainty", "compare"):
        assert site.client().get(f"/rankings/{wave_id}/{path}").status_code == 404
        assert site.client("odd").get(f"/rankings/{wave_id}/{path}").status_code == 200


def test_a_ranking_from_before_rank_sets_keeps_its_pages(site: Site) -> None:
    wave_id = a_wave(site)
    new = ("error", "rank_low_all", "rank_high_all", "tier", "shrunk", "top", "contacts")
    site.db.write(lambda c: c.execute(standing.update().values(dict.fromkeys(new))))
    client = site.client()
    text = client.get(f"/rankings/{wave_id}?lang=en").text
    assert "drawn again 1,000 times" in text
    assert "Tier" not in text
    assert client.get(f"/rankings/{wave_id}/3909").status_code == 200
    assert client.get(f"/rankings/{wave_id}/table.csv").status_code == 200
    assert client.get(f"/rankings/{wave_id}/certainty").status_code == 404


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
def test_two_waves_are_pooled_on_a_units_page_only_and_that_line_says_of_which(site: Site, language: str) -> None:
    wave_id = a_wave_with_one_before(site)
    html = site.client().get(f"/rankings/{wave_id}/3909", params={"lang": language}).text
    line = re.search(r'<h2 id="together">.*?</h2>\s*<p>(.*?)</p>', html, re.DOTALL)
    with site.db.read() as connection:
        now = waves_of.by_id(connection, wave_id)
        assert now and now.previous_id
        own, earlier = (standings.of_unit(connection, id, site.unit) for id in (wave_id, now.previous_id))
    assert line and own and earlier and own.contacts and now.name in line[1]
    assert line[1].count(f": {own.contacts})") == 2  # both waves have as many
    total = f"{own.total:.1f}"
    assert line[1].startswith(total if language == "en" else total.replace(".", ","))
    assert 'id="together"' not in site.client().get(f"/rankings/{wave_id}").text


def test_waves_are_not_pooled_before_both_are_published_under_the_same_rules(site: Site) -> None:
    before, wave_id = a_wave(site, "closed"), a_wave(site)

    def pooled() -> bool:
        page = site.client("kari").get(f"/rankings/{wave_id}/3909")
        assert page.status_code == 200
        return 'id="together"' in page.text

    assert not pooled()
    site.db.write(lambda c: c.execute(waves.update().where(waves.c.id == wave_id).values(previous_id=before)))
    assert not pooled()
    publish.publish(site.db, NOW, before, by=None)
    assert pooled()
    site.db.write(lambda c: c.execute(waves.update().where(waves.c.id == before).values(protocol_version=2)))
    assert not pooled()


def test_a_unit_stands_among_its_like_first_and_in_the_whole_table_second(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    alike = unit.c.code.in_(["3909", "3905", "1151"])
    site.db.write(lambda c: c.execute(unit.update().where(alike).values(peer_group="KOSTRA 11")))
    publish.publish(site.db, NOW, wave_id, by=None)
    client, here = site.client("odd"), f"/rankings/{wave_id}"

    def text(path: str = "", **query: str) -> str:
        return client.get(here + path, params={"lang": "en", **query}).text

    among = text(group="KOSTRA 11")
    assert "KOSTRA 11: places and tiers are those among its 3 units" in among
    assert re.findall(r'class="number place" data-v="(\d*)"', among) == ["1", "2", "3"]
    few = text(county="Vestfold")
    assert "Vestfold: there are too few units" in few
    assert re.findall(r'class="number place" data-v="(\d*)"', few) == ["", ""]
    assert "Places are those in the whole table." in text(county="Vestfold", group="KOSTRA 11")
    first = client.get("/rankings", params={"lang": "en"}).text
    for told in (first, text(), text("/3909"), text("/3909/report")):
        assert 0 < told.find(" of 3 among those like it") < told.find("In the whole table: place ")
    assert "Its place in each group, held against the units of the group alone" in text("/3909/report")
    (larvik,) = [one for one in client.get(f"/api{here}").json()["units"] if one["code"] == "3909"]
    assert [(one["kind"], one["group"], one["of"]) for one in larvik["peers"]] == [
        ("group", "KOSTRA 11", 3), ("size", "20000-49999", 1), ("county", "Vestfold", 2)
    ]  # fmt: skip
