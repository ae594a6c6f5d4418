"""Whether the measurement is good, in a real browser: on a phone and a screen, in both schemes, for a screen reader."""

from datetime import UTC, datetime

import pytest

from benchmarks.scoring import fill
from instruments import bank
from survey.steps import measure, publish
from survey.store.schema.inquiries import inquiry
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def wave_id(stage: Stage) -> int:
    units = [{"code": "3909", "name": "Larvik"}, *({"code": f"M{n:03}", "name": f"Målested {n}"} for n in range(5))]
    now = datetime.now(UTC)
    made = fill(stage.db, units, bank.protocol("kommunetest-2019"), name="Målt", seed=7)
    odd = (inquiry.c.wave_id == made) & (inquiry.c.id % 2 == 1)
    stage.db.write(lambda c: c.execute(inquiry.update().where(odd).values(written_form="nn")))
    publish.close(stage.db, now, made, by=None)
    publish.publish(stage.db, now, made, by=None)
    measure.measure(stage.db, now, made)
    return made


def test_every_page_is_accessible_and_fits_a_phone(enter: Enter, wave_id: int) -> None:
    page = enter("kari")
    for path, width in (
        (f"/rankings/{wave_id}/equal-treatment", 390),
        (f"/rankings/{wave_id}/sensitivity?unit=3909", 390),
        (f"/rankings/{wave_id}/plain-language", 320),
        (f"/waves/{wave_id}/measurement", 390),
        ("/second", 390),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert_readable_in_the_dark(page)
