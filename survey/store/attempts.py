"""Calls and searches, timed step by step."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.attempt import Attempt, Marks
from survey.store.rows import many, one
from survey.store.schema.inquiries import attempt, inquiry

OF_INQUIRY = sa.select(attempt).where(attempt.c.inquiry_id == sa.bindparam("inquiry_id")).order_by(attempt.c.number)
BY_TOKEN = sa.select(attempt).where(attempt.c.token == sa.bindparam("token"))
RECORD = attempt.update().where(attempt.c.token == sa.bindparam("of_token"))


def of_inquiry(connection: sa.Connection, inquiry_id: int) -> list[Attempt]:
    return many(connection, OF_INQUIRY, Attempt, inquiry_id=inquiry_id)


def by_token(connection: sa.Connection, token: str) -> Attempt | None:
    return one(connection, BY_TOKEN, Attempt, token=token)


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
    row = {"inquiry_id": inquiry_id, "person_id": person_id, "number": number, "token": token, "steps": []}
    connection.execute(attempt.insert(), {**row, "started_at": started_at})


def record(
    connection: sa.Connection, token: str, marks: Marks, *, result: str | None, ended_at: datetime | None
) -> None:
    steps = msgspec.to_builtins(marks)
    values = {"steps": steps, "result": result, "started_at": marks[0].at, "ended_at": ended_at}
    connection.execute(RECORD, {"of_token": token, **values})


def of_inquiries(connection: sa.Connection, ids: Iterable[int]) -> dict[int, list[Attempt]]:
    """The attempts of many inquiries at once, each in order."""
    wanted = attempt.c.inquiry_id.in_(list(ids))
    found: dict[int, list[Attempt]] = {}
    for each in many(connection, sa.select(attempt).where(wanted).order_by(attempt.c.number), Attempt):
        found.setdefault(each.inquiry_id, []).append(each)
    return found
