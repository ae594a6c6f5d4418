"""All reports of a wave as one file, in a real browser: on a phone, with and without something under way."""

from datetime import UTC, datetime

import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import publish, report
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser


def test_asking_for_the_file_is_accessible_and_fits_a_phone(enter: Enter, stage: Stage) -> None:
    now = datetime.now(UTC)
    units = [{"code": f"K{n}", "name": f"Sted {n}"} for n in range(3)]
    wave_id = fill(stage.db, units, bank.protocol("kommunetest-2010"), name="Filtest", seed=4)
    publish.close(stage.db, now, wave_id, by=None)
    report.report(stage.db, now, wave_id)
    page = enter("kari")
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"/rankings/{wave_id}/reports")
    assert_accessible(page)
    page.locator("main form button").click()
    page.get_by_role("status").first.wait_for()
    assert_accessible(page)
    assert_readable_in_the_dark(page)
