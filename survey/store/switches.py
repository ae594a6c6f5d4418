"""Levers that act at the next tick."""

from datetime import datetime

import sqlalchemy as sa

from survey.store.database import upsert
from survey.store.schema.operations import switch


def turn(connection: sa.Connection, name: str, *, on: bool, by: int | None, now: datetime, reason: str = "") -> None:
    values = {"is_on": on, "by_id": by, "at": now, "reason": reason}
    statement = upsert(connection, switch).values(name=name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def read(connection: sa.Connection, name: str) -> sa.RowMapping | None:
    return connection.execute(sa.select(switch).where(switch.c.name == name)).mappings().first()


def is_on(connection: sa.Connection, name: str) -> bool:
    found = read(connection, name)
    return True if found is None else bool(found["is_on"])
