"""Who reads the national report and the press sheet when, and that what they say holds."""

import re
from xml.etree import ElementTree

import msgspec
import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.national import national
from survey.standing import METHOD
from survey.steps import score
from survey.store import standings, waves
from survey.texts import plural_translator, translator
from survey.web.formats import Formats
from survey.web.national import telling
from survey.web.national.source import Source
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


def told_areas(site: Site, levels: dict[str, float]) -> dict[str, str]:
    """What each language says of units whose figures in three areas lie about these levels."""
    wave_id = a_wave(site)
    with site.db.read() as connection:
        wave = waves.by_id(connection, wave_id)
        assert wave is not None
        places = [
            msgspec.structs.replace(one, standing=msgspec.structs.replace(one.standing, sectors=sectors(at, levels)))
            for at, one in enumerate(standings.places(connection, wave_id) * 5)
        ]
    numbered = [
        msgspec.structs.replace(one, standing=msgspec.structs.replace(one.standing, unit_id=at))
        for at, one in enumerate(places)
    ]
    protocol = bank.protocol("kommunetest-2019")
    source = Source(
        wave=wave, protocol=protocol, publication=None, places=numbered, method=METHOD, program="", forms={},
        numbers=national(protocol, numbered, (), k=3), scenarios={}, entries=(), heard=True, before=None, elsewhere=(),
        url="", operator="", email="",
    )  # fmt: skip
    return {
        language: telling.highest_and_lowest(
            source, Words(language, translator(language), plural_translator(language), Formats(language, "Europe/Oslo"))
        )
        for language in LANGUAGES
    }


def sectors(at: int, levels: dict[str, float]) -> dict[str, float | None]:
    """Each unit is as good or bad in all, and departs from that by a little."""
    return {code: level + at + (at * (3 + n)) % 7 for n, (code, level) in enumerate(levels.items())}


def test_only_a_service_area_that_is_clearly_above_all_others_is_told_as_the_highest(site: Site) -> None:
    told = told_areas(site, {"technical": 30, "school": 30, "health": 10})
    assert re.fullmatch(
        r"Where units reach most cannot be told: .+, .+ are too close\. They reach least in .+ \([\d.]+ on average\)\.",
        told["en"],
    )
    assert "kan ikke avgjøres" in told["nb"]
    assert "kan ikkje avgjerast" in told["nn"]
    assert "kan inte avgöras" in told["sv"]


def test_service_areas_that_chance_explains_are_told_as_such_in_every_language(site: Site) -> None:
    told = told_areas(site, {"technical": 30, "school": 30, "health": 30})
    assert told["en"] == "The service areas cannot be told apart: differences as large come about by chance."
    assert told["nb"].startswith("Tjenesteområdene kan ikke skilles")
    assert told["nn"].startswith("Tenesteområda kan ikkje skiljast")
    assert told["sv"].startswith("Verksamhetsområdena kan inte skiljas")


def test_clear_ends_are_named_with_their_means(site: Site) -> None:
    told = told_areas(site, {"technical": 50, "school": 30, "health": 10})
    assert re.fullmatch(
        r"With these questions units reach most in .+ \([\d.]+ on average\)\. They reach least in .+", told["en"]
    )
