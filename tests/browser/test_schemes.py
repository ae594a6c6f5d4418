"""Categories are drafted and published by keyboard and eye, models and quality read, on a phone and in the dark."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from survey.steps import schemes
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

DRAFT = "/comments/scheme/draft"


@pytest.mark.browser
def test_a_category_is_split_and_taken_back_without_a_script(enter: Enter, stage: Stage) -> None:
    schemes.begin(stage.db, datetime.now(UTC))
    page = enter("kari", width=390, java_script_enabled=False)
    page.goto(f"{DRAFT}/reasons/slow")
    page.get_by_label("Del 2").fill("For lang kø")
    page.get_by_role("button", name="Del", exact=True).click()
    expect(page.get_by_text("«Tok for lang tid» ble delt i «Tok for lang tid» og «For lang kø».")).to_be_visible()
    page.get_by_role("button", name="Kast utkastet").click()
    expect(page.get_by_text("Utkastet er borte.")).to_be_visible()


@pytest.mark.browser
def test_the_pages_on_schemes_models_and_quality_are_accessible(enter: Enter, stage: Stage) -> None:
    schemes.begin(stage.db, datetime.now(UTC))
    page = enter("kari")
    for path in ("scheme", "scheme/versions", "scheme/draft", "scheme/draft/reasons/slow", "model", "quality"):
        page.goto(f"/comments/{path}")
        assert_accessible(page)
        assert_readable_in_the_dark(page)
