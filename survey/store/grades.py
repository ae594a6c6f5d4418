"""What testers sent in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from survey.grade import Grade, GradeStatus
from survey.inquiry import Status
from survey.store.rows import many, one
from survey.store.schema.inquiries import grade, inquiry

BY_TOKEN = sa.select(grade).where(grade.c.token == sa.bindparam("token"))


def by_token(connection: sa.Connection, token: str) -> Grade | None:
    return one(connection, BY_TOKEN, Grade, token=token)


def of_inquiry(connection: sa.Connection, inquiry_id: int) -> list[Grade]:
    return many(connection, sa.select(grade).where(grade.c.inquiry_id == inquiry_id).order_by(grade.c.id), Grade)


def standing(connection: sa.Connection, inquiry_id: int) -> Grade | None:
    """The grade that counts, or was the last to count: superseded ones never do."""
    counted = (grade.c.inquiry_id == inquiry_id) & (grade.c.status != GradeStatus.SUPERSEDED.value)
    return one(connection, sa.select(grade).where(counted).order_by(grade.c.id.desc()), Grade)


ADD = grade.insert().returning(grade.c.id)


def add(connection: sa.Connection, **values: Any) -> Grade:
    """`values`: all of a Grade but its id."""
    return Grade(id=connection.execute(ADD, values).scalar_one(), **values)


def mark(connection: sa.Connection, inquiry_id: int, status: GradeStatus) -> None:
    """Change the status of the grade that counts."""
    now = standing(connection, inquiry_id)
    if now:
        connection.execute(grade.update().where(grade.c.id == now.id).values(status=status.value))


def erase(connection: sa.Connection, id: int) -> None:
    """Only what a decision made that was undone; what testers sent in stays."""
    connection.execute(grade.delete().where(grade.c.id == id))


def sent_in(connection: sa.Connection, person_id: int, since: datetime) -> int:
    """How many tasks a tester has sent in since a moment."""
    mine = (grade.c.person_id == person_id) & (grade.c.submitted_at >= since)
    return connection.scalar(sa.select(sa.func.count()).select_from(grade).where(mine)) or 0


def sent_by(connection: sa.Connection, person_id: int, since: datetime) -> list[int]:
    """What a tester has sent in since a moment and has not got back: what a browser still keeps of it may go."""
    mine = (grade.c.person_id == person_id) & (grade.c.submitted_at >= since)
    is_in = inquiry.c.status.in_([Status.SUBMITTED.value, Status.DONE.value])
    statement = sa.select(inquiry.c.id).join(grade, grade.c.inquiry_id == inquiry.c.id).where(mine, is_in)
    return list(connection.scalars(statement.distinct()))


def has_token(connection: sa.Connection, inquiry_id: int, token: str) -> bool:
    found = sa.select(grade.c.id).where(grade.c.inquiry_id == inquiry_id, grade.c.token == token)
    return connection.scalar(found) is not None
