"""What a unit asks back is answered once, by the task's own tester, and the clock stands still until then."""

from datetime import datetime, timedelta

import msgspec
import pytest

from instruments import bank
from mailer.transport import Doubtful, Refused
from survey.mail import Head
from survey.problems import Conflict, Invalid, NotPermitted
from survey.steps.decide import Decision, answer_question, decide
from survey.steps.follow_up import close_waiting
from survey.steps.send import Sender, send
from survey.store import mails
from survey.store.database import Database
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.mails import mail, reply
from survey.vault import Vault
from tests import scene
from tests.conftest import NOW
from tests.steps.test_send import Counter

VAULT = Vault(bytes(32))
ASKED = NOW + timedelta(hours=1)
ASKER = "bibliotek@larvik.kommune.test"


class Case:
    """A mail that left, to which the unit has asked something back."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.sam = scene.a_person(db)
        self.inquiry = scene.a_mail_inquiry(db, scene.a_wave(db), scene.a_unit(db), tester_id=self.sam)
        self.sent = self.send(NOW)
        self.question = self.ask(ASKED)

    def send(self, at: datetime, answer: Exception | None = None) -> Counter:
        out = Counter(answer)
        send(self.db, Sender(name="me", transport=out, clock=lambda: at, protocol=bank.protocol))
        return out

    def ask(self, at: datetime, *, kind: str = "clarification", sender: str = ASKER) -> int:
        head = Head(
            sender_name="Ola", sender=sender, subject="SV: [#77] Lånekort på biblioteket", text="Hvor gammel?",
            message_id=f"q{at:%H%M}@larvik.kommune.test",
        )  # fmt: skip
        id = scene.add(
            self.db, mail, key=f"t:{at}{kind}", source="smtp", recipients=[], received_at=at, arrived_at=at, damage=[],
            status="matched", size=9, head=VAULT.seal(msgspec.json.encode(head)),
        )  # fmt: skip
        link = {"mail_id": id, "inquiry_id": self.inquiry, "evidence": "reply_address", "kind": kind, "at": at}
        self.db.write(lambda c: c.execute(reply.insert().values(**link)))
        return id

    def answer(self, text: str = "Hun er sju.", *, mail_id: int = 0, by: int = 0) -> bool:
        return answer_question(
            self.db, ASKED, self.inquiry, mail_id=mail_id or self.question, text=text, by=by or self.sam, vault=VAULT
        )

    @property
    def open(self) -> list[int]:
        with self.db.read() as connection:
            return [one.mail_id for one in mails.open_questions(connection, tester_id=self.sam)]

    @property
    def row(self) -> object:
        return scene.row(self.db, inquiry, self.inquiry)


@pytest.fixture
def case(db: Database) -> Case:
    return Case(db)


def test_the_answer_leaves_as_the_persona_in_the_thread_of_the_question(case: Case) -> None:
    assert case.open == [case.question]
    assert case.answer()
    assert case.open == []
    (mailed,) = case.send(ASKED).sent
    assert mailed.text == "Hun er sju.\n"
    assert (mailed.sender, mailed.to[0].email) == (case.sent.sent[0].sender, ASKER)
    assert mailed.subject == "SV: [#77] Lånekort på biblioteket"
    assert mailed.in_reply_to == "<q1000@larvik.kommune.test>"


def test_a_double_click_sends_one_mail(case: Case) -> None:
    assert [case.answer(), case.answer(), case.answer("Noe annet")] == [True, False, False]
    assert len(case.send(ASKED).sent) == 1


def test_only_the_tasks_own_tester_answers(case: Case) -> None:
    with pytest.raises(NotPermitted):
        case.answer(by=scene.a_person(case.db, "Eva"))
    assert case.open == [case.question]


def test_an_empty_answer_is_refused(case: Case) -> None:
    with pytest.raises(Invalid):
        case.answer("  \n")


def test_an_answer_to_an_older_question_is_not_sent_in_place_of_the_newer(case: Case) -> None:
    newer = case.ask(ASKED + timedelta(hours=1))
    with pytest.raises(Conflict):
        case.answer()
    assert case.open == [newer]
    assert case.answer(mail_id=newer)
    assert case.open == []


def test_a_second_question_is_answered_as_well(case: Case) -> None:
    case.answer()
    case.send(ASKED)
    newer = case.ask(ASKED + timedelta(days=1))
    assert case.open == [newer]
    assert case.answer(mail_id=newer)


def test_the_wait_does_not_end_while_it_is_our_turn(case: Case) -> None:
    after = case.row["until"] + timedelta(days=3)  # type: ignore[index]
    assert close_waiting(case.db, after) == 0
    case.answer()
    assert close_waiting(case.db, after) == 0  # pressed, not sent yet
    before = case.row["deadline_at"]  # type: ignore[index]
    case.send(after)
    assert close_waiting(case.db, after) == 0
    assert case.row["until"] > after  # type: ignore[index]
    assert case.row["deadline_at"] > before  # type: ignore[index]
    assert close_waiting(case.db, after + timedelta(days=60)) == 1


def test_an_address_that_may_be_a_persons_own_is_not_kept(db: Database) -> None:
    case = Case(db)
    newer = case.ask(ASKED + timedelta(hours=1), sender="ola.nordmann@larvik.kommune.test")
    case.answer(mail_id=newer)
    assert scene.dispatch_of(db, case.inquiry)["recipient"] == "post@larvik.kommune.test"


@pytest.mark.parametrize("fault", [Refused("550"), Doubtful("?")])
@pytest.mark.parametrize("decision", [Decision.IT_LEFT, Decision.SEND_AGAIN])
def test_an_answer_that_may_not_have_left_goes_to_a_person(case: Case, fault: Exception, decision: Decision) -> None:
    case.answer()
    case.send(ASKED, fault)
    assert (case.row["status"], case.row["note"]) == ("doubtful", "clarification")  # type: ignore[index]
    decide(case.db, ASKED, case.inquiry, decision=decision, by=case.sam, protocol=bank.protocol)
    assert (case.row["status"], case.row["started_at"]) == ("waiting", NOW)  # type: ignore[index]
    assert case.open == []
    again = case.send(ASKED).sent
    assert [one.text for one in again] == (["Hun er sju.\n"] if decision is Decision.SEND_AGAIN else [])


def test_a_bounce_of_the_answer_does_not_lose_the_question(case: Case) -> None:
    case.answer()
    case.send(ASKED)
    case.ask(ASKED + timedelta(hours=2), kind="bounce")
    case.db.write(lambda c: c.execute(inquiry.update().values(status="doubtful", note="bounce")))
    decide(
        case.db, ASKED, case.inquiry, decision=Decision.NEW_ADDRESS, address="post2@larvik.test", by=case.sam,
        protocol=bank.protocol,
    )  # fmt: skip
    (again,) = case.send(ASKED).sent
    assert (again.to[0].email, again.text) == ("post2@larvik.test", "Hun er sju.\n")
    with case.db.read() as connection:
        assert len(connection.execute(dispatch.select()).all()) == 3
