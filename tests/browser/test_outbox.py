"""The outbox, one's own mails and calendar in a real browser: on a phone, in both schemes, and without JavaScript."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from benchmarks.scoring import fill
from instruments import bank
from survey.outbox import Occasion, Post
from survey.steps import calendar_address, publish
from survey.steps import object as objecting
from survey.store import outbox
from survey.store.schema.outbox import telling
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def doubtful(stage: Stage) -> int:
    """A mail that may have left; the server sends the others by itself meanwhile."""
    now = datetime.now(UTC)
    units = [{"code": "3909", "name": "Larvik"}, {"code": "3905", "name": "Tønsberg"}]
    wave_id = fill(stage.db, units, bank.protocol("kommunetest-2010"), name="Utboks", seed=3)
    publish.close(stage.db, now, wave_id, by=None)
    objecting.open_window(stage.db, now, wave_id, days=14, by=stage.people["kari"])
    with stage.db.read() as connection:
        (one,) = outbox.of_wave(connection, wave_id, Occasion.WINDOW)
    values = {"status": Post.DOUBTFUL.value, "fault": "mx.larvik.kommune.no did not answer", "claimed_by": "nobody"}
    stage.db.write(lambda c: c.execute(telling.update().where(telling.c.id == one.id).values(values)))
    return one.id


def test_a_doubt_is_settled_on_a_phone_without_a_script(enter: Enter, doubtful: int) -> None:
    kari = enter("kari", width=390, java_script_enabled=False)
    kari.goto("/coordinator/outbox?state=doubtful")
    expect(kari.get_by_text("1 e-post trenger deg.")).to_be_visible()
    kari.get_by_role("main").locator("ul.rows a.what").first.click()
    kari.get_by_role("button", name="Send på nytt").click()
    expect(kari.get_by_role("alert")).to_be_visible()
    kari.get_by_role("button", name="Den er kommet fram").click()
    expect(kari.get_by_text("Den regnes som sendt.")).to_be_visible()


def test_the_pages_are_accessible(enter: Enter, stage: Stage, doubtful: int) -> None:
    kari, odd = enter("kari"), enter("odd")
    calendar_address.make(stage.db, datetime.now(UTC), stage.people["odd"])
    for page, path in (
        (kari, "/coordinator/outbox"),
        (kari, f"/coordinator/outbox/{doubtful}"),
        (odd, "/me"),
    ):
        page.goto(path)
        assert_accessible(page)
        assert_readable_in_the_dark(page)
