"""A person who answers a form in a browser: sees what there is, fills it in, goes on, and gives up when told twice."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from playwright.sync_api import Locator, Page

from tests.questions.forms import Steps

MOST_PAGES = 40


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended: what would be stored, or which questions could not be sent; and all questions that were seen."""

    stored: dict[str, Any] | None = None
    refused: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()


def answer(page: Page, steps: Steps, *, script: bool) -> Met:
    left, seen = list(steps), set[str]()
    for _ in range(MOST_PAGES):
        progressed = fill_in(page, left, script=script)
        shown = frozenset(visible(page))
        seen |= shown
        page.locator(".actions button").first.click()
        page.wait_for_load_state()
        if page.locator("#stored").count():
            page.locator("details summary").click()
            return Met(stored=json.loads(page.locator("#stored").inner_text()), seen=frozenset(seen))
        refused = tuple(path for path in visible(page) if page.locator(f'[id="fault-q-{path}"]').is_visible())
        if refused and not progressed and not any(can_be_met(page, step) for step in left):
            return Met(refused=refused, seen=frozenset(seen))
    raise AssertionError("the form has no end")


def fill_in(page: Page, left: list[tuple[str, str]], *, script: bool) -> bool:
    """Do the steps that can be done on this page, in order; whether there was one."""
    begun = len(left)
    for step in list(left):
        path, text = step
        make_room(page, path)
        if can_be_met(page, step):
            put(page, path, text, script=script)
            left.remove(step)
    if len(left) < begun:
        fill_in(page, left, script=script)  # a button of the form may have brought up more
    return len(left) < begun


def make_room(page: Page, path: str) -> None:
    """One more instance of the repeat that this path goes into, if it is not there yet."""
    repeat, _, rest = path.partition(".")
    number = rest.partition(".")[0]
    add = page.locator(f'button[value="add:{repeat}"]')
    if number and add.count() and not page.locator(f'[name="q-{repeat}.{number}"]').count():
        add.click()
        page.wait_for_load_state()


def can_be_met(page: Page, step: tuple[str, str]) -> bool:
    path, text = step
    return field(page, path) is not None and can_be_chosen(page, path, text)


def can_be_chosen(page: Page, path: str, text: str) -> bool:
    """Whether what is to be chosen is there: another answer may have to come first."""
    radios, folded = page.locator(f'[name="q-{path}"][type=radio]'), page.locator(f'select[name="q-{path}"]')
    if radios.count():
        return page.locator(f'[name="q-{path}"][value="{text}"]').count() > 0
    return not folded.count() or folded.locator(f'option[value="{text}"]').count() > 0


def field(page: Page, path: str) -> Locator | None:
    """What can be seen of the fields of a question; a ranking is told by its list."""
    found = page.locator(f'[name="q-{path}"]:not([type=hidden]), [id="field-q-{path}"] .ranked').locator("visible=true")
    return found if found.count() else None


def visible(page: Page) -> Sequence[str]:
    """The paths of the questions that are seen."""
    return list(page.evaluate(VISIBLE))


VISIBLE = """() => [...new Set([...document.querySelectorAll('[name^="q-"]:not([type=hidden])')]
  .filter((one) => one.closest('.question').checkVisibility())
  .map((one) => one.name.slice(2).split('..')[0]))]"""


def put(page: Page, path: str, text: str, *, script: bool) -> None:
    fields = page.locator(f'[name="q-{path}"]:not([type=hidden])')
    ranked = page.locator(f'[id="field-q-{path}"] .ranked')
    apart = page.locator(f'[name="q-{path}..@"]')
    if ranked.count():
        order(page, path, text.split(), script=script)
    elif text.startswith("@") and apart.count():
        apart.select_option(text)
    elif fields.first.evaluate("one => one.tagName") == "SELECT":
        fields.select_option(text)
    elif fields.first.get_attribute("type") == "radio":
        page.locator(f'[name="q-{path}"][value="{text}"]').check()
    elif fields.first.get_attribute("type") == "checkbox":
        for box in fields.all():
            box.set_checked(box.get_attribute("value") in text.split())
    else:
        fields.fill(text)
        fields.blur()


def order(page: Page, path: str, values: list[str], *, script: bool) -> None:
    if not script:
        for place, value in enumerate(values, 1):
            page.locator(f'[name="q-{path}..{value}"]').select_option(str(place))
        return
    rows = page.locator(f'[id="field-q-{path}"] .ranked li')
    for place, value in enumerate(values):
        row = rows.filter(has=page.locator(f'[name="q-{path}..{value}"]'))
        while rows.nth(place).locator("select").get_attribute("name") != f"q-{path}..{value}":
            row.get_by_role("button").first.click()
    if not rows.first.locator("select").input_value():
        rows.first.get_by_role("button").last.click()
        rows.nth(1).get_by_role("button").first.click()
