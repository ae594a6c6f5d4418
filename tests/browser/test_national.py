"""The national report, the press sheet and earlier results in a real browser: for a screen reader and on a phone."""

from datetime import UTC, datetime

import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import publish
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def wave_id(stage: Stage) -> int:
    units = [
        {"code": f"N{n:03}", "name": f"Sted {n}", "county": "Agder" if n % 2 else "Troms", "population": 900 * (n + 1)}
        | {"lat": 58 + n % 5, "lon": 6 + n % 3}
        for n in range(12)
    ]
    now = datetime.now(UTC)
    made = fill(stage.db, units, bank.protocol("kommunetest-2019"), name="Landsrapport", seed=8)
    publish.close(stage.db, now, made, by=None)
    publish.publish(stage.db, now, made, by=None)
    return made


@pytest.mark.parametrize("path", ["/rankings/{}/report", "/rankings/{}/press", "/history?unit=5022", "/history/sweden"])
def test_each_page_is_accessible_and_fits_a_phone(enter: Enter, wave_id: int, path: str) -> None:
    page = enter()
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(path.format(wave_id))
    assert_accessible(page)
    assert_readable_in_the_dark(page)
