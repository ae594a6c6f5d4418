"""Somebody who wants no more surveys finds one button, without a script, by keyboard, in Arabic too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from survey.doors import new_id
from survey.invitation import Invitation, Standing, Way
from survey.keyring import Keyring
from survey.steps import rounds as steps
from survey.store import invitations
from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

NOW = datetime.now(UTC)


@pytest.mark.browser
def test_one_button_by_keyboard_without_a_script_in_arabic(enter: Enter, stage: Stage) -> None:
    draft = steps.Draft(
        title="Etter kontakt",
        forms={"email": "short-survey@1"},
        starts_on=NOW.date(),
        asks_until=NOW.date(),
        ends_on=NOW.date() + timedelta(days=20),
    )
    round_id = steps.add(stage.db, NOW, draft, units=[stage.unit], by=None)
    keys = Keyring(Path(str(stage.db.engine.url.database)).parent / "keys")
    steps.open_round(stage.db, NOW, round_id, keys=keys, by=None)
    rest = {"round_id": round_id, "unit_id": stage.unit, "channel": "email", "way": Way.SMS}
    one = Invitation(id=new_id(), language="ar", standing=Standing.DONE, sent=1, **rest)  # type: ignore[arg-type]
    stage.db.write(invitations.add, [one])
    path = f"/out/{round_id}/{keys.doors(round_id).out(one.id)}"

    page = enter(width=320)
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert_accessible(page)
    assert_readable_in_the_dark(page)
    page.get_by_role("link", name="Bokmål").click()
    expect(page.get_by_role("heading", name="Stopp undersøkelser")).to_be_visible()

    page = enter(width=320, java_script_enabled=False)
    page.goto(f"{path}?lang=nb")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator("button:focus").count():
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ingen flere undersøkelser")).to_be_visible()
    with stage.db.read() as connection:
        found = invitations.by_id(connection, one.id)
    assert found and found.standing is Standing.OPTED_OUT
    assert page.context.cookies() == []
    page = enter(width=390)
    page.goto(path[:-1] + "~")
    assert_accessible(page)
