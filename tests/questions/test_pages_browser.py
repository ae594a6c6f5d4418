"""Pages of questions in a real browser: readable by all, on every device, in every direction, and light."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from survey.texts import translator
from tests.browser.conftest import assert_accessible
from tests.questions.person import visible

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((one) => [one.name.split("/").pop(), one.transferSize])"""


@pytest.mark.parametrize("name", ["eight", "short-survey", "post-contact-email"])
def test_a_survey_weighs_little_and_comes_in_three_requests(visit: Visit, name: str) -> None:
    page = visit(name)
    page.wait_for_load_state("networkidle")
    sizes = dict(page.evaluate(WEIGHT))
    assert len(sizes) <= 3, sizes
    assert 0 < sum(sizes.values()) < 30_000, sizes


def test_without_expressions_no_script_is_loaded(visit: Visit) -> None:
    page = visit("short-survey")
    assert page.locator("script[src]").count() == 0


@pytest.mark.parametrize(("name", "width"), [("all-kinds", 1280), ("all-kinds-paged", 320)])
def test_every_kind_of_question_is_accessible(visit: Visit, name: str, width: int) -> None:
    page = visit(name, width=width)
    assert_accessible(page)
    if name == "all-kinds":
        page.get_by_role("button", name="Send in").click()
        expect(page.locator("#faults")).to_be_focused()
        assert_accessible(page)
    page.get_by_role("button", name=re.compile("^(Norsk b|B)okmål$")).click()
    assert_accessible(page)


def test_arabic_runs_from_right_to_left_and_is_accessible(visit: Visit) -> None:
    page = visit("short-survey", width=390)
    page.get_by_role("button", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    assert_accessible(page)
    box, text = (page.locator(part).first.bounding_box() for part in (".choice input", ".choice span"))
    assert box
    assert text
    assert box["x"] > text["x"]


def test_words_that_we_lack_are_norwegian_beside_sami(visit: Visit) -> None:
    page = visit("short-survey", width=390)
    page.get_by_role("button", name="Davvisámegiella").click()
    assert page.locator("html").get_attribute("lang") == "nb"
    assert page.locator("fieldset [lang=se]").count() > 4
    assert_accessible(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_another_language_keeps_the_answers(visit: Visit, script: bool) -> None:
    page = visit("eight", java_script_enabled=script)
    page.locator("[name=q-solved][value=several]").check()
    page.locator("[name=q-comment]").fill("Halfway")
    page.get_by_role("button", name="Norsk bokmål").click()
    expect(page.locator("[name=q-solved][value=several]")).to_be_checked()
    expect(page.locator("[name=q-comment]")).to_have_value("Halfway")
    expect(page.get_by_role("button", name="Norsk bokmål")).to_have_attribute("aria-current", "true")


def test_a_missing_translation_is_seen_to_be_in_another_language(visit: Visit) -> None:
    page = visit("all-kinds")
    label = page.locator("label[for=field-q-story]")
    expect(label).to_contain_text("(in Norwegian Bokmål)")
    assert label.locator("[lang=nb]").count() == 1


def test_the_keyboard_is_enough(visit: Visit) -> None:
    page = visit("eight")
    page.locator("[name=q-solved]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("[name=q-courtesy]").first).to_be_visible()
    page.keyboard.press("Tab")
    focused = "document.activeElement.name ?? ''"
    assert page.evaluate(focused) in ("q-courtesy", "press")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=q-solved]").nth(1)).to_be_checked()
    page.locator("[name=q-waited]").focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("#stored")).to_have_count(1)


def test_the_enter_key_goes_on_and_never_takes_an_instance_away(visit: Visit) -> None:
    page = visit("repeated", java_script_enabled=False)
    page.get_by_role("button", name="Add: Question calls").click()
    page.locator("[name='q-calls.1.answered'][value=yes]").check()
    page.get_by_role("button", name="Add: Question calls").click()
    page.locator("[name='q-calls.1.minutes']").fill("5")
    page.locator("[name='q-calls.1.minutes']").press("Enter")
    expect(page.locator("[name='q-calls.1.minutes']")).to_have_value("5")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_browsers_own_way_back_finds_the_answers(visit: Visit, script: bool) -> None:
    page = visit("post-contact-email", java_script_enabled=script)
    onward = page.get_by_role("main").locator(".actions button").first
    page.locator("[name=q-answered][value=yes]").check()
    onward.click()
    expect(page.locator("legend")).not_to_have_count(1)
    here = page.url, page.locator("legend").all_inner_texts()
    onward.click()
    page.wait_for_load_state()
    page.go_back()
    assert (page.url, page.locator("legend").all_inner_texts()) == here


def test_at_a_screen_for_all_the_way_back_leads_to_nobodys_answers(visit: Visit) -> None:
    answer = visit("kiosk").request.get("/demonstration/kiosk")
    assert answer.headers["cache-control"] == "no-store"


def test_an_answer_can_be_taken_back_without_a_script(visit: Visit) -> None:
    page = visit("eight", java_script_enabled=False)
    page.locator("[name=q-ease][value=much]").check()
    page.get_by_role("button", name="Send in").click()
    page.locator("#field-q-ease").get_by_role("button", name="Clear the answer").click()
    expect(page.locator("[name=q-ease]:checked")).to_have_count(0)


def test_a_ranking_is_put_in_order_with_buttons_and_told(visit: Visit) -> None:
    page = visit("all-kinds")
    page.get_by_role("button", name="Up: Blue").click()
    assert page.locator(".ranked label").all_inner_texts() == ["Red", "Blue", "Green"]
    page.get_by_role("button", name="Up: Blue").press("Enter")
    assert page.locator(".ranked label").all_inner_texts() == ["Blue", "Red", "Green"]
    expect(page.locator(".ranked + [aria-live]")).to_have_text("Blue: 1")
    assert page.evaluate("document.activeElement.ariaLabel") == "Down: Blue"


def test_a_table_of_choices_is_a_list_of_questions_on_a_phone(visit: Visit) -> None:
    wide, narrow = (visit("rows", width=width) for width in (1280, 360))
    expect(wide.get_by_role("columnheader", name="So so")).to_be_visible()
    for page in (wide, narrow):
        page.get_by_role("radio", name="Question easy Yes").check()
    label = narrow.locator("#field-q-easy .choice span").first
    assert label.bounding_box()["width"] > 10  # type: ignore[index]
    hidden = wide.locator("#field-q-easy .choice span").first
    assert hidden.bounding_box()["width"] <= 1  # type: ignore[index]


def test_a_page_says_how_far_one_has_come(visit: Visit) -> None:
    page = visit("chain-paged")
    expect(page.locator(".progress")).to_contain_text("Page 1 of 2")
    page.locator("[value=no]").check()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".progress")).to_contain_text("Page 2 of 3")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("[value=no]")).to_be_checked()


def test_new_questions_are_announced_without_a_script(visit: Visit) -> None:
    page = visit("chain", java_script_enabled=False)
    assert visible(page) == ["reached", "comment"]
    page.locator("[name=q-reached][value=no]").check()
    page.get_by_role("button", name="Send in").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("A few more questions follow from your answers.")
    summary.get_by_role("link", name="Question why").click()
    expect(page.locator("#field-q-why")).to_be_visible()
    assert page.locator(".tag", has_text="New").count() == 1


def test_words_for_citizens_exist_in_every_language_that_pages_are_written_in() -> None:
    ours: dict[str, Any] = {code: translator(code) for code in ("nb", "nn", "sv", "pl", "uk", "ar")}
    for code, text in ours.items():
        assert text("(optional)") != "(optional)", code
