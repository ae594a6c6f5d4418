"""What the page says at once while somebody answers, by its script alone: no server is asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from instruments.instrument import Choice, Instrument, Item, Kind
from survey.web.assets import bundled, packed, shipped
from survey.web.page import environment
from survey.web.questions.place import Filled, place
from survey.web.questions.said import reader
from survey.web.questions.view import View

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Oslo"))
FILL = '{% import "filling.html" as filling with context %}{{ filling.fill(place, "/", "Send") }}'


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    yield made
    made.close()


@pytest.fixture
def page(bare: Page) -> Iterator[Page]:
    """A page on which nothing may go wrong."""
    faults: list[object] = []
    bare.on("pageerror", lambda fault: faults.append(fault))
    yield bare
    assert not faults


def opened(page: Page, *items: Item, fields: dict[str, str] | None = None, language: str = "en", **more: Any) -> Page:
    """The questions as the server renders them, with the form as data beside them, and the scripts."""
    instrument = Instrument(id="try", title={"en": "Try"}, items=items, **more)
    filled = Filled(fields=fields or {}, seed="seed")
    found = place(instrument, filled, View(reader=reader(instrument, language)), now=NOW)
    html = environment(language, "Europe/Oslo").from_string(FILL).render(place=found, csrf_field="")
    page.set_content(html)
    bundle = shipped().by_name["answer-more.js" if found.more else "answer.js"]
    page.add_script_tag(content=bundle.content.decode(), type="module")
    return page


def asked(name: str, kind: Kind = Kind.TEXT, **more: Any) -> Item:
    return Item(name=name, kind=kind, label={"en": more.pop("label", name)}, **more)


YES_NO = (Choice(value="yes", label={"en": "Yes"}), Choice(value="no", label={"en": "No"}))


def test_a_question_appears_with_the_answer_it_hangs_on_and_what_was_typed_outlasts_hiding(page: Page) -> None:
    opened(page, asked("reached", Kind.SELECT_ONE, choices=YES_NO), asked("who", relevant="${reached} = 'yes'"))
    who = page.get_by_label("who")
    expect(who).to_be_hidden()
    page.get_by_label("Yes").check()
    who.fill("Kari")
    page.get_by_label("No").check()
    expect(who).to_be_hidden()
    assert page.locator("[name=shown]").input_value() == "reached"
    page.get_by_label("Yes").check()
    assert who.input_value() == "Kari"
    assert page.locator("[name=shown]").input_value() == "reached who"


def test_a_hidden_group_reads_as_empty_to_all_that_asks_for_it(page: Page) -> None:
    inner = asked("inside", default="7")
    opened(
        page,
        asked("more", Kind.SELECT_ONE, choices=YES_NO),
        Item(name="part", kind=Kind.GROUP, relevant="${more} = 'yes'", items=(inner,)),
        asked("told", Kind.NOTE, label="Seven", relevant="${inside} = 7"),
    )
    expect(page.get_by_text("Seven")).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(page.get_by_text("Seven")).to_be_visible()
    page.get_by_label("inside").fill("8")
    expect(page.get_by_text("Seven")).to_be_hidden()


def test_what_is_computed_and_what_a_label_mentions_follow_while_one_types(page: Page) -> None:
    opened(
        page,
        asked("a", Kind.DECIMAL),
        asked("b", Kind.INTEGER),
        asked("total", Kind.CALCULATE, calculation="${a} * ${b}"),
        asked("said", Kind.NOTE, label="It makes ${total}."),
        asked("own", Kind.DECIMAL, calculation="${total} + 1"),
        language="nb",
    )
    expect(page.get_by_text("It makes ….")).to_be_visible()
    page.get_by_label("a (").fill("2,5")
    page.get_by_label("b (").fill("3")
    expect(page.get_by_text("It makes 7.5.")).to_be_visible()
    own = page.get_by_label("own")
    expect(own).to_have_value("8,5")
    own.fill("1")
    page.get_by_label("b (").fill("4")
    expect(page.get_by_text("It makes 10.")).to_be_visible()
    expect(own).to_have_value("1")


def test_what_cannot_stand_is_said_on_leaving_the_field_and_goes_once_mended(page: Page) -> None:
    own = {"en": "Between 1 and 5, please"}
    opened(page, asked("grade", Kind.INTEGER, constraint=". >= 1 and . <= 5", constraint_message=own), asked("next"))
    grade, fault = page.get_by_label("grade"), page.locator("#fault-q-grade")
    grade.fill("7")
    expect(fault).to_have_count(0)
    page.get_by_label("next").focus()
    expect(fault).to_have_text("Between 1 and 5, please")
    expect(grade).to_have_attribute("aria-invalid", "true")
    expect(grade).to_have_accessible_description("Between 1 and 5, please")
    grade.fill("4")
    expect(fault).to_be_hidden()
    expect(grade).to_have_attribute("aria-invalid", "false")


def test_choices_follow_the_filter_and_one_that_is_gone_is_not_chosen_any_more(page: Page) -> None:
    towns = (("oslo", "no"), ("lund", "se"))
    places = tuple(Choice(value=name, label={"en": name.title()}, columns={"in": land}) for name, land in towns)
    countries = (Choice(value="no", label={"en": "Norway"}), Choice(value="se", label={"en": "Sweden"}))
    opened(
        page,
        asked("country", Kind.SELECT_ONE, choices=countries),
        asked("city", Kind.SELECT_ONE, choices=places, choice_filter="in = ${country}"),
        asked("cold", Kind.NOTE, label="Cold", relevant="${city} = 'oslo'"),
    )
    page.get_by_label("Norway").check()
    page.get_by_label("Oslo").check()
    expect(page.get_by_text("Cold")).to_be_visible()
    page.get_by_label("Sweden").check()
    expect(page.get_by_label("Oslo")).to_have_count(0)
    expect(page.get_by_label("Lund")).not_to_be_checked()
    expect(page.get_by_text("Cold")).to_be_hidden()
    page.get_by_label("Norway").check()
    expect(page.get_by_label("Oslo")).not_to_be_checked()


def test_each_instance_of_a_repeat_has_its_own_answers(page: Page) -> None:
    calls = Item(
        name="calls",
        kind=Kind.REPEAT,
        label={"en": "Call"},
        items=(asked("picked", Kind.SELECT_ONE, choices=YES_NO), asked("name", relevant="${picked} = 'yes'")),
    )
    some = asked("some", Kind.NOTE, label="Somebody", relevant="count(${calls}[picked = 'yes']) > 1")
    opened(page, calls, some, fields={"calls.1": "", "calls.2": ""})
    first, second = page.locator("[data-index='1']"), page.locator("[data-index='2']")
    first.get_by_label("Yes").check()
    expect(first.get_by_label("name")).to_be_visible()
    expect(second.get_by_label("name")).to_be_hidden()
    expect(page.get_by_text("Somebody")).to_be_hidden()
    second.get_by_label("Yes").check()
    expect(page.get_by_text("Somebody")).to_be_visible()


def test_a_radio_button_can_be_taken_back_where_no_answer_is_needed(page: Page) -> None:
    must = asked("must", Kind.SELECT_ONE, choices=YES_NO, required=True)
    opened(page, asked("may", Kind.SELECT_ONE, choices=YES_NO), must, asked("so", relevant="${may} = 'no'"))
    clear = page.get_by_role("button", name="Clear the answer")
    expect(clear).to_have_count(0)
    page.get_by_role("group", name="may").get_by_label("No").check()
    expect(page.get_by_label("so")).to_be_visible()
    clear.click()
    expect(page.get_by_label("so")).to_be_hidden()
    expect(clear).to_have_count(0)


def test_the_scripts_are_light() -> None:
    parts = [shipped().by_name[name].content for name in ("expression.js", "instrument.js")]
    assert len(packed("both.js", bundled("both.js", parts)).packed or b"") < 9 * 1024


def test_what_only_the_server_can_tell_stays_as_it_was_rendered(page: Page) -> None:
    opened(page, asked("mail"), asked("sure", relevant="regex(${mail}, '@')"), fields={"mail": "a@b.no"})
    page.get_by_label("mail").fill("nothing")
    expect(page.get_by_label("sure")).to_be_visible()


def test_where_the_script_cannot_go_on_everything_is_shown(bare: Page) -> None:
    opened(bare, asked("reached", Kind.SELECT_ONE, choices=YES_NO), asked("who", relevant="${reached} = 'yes'"))
    expect(bare.get_by_label("who")).to_be_hidden()
    bare.evaluate("Object.defineProperty(document.forms[0].elements.shown, 'value', { set() { throw 'broken'; } })")
    bare.get_by_label("No").check()
    expect(bare.get_by_label("who")).to_be_visible()
