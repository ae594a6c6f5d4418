"""What a page shows of a form, given what was answered so far."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from instruments.entry import Entry, entries, filled
from instruments.for_page import needs_script, page_form
from instruments.instrument import Choice, Instrument, Item, Kind

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
ABC = tuple(Choice(value=value, label={"en": value.upper()}, columns={"of": value}) for value in "abcdefgh")


def form(*items: Item) -> Instrument:
    return Instrument(id="test", title={"en": "Test"}, items=items)


def item(name: str, kind: Kind = Kind.INTEGER, **more: Any) -> Item:
    return Item(name=name, kind=kind, label={"en": name}, **more)


def by_path(found: tuple[Entry, ...]) -> dict[str, Entry]:
    return {entry.path: entry for one in found for entry in (one, *by_path(one.entries).values())}


def test_what_is_not_asked_is_there_and_says_so() -> None:
    instrument = form(item("a"), item("b", relevant="${a} > 3"))
    assert by_path(entries(instrument, {"a": "3"}))["b"].relevant is False
    assert by_path(entries(instrument, {"a": "4"}))["b"].relevant is True


def test_what_was_typed_is_shown_as_it_was_typed() -> None:
    found = by_path(entries(form(item("a"), item("b", default="7")), {"a": "three"}))
    assert (found["a"].raw, found["b"].raw) == ("three", "7")


def test_nobody_sees_what_the_program_computes() -> None:
    instrument = form(item("a"), item("c", Kind.CALCULATE, calculation="${a}"), item("h", Kind.HIDDEN))
    assert list(by_path(entries(instrument, {}))) == ["a"]


def test_a_label_says_the_answer_that_it_mentions() -> None:
    instrument = form(item("a"), Item(name="n", kind=Kind.NOTE, label={"en": "You said ${a}, twice ${ a }."}))
    (_, note) = entries(instrument, {"a": "4"})
    assert filled(note.item.label["en"], note.says) == "You said 4, twice 4."
    (_, note) = entries(instrument, {})
    assert filled(note.item.label["en"], note.says) == "You said …, twice …."


def test_a_repeat_has_one_entry_for_each_instance_and_paths_that_count() -> None:
    instrument = form(item("calls", Kind.REPEAT, items=(item("n"), item("g", Kind.GROUP, items=(item("m"),)))))
    found = by_path(entries(instrument, {"calls.1.n": "5", "calls.4.m": "6"}))
    assert list(found) == ["calls", "calls.1", "calls.1.n", "calls.1.g", "calls.1.m"] + [
        "calls.2",
        "calls.2.n",
        "calls.2.g",
        "calls.2.m",
    ]
    assert not found["calls"].counted


def test_only_what_a_filter_leaves_is_offered() -> None:
    instrument = form(
        item("a", Kind.TEXT), item("b", Kind.SELECT_ONE, choices=ABC, choice_filter="of = ${a} or name = 'h'")
    )
    assert [choice.value for choice in by_path(entries(instrument, {"a": "c"}))["b"].choices] == ["c", "h"]


def test_shuffled_choices_come_in_one_order_for_one_reader() -> None:
    instrument = form(item("b", Kind.SELECT_ONE, choices=ABC, parameters={"randomize": "true"}))
    orders = {
        seed: [choice.value for choice in entries(instrument, {}, seed=seed)[0].choices] for seed in ("1", "2", "3")
    }
    assert all(sorted(order) == list("abcdefgh") for order in orders.values())
    assert len({tuple(order) for order in orders.values()}) > 1
    assert orders["1"] == [choice.value for choice in entries(instrument, {}, seed="1")[0].choices]


def test_the_page_gets_trees_and_no_points() -> None:
    scored = (Choice(value="y", label={"en": "Y"}, points=2), Choice(value="n", label={"en": "N"}, points=0))
    instrument = form(
        item("a", Kind.SELECT_ONE, choices=scored), item("b", constraint=". > 3", constraint_message={"en": "More"})
    )
    shipped = msgspec.json.decode(page_form(instrument, "en", now=NOW))
    assert shipped["items"][1] == {
        "name": "b",
        "kind": "integer",
        "constraint": ["b", ">", ["p", ".", []], ["n", 3.0]],
        "constraint_message": "More",
    }
    assert "points" not in str(shipped)
    assert needs_script(instrument)
    assert not needs_script(form(item("a")))
