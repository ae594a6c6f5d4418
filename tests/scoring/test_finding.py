"""Findings: the most lost points first, promises before them, and what citizens say beside what the test saw."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import bank
from instruments.instrument import Outcome, walk
from instruments.scenario import Channel
from scoring.distance import GRADED, best_third, distance
from scoring.finding import TELLS, Cause, Finding, Kind, Neighbours, Promise, causes, propose
from scoring.items import Result
from scoring.score import scores
from scoring.voices import Frequent

RULES = bank.protocol("kommunetest-2019")
NO_ANSWER = Frequent("no_answer", 30, 60, 200, 2000)
CONDUCT = Frequent("conduct", 20, 60, 100, 2000)
SELDOM = Frequent("privacy_discrimination", 4, 60, 0, 2000)


def contacts(unit: str, *points: int | None) -> list[Result]:
    """Four mails with three items each; None was not answered."""
    names = [(mail, item) for mail in "1234" for item in ("correct", "friendly", "clear")]
    return [
        Result(
            unit=unit, inquiry=mail, item=item, sector="technical" if mail in "12" else "care", channel=Channel.EMAIL,
            points=Fraction(one or 0), possible=Fraction(4),
            status=Outcome.UNANSWERED if one is None else Outcome.ANSWERED,
        )
        for (mail, item), one in zip(names, points, strict=True)
    ]  # fmt: skip


WAVE = [
    *contacts("Asker", *[4] * 12),
    *contacts("Bodø", 4, 3, 3, 4, 3, 3, 4, 3, 3, 4, 3, 3),
    *contacts("Vik", None, None, None, 4, 0, 1, 4, 2, 4, 4, 0, 1),
    *contacts("Ås", *[2] * 12),
]
SCORES = scores(RULES, WAVE)
BEST = best_third(RULES, SCORES)
NEIGHBOURS = Neighbours(RULES, SCORES)


def proposed(unit: str, **more: object) -> tuple[Finding, ...]:
    score = next(one for one in SCORES if one.unit == unit)
    return propose(distance(RULES, score, BEST), NEIGHBOURS, **more)  # type: ignore[arg-type]


def test_what_costs_most_comes_first_and_a_missed_contact_is_one_finding() -> None:
    found = proposed("Vik")
    assert [(one.cause.why, one.cause.item) for one in found if one.cause] == [
        ("unanswered", ""), (GRADED, "friendly"), (GRADED, "clear"),
    ]  # fmt: skip
    assert (found[0].times, found[0].of) == (1, 4)
    assert (found[1].times, found[1].of, [area for area, _ in found[1].sectors]) == (3, 4, ["care", "technical"])
    assert sum(one.points for one in found) == BEST.total - next(one.total or 0 for one in SCORES if one.unit == "Vik")


def test_good_examples_lose_less_the_best_of_them_first() -> None:
    friendly = proposed("Vik")[1]
    assert [(one.unit, one.loses) for one in friendly.examples] == [("Asker", 0.0), ("Bodø", 0.25), ("Ås", 0.5)]
    assert proposed("Bodø")[0].examples[0].unit == "Asker"
    assert proposed("Asker") == ()


def test_a_frequent_category_stands_with_what_it_tells_of_and_else_comes_last() -> None:
    found = proposed("Vik", frequent=[CONDUCT, NO_ANSWER, SELDOM])
    assert [one.kind for one in found] == [Kind.POINTS, Kind.POINTS, Kind.POINTS, Kind.COMMENTS]
    assert (found[0].comments, found[3].code, found[3].times) == ((NO_ANSWER,), "conduct", 20)


def test_categories_and_items_that_tell_of_each_other_are_those_of_the_bank() -> None:
    reasons = next(axis for axis in bank.codebook("municipal").axes if axis.code == "reasons")
    forms = [one for name, one in bank.instruments().items() if name.startswith("grade-")]
    items = {item.name for one in forms for item in walk(one.items)}
    assert TELLS.keys() <= set(reasons.codes)
    assert {name for one in TELLS.values() for name in one.items} <= items


def test_a_promise_broken_twice_comes_first_and_once_is_no_finding() -> None:
    promises = [Promise("24 hours", 5, 1), Promise("call back", 1, 2, 4), Promise("receipt", 0, 3)]
    found = proposed("Vik", promises=promises)
    assert [one.code for one in found] == ["receipt", "", "", ""]
    assert [one.code for one in proposed("Asker", promises=promises)] == ["receipt", "call back"]
    assert promises[1].share.estimate == 1 / 3


def test_causes_are_the_contributions_in_another_order() -> None:
    for score in SCORES:
        found = distance(RULES, score, BEST)
        assert sorted(one.points for _, some in causes(found) for one in some) == sorted(
            one.points for one in found.contributions
        )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([None, 0, 2, 4]), min_size=12, max_size=12),
    st.lists(st.sampled_from([NO_ANSWER, CONDUCT, SELDOM]), unique=True),
    st.lists(st.builds(Promise, st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 3)), max_size=3),
)
def test_there_are_never_more_than_five_and_points_fall(
    points: list[int | None], frequent: list[Frequent], promises: list[Promise]
) -> None:
    of_wave = scores(RULES, [*WAVE[:24], *contacts("Nes", *points)])
    mine = distance(RULES, of_wave[-1], best_third(RULES, of_wave))
    found = propose(mine, Neighbours(RULES, of_wave), frequent=frequent, promises=promises)
    worth = [one.points for one in found if one.kind is Kind.POINTS]
    order = [Kind.PROMISE, Kind.POINTS, Kind.COMMENTS]
    assert len(found) <= 5
    assert worth == sorted(worth, reverse=True) and all(one > 0 for one in worth)
    assert [order.index(one.kind) for one in found] == sorted(order.index(one.kind) for one in found)
    assert all(one.times <= one.of for one in found)


def test_a_cause_without_the_name_of_an_item_goes_by_its_sector() -> None:
    plain = [
        Result(unit=unit, sector="care", channel=Channel.WEB, points=Fraction(one), possible=Fraction(1))
        for unit, one in (("Asker", 1), ("Vik", 0))
    ]
    of_wave = scores(RULES, plain)
    found = causes(distance(RULES, of_wave[1], best_third(RULES, of_wave)))
    assert [what for what, _ in found] == [Cause(Channel.WEB, GRADED, sector="care")]
