"""Mails that leave: claimed one by one, each result recorded."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.dispatch import Dispatch, Purpose, Sending
from survey.inquiry import CLARIFICATION, Status
from survey.store.rows import many, one, plain
from survey.store.schema.base import Instant
from survey.store.schema.inquiries import dispatch, inquiry
from survey.store.schema.operations import switch
from survey.store.schema.waves import wave
from survey.wave import WaveStatus

SENDING_SWITCH = "sending"
LAST_OF_INQUIRY = (
    sa.select(dispatch.c.status, dispatch.c.sent_at, dispatch.c.purpose)
    .where(dispatch.c.inquiry_id == sa.bindparam("inquiry"), dispatch.c.status != Sending.CANCELLED)
    .order_by(dispatch.c.id.desc())
    .limit(1)
)
NEXT_DUE = (
    sa.select(dispatch.c.id)
    .join(wave, wave.c.id == dispatch.c.wave_id)
    .outerjoin(inquiry, inquiry.c.id == dispatch.c.inquiry_id)
    .where(
        dispatch.c.status == Sending.DUE,
        dispatch.c.due_at <= sa.bindparam("now", type_=Instant),
        sa.or_(wave.c.status == WaveStatus.OPEN, dispatch.c.purpose == Purpose.SELF_MAIL),
        # A follow-up that is still held has its mail ready, but it does not leave.
        sa.or_(dispatch.c.purpose != Purpose.INQUIRY, inquiry.c.status == Status.PLANNED),
    )
    .order_by(dispatch.c.due_at, dispatch.c.id)
    .limit(1)
)
FREE = NEXT_DUE.with_for_update(skip_locked=True, of=dispatch)
OLDEST_DUE = NEXT_DUE.with_only_columns(dispatch.c.due_at)
CLAIM = (
    dispatch.update()
    .where(dispatch.c.id == FREE.scalar_subquery(), dispatch.c.status == Sending.DUE)
    .values(
        status=Sending.SENDING,
        claimed_at=sa.bindparam("now", type_=Instant),
        claimed_by=sa.bindparam("me"),
        tries=dispatch.c.tries + 1,
    )
    .returning(*dispatch.c)
)


def claim(connection: sa.Connection, now: datetime, me: str) -> Dispatch | None:
    """Take one due mail of an open wave, so that no other process takes it; None when there is nothing to do."""
    if not sending_is_on(connection):
        return None
    row = connection.execute(CLAIM, {"now": now, "me": me}).mappings().first()
    return None if row is None else msgspec.convert(plain(row), Dispatch, strict=False)


def record(connection: sa.Connection, id: int, me: str | None, **values: Any) -> bool:
    """Write how it went; False when this process no longer holds the claim (a person decided meanwhile)."""
    holds = dispatch.c.claimed_by == me if me else sa.true()
    found = connection.execute(
        dispatch.update()
        .where(dispatch.c.id == id, dispatch.c.status == Sending.SENDING, holds)
        .values(**values)
        .returning(dispatch.c.id)
    )
    return found.first() is not None


def decide(connection: sa.Connection, id: int, *, was: tuple[str, ...], **values: Any) -> bool:
    """A person's decision about a mail in one of the states `was`."""
    condition = (dispatch.c.id == id) & dispatch.c.status.in_(was)
    found = connection.execute(dispatch.update().where(condition).values(**values).returning(dispatch.c.id))
    return found.first() is not None


def abandoned(connection: sa.Connection, before: datetime) -> list[Dispatch]:
    """Claims that nobody finished: their process is gone."""
    return many(
        connection,
        sa.select(dispatch).where(dispatch.c.status == Sending.SENDING, dispatch.c.claimed_at < before),
        Dispatch,
    )


def proved_sent(connection: sa.Connection, inquiry_id: int) -> datetime | None:
    """An answer came to a mail whose leaving was in doubt: it left, at the moment it was claimed; None if no doubt."""
    found: datetime | None = connection.execute(
        dispatch.update()
        .where(
            dispatch.c.inquiry_id == inquiry_id,
            dispatch.c.purpose == Purpose.INQUIRY,
            dispatch.c.status.in_([Sending.SENDING, Sending.DOUBTFUL, Sending.REFUSED]),
        )
        .values(status=Sending.SENT, sent_at=dispatch.c.claimed_at, fault="")
        .returning(dispatch.c.claimed_at)
    ).scalar()
    return found


def reported(connection: sa.Connection, *, provider_id: str, message_id: str) -> Dispatch | None:
    """The mail that a provider speaks of: by the name it gave it, else by ours."""
    for column, name in ((dispatch.c.provider_id, provider_id), (dispatch.c.message_id, message_id)):
        if name and (found := one(connection, sa.select(dispatch).where(column == name), Dispatch)):
            return found
    return None


def trouble(connection: sa.Connection, inquiry_id: int) -> str:
    """What is wrong with the last mail of an inquiry, as a note of the inquiry; empty: nothing."""
    found = connection.execute(LAST_OF_INQUIRY, {"inquiry": inquiry_id}).first()
    if found is None or found.status not in (Sending.REFUSED, Sending.DOUBTFUL):
        return ""
    if found.status == Sending.REFUSED and found.sent_at:
        return "bounce"  # reported after it had left
    return CLARIFICATION if found.purpose == Purpose.CLARIFICATION else str(found.status)


def by_id(connection: sa.Connection, id: int) -> Dispatch | None:
    return one(connection, sa.select(dispatch).where(dispatch.c.id == id), Dispatch)


def of_inquiry(connection: sa.Connection, inquiry_id: int) -> list[Dispatch]:
    return many(
        connection, sa.select(dispatch).where(dispatch.c.inquiry_id == inquiry_id).order_by(dispatch.c.id), Dispatch
    )


def postpone(connection: sa.Connection, inquiry_id: int, due_at: datetime) -> None:
    mine = (dispatch.c.inquiry_id == inquiry_id) & (dispatch.c.status == Sending.DUE)
    connection.execute(dispatch.update().where(mine).values(due_at=due_at))


def cancel(connection: sa.Connection, inquiry_id: int) -> None:
    mine = (dispatch.c.inquiry_id == inquiry_id) & (dispatch.c.status == Sending.DUE)
    connection.execute(dispatch.update().where(mine).values(status=Sending.CANCELLED))


def counts(connection: sa.Connection, wave_id: int) -> dict[str, int]:
    rows = connection.execute(
        sa.select(dispatch.c.status, sa.func.count()).where(dispatch.c.wave_id == wave_id).group_by(dispatch.c.status)
    )
    return {status: number for status, number in rows}


class Traffic(msgspec.Struct, frozen=True, kw_only=True):
    """How the way out is: when a mail last left, and since when the first in the queue has been due."""

    sending_on: bool
    last_left: datetime | None
    oldest_due: datetime | None


def traffic(connection: sa.Connection, now: datetime) -> Traffic:
    return Traffic(
        sending_on=sending_is_on(connection),
        last_left=connection.scalar(sa.select(sa.func.max(dispatch.c.sent_at))),
        oldest_due=connection.scalar(OLDEST_DUE, {"now": now}),
    )


def add(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(dispatch.insert(), rows)


def sending_is_on(connection: sa.Connection) -> bool:
    """Stop all sending is a row, so that it acts on every process at its next claim."""
    found = connection.scalar(sa.select(switch.c.is_on).where(switch.c.name == SENDING_SWITCH))
    return True if found is None else bool(found)
