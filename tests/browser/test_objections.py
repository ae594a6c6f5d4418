"""Right of reply in a real browser: on a phone, in both schemes, for a screen reader, and without JavaScript."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import object as objecting
from survey.steps import publish
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark
from tests.tester.test_picture import png

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def wave_id(stage: Stage) -> int:
    now = datetime.now(UTC)
    units = [{"code": "3909", "name": "Larvik"}, {"code": "3905", "name": "Tønsberg"}]
    made = fill(stage.db, units, bank.protocol("kommunetest-2010"), name="Tilsvar", seed=3)
    publish.close(stage.db, now, made, by=None)
    objecting.open_window(stage.db, now, made, days=14, by=stage.people["kari"])
    return made


def objected(enter: Enter, wave_id: int, case: int, **options: Any) -> None:
    """Odd presses what there is to press, on a phone."""
    odd = enter("odd", width=390, **options)
    odd.goto(f"/rankings/{wave_id}/3909/cases")
    found = odd.locator("details.traced").nth(case)
    found.locator("> summary").click()
    found.get_by_role("link", name="Kom med innsigelse").first.click()
    odd.get_by_label("Hva er vurdert feil, og hvorfor?").fill("Det står i andre avsnitt på siden.")
    odd.get_by_label("Dokumentasjon").set_input_files({"name": "side.png", "mimeType": "image/png", "buffer": png()})
    odd.get_by_role("button", name="Send innsigelsen").click()
    expect(odd.get_by_text("Innsigelsen er sendt.")).to_be_visible()


def test_from_an_objection_to_the_ledger_without_a_script(enter: Enter, wave_id: int) -> None:
    objected(enter, wave_id, 0, java_script_enabled=False)
    kari = enter("kari", java_script_enabled=False)
    kari.goto(f"/waves/{wave_id}/objections")
    kari.get_by_role("main").get_by_role("link", name="Larvik").first.click()
    kari.get_by_label("Eller hele henvendelsen går ut av poengsummen").select_option("tester_error")
    kari.get_by_label("Hva enheten påpekte, på en linje for alle").fill("Det står på siden.")
    kari.locator("#field-answer").fill("Det gjør det; vi leste en annen side.")
    kari.get_by_label("Jeg har lest gjennom begge tekstene").check()
    kari.get_by_role("button", name="Gi medhold").click()
    expect(kari.get_by_text("Innsigelsen har fått medhold")).to_be_visible()
    kari.goto(f"/rankings/{wave_id}/ledger")
    expect(kari.get_by_text("Det står på siden.")).to_be_visible()


def test_every_page_of_the_right_of_reply_is_accessible(enter: Enter, stage: Stage, wave_id: int) -> None:
    objected(enter, wave_id, 1)
    odd, kari = enter("odd"), enter("kari")
    odd.goto(f"/rankings/{wave_id}/3909/cases")
    ask = odd.locator("a.object").nth(2).get_attribute("href")
    kari.goto(f"/waves/{wave_id}/objections")
    decide = kari.locator("ul.rows a.what").first.get_attribute("href")
    for page, path, width in (
        (odd, f"/rankings/{wave_id}/3909/cases", 390),
        (odd, f"/rankings/{wave_id}/3909/contacts", 390),
        (odd, str(ask), 320),
        (kari, f"/waves/{wave_id}/objections", 390),
        (kari, str(decide), 1280),
        (kari, f"/rankings/{wave_id}/ledger", 390),
        (kari, f"/rankings/{wave_id}/publish", 1280),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert_accessible(page)
        if width == 390:
            assert_readable_in_the_dark(page)
