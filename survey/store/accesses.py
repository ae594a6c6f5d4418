"""Which programs may work in whose name; only digests of their tokens are kept."""

from datetime import date, datetime

import sqlalchemy as sa

from survey.access import Access
from survey.store import rows
from survey.store.schema.accesses import access
from survey.store.schema.people import person

SHOWN = [column for column in access.c if column.name != "token_sha256"]


def add(
    connection: sa.Connection,
    *,
    person_id: int,
    token_sha256: str,
    name: str,
    created_at: datetime,
    expires_at: datetime,
) -> int:
    made = access.insert().values(
        person_id=person_id, token_sha256=token_sha256, name=name, created_at=created_at, expires_at=expires_at
    )
    return int(connection.execute(made.returning(access.c.id)).scalar_one())


def current(connection: sa.Connection, token_sha256: str, now: datetime) -> Access | None:
    """The access of that token, while it lasts and its person is active."""
    chosen = sa.select(*SHOWN).join(person).where(access.c.token_sha256 == token_sha256, access.c.expires_at > now)
    return rows.one(connection, chosen.where(person.c.active), Access)


def of_person(connection: sa.Connection, person_id: int) -> list[Access]:
    return rows.many(connection, sa.select(*SHOWN).where(access.c.person_id == person_id).order_by(access.c.id), Access)


def used(connection: sa.Connection, id: int, today: date) -> None:
    connection.execute(access.update().where(access.c.id == id).values(used_on=today))


def end(connection: sa.Connection, id: int, *, person_id: int) -> bool:
    """Only one's own; False if there is none."""
    gone = access.delete().where(access.c.id == id, access.c.person_id == person_id).returning(access.c.id)
    return connection.execute(gone).first() is not None


def end_all(connection: sa.Connection, person_id: int) -> None:
    connection.execute(access.delete().where(access.c.person_id == person_id))
