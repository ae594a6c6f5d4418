"""Mails that came in: kept sealed first, sorted later."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailer.kind import Kind
from survey.dispatch import Sending
from survey.inquiry import Status
from survey.mail import Mail, MailStatus, Question, Reply
from survey.store.database import upsert
from survey.store.rows import many, one
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.mails import mail, reply
from survey.store.schema.units import unit
from survey.store.schema.waves import wave
from survey.wave import WaveStatus

# The sealed bytes are read only where they are opened.
LIGHT = [column for column in mail.c if column.name not in ("raw", "key")]


def keep(connection: sa.Connection, values: dict[str, Any]) -> int | None:
    """Keep a mail; None when this very mail was kept before."""
    statement = upsert(connection, mail).values(**values).on_conflict_do_nothing(index_elements=["key"])
    found: int | None = connection.execute(statement.returning(mail.c.id)).scalar()
    return found


def new(connection: sa.Connection, limit: int) -> list[int]:
    statement = sa.select(mail.c.id).where(mail.c.status == MailStatus.NEW).order_by(mail.c.id).limit(limit)
    return list(connection.scalars(statement))


def by_id(connection: sa.Connection, id: int) -> Mail | None:
    return one(connection, sa.select(mail).where(mail.c.id == id), Mail)


def with_status(connection: sa.Connection, *statuses: MailStatus, limit: int = 200) -> list[Mail]:
    return many(
        connection,
        sa.select(*LIGHT)
        .where(mail.c.status.in_([status.value for status in statuses]))
        .order_by(mail.c.received_at, mail.c.id)
        .limit(limit),
        Mail,
    )


def status_counts(connection: sa.Connection) -> dict[str, int]:
    return {s: n for s, n in connection.execute(sa.select(mail.c.status, sa.func.count()).group_by(mail.c.status))}


def update(connection: sa.Connection, id: int, *, was: MailStatus | None = None, **values: Any) -> bool:
    """Change a mail, if it still is where the caller thought; False when somebody else was first."""
    condition = mail.c.id == id
    if was is not None:
        condition &= mail.c.status == was.value
    return connection.execute(mail.update().where(condition).values(**values).returning(mail.c.id)).first() is not None


def link(connection: sa.Connection, values: dict[str, Any]) -> None:
    """Say that a mail answers an inquiry; saying it again replaces how."""
    statement = upsert(connection, reply).values(**values)
    rest = {name: value for name, value in values.items() if name not in ("mail_id", "inquiry_id")}
    connection.execute(statement.on_conflict_do_update(index_elements=["mail_id", "inquiry_id"], set_=rest))


def unlink(connection: sa.Connection, mail_id: int, inquiry_id: int) -> None:
    connection.execute(reply.delete().where(reply.c.mail_id == mail_id, reply.c.inquiry_id == inquiry_id))


def set_kind(connection: sa.Connection, mail_id: int, inquiry_id: int, *, kind: Kind, by: int) -> bool:
    found = connection.execute(
        reply.update()
        .where(reply.c.mail_id == mail_id, reply.c.inquiry_id == inquiry_id)
        .values(kind=kind)
        .returning(reply.c.mail_id)
    )
    connection.execute(mail.update().where(mail.c.id == mail_id).values(kind=kind, kind_by=by))
    return found.first() is not None


def forget_replies(connection: sa.Connection, inquiry_id: int, *, kind: Kind | None = None) -> None:
    """The mails (of that kind) stay, but no longer count as answers to this inquiry."""
    chosen = reply.c.inquiry_id == inquiry_id
    if kind is not None:
        chosen &= reply.c.kind == kind.value
    theirs = sa.select(reply.c.mail_id).where(chosen)
    connection.execute(mail.update().where(mail.c.id.in_(theirs)).values(status=MailStatus.DISMISSED))
    connection.execute(reply.delete().where(chosen))


def replies_to(connection: sa.Connection, inquiry_id: int) -> list[tuple[Reply, Mail]]:
    """In the order in which they arrived."""
    replies = many(connection, sa.select(reply).where(reply.c.inquiry_id == inquiry_id), Reply)
    mails = many(
        connection,
        sa.select(*LIGHT).where(mail.c.id.in_([one.mail_id for one in replies])).order_by(mail.c.arrived_at, mail.c.id),
        Mail,
    )
    by_mail = {one.mail_id: one for one in replies}
    return [(by_mail[one.id], one) for one in mails]


def answered_by(connection: sa.Connection, mail_id: int) -> list[Reply]:
    """The inquiries that a mail answers."""
    return many(connection, sa.select(reply).where(reply.c.mail_id == mail_id), Reply)


def kinds_and_arrivals(connection: sa.Connection, inquiry_id: int) -> list[tuple[Kind, datetime]]:
    rows = connection.execute(
        sa.select(reply.c.kind, mail.c.arrived_at)
        .join(mail, mail.c.id == reply.c.mail_id)
        .where(reply.c.inquiry_id == inquiry_id)
    )
    return [(Kind(kind), arrived) for kind, arrived in rows]


def pauses(connection: sa.Connection, inquiry_id: int) -> list[tuple[datetime, datetime]]:
    """From each question the unit asked back to the persona's answer to it: the clock stands still in between."""
    asked = sorted(at for kind, at in kinds_and_arrivals(connection, inquiry_id) if kind is Kind.CLARIFICATION)
    answered = connection.scalars(
        sa.select(dispatch.c.sent_at)
        .where(dispatch.c.inquiry_id == inquiry_id, dispatch.c.purpose == "clarification", dispatch.c.status == "sent")
        .order_by(dispatch.c.sent_at)
    ).all()
    spans: list[tuple[datetime, datetime]] = []
    for question in asked:
        answer = next((at for at in answered if at >= question), None)
        if answer is not None and (not spans or question >= spans[-1][1]):
            spans.append((question, answer))
    return spans


def _questions() -> sa.Select[tuple[object, ...]]:
    """What units asked back in inquiries that still wait, the last question of each inquiry last."""
    answer = (
        sa.select(dispatch.c.status)
        .where(
            dispatch.c.inquiry_id == inquiry.c.id,
            dispatch.c.answers_id == mail.c.id,
            dispatch.c.status != Sending.CANCELLED,
        )
        .scalar_subquery()
    )
    return (
        sa.select(
            inquiry.c.id.label("inquiry_id"), mail.c.id.label("mail_id"), inquiry.c.tester_id, inquiry.c.scenario,
            inquiry.c.written_form, mail.c.arrived_at.label("asked_at"), answer.label("answer"),
        )
        .join(reply, reply.c.inquiry_id == inquiry.c.id)
        .join(mail, mail.c.id == reply.c.mail_id)
        .join(wave, wave.c.id == inquiry.c.wave_id)
        .where(inquiry.c.status == Status.WAITING, reply.c.kind == Kind.CLARIFICATION, wave.c.status == WaveStatus.OPEN)
        .order_by(mail.c.arrived_at, mail.c.id)
    )  # fmt: skip


def last_questions(connection: sa.Connection, **chosen: int) -> dict[int, Question]:
    """Inquiry -> its last question, answered or not; `chosen` by wave_id, tester_id or id of the inquiry."""
    statement = _questions()
    for column, value in chosen.items():
        statement = statement.where(inquiry.c[column] == value)
    return {one.inquiry_id: one for one in many(connection, statement, Question)}


def open_questions(connection: sa.Connection, **chosen: int) -> list[Question]:
    """What units asked back and no persona has answered, the oldest first."""
    return [one for one in last_questions(connection, **chosen).values() if one.answer is None]


def paused(connection: sa.Connection) -> frozenset[int]:
    """Inquiries whose clock stands still: the answer to what the unit asked back has not left yet."""
    return frozenset(id for id, one in last_questions(connection).items() if one.answer != Sending.SENT)


def held_with_guesses(connection: sa.Connection) -> list[tuple[int, int]]:
    """(mail, best guess) of the holding pen."""
    held = with_status(connection, MailStatus.HELD)
    return [(one.id, one.guesses[0]["inquiry"]) for one in held if one.guesses]


def traffic(connection: sa.Connection, wave_id: int) -> tuple[int, int]:
    """How many mails left for a wave, and how many came in for it."""
    sent = sa.select(sa.func.count()).where(dispatch.c.wave_id == wave_id, dispatch.c.sent_at.is_not(None))
    theirs = sa.select(inquiry.c.id).where(inquiry.c.wave_id == wave_id)
    received = sa.select(sa.func.count(reply.c.mail_id.distinct())).where(reply.c.inquiry_id.in_(theirs))
    return connection.scalar(sent) or 0, connection.scalar(received) or 0


def kind_counts(connection: sa.Connection, wave_id: int) -> dict[str, int]:
    rows = connection.execute(
        sa.select(reply.c.kind, sa.func.count())
        .join(inquiry, inquiry.c.id == reply.c.inquiry_id)
        .where(inquiry.c.wave_id == wave_id)
        .group_by(reply.c.kind)
    )
    return {kind: number for kind, number in rows}


def left_for_answers(connection: sa.Connection, since: datetime) -> list[sa.RowMapping]:
    """Inquiries of waves that still take answers whose mail was claimed since then, for matching."""
    statement = (
        sa.select(
            dispatch.c.inquiry_id,
            dispatch.c.sent_at,
            dispatch.c.claimed_at,
            dispatch.c.sender,
            dispatch.c.recipient,
            dispatch.c.message_id,
            dispatch.c.subject,
            dispatch.c.body,
            inquiry.c.unit_id,
            inquiry.c.scenario,
            inquiry.c.written_form,
            unit.c.country,
        )
        .join(inquiry, inquiry.c.id == dispatch.c.inquiry_id)
        .join(unit, unit.c.id == inquiry.c.unit_id)
        .join(wave, wave.c.id == dispatch.c.wave_id)
        # `sending` and `doubtful` may have left: their answers are the best proof that they did.
        .where(
            dispatch.c.purpose == "inquiry",
            dispatch.c.status.in_(["sent", "sending", "doubtful", "refused"]),
            wave.c.status.in_(["open", "closed"]),
            dispatch.c.claimed_at >= since,
        )
        .order_by(dispatch.c.id)
    )
    return list(connection.execute(statement).mappings())


def erase_before(connection: sa.Connection, moment: datetime, now: datetime) -> int:
    """Forget what mails said; that they came, when and as what stays."""
    found = connection.execute(
        mail.update()
        .where(mail.c.received_at < moment, mail.c.erased_at.is_(None))
        .values(raw=None, head=None, guesses=None, erased_at=now)
        .returning(mail.c.id)
    )
    return len(found.all())
