"""What only a person may decide: doubtful mails, failed deliveries, mails without a home, kinds that were mistaken."""

import secrets
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.instrument import Outcome
from instruments.protocol import Protocol
from mailer.kind import Kind
from survey.dispatch import Dispatch, Purpose, Sending
from survey.inquiry import Inquiry, Status
from survey.mail import Head, MailStatus, answer_subject, answer_to
from survey.problems import Conflict, Fault, Invalid, NotFound, NotPermitted
from survey.steps.send import mark_sent, resume
from survey.steps.settle import resettle
from survey.store import audits, dispatches, inquiries, mails
from survey.store.database import Database
from survey.texts import N_
from survey.vault import CannotOpen, Vault

Protocols = Callable[[str], Protocol]
UNSETTLED = (Sending.DOUBTFUL, Sending.REFUSED)


class Decision(StrEnum):
    IT_LEFT = "it_left"  # wait for its answer
    SEND_AGAIN = "send_again"  # it did not leave
    NEW_ADDRESS = "new_address"  # a corrected address and a new inquiry
    UNREACHABLE = "unreachable"  # the published address does not work: 0 points
    TESTER_ERROR = "tester_error"  # our own fault: leaves the denominator


def decide(
    db: Database,
    now: datetime,
    inquiry_id: int,
    *,
    decision: Decision,
    by: int,
    protocol: Protocols,
    address: str = "",
) -> None:
    """Settle a doubtful inquiry; refused when it is no longer doubtful."""

    def write(connection: sa.Connection) -> None:
        inquiry = _doubtful(connection, inquiry_id)
        match decision:
            case Decision.IT_LEFT:
                _it_left(connection, inquiry, now, protocol)
            case Decision.SEND_AGAIN | Decision.NEW_ADDRESS:
                _send_again(connection, inquiry, now, address=address.strip())
            case Decision.UNREACHABLE | Decision.TESTER_ERROR:
                inquiries.update(connection, inquiry.id, status=Status.DONE, outcome=Outcome(decision.value))
        audits.note(connection, now, by=by, action=decision, subject=f"inquiry:{inquiry_id}", detail=address)

    db.write(write)


def _doubtful(connection: sa.Connection, inquiry_id: int) -> Inquiry:
    inquiry = inquiries.by_id(connection, inquiry_id)
    if inquiry is None:
        raise NotFound(N_("There is no such inquiry"))
    if inquiry.status is not Status.DOUBTFUL:
        raise Conflict(N_("This inquiry is no longer doubtful"), advice=N_("Load the page again."))
    return inquiry


def _it_left(connection: sa.Connection, inquiry: Inquiry, now: datetime, protocol: Protocols) -> None:
    last = dispatches.of_inquiry(connection, inquiry.id)[-1]
    left_at = last.sent_at or last.claimed_at or now
    dispatches.decide(connection, last.id, was=UNSETTLED, status=Sending.SENT, sent_at=left_at)
    if last.purpose is Purpose.CLARIFICATION:
        resume(connection, inquiry.id, left_at, protocol)
    else:
        mark_sent(connection, inquiry.id, left_at, protocol)


def _send_again(connection: sa.Connection, inquiry: Inquiry, now: datetime, *, address: str) -> None:
    """A new mail under the same reply address; the old one stays for the record."""
    last = dispatches.of_inquiry(connection, inquiry.id)[-1]
    dispatches.decide(connection, last.id, was=(*UNSETTLED, Sending.SENT), status=Sending.CANCELLED)
    dispatches.add(connection, [_again(last, now, recipient=address or last.recipient)])
    # A bounce of the old mail says nothing about the new one.
    if last.purpose is Purpose.CLARIFICATION:
        mails.forget_replies(connection, inquiry.id, kind=Kind.BOUNCE)
        inquiries.update(connection, inquiry.id, status=Status.WAITING, outcome=None, note="")
        return
    mails.forget_replies(connection, inquiry.id)
    inquiries.update(connection, inquiry.id, status=Status.PLANNED, started_at=None, outcome=None, due_at=now, note="")


def _again(mail: Dispatch, now: datetime, **changed: object) -> dict[str, Any]:
    """A new due mail with what this one says, under a name of its own."""
    domain = mail.message_id.strip("<>").rpartition("@")[2]
    kept = ("inquiry_id", "wave_id", "purpose", "sender_name", "sender", "recipient", "subject", "body")
    row = {name: getattr(mail, name) for name in (*kept, "in_reply_to", "answers_id")}
    new = {"message_id": f"<{secrets.token_hex(12)}@{domain}>", "status": Sending.DUE, "due_at": now}
    return {**row, **new, **changed}


def place(db: Database, now: datetime, mail_id: int, *, inquiry_id: int, by: int, protocol: Protocols) -> None:
    """A person says which inquiry a mail answers; more than one may be named, one call each."""

    def write(connection: sa.Connection) -> None:
        mail = mails.by_id(connection, mail_id)
        if mail is None or inquiries.by_id(connection, inquiry_id) is None:
            raise NotFound(N_("There is no such mail or inquiry"))
        kind = mail.kind if mail.kind and mail.kind is not Kind.UNRELATED else Kind.FULL
        values = {"mail_id": mail_id, "inquiry_id": inquiry_id, "evidence": "person", "kind": kind, "by_id": by}
        mails.link(connection, {**values, "at": now})
        mails.update(connection, mail_id, status=MailStatus.MATCHED)
        resettle(connection, inquiry_id, protocol)
        audits.note(connection, now, by=by, action="place", subject=f"mail:{mail_id}", detail=f"inquiry:{inquiry_id}")

    db.write(write)


def unplace(db: Database, now: datetime, mail_id: int, *, inquiry_id: int, by: int, protocol: Protocols) -> None:
    """Takes a match back: the mail returns to the holding pen."""

    def write(connection: sa.Connection) -> None:
        mails.unlink(connection, mail_id, inquiry_id)
        if not mails.answered_by(connection, mail_id):
            mails.update(connection, mail_id, status=MailStatus.HELD)
        resettle(connection, inquiry_id, protocol)
        audits.note(connection, now, by=by, action="unplace", subject=f"mail:{mail_id}", detail=f"inquiry:{inquiry_id}")

    db.write(write)


def dismiss(db: Database, now: datetime, mail_id: int, *, by: int, undo: bool = False) -> None:
    def write(connection: sa.Connection) -> None:
        mails.update(connection, mail_id, status=MailStatus.HELD if undo else MailStatus.DISMISSED)
        audits.note(connection, now, by=by, action="undismiss" if undo else "dismiss", subject=f"mail:{mail_id}")

    db.write(write)


def correct_kind(
    db: Database, now: datetime, mail_id: int, *, inquiry_id: int, kind: Kind, by: int, protocol: Protocols
) -> None:
    """A person corrects what a mail is; the inquiry's clock follows."""

    def write(connection: sa.Connection) -> None:
        if not mails.set_kind(connection, mail_id, inquiry_id, kind=kind, by=by):
            raise NotFound(N_("There is no such mail or inquiry"))
        resettle(connection, inquiry_id, protocol)
        audits.note(connection, now, by=by, action="kind", subject=f"mail:{mail_id}", detail=f"{inquiry_id} {kind}")

    db.write(write)


def answer_question(
    db: Database, now: datetime, inquiry_id: int, *, mail_id: int, text: str, by: int, vault: Vault | None = None
) -> bool:
    """The persona answers what the unit asked back; False if that question has its answer already.

    The clock runs on when this mail has left. With the vault the answer joins the thread of the question.
    """

    def write(connection: sa.Connection) -> bool:
        inquiry = inquiries.locked(connection, inquiry_id)
        if inquiry is None:
            raise NotFound(N_("There is no such inquiry"))
        if inquiry.tester_id != by:
            raise NotPermitted(N_("This task is not yours, or no longer."))
        sent = [one for one in dispatches.of_inquiry(connection, inquiry_id) if one.status is Sending.SENT]
        question = mails.last_questions(connection, id=inquiry_id).get(inquiry_id)
        if not sent or question is None or question.mail_id != mail_id:
            raise Conflict(N_("This question no longer waits for an answer."), advice=N_("Load the page again."))
        if question.answer is not None:
            return False
        dispatches.add(
            connection, [_answer(sent[0], _head(connection, mail_id, vault), now, mail_id=mail_id, text=text)]
        )
        audits.note(connection, now, by=by, action="answer_question", subject=f"inquiry:{inquiry_id}")
        return True

    if not text.strip():
        raise Invalid(N_("The answer is empty."), (Fault("answer", N_("Write what the persona answers.")),))
    return db.write(write)


def _head(connection: sa.Connection, mail_id: int, vault: Vault | None) -> Head | None:
    mail = mails.by_id(connection, mail_id)
    if vault is None or mail is None or mail.head is None:
        return None
    try:
        return msgspec.json.decode(vault.open(mail.head), type=Head)
    except CannotOpen:
        return None


def _answer(first: Dispatch, asked: Head | None, now: datetime, *, mail_id: int, text: str) -> dict[str, Any]:
    return _again(
        first,
        now,
        purpose=Purpose.CLARIFICATION,
        recipient=answer_to(first.recipient, asked.sender if asked else ""),
        subject=answer_subject(first.subject, asked.subject if asked else ""),
        body=text.strip() + "\n",
        in_reply_to=bracketed(asked.message_id if asked else "") or first.message_id,
        answers_id=mail_id,
    )


def bracketed(message_id: str) -> str:
    """The id of a mail that came in as a header field has it; nothing if it is none that we may write."""
    writable = message_id.isascii() and message_id.isprintable() and not set(message_id) & set(" <>")
    return f"<{message_id}>" if message_id and writable else ""
