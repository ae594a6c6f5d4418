"""From a table of units to a plan whose mails can be read: without JavaScript, on a phone, readable by all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from survey.store import units
from survey.store.database import Database
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser
TABLE = (
    "number,name,county,population,website,email,phone\n"
    "8101,Lilleby,Testfylke,900,www.lilleby.no,post@lilleby.test,33171000\n"
    "8102,Storeby,Testfylke,52000,www.storeby.no,post@storeby.test,51468000\n"
    "8103,Tomby,Testfylke,7000,,,\n"
)


def imported(page: Page, folder: Path, table: str) -> None:
    file = folder / "units.csv"
    file.write_text(table, encoding="utf-8")
    page.goto("/units/import")
    page.get_by_label("Fil").set_input_files(file)
    page.get_by_role("button", name="Se hva som vil bli endret").click()


def unit_id(db: Database, code: str) -> int:
    with db.read() as connection:
        found = units.by_code(connection, code)
    assert found is not None
    return found.id


def test_a_coordinator_gets_from_a_table_to_readable_mails_without_javascript(
    enter: Enter, stage: Stage, tmp_path: Path
) -> None:
    page = enter("kari", width=390, java_script_enabled=False)
    imported(page, tmp_path, TABLE)
    page.get_by_role("button", name="Importer dette").click()
    assert "Tomby" in page.get_by_role("main").inner_text()

    page.goto(f"/units/{unit_id(stage.db, '8103')}/edit")
    page.get_by_label("E-post").fill("post@tomby.test")
    page.get_by_label("Åpningstider").fill("man-tor 9-15, fre 9-14")
    page.get_by_role("button", name="Lagre").click()
    assert "fre 09:00-14:00" in page.get_by_role("main").inner_text()

    page.goto("/waves/new")
    page.get_by_label("Navn").fill("Testrunde")
    page.get_by_label("Kommunetesten 2019").check()
    page.get_by_text("Bare noen numre").click()
    page.get_by_label("Enhetenes numre").fill("8101 8102 8103")
    page.get_by_role("button", name="Lag planen").click()
    text = page.get_by_role("main").inner_text()
    assert "henvendelser til 3 enheter" in text and "Lot seg ikke gjøre" in text and "under 2000 innbyggere" in text
    page.get_by_role("link", name="Les e-postene").click()
    assert "9 e-poster, ord for ord" in page.get_by_role("main").inner_text()


@pytest.fixture
def planned(enter: Enter, stage: Stage, tmp_path: Path) -> str:
    """The address of a wave's plan."""
    page = enter("kari")
    imported(page, tmp_path, TABLE)
    if page.get_by_role("button", name="Importer dette").count():
        page.get_by_role("button", name="Importer dette").click()
    page.goto("/waves/new")
    page.get_by_label("Navn").fill(f"Runde {datetime.now(UTC):%H%M%S%f}")
    page.get_by_label("Kommunetesten 2011").check()
    page.get_by_role("button", name="Lag planen").click()
    page.wait_for_url("**/plan")
    return page.url


def test_planning_is_accessible(enter: Enter, stage: Stage, planned: str) -> None:
    page = enter("kari", width=320)
    id = unit_id(stage.db, "8102")
    pages = ["/units", "/units/import", f"/units/{id}", f"/units/{id}/edit", "/testers", "/waves/new"]
    for path in [*pages, planned, planned.replace("/plan", "/mails"), planned.replace("/plan", "/replan")]:
        page.goto(path)
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        assert_accessible(page)
        if path in ("/waves/new", planned):
            assert_readable_in_the_dark(page)


def test_previews_and_faults_are_accessible(enter: Enter, tmp_path: Path, planned: str) -> None:
    page = enter("kari")
    imported(page, tmp_path, TABLE + "8104,Ny,Testfylke,100,,,\n8102,Storeby,Testfylke,52100,,,\n")
    assert "Rad 6" in page.get_by_role("main").inner_text()
    assert_accessible(page)
    imported(page, tmp_path, TABLE.replace("52000", "52100") + "8104,Ny,Testfylke,100,,,\n")
    assert_accessible(page)
    page.goto("/waves/new")
    page.get_by_text("Bare noen numre").click()
    page.get_by_label("Enhetenes numre").fill("0000")
    page.get_by_label("Kommunetesten 2011").check()
    page.get_by_label("Navn").fill("Feil")
    page.get_by_role("button", name="Lag planen").click()
    assert page.get_by_role("alert").is_visible()
    assert_accessible(page)
