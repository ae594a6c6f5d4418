"""A wave in numbers: what is counted, what is left out, and that nothing depends on the order of things."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.instrument import Counts, Outcome
from instruments.scenario import Channel
from survey.brought import FEWEST
from survey.bundle import Contact, Item
from survey.league import Place
from survey.national import ENDS, National, national, spread
from survey.standing import Moved, Standing

PROTOCOL = bank.protocol("kommunetest-2019", None)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def a_place(unit: int, total: float | None, **values: Any) -> Place:
    standing = Standing(
        wave_id=1,
        unit_id=unit,
        total=total,
        rank=None if total is None else values.pop("rank", unit),
        tested=1.0,
        sectors={"technical": total},
        channels={"email": total},
        notes={},
        computed_at=NOW,
        **values,
    )
    return Place(standing=standing, code=f"{unit:04}", name=f"Sted {unit}")


def a_contact(id: int, *items: Item, ending: Outcome | None = Outcome.ANSWERED, **values: Any) -> Contact:
    given: dict[str, Any] = {"channel": Channel.EMAIL, "sector": "technical", "scenario": "well"} | values
    return Contact(id=id, unit=id, slot="email-1", ending=ending, items=items, **given)


def an_item(name: str, points: float | None, **values: Any) -> Item:
    return Item(item=name, sector="technical", points=points, possible=2, **values)


def found(contacts: list[Contact], places: list[Place] | None = None) -> National:
    return national(PROTOCOL, places or [a_place(1, 50.0)], contacts, k=10)


def test_what_few_were_asked_is_not_told() -> None:
    contacts = [a_contact(n, an_item("clear", 2), an_item("rare", 0 if n else None)) for n in range(FEWEST)]
    few = [a_contact(n, an_item("clear", 2)) for n in range(FEWEST - 1)]
    assert [one.key for one in found(contacts).channels[0].hardest] == ["rare", "clear"]
    assert found(few).channels[0].hardest == ()


def test_what_left_the_denominator_counts_nowhere_and_what_was_lost_counts_as_nothing() -> None:
    contacts = [
        a_contact(0, an_item("clear", None, status=Outcome.TESTER_ERROR), ending=Outcome.TESTER_ERROR),
        a_contact(1, an_item("clear", None, status=Outcome.UNANSWERED), ending=Outcome.UNANSWERED),
        a_contact(2, ending=None),
        *(a_contact(3 + n, an_item("clear", 2)) for n in range(FEWEST - 1)),
    ]
    one = found(contacts).channels[0]
    assert (one.ends.contacts, one.ends.answered, one.ends.left_out) == (FEWEST + 1, FEWEST - 1, 1)
    assert one.ends.lost == {Outcome.UNANSWERED: 1}
    assert [(each.share, each.times) for each in one.hardest] == [(pytest.approx(1 - 1 / FEWEST), FEWEST)]


def test_where_a_question_that_must_be_right_was_wrong_nothing_of_the_contact_counts() -> None:
    lost = [a_contact(n, an_item("safe", 0, counts=Counts.CRITICAL), an_item("clear", 2)) for n in range(FEWEST)]
    assert {one.key: one.share for one in found(lost).channels[0].hardest} == {"safe": 0, "clear": 0}


def test_no_item_is_both_hard_and_easy() -> None:
    contacts = [a_contact(n, *(an_item(f"i{at}", at / 2) for at in range(4))) for n in range(FEWEST)]
    one = found(contacts).sectors[0]
    assert len(one.hardest) == ENDS
    assert not {each.key for each in one.hardest} & {each.key for each in one.easiest}


def test_a_unit_without_a_place_is_told_as_untested() -> None:
    numbers = found([], [a_place(1, 60.0), a_place(2, None)])
    assert numbers.untested == (2,)
    assert numbers.spread is not None
    assert numbers.spread.units == 1


def test_development_counts_units_that_both_waves_have_and_names_only_discoveries() -> None:
    clear = Moved(change=9.0, low=4.0, high=14.0, p=0.001, discovery=True, linked=40, left_out=6)
    faint = Moved(change=-1.0, low=-6.0, high=4.0, p=0.6, linked=40, left_out=6)
    places = [a_place(1, 70.0, moved=clear, change=10.0), a_place(2, 60.0, moved=faint, change=-2.0), a_place(3, 50.0)]
    one = found([], places).development
    assert one is not None
    assert (one.units, one.up, one.down) == (2, (1,), ())
    assert one.mean.estimate == pytest.approx(4.0)
    assert (one.level_before, one.level_after) == (61.0, 65.0)
    assert found([], places[2:]).development is None


def test_those_who_could_be_among_the_best_follow_from_the_ranges_of_all_at_once() -> None:
    places = [a_place(n, 100.0 - n, rank_low_all=low, tier=tier) for n, low, tier in ((1, 1, 1), (2, 9, 1), (3, 11, 2))]
    numbers = found([], places)
    assert numbers.top == (1, 2)
    assert [[one.standing.unit_id for one in tier.places] for tier in numbers.tiers] == [[1, 2], [3]]
    assert found([], [a_place(1, 50.0)]).top == ()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.randoms())
def test_how_figures_lie_does_not_depend_on_their_order(values: list[float], random: Any) -> None:
    mixed = values[:]
    random.shuffle(mixed)
    one = spread(values)
    assert one == spread(mixed)
    assert one is not None
    assert one.least <= one.low <= one.middle <= one.high <= one.most
    assert one.units == len(values)


def test_figures_of_many_units_hold_no_contact_of_one() -> None:
    contacts = [a_contact(n, an_item("clear", 2)) for n in range(FEWEST)]
    assert b'"inquiry"' not in msgspec.json.encode(found(contacts))
