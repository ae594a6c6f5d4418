"""The distance from the best third: contributions add up to it exactly, whatever was tested."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import bank
from instruments.instrument import Counts, Outcome
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring.distance import GRADED, best_third, by, distance
from scoring.items import Result
from scoring.score import scores

RULES = bank.protocol("kommunetest-2019")
POINTS = bank.protocol("kommunetest-2010")
SHARES = bank.protocol("kommunetest-2007")
SECTORS = ("technical", "care", "health")


def an_item(unit: str, item: str, points: int, **more: object) -> Result:
    told = {"sector": "technical", "channel": Channel.EMAIL, "inquiry": f"q{item}", "possible": Fraction(5), **more}
    return Result(unit=unit, item=item, points=Fraction(points), **told)  # type: ignore[arg-type]


drawn = st.lists(
    st.builds(
        an_item,
        st.sampled_from("ABCDE"),
        st.sampled_from("xyz"),
        st.integers(0, 5),
        sector=st.sampled_from(SECTORS),
        channel=st.sampled_from(Channel),
        inquiry=st.sampled_from(["1", "2"]),
        status=st.sampled_from([Outcome.ANSWERED, Outcome.UNANSWERED, Outcome.NOT_TESTED]),
        counts=st.sampled_from(Counts),
        weight=st.sampled_from([Fraction(1), Fraction(2, 3)]),
        working_days=st.sampled_from([None, 0, 3, 12]),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(drawn, st.sampled_from([RULES, POINTS, SHARES]))
def test_contributions_and_the_mix_are_the_distance_to_the_last_fraction(
    results: list[Result], rules: Protocol
) -> None:
    of_wave = [one for one in scores(rules, results) if one.total is not None]
    if not of_wave:
        return
    best = best_third(rules, of_wave)
    assert sum(one.brought for one in best.standings.values()) == best.total
    found = [distance(rules, one, best) for one in of_wave]
    for one in found:
        assert sum(part.points for part in one.contributions) + one.mix == one.points == best.total - one.total
        assert sum(points for _, points in by(one.contributions, lambda part: part.why)) + one.mix == one.points
    assert sum(one.points for one in found if one.unit in best.units) == 0


def test_where_all_were_tested_alike_it_is_the_lost_points_that_differ() -> None:
    results = [an_item(unit, item, points) for unit, *all_points in (("A", 5, 5), ("B", 4, 1), ("C", 3, 0))
               for item, points in zip("xy", all_points, strict=True)]  # fmt: skip
    of_wave = scores(RULES, results)
    best = best_third(RULES, of_wave)
    found = distance(RULES, of_wave[1], best)
    assert (best.units, best.total, found.points, found.mix) == (("A",), 100, 50, 0)
    assert [(one.key.item, one.why, one.points) for one in found.contributions] == [
        ("y", GRADED, 40), ("x", GRADED, 10),
    ]  # fmt: skip


def test_an_unanswered_mail_is_told_from_a_bad_answer() -> None:
    results = [an_item("A", "x", 5), an_item("A", "y", 5), an_item("B", "x", 0, status=Outcome.UNANSWERED)]
    of_wave = scores(RULES, [*results, an_item("B", "y", 3)])
    found = distance(RULES, of_wave[1], best_third(RULES, of_wave))
    assert by(found.contributions, lambda one: one.why) == [("unanswered", 50), (GRADED, 20)]
    assert found.contributions[0].losing == {"email/qx"}


def test_a_call_that_nobody_took_is_one_reason_also_where_a_grade_says_so() -> None:
    call = {"inquiry": "1", "channel": Channel.PHONE}
    results = [an_item(unit, item, 5, **call) for unit in "AB" for item in ("reached", "manner")]
    missed = [an_item("C", "reached", 0, **call), an_item("C", "manner", 0, status=Outcome.UNREACHABLE, **call)]
    of_wave = scores(RULES, [*results, *missed])
    found = distance(RULES, of_wave[2], best_third(RULES, of_wave))
    assert by(found.contributions, lambda one: one.why) == [("unreachable", 100)]


def test_what_only_one_side_was_tested_on_is_mix_and_blames_no_item() -> None:
    results = [an_item("A", "x", 5), an_item("B", "x", 5), an_item("B", "y", 0)]
    of_wave = scores(RULES, results)
    found = distance(RULES, of_wave[1], best_third(RULES, of_wave))
    assert (found.points, found.mix) == (50, 50)
    assert all(one.points == 0 for one in found.contributions)


def test_those_who_share_the_last_place_of_the_third_belong_to_it() -> None:
    results = [an_item(unit, "x", points) for unit, points in zip("ABCD", (5, 4, 4, 1), strict=True)]
    assert best_third(RULES, scores(RULES, results)).units == ("A", "B", "C")
    with pytest.raises(ValueError, match="no unit"):
        best_third(RULES, [])
