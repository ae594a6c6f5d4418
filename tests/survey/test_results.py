"""Facts become item results: what counts, what does not count, and what nobody can know yet."""

from datetime import timedelta
from typing import Any

import pytest

from instruments.instrument import Outcome, Part
from instruments.protocol import Device
from scoring.items import Result
from survey import results
from survey.inquiry import Status
from tests.forms import NOW, SHEETS, TIMED, a_protocol, a_work

GRADED = {"graded": Outcome.ANSWERED, "answers": {"right": "partly", "plain": "yes"}, "working_days": 3}


def of(*, protocol: Any = None, **values: Any) -> list[Result]:
    return list(results.of_inquiry(protocol or a_protocol(), SHEETS, a_work(**values), now=NOW))


def test_graded_work_gives_one_result_per_item() -> None:
    right, plain = of(**GRADED)
    assert (right.item, right.points, right.possible, right.status) == ("right", 1, 2, Outcome.ANSWERED)
    assert (plain.item, plain.points, plain.possible, plain.working_days) == ("plain", 1, 1, 3)


@pytest.mark.parametrize("status", [Status.PLANNED, Status.HELD, Status.SENDING, Status.DOUBTFUL, Status.TO_GRADE])
def test_open_work_gives_nothing(status: Status) -> None:
    assert of(status=status) == []


def test_work_that_was_sent_back_gives_nothing_until_it_comes_in_again() -> None:
    assert of(status=Status.SENT_BACK) == []


def test_a_mail_is_unanswered_when_its_waiting_time_is_over() -> None:
    assert of(status=Status.WAITING, until=NOW + timedelta(seconds=1)) == []
    found = of(status=Status.WAITING, until=NOW)
    assert [one.status for one in found] == [Outcome.UNANSWERED, Outcome.UNANSWERED]
    assert [one.possible for one in found] == [2, 1]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ANSWERED])
def test_every_other_ending_is_the_status_of_all_its_items(outcome: Outcome) -> None:
    for values in ({"status": Status.DONE, "outcome": outcome}, {"graded": outcome, "answers": {"right": "yes"}}):
        found = of(**values)
        assert [one.status for one in found] == [outcome] * 2
        assert all(one.points is None for one in found)


def test_whoever_was_recognised_tested_nothing() -> None:
    assert {one.status for one in of(**GRADED, recognised=True)} == {Outcome.DETECTED}


def test_an_item_may_leave_alone() -> None:
    right, plain = of(graded=Outcome.ANSWERED, answers={"right": "@not_offered"})
    assert (right.status, right.points) == (Outcome.NOT_OFFERED, None)
    assert plain.status is Outcome.NOT_APPLICABLE


def test_a_search_on_a_phone_is_known_by_its_device() -> None:
    (found,) = of(channel="web_mobile", graded=Outcome.ANSWERED, answers={"found": "yes"})
    assert (found.channel, found.device) == ("web", Device.MOBILE)
    assert of(channel="web", status=Status.DONE, outcome=Outcome.UNREACHABLE)[0].device is None


@pytest.mark.parametrize(("days", "points"), [(0, 1), (5, 1), (6, 0), (11, 0)])
def test_the_time_part_follows_the_day_of_the_answer(days: int, points: int) -> None:
    *_, time = of(protocol=a_protocol(**TIMED), **{**GRADED, "working_days": days})
    assert (time.part, time.points, time.possible, time.status) == (Part.TIME, points, 1, Outcome.ANSWERED)


def test_the_time_part_of_an_unanswered_mail_is_unanswered_too() -> None:
    *_, time = of(protocol=a_protocol(**TIMED), status=Status.DONE, outcome=Outcome.UNANSWERED)
    assert (time.part, time.points, time.status) == (Part.TIME, None, Outcome.UNANSWERED)


def test_calls_have_no_time_part() -> None:
    found = of(protocol=a_protocol(**TIMED), channel="phone", graded=Outcome.ANSWERED, answers={"right": "no"})
    assert [one.item for one in found] == ["right"]


def test_an_answer_of_an_unknown_day_leaves_its_time_part_out() -> None:
    *_, time = of(protocol=a_protocol(**TIMED), **{**GRADED, "working_days": None})
    assert time.status is Outcome.NOT_TESTED


def test_the_tested_share_leaves_out_follow_ups_that_were_not_due() -> None:
    dropped = {"status": Status.DONE, "outcome": Outcome.NOT_TESTED}
    works = [a_work(1), a_work(2), a_work(3, follows_id=1, **dropped)]
    assert results.tested(works, frozenset({"1"})) == 0.5
    assert results.tested([*works, a_work(4, **dropped)], frozenset({"1", "2"})) == pytest.approx(2 / 3)
