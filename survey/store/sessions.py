"""Who is signed in, and the mailed links that sign in; only digests of the tokens are kept."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.store import rows
from survey.store.schema.people import link, person, session


class Session(msgspec.Struct, frozen=True, kw_only=True):
    token_sha256: str
    person_id: int
    csrf: str
    created_at: datetime
    expires_at: datetime


class Link(msgspec.Struct, frozen=True, kw_only=True):
    token_sha256: str
    person_id: int
    purpose: str  # sign_in, password
    expires_at: datetime
    used_at: datetime | None = None


def current(connection: sa.Connection, digest: str, now: datetime) -> Session | None:
    """The session of that token, while it lasts and its person is active."""
    chosen = sa.select(session).join(person).where(session.c.token_sha256 == digest, session.c.expires_at > now)
    return rows.one(connection, chosen.where(person.c.active), Session)


def add(connection: sa.Connection, new: Session) -> None:
    connection.execute(session.insert().values(msgspec.structs.asdict(new)))


def end(connection: sa.Connection, digest: str) -> None:
    connection.execute(session.delete().where(session.c.token_sha256 == digest))


def end_all(connection: sa.Connection, person_id: int, *, but: str = "") -> None:
    own = session.c.person_id == person_id
    connection.execute(session.delete().where(own, session.c.token_sha256 != but))


def add_link(connection: sa.Connection, new: Link) -> None:
    connection.execute(link.insert().values(msgspec.structs.asdict(new)))


def usable_link(connection: sa.Connection, digest: str, now: datetime) -> Link | None:
    chosen = sa.select(link).join(person).where(link.c.token_sha256 == digest, person.c.active)
    return rows.one(connection, chosen.where(link.c.used_at.is_(None), link.c.expires_at > now), Link)


def use_link(connection: sa.Connection, digest: str, now: datetime) -> bool:
    """Use the link up; false for whoever comes second."""
    fresh = (link.c.token_sha256 == digest) & link.c.used_at.is_(None) & (link.c.expires_at > now)
    claim = link.update().where(fresh).values(used_at=now).returning(link.c.person_id)
    return connection.execute(claim).first() is not None


def end_links(connection: sa.Connection, person_id: int, now: datetime) -> None:
    connection.execute(link.update().where(link.c.person_id == person_id, link.c.used_at.is_(None)).values(used_at=now))
