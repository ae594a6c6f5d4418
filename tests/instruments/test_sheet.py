"""What follows from answers: relevance, calculations, repeats, refusals."""

from datetime import UTC, datetime
from typing import Any

import pytest

from instruments.answers import Refusal, check
from instruments.expression.scope import World
from instruments.fields import flat, nested
from instruments.form import form_of
from instruments.instrument import Choice, Instrument, Item, Kind
from instruments.sheet import Sheet

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
YES_NO = (Choice(value="yes", label={"en": "Yes"}), Choice(value="no", label={"en": "No"}))


def form(*items: Item, **more: Any) -> Instrument:
    return Instrument(id="test", title={"en": "Test"}, items=items, **more)


def item(name: str, kind: Kind = Kind.INTEGER, **more: Any) -> Item:
    if kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK) and "choices" not in more:
        more["choices"] = YES_NO
    return Item(name=name, kind=kind, label={"en": name}, **more)


def told(instrument: Instrument, answers: dict[str, Any]) -> list[tuple[str, Refusal]]:
    return [(problem.item, problem.kind) for problem in check(instrument, answers, now=NOW).problems]


def test_an_item_is_asked_when_its_expression_says_so() -> None:
    instrument = form(item("age"), item("why", Kind.TEXT, relevant="${age} > 17"))
    assert check(instrument, {"age": 18, "why": "x"}).values == {"age": 18, "why": "x"}
    refused = check(instrument, {"age": 17, "why": "x"})
    assert refused.values == {"age": 17}
    assert refused.relevant == ("age",)
    assert [(one.item, one.kind) for one in refused.problems] == [("why", Refusal.IRRELEVANT)]


def test_what_is_in_an_irrelevant_group_is_not_asked() -> None:
    group = item("more", Kind.GROUP, relevant="${go} = 'yes'", items=(item("a"), item("b", relevant="${a} = 1")))
    instrument = form(item("go", Kind.SELECT_ONE), group)
    assert check(instrument, {"go": "no", "a": 1, "b": 2}).values == {"go": "no"}
    assert check(instrument, {"go": "yes", "a": 1, "b": 2}).values == {"go": "yes", "a": 1, "b": 2}


def test_answers_may_be_nested_in_their_groups() -> None:
    instrument = form(item("more", Kind.GROUP, items=(item("a"),)))
    assert check(instrument, {"more": {"a": "3"}}).values == {"a": 3}


def test_an_irrelevant_answer_reads_as_empty_elsewhere() -> None:
    instrument = form(
        item("go", Kind.SELECT_ONE),
        item("number", relevant="${go} = 'yes'"),
        item("more", Kind.TEXT, relevant="${number} > 3"),
    )
    assert check(instrument, {"go": "no", "number": 5, "more": "x"}).values == {"go": "no"}


def test_a_value_outside_its_constraint_is_refused_in_the_instruments_own_words() -> None:
    own = {"en": "At most ten", "nb": "Høyst ti"}
    instrument = form(item("n", constraint=". <= 10", constraint_message=own))
    found = check(instrument, {"n": 11}, language="nb")
    assert found.values == {}
    assert [(one.kind, one.message, one.own) for one in found.problems] == [(Refusal.CONSTRAINT, "Høyst ti", True)]


def test_what_hangs_on_a_refused_answer_is_judged_without_it() -> None:
    instrument = form(
        item("n", constraint=". <= 10"),
        item("big", Kind.TEXT, relevant="${n} > 5"),
        item("small", Kind.TEXT, relevant="not(${n} > 5)"),
    )
    found = check(instrument, {"n": 11, "big": "x", "small": "y"})
    assert found.values == {"small": "y"}
    assert found.relevant == ("n", "small")


def test_a_calculation_is_worked_out_here_whatever_comes_in() -> None:
    instrument = form(item("a"), item("double", Kind.CALCULATE, calculation="${a} * 2"))
    assert check(instrument, {"a": 4, "double": 100}).values == {"a": 4, "double": 8}
    assert check(instrument, {}).values == {}


def test_calculations_are_worked_out_in_the_order_in_which_they_need_one_another() -> None:
    instrument = form(
        item("c", Kind.CALCULATE, calculation="${b} + 1"),
        item("b", Kind.CALCULATE, calculation="${a} + 1"),
        item("a"),
    )
    assert check(instrument, {"a": 1}).values == {"a": 1, "b": 2, "c": 3}


def test_what_goes_round_in_a_circle_is_told_with_the_way() -> None:
    instrument = form(
        item("a", Kind.CALCULATE, calculation="${b}"),
        item("b", Kind.CALCULATE, calculation="${c}"),
        item("c", relevant="${a} = 1"),
    )
    faults = form_of(instrument).faults
    assert len(faults) == 1
    assert "circle" in faults[0].message
    assert all(name in faults[0].message for name in "abc")
    check(instrument, {"c": 1})


def test_an_item_that_waits_for_itself_is_a_circle() -> None:
    assert "circle" in form_of(form(item("a", relevant="${a} = 1"))).faults[0].message


def test_a_constraint_may_look_at_its_own_item_by_name() -> None:
    instrument = form(item("a", constraint="${a} > 3"))
    assert form_of(instrument).faults == ()
    assert told(instrument, {"a": 3}) == [("a", Refusal.CONSTRAINT)]


def test_a_name_that_nothing_has_is_told() -> None:
    (fault,) = form_of(form(item("a", relevant="${b} = 1"))).faults
    assert (fault.where, "`b`" in fault.message) == ("a.relevant", True)


def test_a_default_stands_until_somebody_says_something_be_it_nothing() -> None:
    instrument = form(item("a", default="3"), item("b", Kind.DATE, default="today()"))
    assert check(instrument, {}, now=NOW).values == {"a": 3, "b": "2026-11-20"}
    assert check(instrument, {"a": "", "b": ""}, now=NOW).values == {}


def test_who_asks_for_the_time_must_be_told_it() -> None:
    with pytest.raises(ValueError, match="say when"):
        check(form(item("b", Kind.DATE, default="today()")), {})


def test_required_may_depend_on_an_answer() -> None:
    instrument = form(item("go", Kind.SELECT_ONE), item("n", required="${go} = 'yes'"))
    assert told(instrument, {"go": "yes"}) == [("n", Refusal.REQUIRED)]
    assert told(instrument, {"go": "no"}) == []


CALLS = form(
    item(
        "calls",
        Kind.REPEAT,
        items=(
            item("minutes", required=True),
            item("long", Kind.TEXT, relevant="${minutes} > 10"),
            item("nth", Kind.CALCULATE, calculation="position(..)"),
        ),
    ),
    item("total", Kind.CALCULATE, calculation="sum(${minutes})"),
    item("many", Kind.TEXT, relevant="count(${calls}) > 1"),
)


def test_a_repeat_is_a_list_and_each_instance_stands_for_itself() -> None:
    found = check(CALLS, {"calls": [{"minutes": 5, "long": "x"}, {"minutes": 12, "long": "y"}], "many": "z"})
    assert found.values == {
        "calls": [{"minutes": 5, "nth": 1}, {"minutes": 12, "long": "y", "nth": 2}],
        "total": 17,
        "many": "z",
    }
    assert [(one.item, one.kind) for one in found.problems] == [("calls.1.long", Refusal.IRRELEVANT)]


def test_a_required_item_is_missed_in_each_instance() -> None:
    assert told(CALLS, {"calls": [{}, {"minutes": 1}]}) == [("calls.1.minutes", Refusal.REQUIRED)]
    assert told(CALLS, {}) == []


def test_a_form_that_counts_its_instances_makes_and_ends_them() -> None:
    instrument = form(item("n"), item("rep", Kind.REPEAT, repeat_count="${n}", items=(item("x", default="1"),)))
    assert check(instrument, {"n": 2}).values == {"n": 2, "rep": [{"x": 1}, {"x": 1}]}
    short = check(instrument, {"n": 1, "rep": [{"x": 5}, {"x": 6}]})
    assert short.values == {"n": 1, "rep": [{"x": 5}]}
    assert [(one.item, one.kind) for one in short.problems] == [("rep.2.x", Refusal.IRRELEVANT)]


def test_a_filter_leaves_only_some_choices() -> None:
    towns = tuple(Choice(value=name, label={"en": name}, columns={"in": land}) for name, land in TOWNS.items())
    instrument = form(
        item("land", Kind.TEXT), item("town", Kind.SELECT_ONE, choices=towns, choice_filter="in = ${land}")
    )
    assert check(instrument, {"land": "no", "town": "oslo"}).values == {"land": "no", "town": "oslo"}
    assert told(instrument, {"land": "se", "town": "oslo"}) == [("town", Refusal.CHOICE)]


TOWNS = {"oslo": "no", "bergen": "no", "lund": "se"}


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (Kind.INTEGER, "12", 12),
        (Kind.INTEGER, "1 200", 1200),
        (Kind.INTEGER, "-3", -3),
        (Kind.INTEGER, 3.0, 3),
        (Kind.INTEGER, "3,5", None),
        (Kind.INTEGER, "three", None),
        (Kind.INTEGER, True, None),
        (Kind.DECIMAL, "3,5", 3.5),
        (Kind.DECIMAL, "3.50", 3.5),
        (Kind.DECIMAL, ".5", 0.5),
        (Kind.DECIMAL, "1e5", None),
        (Kind.DECIMAL, "nan", None),
        (Kind.RANGE, "7", 7),
        (Kind.DATE, "2026-02-28", "2026-02-28"),
        (Kind.DATE, "2026-02-29", None),
        (Kind.DATE, "28.02.2026", None),
        (Kind.TIME, "09:30", "09:30"),
        (Kind.TIME, "25:00", None),
        (Kind.DATETIME, "2026-02-28T09:30", "2026-02-28T09:30"),
        (Kind.DATETIME, "2026-02-28 09:30:00+01:00", "2026-02-28T09:30:00+01:00"),
        (Kind.SELECT_MULTIPLE, "yes no", ["yes", "no"]),
        (Kind.SELECT_MULTIPLE, ["no", "no"], ["no"]),
        (Kind.SELECT_MULTIPLE, ["perhaps"], None),
        (Kind.RANK, "no yes", ["no", "yes"]),
        (Kind.RANK, "no", None),
        (Kind.ACKNOWLEDGE, "on", "OK"),
        (Kind.ACKNOWLEDGE, False, ""),
        (Kind.TEXT, "  a b ", "a b"),
        (Kind.TEXT, {"a": 1}, None),
        (Kind.NOTE, "x", None),
    ],
)
def test_answers_are_read_by_the_kind_of_their_item(kind: Kind, given: object, value: object) -> None:
    found = check(form(item("x", kind)), {"x": given})
    assert found.values == ({} if value in (None, "") else {"x": value})
    assert bool(found.problems) == (value is None)


def test_a_range_has_ends_and_steps() -> None:
    scale = item("x", Kind.RANGE, parameters={"start": "0", "end": "1", "step": "0.1"})
    assert check(form(scale), {"x": "0.3"}).values == {"x": 0.3}
    assert told(form(scale), {"x": "0.35"}) == [("x", Refusal.CONSTRAINT)]
    assert told(form(scale), {"x": "1.1"}) == [("x", Refusal.CONSTRAINT)]


def test_day_and_hour_are_recorded_unless_the_instrument_is_anonymous() -> None:
    items = (item("start", Kind.START), item("day", Kind.TODAY), item("n"))
    assert check(form(*items), {"n": 1}, now=NOW).values["day"] == "2026-11-20"
    assert check(form(*items, anonymous=True), {"n": 1}, now=NOW).values == {"n": 1}


def test_one_changed_answer_has_only_what_hangs_on_it_computed_again() -> None:
    instrument = form(
        item("a"), item("b"), item("c", Kind.CALCULATE, calculation="${a} + 1"), item("d", relevant="${c} > 2")
    )
    ready = form_of(instrument)
    sheet = Sheet(ready, ready.world(now=None), answers={"a": 1, "b": 1, "d": 9})
    assert not sheet.cells["d"].node.relevant
    again = sheet.change("a", 5)
    assert [ready.fields[at].item.name for at in again] == ["a", "c", "d"]
    assert (sheet.cells["c"].value, sheet.cells["d"].node.relevant) == (6, True)


def test_flat_fields_and_nested_answers_are_the_same_answers() -> None:
    values = {"calls": [{"minutes": 5}, {}, {"minutes": 12, "long": "y"}], "many": "z"}
    fields = flat(values)
    assert fields["calls.3.minutes"] == "12"
    assert nested(CALLS, fields) == {
        "calls": [{"minutes": "5"}, {}, {"minutes": "12", "long": "y"}],
        "many": "z",
    }


def test_a_world_is_what_a_form_says_it_is() -> None:
    assert isinstance(form_of(CALLS).world(now=NOW), World)


def test_what_cannot_be_worked_out_loses_no_answer() -> None:
    instrument = form(
        item("day", Kind.TEXT),
        item("after", Kind.CALCULATE, calculation="date(${day}) + 1"),
        item("why", Kind.TEXT, relevant="date(${day}) > 3", constraint="regex(., ${day})"),
    )
    found = check(instrument, {"day": "[", "why": "x"})
    assert (found.values, found.problems) == ({"day": "[", "why": "x"}, ())


def test_nothing_is_required_where_nothing_can_be_answered() -> None:
    none = item("town", Kind.SELECT_ONE, choice_filter="false()", required=True)
    heading = item("head", Kind.SELECT_ONE, appearance="label", required=True)
    assert told(form(none, heading), {}) == []
