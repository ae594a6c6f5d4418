"""What a tester meets in a real browser: a phone in one hand, a connection that comes and goes, two windows."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from survey.attempt import Step
from survey.inquiry import Status
from survey.store import attempts, drafts, grades, tasks
from tests.browser.conftest import assert_accessible
from tests.tester.cast import CALL, DESKTOP, MAIL, MOBILE, SAM
from tests.tester.conftest import Desk

pytestmark = pytest.mark.browser
Enter = Callable[..., Page]


def steps(desk: Desk, id: int) -> list[Step]:
    with desk.db.read() as connection:
        return [mark.step for one in attempts.of_inquiry(connection, id) for mark in one.steps]


def stored(page: Page, desk: Desk, *wanted: Step) -> None:
    """The presses have come to the server, however slow the machine is."""
    for _ in range(300):
        if steps(desk, CALL) == list(wanted):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{steps(desk, CALL)}, not {list(wanted)}")


def draft(desk: Desk) -> drafts.Draft:
    with desk.db.read() as connection:
        return drafts.read(connection, MAIL, SAM)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def comment(page: Page) -> str:
    return page.get_by_label("Comment").input_value()


def write(page: Page, text: str) -> None:
    page.get_by_label("Comment").fill(text)


def answer_all(page: Page) -> None:
    for question in page.locator("fieldset.question:visible").all():
        if not question.locator("input:checked").count():
            question.get_by_role("radio").first.check()


def test_every_page_of_a_tester_is_accessible(enter: Enter) -> None:
    page = enter(width=1280)
    for path in ("/today", "/calendar", f"/tasks/{MAIL}", f"/tasks/{CALL}", f"/tasks/{MOBILE}"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert_accessible(page)


def test_the_pages_that_come_later_are_accessible_too(enter: Enter) -> None:
    page = enter(color_scheme="dark")
    page.goto(f"/tasks/{CALL}")
    press(page, "I dial now")
    press(page, "I wait in line")
    assert_accessible(page)
    press(page, "A person answers")
    press(page, "The call is over")
    expect(page.locator(".lead")).to_contain_text("You got through")
    assert_accessible(page)
    page.get_by_role("button", name="Send in").click()
    expect(page.locator("#faults")).to_be_focused()
    assert_accessible(page)
    answer_all(page)
    page.get_by_role("button", name="Send in").click()
    page.goto(f"/tasks/{CALL}")
    expect(page.locator(".lead")).to_contain_text("Sent in on")
    assert_accessible(page)


def test_a_call_with_a_phone_in_the_other_hand(served: Desk, enter: Enter) -> None:
    page = enter(width=390)
    page.goto(f"/tasks/{CALL}")
    dial = page.get_by_role("button", name="I dial now")
    box = dial.bounding_box()
    assert box and box["height"] >= 64 and box["width"] > 300
    dial.dblclick()  # a doubled press is one step
    press(page, "A menu answers")
    press(page, "I wait in line")
    expect(page.get_by_role("timer")).to_contain_text("0:0")
    press(page, "A person answers")
    press(page, "I am passed on")
    press(page, "A person answers")
    press(page, "The call is over")
    expect(page.locator(".lead")).to_contain_text("You got through")
    wanted = [Step.DIAL, Step.MENU, Step.QUEUE, Step.ANSWERED, Step.TRANSFER, Step.ANSWERED, Step.ENDED]
    assert steps(served, CALL) == wanted


def test_presses_survive_a_lost_connection_and_a_reload(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{CALL}")
    press(page, "I dial now")
    expect(page.get_by_role("button", name="A person answers")).to_be_visible()
    stored(page, served, Step.DIAL)
    page.context.set_offline(True)
    press(page, "I wait in line")
    expect(page.locator(".state")).to_contain_text("No connection")
    press(page, "A person answers")
    assert steps(served, CALL) == [Step.DIAL]
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("button", name="The call is over")).to_be_visible()
    stored(page, served, Step.DIAL, Step.QUEUE, Step.ANSWERED)


def test_the_page_says_when_the_wait_is_over(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{CALL}")
    press(page, "I dial now")
    stored(page, served, Step.DIAL)
    served.ahead += timedelta(minutes=4, seconds=5)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Time is up")


def test_another_window_that_pressed_first_is_shown_as_it_stands(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{CALL}")
    press(page, "I dial now")
    stored(page, served, Step.DIAL)
    second = page.context.new_page()
    second.goto(f"/tasks/{CALL}")
    press(second, "I wait in line")
    stored(second, served, Step.DIAL, Step.QUEUE)
    press(page, "Busy")
    expect(page.locator(".state")).to_contain_text("Another window was quicker")
    assert steps(served, CALL) == [Step.DIAL, Step.QUEUE]


def test_a_search_is_started_and_found_in_the_site_s_own_window(served: Desk, enter: Enter) -> None:
    page = enter(width=1280)
    page.goto(f"/tasks/{DESKTOP}")
    with page.context.expect_page():
        press(page, "Start the search")
    page.bring_to_front()
    press(page, "Found it")
    expect(page.locator(".lead")).to_contain_text("You found it")
    expect(page.get_by_role("radio", name="Found", exact=False).first).to_be_checked()
    assert steps(served, DESKTOP) == [Step.START, Step.FOUND]


def test_what_is_typed_is_saved_as_one_goes_and_there_after_a_reload(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{MAIL}")
    page.get_by_role("radio", name="Yes, all of it").check()
    write(page, "Quick and clear")
    expect(page.locator(".saved")).to_contain_text("Saved")
    assert draft(served).values["q-comment"] == "Quick and clear"
    page.reload()
    assert comment(page) == "Quick and clear"
    expect(page.get_by_role("radio", name="Yes, all of it")).to_be_checked()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{MAIL}")
    page.context.set_offline(True)
    write(page, "In the tunnel")
    expect(page.locator(".saved")).to_contain_text("No connection")
    page.get_by_role("button", name="Send in").click()
    expect(page.locator(".saved")).to_contain_text("No connection")
    assert draft(served).revision == 0
    page.context.set_offline(False)
    page.reload()
    assert comment(page) == "In the tunnel"
    expect(page.locator(".saved")).to_contain_text("Saved")
    assert draft(served).values["q-comment"] == "In the tunnel"


def test_what_is_typed_after_the_sign_in_has_expired_is_saved_after_signing_in_again(
    served: Desk, enter: Enter
) -> None:
    page = enter()
    page.goto(f"/tasks/{MAIL}")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    write(page, "Still here")
    expect(page.locator(".saved")).to_contain_text("You are signed out")
    second = page.context.new_page()
    second.goto(served.link())
    second.get_by_role("main").get_by_role("button").click()
    second.wait_for_load_state()
    second.close()
    assert page.context.cookies() != cookies
    page.bring_to_front()
    expect(page.locator(".saved")).to_contain_text("Saved", timeout=10_000)
    assert draft(served).values["q-comment"] == "Still here"
    answer_all(page)
    page.get_by_role("button", name="Send in").click()
    expect(page.locator(".notice.done")).to_contain_text("Sent in")


def test_two_windows_are_shown_both_versions_and_nothing_is_lost(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{MAIL}")
    second = page.context.new_page()
    second.goto(f"/tasks/{MAIL}")
    write(page, "First words")
    expect(page.locator(".saved")).to_contain_text("Saved")
    # The second window is not looked at, so it does not know yet.
    write(second, "Second words")
    expect(second.locator("#clash")).to_contain_text("First words")
    expect(second.locator("#clash")).to_contain_text("Second words")
    assert_accessible(second)
    kept = draft(served)
    assert "First words" in str(kept.values) and "Second words" in str(kept.others)
    second.get_by_role("button", name="Take what is in the other window").click()
    expect(second.locator(".saved")).to_contain_text("Saved")
    assert comment(second) == "First words"
    assert draft(served).others == {}


def test_windows_that_write_different_things_are_joined(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{MAIL}")
    second = page.context.new_page()
    second.goto(f"/tasks/{MAIL}")
    write(page, "Words")
    expect(page.locator(".saved")).to_contain_text("Saved")
    second.get_by_role("radio", name="Yes, all of it").check()
    expect(second.locator(".saved")).to_contain_text("added")
    assert comment(second) == "Words"


def test_a_double_click_on_send_is_one_grade_and_leaves_nothing_on_the_device(served: Desk, enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{MAIL}")
    answer_all(page)
    write(page, "Done")
    page.get_by_role("button", name="Send in").dblclick()
    expect(page.locator(".notice.done")).to_contain_text("Sent in")
    with served.db.read() as connection:
        assert len(grades.of_inquiry(connection, MAIL)) == 1
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(re.compile("Sent in on|Send in"))


def test_everything_works_without_a_script(served: Desk, enter: Enter) -> None:
    page = enter(java_script_enabled=False)
    page.get_by_role("link", name="Today").click()
    page.get_by_role("main").get_by_role("link", name="Larvik").first.click()
    for name in ("I dial now", "A menu answers", "A person answers", "The call is over"):
        press(page, name)
    answer_all(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".notice.done")).to_contain_text("The draft is saved")
    page.get_by_role("button", name="Send in").click()
    expect(page.locator(".notice.done")).to_contain_text("Sent in")
    with served.db.read() as connection:
        found = tasks.by_id(connection, CALL)
    assert found and found.status is Status.SUBMITTED


def test_questions_that_depend_on_an_answer_come_and_go_with_it(enter: Enter) -> None:
    page = enter()
    page.goto(f"/tasks/{CALL}")
    for name in ("I dial now", "A person answers", "The call is over"):
        press(page, name)
    waited = page.get_by_role("group", name="How long did you wait")
    expect(waited).to_be_visible()
    page.get_by_role("radio", name="No, at neither").check()
    expect(waited).to_be_hidden()


def test_presses_are_shown_in_the_hours_of_the_service_wherever_the_phone_is(enter: Enter) -> None:
    shown = []
    for options in ({"timezone_id": "Asia/Tokyo"}, {"java_script_enabled": False}):
        page = enter(**options)
        page.goto(f"/tasks/{CALL}")
        dial = page.get_by_role("button", name="I dial now", exact=True)
        if dial.is_visible():
            dial.click()
        page.wait_for_timeout(500)
        shown.append(page.locator(".press .steps time").first.inner_text()[:2])
    assert len(set(shown)) == 1
