"""A delivery that failed is no missing answer: it goes to a person, once, and a doubt may end."""

from datetime import timedelta

import pytest

from instruments import bank
from mailer.events import Event, Outcome
from survey.steps.decide import Decision, decide
from survey.steps.report_delivery import report_delivery
from survey.steps.send import Sender, send
from survey.store import deliveries, dispatches
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.mails import mail, reply
from tests import scene
from tests.conftest import NOW
from tests.steps.test_send import Counter

LATER = NOW + timedelta(hours=2)


def event(outcome: Outcome = Outcome.BOUNCE, key: str = "e1", **changed: str) -> Event:
    values = {"recipient": "post@larvik.test", "provider_id": "14c5d75ce93", "reason": "550 no such mailbox"}
    return Event(key=key, outcome=outcome, **{**values, **changed})


def report(db: Database, *events: Event) -> int:
    return report_delivery(db, LATER, events, protocol=bank.protocol)


@pytest.fixture
def sent(db: Database) -> int:
    """An inquiry whose mail the provider has taken over."""
    id = scene.a_mail_inquiry(db, scene.a_wave(db), scene.a_unit(db))
    out = Counter()
    send(db, Sender(name="me", transport=out, clock=lambda: NOW, protocol=bank.protocol))
    db.write(lambda c: c.execute(dispatch.update().values(provider_id="14c5d75ce93")))
    return id


def answered(db: Database, inquiry_id: int, kind: str = "full") -> None:
    id = scene.add(
        db, mail, key=f"t:{kind}", source="smtp", recipients=[], received_at=NOW, arrived_at=NOW, damage=[],
        status="matched", size=9,
    )  # fmt: skip
    link = {"mail_id": id, "inquiry_id": inquiry_id, "evidence": "reply_address", "kind": kind, "at": NOW}
    db.write(lambda c: c.execute(reply.insert().values(**link)))


@pytest.mark.parametrize("outcome", [Outcome.BOUNCE, Outcome.DROPPED])
def test_what_could_not_be_delivered_goes_to_a_person_with_the_reason(
    db: Database, sent: int, outcome: Outcome
) -> None:
    assert report(db, event(outcome)) == 1
    found = scene.row(db, inquiry, sent)
    assert (found["status"], found["note"]) == ("doubtful", "bounce")
    mailed = scene.dispatch_of(db, sent)
    assert (mailed["status"], mailed["fault"]) == ("refused", "550 no such mailbox")


def test_our_own_name_for_the_mail_will_do(db: Database, sent: int) -> None:
    report(db, event(provider_id="", message_id=f"<m{sent}@postboks.test>"))
    assert scene.row(db, inquiry, sent)["status"] == "doubtful"


def test_a_bounce_after_an_answer_changes_nothing_but_the_record(db: Database, sent: int) -> None:
    answered(db, sent)
    report(db, event())
    assert scene.row(db, inquiry, sent)["status"] == "to_grade"
    assert scene.dispatch_of(db, sent)["fault"] == "550 no such mailbox"


def test_a_receipt_after_a_bounce_does_not_end_the_doubt(db: Database, sent: int) -> None:
    report(db, event())
    answered(db, sent, "receipt")
    report(db, event(Outcome.DROPPED, "e2"))
    assert scene.row(db, inquiry, sent)["status"] == "doubtful"


def test_a_bounce_of_a_mail_that_was_counted_as_unanswered_takes_that_back(db: Database, sent: int) -> None:
    db.write(lambda c: c.execute(inquiry.update().values(status="done", outcome="unanswered")))
    report(db, event())
    found = scene.row(db, inquiry, sent)
    assert (found["status"], found["outcome"]) == ("doubtful", None)


@pytest.mark.parametrize("outcome", [Outcome.DELIVERED, Outcome.DEFERRED])
def test_other_reports_are_kept_for_whoever_looks(db: Database, sent: int, outcome: Outcome) -> None:
    report(db, event(outcome))
    assert scene.row(db, inquiry, sent)["status"] == "waiting"
    with db.read() as connection:
        (found,) = deliveries.of_inquiry(connection, sent).values()
    assert [row["outcome"] for row in found] == [outcome]


def test_a_report_told_again_does_not_undo_what_a_person_decided(db: Database, sent: int) -> None:
    assert report(db, event(), event()) == 1
    decide(db, LATER, sent, decision=Decision.IT_LEFT, by=scene.a_person(db), protocol=bank.protocol)
    assert report(db, event()) == 0
    assert scene.row(db, inquiry, sent)["status"] == "waiting"


def test_a_report_on_the_old_mail_does_not_stop_the_new_one(db: Database, sent: int) -> None:
    report(db, event())
    decide(
        db, LATER, sent, decision=Decision.NEW_ADDRESS, address="ny@larvik.test", by=scene.a_person(db),
        protocol=bank.protocol,
    )  # fmt: skip
    report(db, event(Outcome.DROPPED, "e2"))
    assert scene.row(db, inquiry, sent)["status"] == "planned"


@pytest.mark.parametrize("status", ["sending", "doubtful"])
def test_a_report_proves_that_a_mail_in_doubt_left(db: Database, status: str) -> None:
    id = scene.a_mail_inquiry(db, scene.a_wave(db), scene.a_unit(db), status=status)
    db.write(lambda c: c.execute(dispatch.update().values(status=status, claimed_at=NOW, claimed_by="gone")))
    report(db, event(Outcome.DELIVERED, message_id=f"<m{id}@postboks.test>"))
    found = scene.row(db, inquiry, id)
    assert (found["status"], found["started_at"]) == ("waiting", NOW)
    assert scene.dispatch_of(db, id)["provider_id"] == "14c5d75ce93"


def test_a_report_that_overtakes_our_own_record_stands(db: Database) -> None:
    id = scene.a_mail_inquiry(db, scene.a_wave(db), scene.a_unit(db))

    class Quick(Counter):
        def send(self, message):  # type: ignore[no-untyped-def]
            report(db, event(message_id=message.message_id))
            return super().send(message)

    send(db, Sender(name="me", transport=Quick(), clock=lambda: NOW, protocol=bank.protocol))
    assert scene.row(db, inquiry, id)["status"] == "doubtful"
    with db.read() as connection:
        assert dispatches.trouble(connection, id) == "bounce"


def test_reports_on_mails_of_somebody_else_are_passed_over(db: Database, sent: int) -> None:
    assert report(db, event(provider_id="other"), event(key="e2", provider_id="", message_id="")) == 0
    assert scene.row(db, inquiry, sent)["status"] == "waiting"


def test_a_reason_that_a_database_cannot_hold_is_held(db: Database, sent: int) -> None:
    assert report(db, event(reason="550 \0 gone")) == 1
