"""Answers find their inquiry and their kind, and the inquiry follows; what matches nothing waits in sight."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Outcome
from mailer.kind import Kind
from survey.inquiry import Status
from survey.mail import MailStatus
from survey.steps import decide
from survey.steps.follow_up import close_waiting
from survey.steps.send import give_up_on_the_dead
from survey.store import dispatches
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch
from survey.store.schema.mails import mail, reply
from survey.store.schema.waves import wave
from tests import scene
from tests.conftest import NOW
from tests.steps.postroom import FULL, LATER, QUESTION, RECEIPT, Postroom, bounce, letter

DAY = timedelta(days=1)


@pytest.fixture
def room(db: Database, tmp_path: Path) -> Postroom:
    return Postroom(db, tmp_path)


def test_an_answer_to_the_inquirys_own_address_stops_the_clock(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    room.take(room.answer(id, **{"In-Reply-To": ""}), room.left(id)[0]["sender"])
    assert room.sort() == 1
    (found,) = room.replies(id)
    assert (found.evidence, found.kind) == ("reply_address", Kind.FULL)
    inquiry = room.the(id)
    assert (inquiry["status"], inquiry["outcome"], inquiry["answered_at"]) == ("to_grade", "answered", LATER)
    assert inquiry["working_days"] == 0


def test_a_receipt_does_not_stop_the_clock(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    room.take(room.answer(id, RECEIPT))
    room.sort()
    assert room.replies(id)[0].kind in (Kind.RECEIPT, Kind.AUTOMATIC)
    assert (room.the(id)["status"], room.the(id)["answered_at"]) == (Status.WAITING, None)


@pytest.mark.parametrize(
    ("fields", "evidence"),
    [
        ({"To": "someone@else.test"}, "references"),
        ({"To": "someone@else.test", "In-Reply-To": ""}, "subject_and_sender"),
        ({"To": "s@else.test", "In-Reply-To": "", "Subject": "Sak 26/1", "From": "a@vendor.test"}, "content"),
    ],
)
def test_an_answer_from_elsewhere_is_known_by_what_it_carries(
    room: Postroom, fields: dict[str, str], evidence: str
) -> None:
    one, _ = room.inquiries(2)
    left = room.left(one)[0]
    db_subject = {"subject": "Om kortet til datteren min"}
    room.db.write(lambda c: c.execute(dispatch.update().where(dispatch.c.inquiry_id == one).values(**db_subject)))
    quoted = f"{FULL}\n\nFra: {left['sender']}\n" + "".join(f"> {line}\n" for line in left["body"].splitlines())
    text = quoted if evidence == "content" else FULL
    subject = {} if "Subject" in fields else {"Subject": "Sv: Om kortet til datteren min [#4711]"}
    room.take(room.answer(one, text, **{**subject, **fields}))
    room.sort()
    assert [found.evidence for found in room.replies(one)] == [evidence]


def test_one_reply_may_answer_two_inquiries(room: Postroom) -> None:
    one, two = room.inquiries(2)
    both = " ".join(room.left(id)[0]["message_id"] for id in (one, two))
    room.take(room.answer(one, **{"In-Reply-To": "", "References": both}))
    room.sort()
    assert [len(room.replies(id)) for id in (one, two)] == [1, 1]
    assert {room.the(id)["status"] for id in (one, two)} == {Status.TO_GRADE}


def test_what_matches_nothing_waits_with_guesses_until_a_person_places_it(room: Postroom) -> None:
    one, two = room.inquiries(2)
    raw = letter(FULL, From="Ukjent <post@larvik.kommune.test>", To="x@postboks.test", Subject="Svar fra oss")
    room.take(raw)
    room.sort()
    held = room.only_mail()
    assert held.status is MailStatus.HELD
    assert held.guesses
    assert {guess["inquiry"] for guess in held.guesses} == {one, two}
    kari = scene.a_person(room.db, "Kari")
    decide.place(room.db, LATER, held.id, inquiry_id=two, by=kari, protocol=bank.protocol)
    assert (room.the(two)["status"], room.the(two)["answered_at"]) == ("to_grade", LATER)
    assert room.replies(two)[0].evidence == "person"
    decide.unplace(room.db, LATER, held.id, inquiry_id=two, by=kari, protocol=bank.protocol)
    assert (room.the(two)["status"], room.only_mail().status) == ("waiting", MailStatus.HELD)


def test_an_answer_after_the_end_of_waiting_still_comes_to_its_tester(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    room.now = NOW + 70 * DAY
    close_waiting(room.db, room.now)
    assert room.the(id)["outcome"] == Outcome.UNANSWERED
    room.take(room.answer(id, at=room.now))
    room.sort()
    assert (room.the(id)["status"], room.the(id)["outcome"]) == ("to_grade", "answered")
    assert room.the(id)["working_days"] > 20


def test_a_question_back_pauses_the_clock_until_the_persona_has_answered(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    room.take(room.answer(id, QUESTION))
    room.sort()
    assert room.replies(id)[0].kind is Kind.CLARIFICATION
    assert room.the(id)["status"] == Status.WAITING
    room.now = NOW + 2 * DAY  # Thursday; asked on Tuesday
    room.answer_question(id)
    assert room.send() == 1
    assert scene.dispatch_of(room.db, id)["in_reply_to"].endswith("@mail.larvik.kommune.test>")
    room.now = NOW + 3 * DAY
    room.take(room.answer(id, at=room.now))
    room.sort()
    assert room.the(id)["answered_at"] == room.now
    assert room.the(id)["working_days"] == 1  # Friday is day 3; two of them stood still


def test_our_answer_to_a_question_that_may_not_have_left_is_for_a_person(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    room.take(room.answer(id, QUESTION))
    room.sort()
    room.now = NOW + DAY
    kari = room.answer_question(id)
    assert room.db.write(dispatches.claim, room.now, "dead")
    room.now += DAY
    assert give_up_on_the_dead(room.db, room.now, after=timedelta(hours=1)) == 1
    room.take(room.answer(id, RECEIPT, at=room.now))
    room.sort()
    assert room.the(id)["status"] == Status.DOUBTFUL
    again = decide.Decision.SEND_AGAIN
    decide.decide(room.db, room.now, id, decision=again, by=kari, protocol=bank.protocol)
    assert (room.the(id)["status"], room.the(id)["started_at"]) == (Status.WAITING, NOW)
    assert room.send() == 1
    assert [one["status"] for one in room.left(id)] == ["sent", "cancelled", "sent"]
    assert room.left(id)[-1]["in_reply_to"] == room.left(id)[1]["in_reply_to"] != room.left(id)[0]["message_id"]
    assert len(room.replies(id)) == 2


def test_a_delivery_failure_is_for_a_person_and_no_missing_answer(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    left = room.left(id)[0]
    room.take(bounce(left["sender"], left["recipient"], left["message_id"]), left["sender"])
    room.sort()
    assert room.replies(id)[0].kind is Kind.BOUNCE
    assert (room.the(id)["status"], room.the(id)["note"]) == (Status.DOUBTFUL, "bounce")
    kari = scene.a_person(room.db, "Kari")
    new = {"decision": decide.Decision.NEW_ADDRESS, "address": "postmottak@larvik.kommune.test"}
    decide.decide(room.db, LATER, id, **new, by=kari, protocol=bank.protocol)  # type: ignore[arg-type]
    room.now = LATER
    assert room.send() == 1
    assert room.left(id)[-1]["recipient"] == "postmottak@larvik.kommune.test"
    room.now = LATER + DAY
    room.take(room.answer(id, at=room.now))
    room.sort()
    assert (room.the(id)["status"], room.the(id)["working_days"]) == ("to_grade", 1)


@pytest.mark.parametrize("text", [FULL, RECEIPT])
def test_an_answer_proves_that_a_doubtful_mail_left(room: Postroom, text: str) -> None:
    """The process died between the server's 250 and its own record."""
    id = scene.a_mail_inquiry(room.db, room.wave, room.unit)
    claimed = room.db.write(dispatches.claim, NOW, "dead")
    assert claimed
    room.db.write(lambda c: c.execute(sa.text("update inquiry set status = 'sending'")))
    room.now = NOW + DAY
    room.take(room.answer(id, text, at=room.now))
    room.sort()
    found = room.the(id)
    assert (room.left(id)[0]["status"], found["started_at"]) == ("sent", NOW)
    assert found["deadline_at"] is not None
    if text == FULL:
        assert (found["status"], found["working_days"]) == (Status.TO_GRADE, 1)
    else:
        assert found["status"] == Status.WAITING


@pytest.mark.parametrize("source", ["smtp", "maildir"])
def test_a_mail_to_oneself_arrives_whichever_way_it_comes_in(room: Postroom, source: str) -> None:
    mine = "p0123456789@postboks.test"
    room.db.write(lambda c: c.execute(wave.update().values(self_mail_address=mine)))
    room.take(letter("Bare en prøve", From=mine, To=mine, Subject="Hei"), *([mine] if source == "smtp" else []))
    room.sort()
    assert scene.row(room.db, wave, room.wave)["self_mail_arrived_at"] == NOW
    assert room.only_mail().status is MailStatus.DISMISSED


def test_a_mail_that_breaks_the_sorter_is_held_and_the_next_one_is_sorted(room: Postroom) -> None:
    (id,) = room.inquiries(1)
    room.take(b"Subject: x\r\n\r\nx\r\n", key="other key")
    room.db.write(lambda c: c.execute(mail.update().values(raw=b"sealed with something else")))
    room.take(room.answer(id))
    assert room.sort() == 2
    with room.db.read() as connection:
        rows = connection.execute(sa.select(mail.c.status, mail.c.damage).order_by(mail.c.id)).all()
    assert [status for status, _ in rows] == [MailStatus.HELD, MailStatus.MATCHED]
    assert rows[0].damage[0].startswith("could not be sorted")


def sort_all(url: str, folder: Path) -> None:
    """What another process does: connections, writer and index of its own."""
    room = Postroom.__new__(Postroom)
    room.resume(Database(url), folder)
    while room.sort():
        pass
    room.db.close()


def test_two_sorters_at_once_sort_each_mail_once(room: Postroom, tmp_path: Path) -> None:
    (id,) = room.inquiries(1)
    for number in range(60):
        room.take(room.answer(id, at=LATER + timedelta(minutes=60 - number)), key=f"k{number}")
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(sort_all, room.db.url, tmp_path) for _ in range(2)]:
            done.result()
    with room.db.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reply)) == 60
        assert connection.scalar(sa.select(sa.func.count()).where(mail.c.status == "matched")) == 60
    assert room.the(id)["answered_at"] == LATER + timedelta(minutes=1)  # the earliest, whoever sorted it
