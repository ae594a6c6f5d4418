"""What answers are worth: points by choice and by number, bonus, knock-out, what counts and what does not."""

from typing import Any

import pytest

from instruments.instrument import Choice, Counts, Instrument, Item, Kind, Outcome
from instruments.worth import points, total

SCALE = tuple(Choice(value=str(number), label={"en": str(number)}, points=number) for number in range(4))


def form(*items: Item) -> Instrument:
    return Instrument(id="test", title={"en": "Test"}, items=items)


def item(name: str, kind: Kind = Kind.SELECT_ONE, **more: Any) -> Item:
    if kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        more.setdefault("choices", SCALE)
    return Item(name=name, kind=kind, label={"en": name}, **more)


def percent(instrument: Instrument, values: dict[str, Any]) -> float | None:
    return total(points(instrument, values)).percent


def test_a_form_is_worth_its_weighted_points_of_those_possible() -> None:
    assert percent(form(item("a", weight=2), item("b")), {"a": "3", "b": "0"}) == pytest.approx(200 / 3)


def test_what_has_no_answer_leaves_both_sums() -> None:
    instrument = form(item("a"), item("b", may_be=(Outcome.NOT_OFFERED,)))
    assert percent(instrument, {"a": "3"}) == 100
    assert percent(instrument, {"a": "3", "b": "@not_offered"}) == 100
    assert percent(instrument, {}) is None


def test_several_choices_add_up() -> None:
    found = points(form(item("a", Kind.SELECT_MULTIPLE)), {"a": ["1", "3"]})
    assert (found[0].points, found[0].max_points) == (4, 6)


@pytest.mark.parametrize(("given", "worth"), [(1, 0), (3, 2), (5, 4)])
def test_a_scale_is_worth_nothing_at_its_low_end_and_everything_at_its_high_one(given: int, worth: float) -> None:
    scale = item("a", Kind.RANGE, points=4, parameters={"start": "1", "end": "5"})
    assert points(form(scale), {"a": given})[0].points == worth


@pytest.mark.parametrize(("given", "worth"), [(-1, 0), (2.5, 2.5), (11, 10)])
def test_another_number_counts_as_it_is_up_to_its_most(given: float, worth: float) -> None:
    assert points(form(item("a", Kind.DECIMAL, points=10)), {"a": given})[0].points == worth


def test_a_computed_number_can_be_worth_points() -> None:
    instrument = form(item("a", Kind.CALCULATE, calculation="1 + 1", points=2))
    assert percent(instrument, {"a": 2}) == 100


def test_a_bonus_makes_up_for_what_is_missing_and_no_more() -> None:
    instrument = form(item("a"), item("more", counts=Counts.BONUS))
    assert percent(instrument, {"a": "3", "more": "0"}) == 100
    assert percent(instrument, {"a": "2", "more": "1"}) == 100
    assert percent(instrument, {"a": "3", "more": "3"}) == 100
    assert percent(instrument, {"a": "0", "more": "1"}) == pytest.approx(100 / 3)


def test_a_critical_item_without_a_point_takes_everything() -> None:
    instrument = form(item("a"), item("right", counts=Counts.CRITICAL))
    found = total(points(instrument, {"a": "3", "right": "0"}))
    assert (found.percent, found.knocked_out) == (0, ("right",))
    assert percent(instrument, {"a": "3", "right": "3"}) == 100
    assert percent(instrument, {"a": "3"}) == 100


def test_what_was_not_asked_comes_out_as_the_form_says() -> None:
    instrument = form(item("a"), item("b", relevant="${a} = '3'", when_hidden=Outcome.REFUSED))
    assert points(instrument, {"a": "1"})[1].status is Outcome.REFUSED
    assert points(instrument, {"a": "3"})[1].status is Outcome.NOT_TESTED


def test_each_instance_of_a_repeat_has_its_own_line() -> None:
    instrument = form(item("calls", Kind.REPEAT, items=(item("polite"),)))
    found = points(instrument, {"calls": [{"polite": "3"}, {"polite": "1"}]})
    assert [(one.item, one.points) for one in found] == [("calls.1.polite", 3), ("calls.2.polite", 1)]


def test_what_was_relevant_when_it_was_stored_counts_whatever_the_day_is() -> None:
    instrument = form(item("a", relevant="today() > date('2026-01-01')"))
    assert points(instrument, {"a": "3"})[0].points == 3
