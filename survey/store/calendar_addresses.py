"""Private addresses of calendars, one per person."""

from datetime import datetime

import sqlalchemy as sa

from survey.store.database import upsert
from survey.store.schema.outbox import calendar_address
from survey.store.schema.people import person

A = calendar_address.c


def nonce(connection: sa.Connection, person_id: int) -> str:
    """Empty where there is no address, or its owner cannot sign in any more."""
    chosen = (
        sa.select(A.nonce).join(person, person.c.id == A.person_id).where(A.person_id == person_id, person.c.active)
    )
    return str(connection.scalar(chosen) or "")


def put(connection: sa.Connection, person_id: int, nonce: str, now: datetime) -> None:
    """The one before stops working."""
    values = {"nonce": nonce, "made_at": now}
    made = upsert(connection, calendar_address).values(person_id=person_id, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=values))


def end(connection: sa.Connection, person_id: int) -> bool:
    gone = calendar_address.delete().where(A.person_id == person_id).returning(A.person_id)
    return connection.execute(gone).first() is not None
