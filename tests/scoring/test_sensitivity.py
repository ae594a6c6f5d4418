"""How ranks move with weights, with one contact left out, and without those noticed as tests."""

from fractions import Fraction

import pytest

from instruments import bank
from instruments.instrument import Outcome
from instruments.scenario import Channel
from scoring import sensitivity
from scoring.items import Result
from scoring.score import Score, scores

RULES = bank.protocol("kommunetest-2019")


def an_item(unit: str, inquiry: str, points: int, sector: str = "technical", **more: Outcome) -> Result:
    return Result(
        unit=unit, inquiry=inquiry, item=f"{inquiry}-{sector}", sector=sector, points=Fraction(points),
        possible=Fraction(5), channel=Channel.EMAIL, **more,
    )  # fmt: skip


def three() -> list[Result]:
    """Asker is good at technical, Moss at health, Larvik bad at both; Asker hangs on one mail."""
    return [
        an_item("Asker", "a1", 5), an_item("Asker", "a2", 5), an_item("Asker", "a2", 1, "health"),
        an_item("Moss", "m1", 4), an_item("Moss", "m2", 4), an_item("Moss", "m3", 5, "health"),
        an_item("Larvik", "l1", 1), an_item("Larvik", "l2", 1), an_item("Larvik", "l3", 1, "health"),
    ]  # fmt: skip


def scored(results: list[Result]) -> list[Score]:
    return scores(RULES, results)


def test_only_ranks_that_hang_on_the_weights_move_with_them() -> None:
    found = {one.unit: one for one in sensitivity.weights(RULES, scored(three()), concentration=5)}
    assert [(found[unit].rank, found[unit].low, found[unit].high) for unit in ("Asker", "Moss", "Larvik")] == [
        (1, 1, 2), (2, 1, 2), (3, 3, 3),
    ]  # fmt: skip
    firm = sensitivity.weights(RULES, scored(three()), concentration=1e6)
    assert all(one.low == one.rank == one.high for one in firm)
    assert sensitivity.weights(RULES, scored(three()), seed=4) == sensitivity.weights(RULES, scored(three()), seed=4)
    with pytest.raises(ValueError, match="concentration"):
        sensitivity.weights(RULES, [], concentration=0)
    assert sensitivity.weights(RULES, []) == []


def test_units_that_lack_a_sector_are_weighed_over_what_they_have() -> None:
    found = sensitivity.weights(RULES, scored([*three(), an_item("Bodo", "b1", 5)]), concentration=5)
    assert (found[3].unit, found[3].rank, found[3].low, found[3].high) == ("Bodo", 1, 1, 1)


def test_one_contact_left_out_is_left_out_of_all_its_sectors() -> None:
    found = {one.unit: one for one in sensitivity.one_contact(RULES, scored(three()))}
    asker = found["Asker"]
    exact = (Fraction(35) * 100 + Fraction("7.5") * 20) / Fraction("42.5")
    # without a1 technical stays at 100; without a2 it is all there is
    assert (asker.total, asker.total_low, asker.total_high, asker.contact) == (exact, exact, 100, "email/a2")
    assert (asker.rank, asker.low, asker.high) == (1, 1, 1)
    moss = found["Moss"]
    assert (moss.rank, moss.low, moss.high, moss.contact) == (2, 2, 2, "email/m3")
    assert moss.total_low == 80


def test_a_rank_falls_by_those_that_pass_it() -> None:
    near = [an_item("Asker", "a1", 5), an_item("Asker", "a2", 3), an_item("Moss", "m1", 4), an_item("Voss", "v1", 4)]
    found = sensitivity.one_contact(RULES, scored(near))[0]
    assert (found.rank, found.low, found.high) == (1, 1, 3)
    alone = sensitivity.one_contact(RULES, scored(near))[1]
    assert (alone.total_low, alone.total_high, alone.contact) == (80, 80, None)


def test_contacts_that_were_noticed_are_left_out_with_all_their_items() -> None:
    results = [*three(), an_item("Asker", "a2", 0, "care", status=Outcome.DETECTED)]
    noticed = sensitivity.detected(scored(results))
    assert noticed == {"Asker": ["email/a2"], "Moss": [], "Larvik": []}
    found = sensitivity.without(RULES, scored(results), noticed)
    assert [(one.unit, one.contacts, one.rank, one.rank_without) for one in found] == [
        ("Asker", 1, 1, 1), ("Moss", 0, 2, 2), ("Larvik", 0, 3, 3),
    ]  # fmt: skip
    assert found[0].total_without == 100
    gone = sensitivity.without(RULES, scored(results), {"Asker": ["email/a1", "email/a2"]})
    assert (gone[0].total_without, gone[0].rank_without, gone[1].rank_without) == (None, None, 1)
