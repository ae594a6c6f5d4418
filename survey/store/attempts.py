"""Calls and searches, timed step by step."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.attempt import Attempt
from survey.store.rows import many, one
from survey.store.schema.inquiries import attempt, inquiry

OF_INQUIRY = sa.select(attempt).where(attempt.c.inquiry_id == sa.bindparam("inquiry_id")).order_by(attempt.c.number)
BY_TOKEN = sa.select(attempt).where(attempt.c.token == sa.bindparam("token"))
ADD = attempt.insert().returning(attempt.c.id)
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


def add(connection: sa.Connection, inquiry_id: int, person_id: int, **values: Any) -> Attempt:
    """`values`: number, token, steps, result, started_at, ended_at."""
    row = {"inquiry_id": inquiry_id, "person_id": person_id, **values}
    id = connection.execute(ADD, {**row, "steps": msgspec.to_builtins(row["steps"])}).scalar_one()
    return Attempt(id=id, **row)


def record(connection: sa.Connection, found: Attempt) -> None:
    steps = msgspec.to_builtins(found.steps)
    values = {"steps": steps, "result": found.result, "started_at": found.started_at, "ended_at": found.ended_at}
    connection.execute(RECORD, {"of_token": found.token, **values})


def of_inquiries(connection: sa.Connection, ids: Iterable[int]) -> dict[int, list[Attempt]]:
    """The attempts of many inquiries at once, each in order."""
    wanted = attempt.c.inquiry_id.in_(list(ids))
    found: dict[int, list[Attempt]] = {}
    for each in many(connection, sa.select(attempt).where(wanted).order_by(attempt.c.number), Attempt):
        found.setdefault(each.inquiry_id, []).append(each)
    return found
