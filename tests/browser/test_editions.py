"""Forms in the browser: brought in from Excel, mended, seen in two widths, tried, published and used, by anybody."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter, Stage, assert_accessible
from tests.scene import a_wave
from tests.web.test_editions import BROKEN, HOME, SURVEY, workbook


def brought(page: Page, data: bytes, name: str, folder: Path) -> str:
    """The path of the draft that a file became."""
    file = folder / name
    file.write_bytes(data)
    page.goto(f"{HOME}/new")
    page.set_input_files("#field-file", file)
    page.get_by_role("button", name="Les filen").click()
    page.wait_for_url("**/*@*")
    return page.url


def another(form_id: str) -> bytes:
    return workbook(SURVEY, form_id=form_id)


@pytest.mark.browser
def test_every_page_about_forms_is_accessible(enter: Enter, tmp_path: Path) -> None:
    page = enter("kari", width=390)
    path = brought(page, workbook(BROKEN, form_id="axe"), "axe.xlsx", tmp_path)
    for where in ("", "/items/answered", "/settings", "/missing/en", "/preview", "/try"):
        page.goto(path + where)
        assert_accessible(page)
    for where in (HOME, f"{HOME}/new", f"{HOME}/grade-email-2019@1"):
        page.goto(where)
        assert_accessible(page)


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without one"])
def test_a_form_goes_from_excel_to_a_wave(enter: Enter, stage: Stage, tmp_path: Path, script: bool) -> None:
    """What a first-time coordinator does, with what stands on the pages and nothing else."""
    form_id = f"trip{script:d}"
    wave_id = a_wave(stage.db, protocol="kommunetest-2019", status="planned", name=f"Trip {script}")
    page = enter("kari", java_script_enabled=script)
    page.goto("/")
    page.get_by_role("link", name="Skjemaer").first.click()
    page.get_by_role("link", name="Legg inn et skjema").click()
    file = tmp_path / "trip.xlsx"
    file.write_bytes(workbook(BROKEN, form_id=form_id))
    page.set_input_files("#field-file", file)
    page.get_by_role("button", name="Les filen").click()
    expect(page.get_by_text("survey!F3")).to_be_visible()
    file.write_bytes(another(form_id))
    page.set_input_files("#field-file", file)
    page.get_by_role("button", name="Les filen").click()
    expect(page.get_by_text("Ingen feil")).to_be_visible()
    page.get_by_role("link", name="Se hvordan det ser ut").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Fikk du svar?")).to_be_visible()
    page.get_by_role("link", name="English").first.click()
    expect(frame.get_by_text("Did you get an answer?")).to_be_visible()
    page.get_by_role("link", name="Prøv det ut, med poeng").click()
    page.get_by_role("group", name="Fikk du svar?").get_by_text("Ja").click()
    page.get_by_role("button", name="Regn ut poengene").click()
    expect(page.get_by_text("3 / 3")).to_be_visible()
    page.goto(f"{HOME}/{form_id}@1")
    page.get_by_role("button", name="Publiser versjon 1").click()
    expect(page.get_by_text("Publisert. Fra nå av")).to_be_visible()
    page.goto(f"/waves/{wave_id}/forms")
    page.get_by_label("E-post").select_option(f"{form_id}@1")
    page.get_by_role("button", name="Velg disse skjemaene").click()
    expect(page.get_by_text("Dette endrer hva en poengsum betyr")).to_be_visible()


@pytest.mark.browser
def test_nothing_of_a_preview_can_stand_in_the_frame_of_another_site(enter: Enter) -> None:
    page = enter("kari")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{HOME}/kiosk@1/preview")
    expect(page.frame_locator("iframe").get_by_role("button", name="Neste")).to_be_visible()
    assert refused == []
