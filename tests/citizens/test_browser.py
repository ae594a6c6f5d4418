"""Citizens at their own phones: without a mouse, in other languages, interrupted, and in front of a kiosk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from survey.invitation import Way
from survey.store import rounds
from tests.browser.conftest import assert_accessible
from tests.citizens.conftest import Town

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
ENDS = """(one) => {
  const range = document.createRange();
  const left = (at) => {
    range.setStart(one.firstChild, at);
    range.setEnd(one.firstChild, at + 1);
    return range.getBoundingClientRect().left;
  };
  const digits = [...one.textContent].map((letter, at) => [left(at), letter])
    .filter((one) => "0" <= one[1] && one[1] <= "9").sort((a, b) => a[0] - b[0]);
  return [digits[0][1], digits.at(-1)[1]];
}"""
"""The digits that stand farthest to the left and to the right in an element."""


@pytest.mark.parametrize("language", ["nb", "ar"])
def test_every_page_can_be_read_by_everybody_on_a_narrow_phone(served: Town, visit: Visit, language: str) -> None:
    page = visit(served.invited("web", language), width=320)
    assert_accessible(page)
    page.locator('[name="q-comment"]').fill("Ring Kari Nordmann på 99887766")
    page.locator('button[value="send"]').click()
    page.locator("mark").first.wait_for()
    assert_accessible(page)
    page.locator('button[value="send"]').click()
    page.locator("#thanks").wait_for()
    page.go_back()
    page.locator("mark").first.wait_for()
    page.locator('button[value="send"]').click()
    page.locator("#thanks").wait_for()


def test_a_number_is_read_from_the_left_in_a_text_from_the_right(served: Town, visit: Visit) -> None:
    page = visit(served.invited("web", "ar"))
    page.locator('[name="q-comment"]').fill("اتصل بي على 99 88 77 66")
    page.locator('button[value="send"]').click()
    for shown in (page.locator("mark"), page.locator("label.choice span")):
        assert shown.evaluate(ENDS) == ["9", "6"]


def test_the_pages_around_it_can_be_read_by_everybody(visit: Visit) -> None:
    page = visit("/a/thanks?lang=nb", width=320)
    assert_accessible(page)
    for path in ("/a/privacy?lang=uk", "/code?lang=ar", "/assist?lang=nb"):
        page.goto(path)
        assert_accessible(page)


def test_without_a_mouse_at_twice_the_size_and_without_a_script(served: Town, visit: Visit) -> None:
    page = visit(served.invited("web", "nb"), width=640, java_script_enabled=False, device_scale_factor=2)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q-solved":
            page.keyboard.press("Space")
        if page.evaluate("document.activeElement.value") == "have":
            break
    page.keyboard.press("Enter")
    page.locator("#thanks").wait_for()
    assert "/a/thanks?lang=nb" in page.url


def test_whoever_was_interrupted_goes_on_where_they_were_and_nothing_is_left_afterwards(
    served: Town, visit: Visit
) -> None:
    link = served.invited("phone", "nb")
    page = visit(link)
    assert page.locator("#begun").is_hidden()
    page.locator('[name="q-age"]').fill("42")
    page.locator('button[value="on"]').last.click()
    page.locator('[name="q-height"]').fill("1,8")
    page.wait_for_timeout(500)
    page.goto("/a/privacy")
    page.goto(link)
    page.get_by_role("button", name="Fortsett").click()
    page.locator('[name="q-height"]').wait_for()
    assert page.locator('[name="q-height"]').input_value() == "1,8"
    assert link not in page.evaluate("JSON.stringify(localStorage)")
    page.locator('button[value="have"]').click()
    page.locator("#thanks").wait_for()
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_on_a_device_that_others_use_nothing_is_kept(served: Town, visit: Visit) -> None:
    served.db.write(rounds.put_unit, served.round.id, served.unit, kiosk="skranke8")
    for path in ("/k/skranke8", served.invited("web", way=Way.ASSISTED)):
        page = visit(path)
        page.locator("label.choice").first.click()
        page.wait_for_timeout(500)
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_a_kiosk_goes_back_to_its_start_when_nobody_is_there(served: Town, visit: Visit) -> None:
    served.db.write(rounds.put_unit, served.round.id, served.unit, kiosk="skranke9")
    page = visit("about:blank")
    page.clock.install()
    page.goto("/k/skranke9")
    page.locator("label.choice").first.click()
    page.clock.run_for(75_000)
    assert page.locator("#kiosk").is_visible()
    page.clock.run_for(20_000)
    page.wait_for_function("!document.querySelector('input:checked')")
    assert_accessible(page)


def test_the_list_of_faults_leads_to_the_first_choice(served: Town, visit: Visit) -> None:
    page = visit(served.invited("web", "nb"))
    page.locator('button[value="have"]').click()
    page.locator("#faults a").click()
    assert page.evaluate("document.activeElement.name") == "q-solved"
