"""In a real browser: the link becomes a token by itself, and what the service receives with the answer names nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Request

from survey.doors import new_id
from survey.invitation import Invitation, Standing, Way
from survey.keyring import Keyring
from survey.response import Record, unseal
from survey.round import Rules
from survey.steps import rounds
from survey.store import invitations, responses
from tests.browser.conftest import Enter, Stage, assert_accessible


def test_the_link_stays_in_the_tab_and_the_answer_travels_without_it(stage: Stage, enter: Enter) -> None:
    keys = Keyring(Path(str(stage.db.engine.url.database)).parent / "keys")
    round_id, link = invited(stage, keys)
    page = enter(width=390)
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    page.goto(link)
    page.locator("#tokens").wait_for(state="visible")
    assert_accessible(page)
    page.locator("label.choice").first.click()
    page.get_by_role("button", name="Send det jeg har").click()
    page.locator("#thanks").wait_for()
    secret = link.rpartition("/")[2]
    named = [one.url for one in sent if secret in f"{one.url} {one.all_headers()} {one.post_data}"]
    assert named == [f"{stage.url}{link}/signature"]
    assert sent[-1].url.endswith(f"/t/{round_id}/{stage.unit}/desk?") and "token=" in (sent[-1].post_data or "")
    assert [one.partial for one in said(stage, keys, round_id)] == [True]
    page.goto(link)
    assert "allerede kommet et svar" in page.inner_text("main")


def invited(stage: Stage, keys: Keyring) -> tuple[int, str]:
    now = datetime.now(UTC)
    today = now.date()
    draft = rounds.Draft(
        title="Med svarbevis", rules=Rules(blind=True), forms={"desk": "kiosk@1"}, starts_on=today,
        asks_until=today + timedelta(days=5), ends_on=today + timedelta(days=9),
    )  # fmt: skip
    round_id = rounds.add(stage.db, now, draft, units=[stage.unit], by=None)
    rounds.open_round(stage.db, now, round_id, keys=keys, by=None)
    new = Invitation(
        id=new_id(), round_id=round_id, unit_id=stage.unit, channel="desk", way=Way.EMAIL, language="nb",
        standing=Standing.DONE,
    )  # fmt: skip
    stage.db.write(invitations.add, [new])
    return round_id, f"/a/{round_id}/{keys.doors(round_id).link(new.id)}"


def said(stage: Stage, keys: Keyring, round_id: int) -> list[Record]:
    with stage.db.read() as connection:
        ids = [id for some in responses.waiting(connection, round_id).values() for id in some]
        boxes = responses.boxes(connection, round_id, ids)
    return [unseal(box, keys.opener(round_id)) for box in boxes.values()]
