"""The pages that everybody meets: readable by all, on a phone, without JavaScript."""

import pytest

from tests.browser.conftest import Enter, Stage, assert_accessible, assert_readable_in_the_dark

pytestmark = pytest.mark.browser
PUBLIC = ("/", "/sign-in", "/password", "/privacy", "/accessibility", "/nowhere", "/me")


def test_public_pages_are_accessible(enter: Enter) -> None:
    page = enter(width=320)
    for path in PUBLIC:
        page.goto(path)
        assert_accessible(page)


def test_administration_is_accessible(enter: Enter) -> None:
    page = enter("ada")
    for path in ("/people", "/people/new", "/people/2", "/audit", "/me"):
        page.goto(path)
        assert_accessible(page)
    assert_readable_in_the_dark(page)


def test_the_menu_and_the_language_work_without_javascript(enter: Enter) -> None:
    page = enter("sam", java_script_enabled=False)
    page.goto("/me")
    page.get_by_role("button", name="Svenska").click()
    assert page.locator("html").get_attribute("lang") == "sv"
    page.get_by_role("button", name="Bokmål").click()
    page.get_by_role("banner").get_by_role("button").click()
    page.goto("/me")
    assert page.get_by_role("main").get_by_role("link").first.get_attribute("href") == "/sign-in?then=%2Fme"


def test_an_expired_sign_in_loses_nothing_that_was_typed(enter: Enter, stage: Stage) -> None:
    page = enter("ada")
    page.goto("/people/new")
    page.get_by_label("Navn").fill("Nora Ny")
    page.get_by_label("E-postadresse").fill("nora@radet.test")
    page.context.clear_cookies()
    page.get_by_role("button", name="Lagre").click()
    assert "Nora Ny" in page.get_by_role("main").inner_text()
    assert_accessible(page)
    window = page.context.new_page()
    window.goto(stage.link("ada"))
    window.get_by_role("main").get_by_role("button").click()
    window.get_by_role("link", name="Ada Administrator").wait_for()
    for _ in range(2):  # once to be known again, once with the new token
        page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/people/*")
    assert page.get_by_label("Navn").input_value() == "Nora Ny"


def test_the_keyboard_reaches_everything_in_order(enter: Enter) -> None:
    page = enter()
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "email"
