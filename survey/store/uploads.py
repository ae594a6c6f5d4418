"""Unit tables that wait for somebody to confirm what they would do."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from survey.store.rows import one
from survey.store.schema.units import unit_upload

KEPT = timedelta(days=7)


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    country: str
    content: bytes
    by_id: int | None = None
    at: datetime
    applied_at: datetime | None = None


def add(connection: sa.Connection, content: bytes, now: datetime, *, name: str, country: str, by: int) -> int:
    """Tables that nobody came back to are forgotten meanwhile."""
    connection.execute(unit_upload.delete().where(unit_upload.c.at < now - KEPT))
    values = {"name": name, "country": country, "content": content, "by_id": by, "at": now}
    return int(connection.execute(unit_upload.insert().values(values).returning(unit_upload.c.id)).scalar_one())


def by_id(connection: sa.Connection, id: int) -> Upload | None:
    # Bytes come back as they are; msgspec would read a text for bytes as base64.
    return one(connection, sa.select(unit_upload).where(unit_upload.c.id == id), Upload)


def apply(connection: sa.Connection, id: int, now: datetime) -> bool:
    """Whether this call is the one that carries it out."""
    mine = (unit_upload.c.id == id) & unit_upload.c.applied_at.is_(None)
    done = unit_upload.update().where(mine).values(applied_at=now, content=b"")
    return connection.execute(done.returning(unit_upload.c.id)).first() is not None
