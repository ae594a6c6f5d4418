"""What replies make of an inquiry, in whatever order they came."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from instruments.instrument import Outcome
from mailer.kind import STOPS_CLOCK, Kind
from survey.inquiry import Status
from survey.mail import settle
from tests.conftest import NOW
from tests.survey.test_waiting import mail

replies = st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 40).map(lambda h: NOW + timedelta(hours=h))))


@given(replies)
def test_the_clock_stops_at_the_first_real_answer_whatever_came_around_it(found: list[tuple[Kind, datetime]]) -> None:
    changes = settle(mail("email-1"), found)
    answers = [at for kind, at in found if kind in STOPS_CLOCK]
    if answers:
        assert changes["answered_at"] == min(answers)
        assert changes["status"] is Status.TO_GRADE
    else:
        assert changes.get("answered_at") is None


@given(replies)
def test_the_order_in_which_replies_are_told_does_not_matter(found: list[tuple[Kind, datetime]]) -> None:
    assert settle(mail("email-1"), found) == settle(mail("email-1"), list(reversed(found)))


def test_a_receipt_does_not_stop_the_clock() -> None:
    assert settle(mail("email-1"), [(Kind.RECEIPT, NOW), (Kind.AUTOMATIC, NOW), (Kind.INTERIM, NOW)]) == {}


def test_a_refusal_is_an_outcome_of_its_own() -> None:
    assert settle(mail("email-1"), [(Kind.REFUSAL, NOW)])["outcome"] is Outcome.REFUSED


def test_a_bounce_goes_to_a_person() -> None:
    assert settle(mail("email-1"), [(Kind.BOUNCE, NOW)])["status"] is Status.DOUBTFUL


def test_a_kind_that_was_corrected_takes_its_effect_back() -> None:
    answered = mail("email-1", days=1)
    changes = settle(answered, [(Kind.RECEIPT, NOW)])
    assert (changes["status"], changes["answered_at"]) == (Status.WAITING, None)


def test_graded_work_is_not_moved_by_what_comes_later() -> None:
    assert settle(mail("email-1", status=Status.SUBMITTED), [(Kind.FULL, NOW)]) == {}
