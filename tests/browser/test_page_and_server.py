"""After every answer the page shows what the server would: what is asked, computed, offered and mentioned."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from instruments.entry import Entry, entries
from instruments.instrument import Choice, Instrument, Item, Kind, Outcome
from survey.web.assets import shipped
from survey.web.page import environment
from survey.web.questions.place import Filled, place
from survey.web.questions.posted import posted
from survey.web.questions.said import reader
from survey.web.questions.view import View

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Oslo"))
FILL = '{% import "filling.html" as filling with context %}{{ filling.fill(place, "/", "Send") }}'
LANGUAGE, SEED = "nb", "seed"

ANSWER = """
(dice) => {
  const fields = [...document.forms[0].elements].filter((one) => /^q-/.test(one.name) && one.type !== "hidden");
  const field = fields[Math.floor(dice[0] * fields.length)];
  if (field.type === "radio" || field.type === "checkbox") field.click();
  else {
    const texts = { date: ["", "2026-11-19", "1990-02-28"], time: ["", "09:30"], number: ["", "2"] };
    const some = field.options ? [...field.options].map((one) => one.value)
      : (texts[field.type] ?? ["", "0", "3", "12", "2,5", "x", "1 000", "-1", "Åse", "+7", "٣"]);
    field.value = some[Math.floor(dice[1] * some.length)];
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
"""
SHOWN = """
() => {
  const CHOICES = ":scope > .choice:not(.aside) input, :scope > td input, "
    + ":scope > select:not([name*='..']) option:not([value=''], [value^='@'])";
  const form = document.forms[0];
  const places = (one) => [...form.querySelectorAll("[data-repeat]")].filter((two) => two !== one && two.contains(one))
    .map((two) => `${two.dataset.repeat}.${two.dataset.index}.`).join("");
  const path = (one) => places(one) + (one.dataset.item ?? `${one.dataset.repeat}.${one.dataset.index}`);
  const there = (one) => !one.closest("[hidden]");
  const found = {};
  for (const one of form.querySelectorAll("[data-item]:not(.repeat), [data-repeat]")) {
    found[path(one)] = {
      asked: there(one),
      choices: [...one.querySelectorAll(CHOICES)].map((two) => two.value),
      says: [...one.querySelectorAll(":scope > :is(p, label, legend) [data-value-of]")].map((two) => two.textContent),
    };
  }
  return JSON.stringify({ found, pairs: [...new FormData(form)] });
}
"""


def item(name: str, kind: Kind = Kind.TEXT, label: str = "", **more: Any) -> Item:
    return Item(name=name, kind=kind, label={"nb": label or name}, **more)


def choices(*values: str, **columns: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label={"nb": value.upper()}, columns=columns) for value in values)


TOWNS = (*choices("oslo", "bergen", **{"in": "no"}), *choices("lund", **{"in": "se"}), *choices("other", **{"in": ""}))
CONTACT = (
    item("reached", Kind.SELECT_ONE, choices=choices("yes", "no", "later"), required=True),
    item("ways", Kind.SELECT_MULTIPLE, choices=choices("phone", "mail", "web"), relevant="${reached} != 'no'"),
    item("minutes", Kind.INTEGER, relevant="selected(${ways}, 'phone')", constraint=". >= 0"),
    item("share", Kind.DECIMAL, relevant="${minutes} > 2 or count-selected(${ways}) = 2"),
    item("sum", Kind.CALCULATE, calculation="coalesce(${minutes}, 0) + coalesce(${share}, 0)"),
    item("told", Kind.NOTE, "That is ${sum} in all for ${reached}", relevant="${sum} > 0"),
    item("double", Kind.DECIMAL, calculation="${sum} * 2", read_only=True, relevant="${sum} != 0"),
    item("day", Kind.DATE, constraint=". <= today()", default="today()"),
    item("week", Kind.NOTE, "Within a week", relevant="${day} > today() - 7"),
    item("land", Kind.SELECT_ONE, choices=choices("no", "se")),
    item("town", Kind.SELECT_ONE, choices=TOWNS, choice_filter="in = ${land} or name = 'other'"),
    item("towns", Kind.SELECT_MULTIPLE, choices=TOWNS, choice_filter="selected(${town}, name) or in = ${land}"),
    Item(
        name="more",
        kind=Kind.GROUP,
        relevant="${town} = 'oslo' or ${reached} = 'later'",
        items=(
            item("why", required="${share} > 1"),
            item("sure", Kind.ACKNOWLEDGE, relevant="string-length(${why}) > 1"),
        ),
    ),
    item("grade", Kind.RANGE, parameters={"start": "1", "end": "5", "step": "1"}, relevant="${sure} = 'OK'"),
    item("last", Kind.TIME, relevant="${why} = '' and not(${grade} < 3)"),
)
CALLS = (
    item("limit", Kind.INTEGER),
    Item(
        name="calls",
        kind=Kind.REPEAT,
        label={"nb": "Call"},
        items=(
            item("picked", Kind.SELECT_ONE, choices=choices("yes", "no")),
            item("rings", Kind.INTEGER, "How often, in call ${nth}?", relevant="${picked} = 'no'"),
            item("nth", Kind.CALCULATE, calculation="position(..)"),
            item("over", Kind.NOTE, "Over ${limit}", relevant="${rings} > ${limit}"),
            Item(
                name="subs",
                kind=Kind.REPEAT,
                label={"nb": "Try"},
                relevant="${rings} != 3",
                items=(item("x", Kind.DECIMAL), item("most", Kind.NOTE, "Most", relevant="${x} = max(../../subs/x)")),
            ),
        ),
    ),
    item("all", Kind.CALCULATE, calculation="sum(${rings})"),
    item("said", Kind.NOTE, "Rang ${all} times, ${rings} first", relevant="count(${calls}[${picked} = 'no']) > 0"),
    item("first", Kind.NOTE, "First", relevant="indexed-repeat(${picked}, ${calls}, 1) = 'yes'"),
)
ROWS = choices("good", "fair", "bad")
GRADES = (
    item("place", Kind.RANK, choices=choices("a", "b", "c")),
    item("top", Kind.NOTE, "${place}", relevant="selected-at(${place}, 0) = 'b' or selected-at(${place}, 2) = 'a'"),
    item("speed", Kind.SELECT_ONE, choices=ROWS, may_be=(Outcome.NOT_OFFERED, Outcome.NOT_TESTED)),
    item("words", may_be=(Outcome.NOT_TESTED,), relevant="${speed} != ''"),
    item("said", Kind.NOTE, "${words}", relevant="${words} != ''"),
    item("near", Kind.DECIMAL, calculation="string-length(${words}) + 0.5"),
    item("far", Kind.NOTE, "${near}", relevant="${near} > 2"),
    item("list", Kind.SELECT_ONE, choices=TOWNS, appearance="minimal", choice_filter="in = 'no' or ${speed} = name"),
    Item(
        name="table",
        kind=Kind.GROUP,
        label={"nb": "All"},
        appearance="table-list",
        relevant="${speed} != 'bad'",
        items=(
            item("calm", Kind.SELECT_ONE, choices=ROWS),
            item("clear", Kind.SELECT_ONE, choices=ROWS, relevant="${calm} != 'bad'"),
        ),
    ),
    item("many", Kind.INTEGER),
    Item(
        name="counted",
        kind=Kind.REPEAT,
        label={"nb": "One"},
        repeat_count="${many}",
        items=(item("one", Kind.INTEGER), item("big", Kind.NOTE, "${one} of ${many}", relevant="${one} > ${many}")),
    ),
    item("sum", Kind.NOTE, "Sum", relevant="sum(${one}) > 4 and count(${counted}) > 1"),
)
THERE = {f"calls.{n}": "" for n in (1, 2, 3)} | {f"calls.{n}.subs.{m}": "" for n in (1, 2) for m in (1, 2)}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    faults: list[object] = []
    made.on("pageerror", lambda fault: faults.append(fault))
    yield made
    made.close()
    assert not faults


FORMS = [(CONTACT, {}), (CALLS, THERE), (GRADES, {"many": "4"})]


@pytest.mark.parametrize(("items", "fields"), FORMS, ids=["contact", "calls", "grades"])
def test_after_every_answer_the_page_shows_what_the_server_would(
    page: Page, items: tuple[Item, ...], fields: dict[str, str]
) -> None:
    instrument = Instrument(id="try", title={"nb": "Try"}, items=items)
    found = place(instrument, Filled(fields=fields, seed=SEED), View(reader=reader(instrument, LANGUAGE)), now=NOW)
    page.set_content(environment(LANGUAGE, "Europe/Oslo").from_string(FILL).render(place=found, csrf_field=""))
    bundle = shipped().by_name["answer-more.js" if found.more else "answer.js"]
    page.add_script_tag(content=bundle.content.decode(), type="module")
    dice = Random(20261120)
    for _ in range(150):
        page.evaluate(ANSWER, [dice.random(), dice.random()])
        shown = json.loads(page.evaluate(SHOWN))
        given = posted([(name, text) for name, text in shown["pairs"]], instrument)
        expected = entries(instrument, given.fields, now=NOW, seed=SEED, language=LANGUAGE)
        assert shown["found"] == beside(shown["found"], dict(wanted(expected))), given.fields
        asked = {entry.path for entry in every(expected) if entry.path in shown["found"] and is_field(entry)}
        assert given.shown == {path for path in asked if shown["found"][path]["asked"]}


def wanted(found: Iterable[Entry]) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in every(found):
        if entry.item.kind is Kind.REPEAT and not entry.path.rpartition(".")[2].isdecimal():
            continue
        here = entry.item.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)
        says = [entry.says.get(name) or "…" for name in mentioned(entry)]
        steps = [str(n) for n in range(1, 6)] if entry.item.kind is Kind.RANGE else []
        tick = ["OK"] if entry.item.kind is Kind.ACKNOWLEDGE else []
        values = [choice.value for choice in entry.choices] if here else steps or tick
        yield entry.path, {"asked": entry.relevant, "choices": values, "says": says}


def beside(shown: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Instances that the form counts away are hidden; those that it counts anew the server brings."""
    return {path: expected.get(path, {**there, "asked": False}) for path, there in shown.items()}


def every(found: Iterable[Entry]) -> Iterator[Entry]:
    for entry in found:
        yield entry
        yield from every(entry.entries)


def mentioned(entry: Entry) -> list[str]:
    return list(entry.says) if entry.item.kind is not Kind.REPEAT else []


def is_field(entry: Entry) -> bool:
    return entry.item.kind not in (Kind.NOTE, Kind.GROUP, Kind.REPEAT) and not entry.read_only
