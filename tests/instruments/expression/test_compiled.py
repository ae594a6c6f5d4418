"""Expressions that run: what they depend on, what they see, and what they never do."""

import json
import math
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.expression.compiled import compile_tree
from instruments.expression.faults import ExpressionError, Unsupported
from instruments.expression.nodes import REPEAT, DataNode
from instruments.expression.parser import parse
from instruments.expression.scope import Scope, World
from instruments.expression.tables import Tables
from instruments.expression.values import number_text, text_number, to_string
from survey.cli import expressions
from tests.browser import made_up

NOW = datetime(2026, 11, 20, 10, 20, 30, tzinfo=UTC)


def form(**values: str) -> DataNode:
    return DataNode("data", children=[DataNode(name, value) for name, value in values.items()])


def calls(*minutes: str) -> DataNode:
    return DataNode("data", children=[DataNode("call", kind=REPEAT, children=[DataNode("m", one)]) for one in minutes])


def value(text: str, root: DataNode, at: DataNode | None = None, **world: Any) -> Any:
    return compile_tree(parse(text)).run(Scope(at or root, root, World(now=NOW, **world)))


def test_the_kinds_that_are_asked_for_are_given() -> None:
    made, root = compile_tree(parse("${a}")), form(a="12")
    scope = Scope(root, root, World(now=NOW))
    assert (made.run_number(scope), made.run_string(scope), made.run_boolean(scope)) == (12.0, "12", True)
    assert to_string(made.run(scope)) == "12"


def test_an_item_that_is_not_relevant_reads_as_empty_and_is_not_counted() -> None:
    root = form(a="5", b="x")
    root.children[0].relevant = False
    assert value("${a} = ''", root) is True
    assert math.isnan(value("${a} + 1", root))
    assert value("count(${a})", root) == 0
    assert value("boolean(${a})", root) is False
    assert value("concat(/data/*)", root) == "x"


def test_what_decides_nothing_is_not_looked_at() -> None:
    wrong = "date('nonsense') = ''"
    assert value(f"true() or {wrong}", form()) is True
    assert value(f"false() and {wrong}", form()) is False
    assert value(f"if(true(), 'a', {wrong})", form()) == "a"
    assert value("coalesce('a', date('nonsense'))", form()) == "a"


def test_an_answer_inside_a_repeat_sees_its_own_instance() -> None:
    root = calls("3", "8")
    assert [value("${m} > 5", root, call.children[0]) for call in root.children] == [False, True]
    assert value("sum(${m})", root) == 11


def test_an_instance_without_the_item_does_not_borrow_that_of_another() -> None:
    root = calls("3", "8")
    root.children[1].children.clear()
    assert value("count(${m})", root, root.children[1]) == 0


def test_the_same_seed_gives_the_same_chance_and_every_item_its_own() -> None:
    root = calls("1", "2")
    first, second = (call.children[0] for call in root.children)
    assert value("random()", root, first, seed="s") == value("random()", root, first, seed="s")
    assert value("random()", root, first, seed="s") != value("random()", root, second, seed="s")
    assert value("random()", root, first, seed="s") != value("random()", root, first, seed="t")
    assert value("random() = random()", root, first, seed="s") is False
    assert value("uuid() = uuid()", root, first, seed="s") is False


def test_a_label_comes_from_outside_in_the_language_of_the_page() -> None:
    labels = {("color", "r"): "rød"}
    found = value("jr:choice-name(${c}, '${color}')", form(c="r"), choice_label=lambda *asked: labels[asked])
    assert found == "rød"
    with pytest.raises(Unsupported):
        value("jr:choice-name(${c}, '${color}')", form(c="r"))


def test_months_and_days_have_the_names_of_the_language() -> None:
    told = [value("format-date('2026-05-21', '%A %e %B')", form(), language=code) for code in ("nb", "sv", "en", "xx")]
    assert told == ["torsdag 21 mai", "torsdag 21 maj", "Thursday 21 May", "Thursday 21 May"]


def test_dates_are_whole_days_when_the_clocks_change() -> None:
    assert value("${b} - ${a}", form(a="2026-03-01", b="2026-04-01")) == 31


def test_tables_are_read_once_and_looked_up_by_key() -> None:
    tables = Tables({"town": [{"name": "o", "label": "Oslo"}, {"name": "b", "label": "Bergen"}]})
    assert value("pulldata('town', 'label', 'name', ${t})", form(t="b"), tables=tables) == "Bergen"
    assert value("instance('town')/root/item[name = ${t}]/label", form(t="o"), tables=tables)[0].value == "Oslo"
    assert tables.tree("town") is tables.tree("town")


ROWS = [{"name": f"n{row % 5}", "town": f"t{row % 3}", "size": str(row)} for row in range(30)]
FILTERS = (
    "name = ${a}",
    "${a} = name",
    "name = 'n2' and town = 't1'",
    "size > 3 and name = ${a} and town != ''",
    "name = ${m}",
    "name = current()/../b",
    "size = 7",
    "size = '7'",
    "name = concat('n', ${b})",
    "name = string()",
    "name = ${a} and position() < 9",
    "name = ${a}][position() < 3",
    "name = ${none}",
    "town = 't1'][last()",
)


@pytest.mark.parametrize("text", FILTERS)
def test_a_lookup_by_index_finds_what_a_walk_of_the_rows_finds(text: str) -> None:
    root = form(a="n2", b="1")
    for name in ("n1", "n3"):
        root.add(DataNode("call", kind=REPEAT, children=[DataNode("m", name)]))
    tables = Tables({"l": ROWS})
    quick, slow = (
        value(f"join(' ', instance({written})/root/item[{text}]/size)", root, root.children[0], tables=tables)
        for written in ("'l'", "concat('l', '')")
    )
    assert quick == slow


@pytest.mark.parametrize("text", ["count('a')", "sum(1)", "regex(., '(?=a)')", "regex(., '[')", "position(1)", "1 | 2"])
def test_what_can_be_seen_to_go_wrong_is_refused_before_it_runs(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_tree(parse(text))


def test_a_pattern_that_would_hang_other_engines_answers_at_once() -> None:
    assert value("regex(${a}, '^(a+)+$')", form(a="a" * 100_000 + "!")) is False


def test_a_chain_of_a_thousand_alternatives_runs() -> None:
    chain = " or ".join(f"${{a}} = '{number}'" for number in range(1_500))
    assert value(chain, form(a="1499")) is True
    assert value("+".join(["1"] * 240), form()) == 240


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_so_that_it_reads_back_the_same(number: float) -> None:
    written = number_text(number)
    assert "e" not in written
    assert text_number(written) == number


@given(st.integers(-700_000, 2_900_000))
def test_a_day_number_becomes_a_date_and_the_same_number_again(days: int) -> None:
    assert value(f"number(date({days}))", form()) == days


VALUES = st.sampled_from(["", "0", "-1.5", "x", "a b", "2026-02-29", "2024-02-29", "2026-01-01T10:00:00+02:00"])
SIDES = st.sampled_from(["${a}", "${b}", "2", "'x'", "true()", "today()", "''", "1 div 0", "${m}"])


@given(VALUES, VALUES, SIDES, SIDES)
def test_comparing_is_the_same_from_either_side(a: str, b: str, left: str, right: str) -> None:
    root = form(a=a, b=b)
    for sign, turned in (("=", "="), ("!=", "!="), ("<", ">"), ("<=", ">=")):
        assert value(f"{left} {sign} {right}", root) is value(f"{right} {turned} {left}", root)


@given(st.integers(0, 2**32))
def test_whatever_is_made_up_has_a_value_or_a_fault(seed: int) -> None:
    dice = Random(seed)
    line = {"expression": made_up.expression(dice), "self": dice.choice(made_up.PLACES), "values": made_up.ANSWERS}
    zone = dice.choice((None, "UTC", "America/Phoenix", "Europe/Oslo"))
    found = expressions.answer(json.dumps(line | {"timezone": zone}).encode(), NOW)
    assert ("value" in found) != ("error" in found or "unsupported" in found)
    json.dumps(found, allow_nan=False)
