"""Editions and their correction in a real browser: on a phone, wide, in the dark, and for a screen reader."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import publish
from survey.store import results
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def wave_id(stage: Stage) -> int:
    now = datetime.now(UTC)
    units = [{"code": f"E{n:03}", "name": f"Sted {n}"} for n in range(4)]
    made = fill(stage.db, units, bank.protocol("kommunetest-2019"), name="Rettetest", seed=7)
    publish.close(stage.db, now, made, by=None)
    publish.publish(stage.db, now, made, by=None)
    return made


def test_a_correction_is_made_and_read(enter: Enter, stage: Stage, wave_id: int) -> None:
    with stage.db.read() as connection:
        work = next(one for one in results.works(connection, wave_id) if one.channel == "phone" and one.answers)
    page = enter("kari")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"/inquiries/{work.id}/erratum")
    assert_accessible(page)
    page.locator("select[name^=item-]").first.select_option(index=1)
    page.get_by_role("textbox").fill("Svaret var riktig likevel.\nDet sto i mailen.")
    page.get_by_role("button", name="Se hva som ville flytte seg").click()
    expect(page.get_by_role("heading", name="Hva rettelsen ville flytte på")).to_be_visible()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    page.get_by_role("button", name="Gå tilbake og endre").click()
    expect(page.get_by_role("textbox")).to_have_value("Svaret var riktig likevel.\nDet sto i mailen.")
    page.get_by_role("button", name="Se hva som ville flytte seg").click()
    page.get_by_role("button", name=re.compile("Publiser")).click()
    expect(page.get_by_text("Svaret var riktig likevel.")).to_be_visible()
    for path, width in (
        (f"/rankings/{wave_id}/editions", 320),
        (f"/rankings/{wave_id}/editions", 1280),
        ("/signing-key", 390),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        assert_accessible(page)
    assert_readable_in_the_dark(page)


def test_without_javascript_a_look_and_the_way_back_keep_what_was_typed(
    enter: Enter, stage: Stage, wave_id: int
) -> None:
    with stage.db.read() as connection:
        work = [one for one in results.works(connection, wave_id) if one.channel == "phone" and one.answers][1]
    page = enter("kari", width=390, java_script_enabled=False)
    page.goto(f"/inquiries/{work.id}/erratum")
    page.locator("select[name=outcome]").select_option(value="tester_error")
    page.get_by_role("textbox").fill("Feil nummer.\nVår feil.")
    page.get_by_role("button", name="Se hva som ville flytte seg").click()
    page.get_by_role("button", name="Gå tilbake og endre").click()
    expect(page.get_by_role("textbox")).to_have_value("Feil nummer.\nVår feil.")
    expect(page.locator("select[name=outcome]")).to_have_value("tester_error")
    page.get_by_role("button", name="Se hva som ville flytte seg").click()
    page.get_by_role("button", name="Publiser rettelsen").click()
    expect(page.get_by_text("Feil nummer.")).to_be_visible()
