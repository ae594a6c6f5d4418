"""Schemes at rest, version by version."""

from datetime import datetime

import sqlalchemy as sa

from survey.problems import NotFound
from survey.scheme import Scheme
from survey.store.rows import many, one
from survey.store.schema.comments import scheme
from survey.texts import N_

PUBLISHED = scheme.c.published_at.is_not(None)


def every(connection: sa.Connection) -> list[Scheme]:
    """The newest first."""
    return many(connection, sa.select(scheme).order_by(scheme.c.version.desc()), Scheme)


def by_version(connection: sa.Connection, version: int) -> Scheme | None:
    return one(connection, sa.select(scheme).where(scheme.c.version == version), Scheme)


def known(connection: sa.Connection, version: int) -> Scheme:
    found = by_version(connection, version)
    if found is None:
        raise NotFound(N_("There is no such version of the categories."))
    return found


def in_use(connection: sa.Connection) -> Scheme | None:
    """The newest that is published; None on a fresh installation, until `steps/schemes.begin` has run."""
    return one(connection, sa.select(scheme).where(PUBLISHED).order_by(scheme.c.version.desc()).limit(1), Scheme)


def draft(connection: sa.Connection) -> Scheme | None:
    """There is one at most."""
    return one(connection, sa.select(scheme).where(~PUBLISHED), Scheme)


def add(connection: sa.Connection, version: int, document: str, now: datetime, *, by: int | None) -> None:
    values = {"version": version, "document": document, "created_by": by, "created_at": now, "changed_at": now}
    connection.execute(scheme.insert().values(values))


def change(connection: sa.Connection, version: int, document: str, now: datetime) -> bool:
    """False where it is published, or gone."""
    mine = scheme.update().where(scheme.c.version == version, ~PUBLISHED)
    changed = mine.values(document=document, changed_at=now).returning(scheme.c.version)
    return connection.execute(changed).first() is not None


def publish(connection: sa.Connection, version: int, sha256: str, now: datetime, *, by: int | None) -> bool:
    mine = scheme.update().where(scheme.c.version == version, ~PUBLISHED)
    changed = mine.values(sha256=sha256, published_at=now, published_by=by).returning(scheme.c.version)
    return connection.execute(changed).first() is not None


def drop(connection: sa.Connection, version: int) -> bool:
    """A draft only."""
    gone = scheme.delete().where(scheme.c.version == version, ~PUBLISHED).returning(scheme.c.version)
    return connection.execute(gone).first() is not None
