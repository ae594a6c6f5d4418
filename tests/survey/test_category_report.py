"""What may be shown of categories: no small number, nothing that gives one away, and the totals before all else."""

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from survey.category_report import PLACES, Release, moved, release

CODES = ("slow", "cost", "praise")


def made(cells: dict[tuple[str, str], int], *, many: bool = False) -> Release:
    """The same numbers by every dimension; whole comments are the sum of the categories."""
    places = {place for _, place in cells}
    whole = {("", one): sum(n for (_, place), n in cells.items() if place == one) for one in places}
    return release(CODES, {name: cells | whole for name in PLACES}, dict.fromkeys(PLACES, whole), many=many)


def axis(codes: tuple[str, ...], sizes: dict[int, int], dice: random.Random) -> Release:
    """As many comments of each unit as `sizes` says, sorted by chance."""
    cells: Counter[tuple[str, int]] = Counter()
    for unit, number in sizes.items():
        cells.update((code, unit) for code in dice.choices(codes, range(len(codes), 0, -1), k=number))
    whole = {("", unit): number for unit, number in sizes.items()}
    numbers = {name: dict(cells) | whole if name == "unit_id" else {} for name in PLACES}
    return release(codes, numbers, {name: whole if name == "unit_id" else {} for name in PLACES}, many=False)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.lists(st.integers(5, 40), min_size=2, max_size=4), st.integers())
def test_what_one_axis_hides_no_other_gives_away(few: int, others: list[int], seed: int) -> None:
    sizes, dice = dict(enumerate([few, *others], start=1)), random.Random(seed)
    axes = [axis(codes, sizes, dice) for codes in (("x", "y", "z"), ("p", "q"), ("r", "s"))]
    seen = {unit for one in axes for unit in sizes if one.tables["unit_id"].of(str(unit)) is not None}
    assert sum(number for unit, number in sizes.items() if unit not in seen) >= 5


def test_a_share_has_its_numbers_and_its_interval() -> None:
    cells = {("slow", "phone"): 30, ("cost", "phone"): 60, ("praise", "phone"): 10}
    found = made(cells | {("slow", "email"): 20, ("cost", "email"): 60, ("praise", "email"): 20})
    one = found.at("channel", "phone", "slow")
    assert one and (one.number, one.of, one.value) == (30, 100, 0.3)
    assert one.interval.low and round(one.interval.low, 3) == 0.219
    assert found.at("channel", "desk", "slow") is None and found.at("channel", "phone", "invented") is None
    change = moved(one, found.at("channel", "email", "slow"))
    assert change and change.low is not None and change.high is not None and change.low < -0.1 < change.high


def test_a_small_number_is_hidden_and_so_is_what_would_give_it_away() -> None:
    found = made({("slow", "phone"): 3, ("cost", "phone"): 70, ("slow", "email"): 40, ("cost", "email"): 80})
    assert found.at("channel", "phone", "slow") is None
    assert found.at("channel", "email", "slow") is None or found.total("slow") is None


def test_that_all_said_the_same_is_not_told() -> None:
    found = made({("slow", "phone"): 30, ("slow", "email"): 10})
    assert found.total("slow") is None and found.at("channel", "phone", "slow") is None


def test_a_table_of_small_numbers_does_not_cost_the_totals() -> None:
    cells = {(code, str(unit)): 1 + (unit % 2) for code in CODES for unit in range(30)}
    found = made(cells)
    shown = [found.total(code) for code in CODES]
    assert [one.number for one in shown if one] == [45, 45, 45] and found.of == 135
    assert all(found.at("unit_id", unit, code) is None for unit in range(30) for code in CODES)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=12, max_size=12), st.booleans())
def test_nothing_below_five_is_ever_shown(numbers: list[int], many: bool) -> None:
    places = ("a", "b", "c", "")
    cells = {(code, place): numbers[3 * at + n] for at, place in enumerate(places) for n, code in enumerate(CODES)}
    found = made(cells, many=many)
    shares = [found.at(name, place, code) for name in PLACES for place in found.places(name) for code in CODES]
    assert all(one.number >= 5 and one.of >= 5 for one in (*shares, *map(found.total, CODES)) if one)
