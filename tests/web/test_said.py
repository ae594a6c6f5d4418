"""What citizens said stands with a published ranking: chosen by a coordinator, apart from the test."""

import re

import pytest

from survey.steps import publish
from tests.conftest import NOW
from tests.steps.test_release_counts import a_survey
from tests.steps.test_score import a_filled_wave
from tests.web.conftest import Site


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def wave_id(site: Site) -> int:
    made = a_filled_wave(site.db)
    publish.close(site.db, NOW, made, by=None)
    return made


def test_the_last_look_says_what_becomes_public_and_the_survey_of_those_days_is_ticked(
    site: Site, wave_id: int
) -> None:
    id = a_survey(site.db, wave_id)
    text = site.client("kari").get(f"/rankings/{wave_id}/publish").text
    assert f'name="survey" value="{id}" checked' in text
    assert "Never a comment, never a single answer." in text


def test_a_units_page_and_the_national_report_tell_what_citizens_said(site: Site, wave_id: int) -> None:
    id, kari = a_survey(site.db, wave_id), site.client("kari")
    given = {"csrf": site.csrf(kari), "without_reply": "on", "survey": str(id)}
    assert kari.post(f"/rankings/{wave_id}/publish", data=given).status_code == 303
    anybody = site.client(None)
    page = words(anybody.get(f"/rankings/{wave_id}/0001").text)
    assert "What citizens said" in page and "Etter kontakt" in page and "They count nothing in the test" in page
    assert re.search(r"E-mail \d\d\.\d \d\d\.\d – \d\d\.\d 120 (hidden|\d+%)", page), page
    report = words(anybody.get(f"/rankings/{wave_id}/report").text)
    assert "All units together, by channel" in report
    few = words(anybody.get(f"/rankings/{wave_id}/0004").text)
    assert re.search(r"E-mail hidden (hidden|\d+%)", few), few  # seven were content or not: nobody learns who


def test_without_a_tick_nothing_of_citizens_is_published(site: Site, wave_id: int) -> None:
    a_survey(site.db, wave_id)
    kari = site.client("kari")
    given = {"csrf": site.csrf(kari), "without_reply": "on"}
    assert kari.post(f"/rankings/{wave_id}/publish", data=given).status_code == 303
    for path in ("0001", "report"):
        assert "What citizens said" not in site.client(None).get(f"/rankings/{wave_id}/{path}").text
