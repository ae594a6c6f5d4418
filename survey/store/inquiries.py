"""Test inquiries at rest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from instruments.instrument import Outcome
from survey.inquiry import Inquiry, Status
from survey.store.rows import many, one
from survey.store.schema.inquiries import assignment, inquiry

BY_ID = sa.select(inquiry).where(inquiry.c.id == sa.bindparam("id"))


UPDATE = inquiry.update().where(inquiry.c.id == sa.bindparam("of_id")).returning(inquiry.c.id)
UPDATE_IF = UPDATE.where(inquiry.c.status.in_(sa.bindparam("was", expanding=True)))


def by_id(connection: sa.Connection, id: int) -> Inquiry | None:
    return one(connection, BY_ID, Inquiry, id=id)


def locked(connection: sa.Connection, id: int) -> Inquiry | None:
    """The inquiry, until the transaction ends for us alone: two answers to it are settled one after the other.

    On PostgreSQL a lock that lets rows which refer to the inquiry be added meanwhile.
    """
    return one(connection, sa.select(inquiry).where(inquiry.c.id == id).with_for_update(key_share=True), Inquiry)


def by_ids(connection: sa.Connection, ids: Iterable[int]) -> list[Inquiry]:
    return many(connection, sa.select(inquiry).where(inquiry.c.id.in_(list(ids))), Inquiry)


def of_wave(connection: sa.Connection, wave_id: int, *, channel: str | None = None) -> list[Inquiry]:
    statement = sa.select(inquiry).where(inquiry.c.wave_id == wave_id).order_by(inquiry.c.unit_id, inquiry.c.id)
    return many(connection, statement if channel is None else statement.where(inquiry.c.channel == channel), Inquiry)


def of_unit(connection: sa.Connection, wave_id: int, unit_id: int, *, channel: str | None = None) -> list[Inquiry]:
    statement = sa.select(inquiry).where(inquiry.c.wave_id == wave_id, inquiry.c.unit_id == unit_id)
    if channel is not None:
        statement = statement.where(inquiry.c.channel == channel)
    return many(connection, statement.order_by(inquiry.c.due_at, inquiry.c.id), Inquiry)


def update(connection: sa.Connection, id: int, *, was: Iterable[Status] | None = None, **values: Any) -> bool:
    """Change an inquiry, if it still is where the caller thought; False when it moved on meanwhile."""
    statement = UPDATE if was is None else UPDATE_IF
    given = {"of_id": id, **values} if was is None else {"of_id": id, "was": [one.value for one in was], **values}
    return connection.execute(statement, given).first() is not None


def with_status(connection: sa.Connection, wave_id: int, *statuses: Status) -> list[Inquiry]:
    return many(
        connection,
        sa.select(inquiry)
        .where(inquiry.c.wave_id == wave_id, inquiry.c.status.in_([s.value for s in statuses]))
        .order_by(inquiry.c.due_at, inquiry.c.id),
        Inquiry,
    )


def waiting_past(connection: sa.Connection, now: datetime) -> list[Inquiry]:
    """Mails whose time to wait for an answer has run out."""
    return many(
        connection,
        sa.select(inquiry).where(inquiry.c.status == Status.WAITING, inquiry.c.until <= now).order_by(inquiry.c.id),
        Inquiry,
    )


def held(connection: sa.Connection, wave_ids: Iterable[int]) -> list[Inquiry]:
    return many(
        connection,
        sa.select(inquiry).where(inquiry.c.wave_id.in_(list(wave_ids)), inquiry.c.status == Status.HELD),
        Inquiry,
    )


def status_counts(connection: sa.Connection, wave_id: int) -> dict[tuple[str, str], int]:
    """(channel, status) -> how many; `not_tested` for what was to be a test and is none."""
    lost = sa.and_(
        inquiry.c.status == Status.DONE, inquiry.c.outcome == Outcome.NOT_TESTED, inquiry.c.follows_id.is_(None)
    )
    where = sa.case((lost, sa.literal(Outcome.NOT_TESTED.value)), else_=inquiry.c.status).label("stage")
    grouped = sa.select(inquiry.c.channel, where, sa.func.count()).where(inquiry.c.wave_id == wave_id)
    rows = connection.execute(grouped.group_by(inquiry.c.channel, where))
    return {(channel, status): number for channel, status, number in rows}


def outcome_counts(connection: sa.Connection, wave_id: int) -> dict[str, int]:
    rows = connection.execute(
        sa.select(inquiry.c.outcome, sa.func.count())
        .where(inquiry.c.wave_id == wave_id, inquiry.c.outcome.is_not(None))
        .group_by(inquiry.c.outcome)
    )
    return {outcome: number for outcome, number in rows}


def note_assignment(
    connection: sa.Connection,
    inquiry_id: int,
    *,
    tester_id: int | None,
    event: str,
    reason: str,
    by_id: int | None,
    now: datetime,
) -> None:
    connection.execute(
        assignment.insert().values(
            inquiry_id=inquiry_id, tester_id=tester_id, event=event, reason=reason, by_id=by_id, at=now
        )
    )
