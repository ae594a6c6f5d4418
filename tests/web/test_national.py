"""Who reads the national report and the press sheet when, and that what they say holds."""

import re
from xml.etree import ElementTree

import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import score
from survey.texts import plural_translator, translator
from survey.web.formats import Formats
from survey.web.national import telling
from survey.web.ranking_view import Words
from tests.conftest import NOW
from tests.web.conftest import Site
from tests.web.test_ranking import UNITS, a_wave

LANGUAGES = ("nb", "nn", "sv", "en")


@pytest.mark.parametrize(
    ("status", "report", "press"),
    [
        ("open", {"kari", "ada"}, {"kari", "ada"}),
        ("closed", {"kari", "ada", "odd"}, {"kari", "ada"}),
        ("published", {None, "kari", "odd", "sam"}, {None, "kari", "odd", "sam"}),
    ],
)
def test_the_report_is_seen_as_the_ranking_is_and_the_press_sheet_before_that_by_coordinators(
    site: Site, status: str, report: set[str | None], press: set[str | None]
) -> None:
    wave_id = a_wave(site, status)
    for who in (None, "kari", "odd", "sam"):
        client = site.client(who)
        for path, allowed in (("report", report), ("press", press), ("press/spread.svg", press)):
            answer = client.get(f"/rankings/{wave_id}/{path}")
            assert answer.status_code == (200 if who in allowed else 404), (who, path)


def test_every_language_reads_both(site: Site) -> None:
    wave_id = a_wave(site)
    client = site.client()
    for language in LANGUAGES:
        for path in ("report", "press"):
            answer = client.get(f"/rankings/{wave_id}/{path}", params={"lang": language})
            assert answer.status_code == 200, (language, path)


def test_the_report_leads_to_all_places_and_no_heading_is_twice(site: Site) -> None:
    wave_id = a_wave(site)
    html = site.client().get(f"/rankings/{wave_id}/report", params={"lang": "en"}).text
    assert f'href="/rankings/{wave_id}?lang=en#table"' in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert re.search(r"(Tier 1|Highest quarter): \d+ of \d+\.", html), "the map counts units and names no county"


def test_a_tier_of_one_unit_has_one_score_and_no_range() -> None:
    english = Words("en", translator("en"), plural_translator("en"), Formats("en", "Europe/Oslo"))
    assert [telling.span_of(totals, english) for totals in ([23.1], [23.1, 39.9])] == ["23.1", "23.1–39.9"]


def test_no_name_of_a_unit_is_taken_for_markup(site: Site) -> None:
    html = site.client().get(f"/rankings/{a_wave(site)}/report").text
    assert "=SUM(A1)" in html
    assert "<script>" not in html


def test_before_publication_the_press_sheet_says_so_first(site: Site) -> None:
    wave_id = a_wave(site, "closed")
    html = site.client("kari").get(f"/rankings/{wave_id}/press", params={"lang": "en"}).text
    assert "Embargo" in html
    assert "Embargo" not in site.client().get(f"/rankings/{a_wave(site)}/press", params={"lang": "en"}).text


def test_two_units_that_cannot_be_told_apart_are_named_among_what_may_not_be_said(site: Site) -> None:
    html = site.client().get(f"/rankings/{a_wave(site)}/press", params={"lang": "en"}).text
    kept = html.partition('id="not"')[2].partition("</section>")[0]
    assert " is better than " in kept
    assert kept.count("<li>") == 3


def test_a_picture_to_take_away_needs_nothing_around_it_and_names_its_source(site: Site) -> None:
    wave_id = a_wave(site)
    answer = site.client().get(f"/rankings/{wave_id}/press/spread.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own answer
    said = " ".join(root.itertext())
    assert "Benchmark" in said
    assert f"/rankings/{wave_id}" in said
    assert "class=" not in answer.text
    assert "var(" not in answer.text
    assert site.client().get(f"/rankings/{wave_id}/press/../report").status_code in (200, 404)
    assert site.client().get(f"/rankings/{wave_id}/press/other.svg").status_code == 404


def test_both_can_be_printed(site: Site) -> None:
    wave_id = a_wave(site)
    for path in ("report.pdf", "press.pdf"):
        answer = site.client().get(f"/rankings/{wave_id}/{path}", params={"lang": "nn"})
        assert answer.content.startswith(b"%PDF")
        assert site.client().get(f"/rankings/{wave_id}/{path}", params={"lang": "nn"}).content == answer.content


def test_a_unit_that_is_surely_the_same_leads_to_its_earlier_results(site: Site) -> None:
    wave_id = a_wave(site)
    assert "/history?unit=" not in site.client().get(f"/rankings/{wave_id}/3909").text


@pytest.mark.parametrize("protocol", ["kommunetest-2007", "kommunetest-2010", "kommunetest-2013", "kundeserviceprisen"])
def test_a_wave_of_any_protocol_is_told(site: Site, protocol: str) -> None:
    wave_id = fill(site.db, UNITS[:3], bank.protocol(protocol), seed=3)
    kari = site.client("kari")
    assert kari.get(f"/rankings/{wave_id}/report").status_code == 200
    score.score(site.db, NOW, wave_id)
    for path in ("report", "press", "report.pdf"):
        assert kari.get(f"/rankings/{wave_id}/{path}").status_code == 200, path
