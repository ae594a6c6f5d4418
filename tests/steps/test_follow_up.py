"""Waiting ends and follow-ups are decided by the protocol."""

from datetime import timedelta

from instruments import bank
from instruments.instrument import Outcome
from survey.inquiry import Status
from survey.steps.follow_up import close_waiting, follow_up
from survey.store.database import Database
from survey.store.schema.inquiries import inquiry
from tests import scene
from tests.conftest import NOW


def test_a_mail_that_nobody_answered_ends_unanswered_when_its_time_is_up(db: Database) -> None:
    wave, unit = scene.a_wave(db), scene.a_unit(db)
    id = scene.a_mail_inquiry(db, wave, unit, status="waiting", started_at=NOW, until=NOW + timedelta(days=3))
    assert close_waiting(db, NOW + timedelta(days=2)) == 0
    assert close_waiting(db, NOW + timedelta(days=3)) == 1
    found = scene.row(db, inquiry, id)
    assert (found["status"], found["outcome"]) == (Status.DONE, Outcome.UNANSWERED)


def test_a_follow_up_is_released_once_its_condition_holds(db: Database) -> None:
    wave, unit = scene.a_wave(db, "kommunetest-2010"), scene.a_unit(db)
    second = scene.a_mail_inquiry(db, wave, unit, slot="email-2", status="waiting", started_at=NOW)
    third = scene.a_mail_inquiry(db, wave, unit, slot="email-3", status="held", follows_id=second)
    assert follow_up(db, NOW, bank.protocol) == (0, 0)
    answered = {"status": "to_grade", "outcome": "answered", "answered_at": NOW, "working_days": 0}
    db.write(lambda c: c.execute(inquiry.update().where(inquiry.c.id == second).values(**answered)))
    assert follow_up(db, NOW, bank.protocol) == (1, 0)
    found = scene.row(db, inquiry, third)
    assert found["status"] == Status.PLANNED
    assert found["due_at"] > NOW
    assert scene.dispatch_of(db, third)["due_at"] == found["due_at"]


def test_a_follow_up_that_can_no_longer_be_due_is_not_tested(db: Database) -> None:
    wave, unit = scene.a_wave(db, "kommunetest-2010"), scene.a_unit(db)
    scene.a_mail_inquiry(db, wave, unit, slot="email-2", status="done", outcome="unanswered", started_at=NOW)
    third = scene.a_mail_inquiry(db, wave, unit, slot="email-3", status="held")
    assert follow_up(db, NOW, bank.protocol) == (0, 1)
    found = scene.row(db, inquiry, third)
    assert (found["status"], found["outcome"], found["note"]) == (Status.DONE, Outcome.NOT_TESTED, "not_due")
    assert scene.dispatch_of(db, third)["status"] == "cancelled"
