"""The ranking in a real browser: on a phone, without JavaScript, in both schemes, and for a screen reader."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import publish
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser
COUNTIES = ("Vestfold", "Telemark", "Agder", "Rogaland")


@pytest.fixture(scope="module")
def wave_id(stage: Stage) -> int:
    """Eighty units, enough for the map's enlarged part and a plot that cannot name them all."""
    units = [
        {
            "code": "3909" if n == 0 else f"R{n:03}",
            "name": "Larvik" if n == 0 else f"Sted {n}",
            "county": COUNTIES[n % 4],
            "population": 900 * (n + 1),
            "lat": 58 + n % 9 * 0.2,
            "lon": 6 + n // 9 * 0.4,
        }
        for n in range(80)
    ]
    now = datetime.now(UTC)
    made = fill(stage.db, units, bank.protocol("kommunetest-2019"), name="Nettlesertest", seed=7)
    publish.close(stage.db, now, made, by=None)
    publish.publish(stage.db, now, made, by=None)
    return made


def test_the_last_look_before_publishing_is_accessible(enter: Enter, stage: Stage) -> None:
    now = datetime.now(UTC)
    made = fill(stage.db, [{"code": "3909", "name": "Larvik"}], bank.protocol("kommunetest-2010"), seed=2)
    publish.close(stage.db, now, made, by=None)
    page = enter("kari")
    for path in (f"/rankings/{made}", f"/rankings/{made}/publish", "/rankings"):
        page.goto(path)
        assert_accessible(page)


def test_every_page_is_accessible(enter: Enter, wave_id: int) -> None:
    page = enter()
    for path, width in (
        ("/rankings", 320),
        (f"/rankings/{wave_id}", 1280),
        (f"/rankings/{wave_id}?county=Vestfold", 390),
        (f"/rankings/{wave_id}/3909", 390),
        (f"/rankings/{wave_id}/data", 390),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        assert_accessible(page)
        if width == 390:
            assert_readable_in_the_dark(page)


def test_what_lies_behind_a_score_is_accessible_too(enter: Enter, wave_id: int) -> None:
    page = enter("odd")
    page.goto(f"/rankings/{wave_id}/3909")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert_accessible(page)


def test_a_click_sorts_at_once_and_the_address_remembers(enter: Enter, wave_id: int) -> None:
    page = enter()
    page.goto(f"/rankings/{wave_id}?lang=en")
    names = page.locator("table.league tbody th a")
    first = names.first.inner_text()
    header = page.get_by_role("columnheader", name="Unit")
    header.get_by_role("link").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(names.first).to_have_text("Larvik")
    header.get_by_role("link").click()
    expect(names.last).to_have_text("Larvik")
    expect(page).to_have_url(re.compile("sort=name&down=1"))
    page.reload()
    expect(names.last).to_have_text("Larvik")
    page.get_by_role("columnheader", name="Score", exact=True).get_by_role("link").click()
    expect(names.first).to_have_text(first)


def test_typing_a_name_narrows_the_table(enter: Enter, wave_id: int) -> None:
    page = enter()
    page.goto(f"/rankings/{wave_id}")
    page.locator("[data-search]").press_sequentially("larv")
    expect(page.locator("table.league tbody tr:visible")).to_have_count(1)


def test_without_javascript_links_and_forms_do_the_same(enter: Enter, wave_id: int) -> None:
    page = enter(java_script_enabled=False)
    page.goto(f"/rankings/{wave_id}?lang=en")
    page.get_by_role("columnheader", name="Unit").get_by_role("link").click()
    expect(page.locator("table.league tbody th a").first).to_have_text("Larvik")
    page.get_by_label("County", exact=True).select_option("Agder")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("table.league tbody tr")).to_have_count(20)
    expect(page.get_by_role("columnheader", name="Unit")).to_have_attribute("aria-sort", "ascending")
    page.locator("table.league tbody th a").first.click()
    expect(page.locator("p.lead")).to_contain_text("of 80")


def test_pictures_have_names_and_words(enter: Enter, wave_id: int) -> None:
    page = enter()
    page.goto(f"/rankings/{wave_id}?lang=en")
    for name in ("Score and interval of each unit", "Where the units lie, by quarter of the ranking"):
        expect(page.get_by_role("img", name=name)).to_be_visible()


def test_a_phone_shows_a_list_of_places_and_the_figure_that_it_is_sorted_by(enter: Enter, wave_id: int) -> None:
    page = enter(width=390)
    page.goto(f"/rankings/{wave_id}?sort=channels.email&down=1")
    row = page.locator("table.league tbody tr").first
    assert len(row.locator("td.part:visible").all()) == 1
    assert row.bounding_box()["height"] < 145  # type: ignore[index]


def test_print_has_the_table_and_no_controls(enter: Enter, wave_id: int) -> None:
    page = enter()
    page.goto(f"/rankings/{wave_id}")
    page.emulate_media(media="print")
    expect(page.locator("form.filters")).to_be_hidden()
    expect(page.locator("table.league thead")).to_be_visible()
