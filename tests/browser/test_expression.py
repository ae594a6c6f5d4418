"""The evaluator of the page gives what the server gives: one set of tables runs through both."""

import json
import math
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from instruments.expression.compiled import compile_tree
from instruments.expression.dates import calendar
from instruments.expression.faults import ExpressionError
from instruments.expression.functions import FUNCTIONS
from instruments.expression.nodes import DataNode
from instruments.expression.parser import parse
from instruments.expression.paths import place
from instruments.expression.scope import Scope
from instruments.for_page import RARE
from survey.cli import expressions
from tests.browser import made_up

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
TABLES = sorted((ROOT / "tests/instruments/expression/cases").glob("*.jsonl"))
STATIC = ROOT / "survey/web/static"
NOW = datetime(2018, 6, 26, 10, 20, 30, tzinfo=UTC)
ONLY_ON_THE_SERVER = ("regex(", "digest(", "base64-decode(")
NEARLY = re.compile(r"\b(sin|cos|tan|asin|acos|atan|atan2|exp|exp10|log|log10|pow)\(")
"""Functions of the mathematics library, whose last digit differs from one library to the next."""

RUN = """
(cases) => {  // JSON both ways: the browser's own wire takes each value apart
  const { DataNode, at, namesOf, run, study, toString } = expression;
  const grown = ([name, value, kind, children]) => new DataNode(name, value, kind, children.map(grown));
  const told = (value) => {
    if (typeof value === "boolean") return { value, type: "boolean" };
    if (typeof value === "number") return { value: isFinite(value) ? value : String(value), type: "number" };
    return { value: toString(value), type: "string" };
  };
  return JSON.stringify(JSON.parse(cases).map(({ tree, root: given, place, world }) => {
    const root = grown(given);
    const node = place.reduce((here, branch) => here.children[branch], root);
    world.label = (item, value) => world.labels[item]?.[value] ?? "";
    try {
      study(tree);
      return told(run(tree, at(node, { root, names: namesOf(root), world })));
    } catch (fault) {
      return { error: String(fault), unknown: fault instanceof expression.Unknown };
    }
  }));
}
"""


def test_the_page_works_out_what_the_server_works_out(browser: Browser) -> None:
    assert_same(browser, [line for table in TABLES for line in map(json.loads, table.read_text().splitlines())])


def test_they_agree_on_what_no_table_thought_of(browser: Browser) -> None:
    dice = Random(20261120)
    table = [{"a": "1", "b": "one"}, {"a": "abc", "b": "letters"}, {"a": "", "b": "nothing"}]
    lines = []
    for number in range(30_000 if "MEDLYTT_LONG" in os.environ else 1_000):
        place, text = dice.choice(made_up.PLACES), made_up.expression(dice)
        line = {"id": number, "expression": text, "self": place, "values": made_up.ANSWERS, "tables": {"list": table}}
        lines.append(line | {"seed": str(number % 7), "now": "2026-11-20T10:00:00.5+01:00"})
    assert_same(browser, lines)


def test_the_page_has_every_function_but_those_that_need_the_server(browser: Browser) -> None:
    page = browser.new_page()
    known = "() => [expression.PLAIN, expression.LOOKING, expression.APART].flatMap(Object.keys)"
    load(page, "expression.js")
    common = set(page.evaluate(known))
    load(page, "expression-more.js")
    every = set(page.evaluate(known))
    page.close()
    supported = {name for name, function in FUNCTIONS.items() if not function.why_not} - {"current"}
    assert every == supported - {name.removesuffix("(") for name in ONLY_ON_THE_SERVER}
    assert every - common == RARE


def load(page: Page, name: str) -> None:
    """A module runs when the browser comes to it: wait until it has."""
    page.add_script_tag(content=f"{(STATIC / name).read_text()}\nglobalThis.ran = {name!r};", type="module")
    page.wait_for_function("name => globalThis.ran === name", arg=name)


def assert_same(browser: Browser, asked: list[dict[str, Any]]) -> None:
    shipped = [(line, sent) for line in asked if (sent := for_the_page(line))]
    assert len(shipped) > len(asked) / 2
    page = browser.new_page()
    load(page, "expression.js")
    load(page, "expression-more.js")
    found = json.loads(page.evaluate(RUN, json.dumps([sent for _, sent in shipped])))
    page.close()
    lines = [line for line, _ in shipped]
    expected = [expressions.answer(json.dumps(line).encode(), NOW) for line in lines]
    told = zip(lines, expected, found, strict=True)
    assert [one for one in told if not agrees(one[0]["expression"], *one[1:])] == []


def for_the_page(line: dict[str, Any]) -> dict[str, Any] | None:
    """What the server ships of a case; nothing where it refuses the expression, or counts by a time zone."""
    if line.get("timezone"):
        return None
    try:
        tree = parse(line["expression"])
        compile_tree(tree)
    except ExpressionError:
        return None
    answers = (node for name, value in line.get("values", {}).items() for node in expressions.nodes(name, value))
    root = DataNode("", kind="group", children=answers)
    world = expressions.world(line, NOW)
    scope = expressions.stood(Scope(root, root, world), line.get("self"))
    return {
        "tree": json.loads(msgspec.json.encode(tree)),
        "root": grown(root),
        "place": place(scope.node),
        "world": {
            "now": world.now.isoformat(),
            "seed": world.seed,
            "version": world.version,
            "tables": dict(world.tables),
            "calendar": calendar(world.language),
            "labels": line.get("labels", {}),
        },
    }


def grown(node: DataNode) -> list[Any]:
    return [node.name, node.value, node.kind, [grown(child) for child in node.children]]


def agrees(text: str, expected: dict[str, Any], got: dict[str, Any]) -> bool:
    if any(name in text for name in ONLY_ON_THE_SERVER):
        return bool(got.get("unknown")) or "error" in expected
    if "error" in expected:
        return "error" in got
    if "unsupported" in expected:
        return "error" in got or expected["unsupported"] == "jr:choice-name"
    if expected["type"] != got.get("type"):
        return False
    if expected["type"] != "number":
        return bool(got["value"] == expected["value"])
    there, here = float(expected["value"]), float(got["value"])
    near = 1e-14 if NEARLY.search(text) else 0
    return math.isclose(there, here, rel_tol=near) or (math.isnan(there) and math.isnan(here))
