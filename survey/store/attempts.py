"""Calls and searches, timed step by step."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.attempt import Attempt, Marks
from survey.store.rows import many, one
from survey.store.schema.inquiries import attempt, inquiry


def of_inquiry(connection: sa.Connection, inquiry_id: int) -> list[Attempt]:
    return many(
        connection, sa.select(attempt).where(attempt.c.inquiry_id == inquiry_id).order_by(attempt.c.number), Attempt
    )


def by_token(connection: sa.Connection, token: str) -> Attempt | None:
    return one(connection, sa.select(attempt).where(attempt.c.token == token), Attempt)


def calls_of(connection: sa.Connection, person_id: int, *, since: datetime, but: int) -> list[Attempt]:
    """A tester's calls about other inquiries than this one."""
    statement = (
        sa.select(attempt)
        .join(inquiry, inquiry.c.id == attempt.c.inquiry_id)
        .where(
            attempt.c.person_id == person_id,
            attempt.c.inquiry_id != but,
            attempt.c.started_at >= since,
            inquiry.c.channel == "phone",
        )
    )
    return many(connection, statement, Attempt)


def open_call(connection: sa.Connection, person_id: int, *, but: int) -> int | None:
    """The inquiry about which this person has a call going on."""
    statement = (
        sa.select(attempt.c.inquiry_id)
        .join(inquiry, inquiry.c.id == attempt.c.inquiry_id)
        .where(
            attempt.c.person_id == person_id,
            attempt.c.inquiry_id != but,
            attempt.c.ended_at.is_(None),
            inquiry.c.channel == "phone",
        )
        .limit(1)
    )
    return connection.scalar(statement)


def add(
    connection: sa.Connection, inquiry_id: int, person_id: int, *, number: int, token: str, started_at: datetime
) -> None:
    connection.execute(
        attempt.insert().values(
            inquiry_id=inquiry_id, person_id=person_id, number=number, token=token, steps=[], started_at=started_at
        )
    )


def record(
    connection: sa.Connection, token: str, marks: Marks, *, result: str | None, ended_at: datetime | None
) -> None:
    connection.execute(
        attempt.update()
        .where(attempt.c.token == token)
        .values(steps=msgspec.to_builtins(marks), result=result, started_at=marks[0].at, ended_at=ended_at)
    )


def of_inquiries(connection: sa.Connection, ids: Iterable[int]) -> dict[int, list[Attempt]]:
    """The attempts of many inquiries at once, each in order."""
    wanted = attempt.c.inquiry_id.in_(list(ids))
    found: dict[int, list[Attempt]] = {}
    for each in many(connection, sa.select(attempt).where(wanted).order_by(attempt.c.number), Attempt):
        found.setdefault(each.inquiry_id, []).append(each)
    return found
