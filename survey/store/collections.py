"""Collections at rest: comments that staff brought in as files."""

from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from survey.problems import NotFound
from survey.store.rows import many, one
from survey.store.schema.comments import collection
from survey.texts import N_


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    title: str
    created_by: int | None = None
    created_at: datetime
    keep_until: date | None = None
    """Then it goes with all its comments; None: it stays."""
    digest: bytes | None = None
    """Of the file that it began with."""


def every(connection: sa.Connection) -> list[Collection]:
    """The newest first."""
    return many(connection, sa.select(collection).order_by(collection.c.id.desc()), Collection)


def known(connection: sa.Connection, id: int) -> Collection:
    found = one(connection, sa.select(collection).where(collection.c.id == id), Collection)
    if found is None:
        raise NotFound(N_("There is no such collection of comments."))
    return found


def of_file(connection: sa.Connection, digest: bytes) -> Collection | None:
    return one(connection, sa.select(collection).where(collection.c.digest == digest), Collection)


def add(
    connection: sa.Connection,
    title: str,
    now: datetime,
    *,
    by: int | None,
    keep_until: date | None = None,
    digest: bytes | None = None,
) -> int:
    values = {"title": title, "created_by": by, "created_at": now, "keep_until": keep_until, "digest": digest}
    return int(connection.execute(collection.insert().values(values).returning(collection.c.id)).scalar_one())


def change(connection: sa.Connection, id: int, *, title: str, keep_until: date | None) -> None:
    connection.execute(collection.update().where(collection.c.id == id).values(title=title, keep_until=keep_until))


def over(connection: sa.Connection, day: date) -> list[int]:
    """Those whose time was over before this day."""
    return list(connection.scalars(sa.select(collection.c.id).where(collection.c.keep_until < day)))


def drop(connection: sa.Connection, id: int) -> None:
    """Its comments are gone already."""
    connection.execute(collection.delete().where(collection.c.id == id))
