"""What a publication tells of surveys is attacked with everything that is shown, in the bundle and in the house."""

import random
from itertools import product
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from instruments import bank
from instruments.instrument import Instrument
from scoring import indices
from scoring.suppress import THRESHOLD
from survey import field_report, released, releasing, satisfaction
from survey.released import Asked, Count, Survey
from survey.round import Round
from survey.satisfaction import Reply, Role
from tests.conftest import NOW
from tests.surveys.played import answer

EMAIL = bank.one(Instrument, "post-contact-email@1")
SPEED = next(item for item in EMAIL.leaves if item.name == "speed")
WORST_UP = sorted(SPEED.choices, key=lambda one: one.points or 0)
ASKED = Round(
    id=1, title="After contact", forms={"email": "post-contact-email@1"}, starts_on=NOW.date(), asks_until=NOW.date(),
    ends_on=NOW.date(), created_at=NOW,
)  # fmt: skip


def release(parts: dict[int | None, list[dict[str, Any]]]) -> Survey:
    said = {(unit, "email"): satisfaction.counted(EMAIL, some) for unit, some in parts.items()}
    told: dict[Any, int] = {}
    for unit, some in parts.items():
        for one in some:
            if one.get("answered") in ("yes", "not_yet"):
                key = unit, "email", Reply.YES if one["answered"] == "yes" else Reply.NO
                told[key] = told.get(key, 0) + 1
    units = tuple(unit for unit in parts if unit is not None)
    report = field_report.report({}, {}, {}, told, units=units, channels=("email",))
    return releasing.survey(ASKED, {"email": EMAIL}, said, report)


def by_counts(*counts: int) -> list[dict[str, Any]]:
    return [answer(grade) for grade, number in enumerate(counts, 1) for _ in range(number)]


def by_grade(grades: list[int]) -> dict[int, int]:
    return {grade: grades.count(grade) for grade in set(grades)}


COUNTS = st.lists(st.sampled_from([0, 0, 1, 2, 3, 5, 8, 13, 30]), min_size=5, max_size=5).filter(
    lambda one: sum(one) == 0 or sum(one) >= 10
)


def ends(
    parts: list[list[int]], rows: list[Asked | None], total: Asked | None, wanted: tuple[int, int]
) -> float:
    """How far apart the least and the most are that a grade of a part can have, for all that is told."""
    size = 5 * len(parts)
    known: list[tuple[Any, float]] = []

    def tell(cells: dict[tuple[int, int], float], value: float) -> None:
        row = np.zeros(size)
        for (part, grade), weight in cells.items():
            row[5 * part + grade] = weight
        known.append((row, value))

    whole = list(product(range(len(parts)), range(5)))
    if total is not None and total.mean is not None:
        tell({(part, grade): float(grade) for part, grade in whole}, total.n * total.mean / 25)
    for at, (part, row) in enumerate(zip(parts, rows, strict=True)):
        tell({(at, grade): 1.0 for grade in range(5)}, sum(part))  # how many answered is known in the house
        if row is None or row.mean is None:
            continue
        tell({(at, grade): float(grade) for grade in range(5)}, row.n * row.mean / 25)
        start = 0
        for count in row.counts:
            tell({(at, start + n): 1.0 for n in range(len(count.answers))}, count.number or 0)
            start += len(count.answers)
    aim = np.zeros(size)
    aim[5 * wanted[0] + wanted[1]] = 1
    matrix, values = np.array([row for row, _ in known]), np.array([value for _, value in known])
    low, high = (
        linprog(sign * aim, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs").fun * sign for sign in (1, -1)
    )
    return float(high - low)


@settings(max_examples=80)
@given(st.lists(COUNTS, min_size=1, max_size=4), st.booleans(), st.integers(0, 4))
def test_no_small_grade_is_known_within_five_over_the_bundle_and_the_totals(
    many: list[list[int]], pooled: bool, reader: int
) -> None:
    """`reader`: for which unit the attacker answers, who then knows what the house shows of it; for none beyond."""
    keys: list[int | None] = [*range(1, len(many) + 1)]
    if pooled:
        keys[-1] = None
    found = release({key: by_counts(*counts) for key, counts in zip(keys, many, strict=True)})
    rows = [one for one in found.counts if one.question == "speed"]
    by_unit = [next((one for one in rows if one.unit == key), None) for key in keys]
    total = next((one for one in found.totals if one.question == "speed"), None)
    if reader < len(many) and keys[reader] is not None:
        own = {item.value: n for item, n in zip(WORST_UP, many[reader], strict=True)}
        by_unit[reader] = releasing.graded(SPEED, own, lowest=1) or by_unit[reader]
    for at, part in enumerate(many):
        for grade, number in enumerate(part):
            if 0 < number < THRESHOLD:
                assert ends(many, by_unit, total, (at, grade)) >= THRESHOLD - 1e-6
    for one in rows:
        assert all(each.number is None or each.number >= THRESHOLD for each in one.counts)


def test_a_unit_that_cannot_be_told_is_not_the_difference_of_the_others_and_the_total() -> None:
    alike = by_counts(0, 0, 0, 0, 40)
    found = release(
        {1: alike, 2: by_counts(5, 6, 9, 20, 10), 3: by_counts(9, 9, 9, 20, 30), 4: by_counts(9, 9, 9, 20, 60)}
    )
    told = {one.unit for one in found.counts if one.question == "speed" and one.mean is not None}
    assert told == {4}  # the two smaller ones keep it company: of one alone its own staff would know the rest
    assert {one.unit for one in found.figures if one.name == "skr"} == {0, 4}


def test_what_staff_know_of_their_own_unit_does_not_open_the_other_one() -> None:
    found = release({1: by_counts(0, 0, 0, 0, 40), 2: by_counts(5, 6, 9, 20, 10)})
    assert not [one for one in (*found.counts, *found.totals) if one.question == "speed" and one.mean is not None]


def test_everything_is_told_where_everything_may_be() -> None:
    found = release({1: by_counts(10, 10, 20, 40, 40), 2: by_counts(9, 9, 9, 20, 30)})
    speed = next(one for one in found.counts if one.unit == 1 and one.question == "speed")
    assert [one.number for one in speed.counts] == [10, 10, 20, 40, 40]
    grades = [grade for grade, n in enumerate((10, 10, 20, 40, 40), 1) for _ in range(n)]
    whole = indices.skr(by_grade(grades))
    ces, csat = found.figure(1, "email", "ces"), found.figure(1, "email", "csat")
    assert ces and (ces.value, ces.low, ces.high) == pytest.approx((whole.value, whole.low, whole.high))
    top = indices.csat(by_grade(grades))
    assert csat and (csat.value, csat.low, csat.high) == pytest.approx((top.value, top.low, top.high))


def test_who_got_no_reply_is_told_where_the_field_report_tells_it() -> None:
    some = by_counts(10, 10, 20, 40, 40)
    found = release({1: [*some, *[answer(1, replied=False)] * 20], 2: [*some, *[answer(1, replied=False)] * 2]})
    one = found.figure(1, "email", "no_reply")
    assert found.figure(2, "email", "no_reply") is None
    assert one is None or one.value == pytest.approx(100 * 20 / 140)
    assert found.figure(0, "email", "no_reply") is None or one is None  # else the 2 would follow


def test_the_index_of_a_unit_is_skrs_where_everybody_answered_every_question() -> None:
    said = [answer(1 + n % 5) for n in range(100)]
    found, house = (
        release({1: said}).figure(1, "email", "skr"),
        satisfaction.figures(EMAIL, satisfaction.counted(EMAIL, said)).skr,
    )
    assert found and house and found.value == pytest.approx(house.value) and found.n == 100


def test_an_interval_from_coarser_counts_is_never_narrower_than_that_of_the_grades() -> None:
    dice = random.Random(4)
    for _ in range(200):
        grades = [dice.randint(1, 5) for _ in range(dice.randint(10, 60))]
        exact = indices.skr(by_grade(grades))
        for sizes in ((5,), (3, 2), (2, 1, 2), (1, 1, 1, 1, 1)):
            counts, start = [], 1
            for size in sizes:
                names = tuple(map(str, range(start, start + size)))
                counts.append(Count(names, sum(str(grade) in names for grade in grades)))
                start += size
            shown = tuple(counts) if len(sizes) > 1 else ()
            one = Asked(unit=1, channel="email", question="ease", n=len(grades), counts=shown, steps=5,
                        roles=(Role.CES,), mean=exact.value)  # fmt: skip
            figure = next(released.of_role(one, "ces"))
            assert figure.low <= (exact.low or 0) + 1e-9 and figure.high >= (exact.high or 0) - 1e-9
            if len(sizes) == 5:
                assert (figure.low, figure.high) == pytest.approx((exact.low, exact.high))


def test_nothing_but_counts_and_indices_leaves_the_house() -> None:
    found = msgspec.to_builtins(
        release({1: [answer(3, area="school", comment="Kari var grei")] * 30 + by_counts(9, 9, 9, 9, 9)})
    )
    assert {one["question"] for one in found["counts"]} <= {
        "answered", "speed", "clarity", "courtesy", "competence", "ease", "overall"
    }  # fmt: skip
    assert "Kari" not in str(found)
