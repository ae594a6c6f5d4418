"""An inquiry is counted once, whatever it counts in, and what was never put to a unit is none."""

from fractions import Fraction
from typing import Any

from instruments import bank
from instruments.instrument import Outcome
from instruments.scenario import Channel
from scoring.items import Result
from scoring.score import score
from survey.inquired import Inquired, inquired

RULES = bank.protocol("kommunetest-2019", None)


def told(*results: Result) -> Inquired:
    return inquired(score(RULES, "1", list(results)))


def a_result(inquiry: int, *, channel: Channel = Channel.EMAIL, drawn: str = "", **values: Any) -> Result:
    fixed: dict[str, Any] = {"unit": "1", "sector": "technical", "item": "clear", "possible": Fraction(2)}
    fixed |= {"points": Fraction(1), "status": Outcome.ANSWERED, "weight": Fraction(1)} | values
    return Result(inquiry=str(inquiry), channel=channel, drawn=drawn or str(inquiry), **fixed)


def lost(inquiry: int, status: Outcome, **values: Any) -> Result:
    return a_result(inquiry, points=None, status=status, **values)


def test_an_inquiry_with_several_items_in_several_areas_is_one() -> None:
    one = told(a_result(1), a_result(1, item="kind"), a_result(1, sector="school"))
    assert (one.made, one.graded, one.counted, one.tasks) == (1, 1, 1, 1)


def test_without_an_answer_it_was_made_and_counts_where_the_rules_give_nothing_for_that() -> None:
    one = told(a_result(1), lost(2, Outcome.UNANSWERED), lost(3, Outcome.DETECTED), lost(4, Outcome.TESTER_ERROR))
    assert (one.made, one.graded, one.counted) == (4, 1, 2)


def test_what_was_never_put_to_the_unit_is_no_inquiry() -> None:
    one = told(a_result(1), lost(2, Outcome.NOT_TESTED), lost(3, Outcome.NOT_OFFERED))
    assert (one.made, one.graded, one.counted) == (1, 1, 1)


def test_a_search_on_two_devices_is_two_inquiries_and_one_task() -> None:
    twice = [a_result(n, channel=Channel.WEB, drawn="web-1", sector="technical") for n in (1, 2)]
    one = told(*twice, a_result(3))
    assert (one.made, one.tasks) == (3, 2)
    assert one.channels == {Channel.WEB: 2, Channel.EMAIL: 1}
