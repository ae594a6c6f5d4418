"""A question of a unit in a real browser: on a phone, on a desk, without a script, for a screen reader."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import assert_accessible
from tests.tester.cast import MAIL
from tests.tester.conftest import Desk
from tests.tester.test_question import ask, sent

Enter = Callable[..., Page]
pytestmark = pytest.mark.browser


def test_the_page_of_a_question_is_accessible(served: Desk, enter: Enter) -> None:
    ask(served)
    page = enter(width=320)
    for path in ("/today", f"/tasks/{MAIL}"):
        page.goto(path)
        assert_accessible(page)


def test_a_question_is_answered_without_a_script(served: Desk, enter: Enter) -> None:
    ask(served)
    page = enter(java_script_enabled=False)
    page.goto("/today")
    page.get_by_role("link", name="Larvik").first.click()
    page.goto(f"/tasks/{MAIL}")
    page.get_by_label("You write as").fill("Til sønnen min.")
    page.get_by_role("button", name="Send the answer as").click()
    page.wait_for_url("**/today")
    assert sent(served) == ["Til sønnen min.\n"]
