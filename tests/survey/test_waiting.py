"""When waiting ends, and when a follow-up is due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments import bank
from instruments.clock import Calendar
from instruments.instrument import Outcome
from survey.inquiry import Inquiry, Status
from survey.waiting import FollowUpState, follow_up_state, next_sending, until
from tests.conftest import NOW

NORWAY = Calendar("NO")


def mail(slot: str, *, days: int | None = None, status: Status = Status.WAITING) -> Inquiry:
    """An inquiry by mail, answered after `days` working days, or not yet."""
    answered = days is not None
    return Inquiry(
        id=1, wave_id=1, unit_id=1, slot=slot, channel="email", sector="general", scenario="s", written_form="nb",
        persona="p", status=Status.TO_GRADE if answered else status, outcome=Outcome.ANSWERED if answered else None,
        due_at=NOW, until=NOW, started_at=NOW, working_days=days,
        answered_at=NOW + timedelta(days=days) if days is not None else None,
    )  # fmt: skip


def test_waiting_ends_at_midnight_after_the_last_working_day() -> None:
    protocol = bank.protocol("kommunetest-2013")
    assert protocol.email is not None
    days = protocol.email.wait_days
    end = until(protocol, NORWAY, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert NORWAY.between(datetime(2026, 3, 2).date(), NORWAY.local(end).date() - timedelta(days=1)) == days
    assert NORWAY.local(end).hour == 0


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (mail("email-2", days=3), FollowUpState.DUE),
        (mail("email-2", days=30), FollowUpState.DUE),  # answered is answered
        (mail("email-2"), FollowUpState.UNDECIDED),
        (mail("email-2", status=Status.DONE), FollowUpState.NOT_DUE),
    ],
)
def test_the_third_mail_of_2010_leaves_only_if_the_second_was_answered(second: Inquiry, state: FollowUpState) -> None:
    protocol = bank.protocol("kommunetest-2010")
    earlier = [mail("email-1", days=1), second]
    assert follow_up_state(protocol, mail("email-3", status=Status.HELD), earlier) is state


def test_in_2007_an_answer_that_came_too_late_does_not_release_the_extra_mails() -> None:
    protocol = bank.protocol("kommunetest-2007")
    (rule,) = protocol.follow_ups
    late = [mail(f"email-{n}", days=5) for n in rule.earlier]
    in_time = [mail(f"email-{n}", days=4) for n in rule.earlier]
    follower = mail(f"email-{rule.inquiries[0]}", status=Status.HELD)
    assert follow_up_state(protocol, follower, late) is FollowUpState.NOT_DUE
    assert follow_up_state(protocol, follower, in_time) is FollowUpState.DUE


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_a_released_follow_up_leaves_on_a_later_working_day(now: datetime) -> None:
    protocol = bank.protocol("kommunetest-2007")
    at = next_sending(protocol, NORWAY, now.replace(tzinfo=UTC))
    day = NORWAY.local(at).date()
    assert NORWAY.works(day)
    assert day > NORWAY.local(now.replace(tzinfo=UTC)).date()
