"""An improvement report in a real browser: for a screen reader, on a phone, and where it leads."""

from datetime import UTC, datetime

import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import publish
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(stage: Stage) -> str:
    units = [{"code": "3909" if n == 0 else f"Q{n:03}", "name": "Larvik" if n == 0 else f"By {n}"} for n in range(12)]
    now = datetime.now(UTC)
    made = fill(stage.db, units, bank.protocol("kommunetest-2019"), name="Rapporttest", seed=5)
    publish.close(stage.db, now, made, by=None)
    publish.publish(stage.db, now, made, by=None)
    return f"/rankings/{made}/3909/report"


def test_a_report_is_accessible_and_fits_a_phone(enter: Enter, path: str) -> None:
    page = enter("odd")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        page.locator("details summary").first.click()
        assert_accessible(page)
    assert_readable_in_the_dark(page)


def test_from_a_unit_to_its_report_to_the_first_proposal(enter: Enter, path: str) -> None:
    page = enter()
    page.goto(path.removesuffix("/report"))
    page.get_by_role("link", name="Forbedringsrapport").click()
    page.locator("a[href='#first']").first.click()
    assert page.url.endswith("#first")
    page.locator("#first ol a").first.click()
    assert page.url.endswith("/3909#how")


def test_promises_are_written_down_on_a_phone(enter: Enter, stage: Stage) -> None:
    page = enter("odd")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"/units/{stage.unit}/promises")
    page.locator("[name=within]").fill("24")
    page.locator("[name=valid_from]").fill("2026-01-01")
    page.locator("form[action$=promises] button").click()
    page.locator("details summary").first.click()
    assert_accessible(page)
