"""Mails leave once, when due, and every doubt is in sight."""

import threading
from datetime import timedelta
from types import TracebackType

import pytest

from instruments import bank
from instruments.protocol import Protocol
from mailer.message import Message
from mailer.transport import Deferred, Doubtful, Receipt, Refused
from survey.inquiry import Status
from survey.steps.send import Sender, Tally, give_up_on_the_dead, send
from survey.store import dispatches, switches
from survey.store.database import Database
from survey.store.schema.inquiries import inquiry
from tests import scene
from tests.conftest import NOW


class Counter:
    """A way out that remembers, and answers as told."""

    def __init__(self, answer: Exception | None = None) -> None:
        self.sent: list[Message] = []
        self.answer = answer

    def __enter__(self) -> "Counter":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        return

    def send(self, message: Message, /) -> Receipt:
        if self.answer:
            raise self.answer
        self.sent.append(message)
        return Receipt("250 ok")


def sender(out: Counter, name: str = "me") -> Sender:
    return Sender(name=name, transport=out, clock=lambda: NOW, protocol=bank.protocol)


@pytest.fixture
def wave(db: Database) -> int:
    return scene.a_wave(db)


def test_a_due_mail_leaves_as_the_persona_and_waits_for_its_answer(db: Database, wave: int) -> None:
    id = scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    out = Counter()
    assert send(db, sender(out)) == Tally(sent=1)
    (mail,) = out.sent
    assert mail.sender.name == "Kari Moen"
    assert mail.sender.email.endswith("@postboks.test")
    found = scene.row(db, inquiry, id)
    assert (found["status"], found["started_at"]) == (Status.WAITING, NOW)
    assert found["deadline_at"] > NOW
    assert send(db, sender(out)) == Tally()


def test_a_wave_keeps_the_version_of_its_protocol_that_it_was_planned_by(db: Database, wave: int) -> None:
    scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    asked = []

    def protocol(name: str) -> Protocol:
        asked.append(name)
        return bank.protocol(name)

    send(db, Sender(name="me", transport=Counter(), clock=lambda: NOW, protocol=protocol))
    assert set(asked) == {"kommunetest-2010@1"}


def test_what_is_not_due_or_in_a_wave_that_is_not_open_stays(db: Database, wave: int) -> None:
    unit = scene.a_unit(db)
    scene.a_mail_inquiry(db, wave, unit, due_at=NOW + timedelta(minutes=1))
    scene.a_mail_inquiry(db, scene.a_wave(db, status="planned"), unit, slot="email-2")
    scene.a_mail_inquiry(db, wave, unit, slot="email-3", status="held")
    assert send(db, sender(Counter())) == Tally()


def test_stop_all_sending_acts_before_the_next_mail(db: Database, wave: int) -> None:
    scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    db.write(lambda c: switches.turn(c, dispatches.SENDING_SWITCH, on=False, by=None, now=NOW))
    assert send(db, sender(Counter())) == Tally()
    db.write(lambda c: switches.turn(c, dispatches.SENDING_SWITCH, on=True, by=None, now=NOW))
    assert send(db, sender(Counter())) == Tally(sent=1)


def test_a_deferred_mail_waits_longer_each_time_and_then_asks_a_person(db: Database, wave: int) -> None:
    id = scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    now = NOW
    pauses = []
    for _ in range(12):
        out = Counter(Deferred("421 busy"))
        send(db, Sender(name="me", transport=out, clock=lambda: now, protocol=bank.protocol))  # noqa: B023
        found = scene.dispatch_of(db, id)
        if found["status"] != "due":
            break
        pauses.append(found["due_at"] - now)
        now = found["due_at"]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert (found["status"], scene.row(db, inquiry, id)["status"]) == ("refused", Status.DOUBTFUL)


def test_a_refused_mail_is_a_delivery_failure_for_a_person_not_a_missing_answer(db: Database, wave: int) -> None:
    id = scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    assert send(db, sender(Counter(Refused("550 no such user", 550)))) == Tally(refused=1)
    found = scene.row(db, inquiry, id)
    assert (found["status"], found["outcome"], found["note"]) == (Status.DOUBTFUL, None, "refused")


def test_a_refused_account_stops_all_sending_and_loses_nothing(db: Database, wave: int) -> None:
    unit = scene.a_unit(db)
    ids = [scene.a_mail_inquiry(db, wave, unit, slot=f"email-{n}") for n in (1, 2)]
    send(db, sender(Counter(Refused("401 key revoked", 401, account=True))))
    with db.read() as connection:
        assert not dispatches.sending_is_on(connection)
    assert {scene.row(db, inquiry, id)["status"] for id in ids} == {Status.PLANNED}


def test_a_mail_without_a_final_answer_is_doubtful_and_not_sent_again(db: Database, wave: int) -> None:
    id = scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    assert send(db, sender(Counter(Doubtful("no answer after the dot")))) == Tally(doubtful=1)
    assert send(db, sender(Counter())) == Tally()
    assert scene.row(db, inquiry, id)["status"] == Status.DOUBTFUL


def test_a_claim_of_a_process_that_died_becomes_doubtful_after_a_while(db: Database, wave: int) -> None:
    id = scene.a_mail_inquiry(db, wave, scene.a_unit(db))
    db.write(dispatches.claim, NOW, "dead")
    after = timedelta(minutes=15)
    assert give_up_on_the_dead(db, NOW + timedelta(minutes=14), after=after) == 0
    assert send(db, sender(Counter())) == Tally()
    assert give_up_on_the_dead(db, NOW + timedelta(minutes=16), after=after) == 1
    assert scene.dispatch_of(db, id)["status"] == "doubtful"


def test_many_senders_at_once_send_each_mail_once(db: Database, wave: int) -> None:
    unit = scene.a_unit(db)
    for n in range(1, 41):
        scene.a_mail_inquiry(db, wave, unit, slot=f"email-{n}")
    out = Counter()
    threads = [threading.Thread(target=send, args=(db, sender(out, f"s{n}"))) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(out.sent) == 40
    assert len({mail.message_id for mail in out.sent}) == 40
