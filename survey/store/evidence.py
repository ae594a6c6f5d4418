"""What testers saw: addresses of pages and screenshots."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.store.database import upsert
from survey.store.rows import many
from survey.store.schema.inquiries import evidence


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    inquiry_id: int
    person_id: int
    kind: str  # screenshot, address
    name: str
    media_type: str
    url: str = ""
    added_at: datetime


_SHOWN = [column for column in evidence.c if column.name not in ("content", "sha256")]


def of_inquiry(connection: sa.Connection, inquiry_id: int) -> list[Evidence]:
    return many(
        connection, sa.select(*_SHOWN).where(evidence.c.inquiry_id == inquiry_id).order_by(evidence.c.id), Evidence
    )


def by_id(connection: sa.Connection, id: int) -> Evidence | None:
    found = many(connection, sa.select(*_SHOWN).where(evidence.c.id == id), Evidence)
    return found[0] if found else None


def content(connection: sa.Connection, id: int) -> bytes | None:
    return connection.scalar(sa.select(evidence.c.content).where(evidence.c.id == id))


def count(connection: sa.Connection, inquiry_id: int) -> int:
    """Without the answers to questions."""
    mine = (evidence.c.inquiry_id == inquiry_id) & (evidence.c.kind != ANSWER)
    return connection.scalar(sa.select(sa.func.count()).select_from(evidence).where(mine)) or 0


def add(connection: sa.Connection, **values: Any) -> bool:
    """Keep a piece of evidence; False where the same one is there already."""
    statement = upsert(connection, evidence).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["inquiry_id", "sha256"])
    return connection.execute(statement.returning(evidence.c.id)).first() is not None


ANSWER = "answer"  # the kind of evidence that is a question's answer


def of_answer(connection: sa.Connection, **values: Any) -> int:
    """Keep a file that answers a question; its id, also where the same file is there already."""
    add(connection, kind=ANSWER, **values)
    same = (evidence.c.inquiry_id == values["inquiry_id"]) & (evidence.c.sha256 == values["sha256"])
    return int(connection.execute(sa.select(evidence.c.id).where(same)).scalar_one())


def remove(connection: sa.Connection, id: int) -> None:
    connection.execute(evidence.delete().where(evidence.c.id == id))
