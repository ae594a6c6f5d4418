"""Counters that hold back whoever tries too often, shared by all processes."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from survey.store.database import upsert
from survey.store.schema.people import throttle


def hit(connection: sa.Connection, what: str, whom: str, *, now: datetime, window: timedelta) -> int:
    """Count one more try and say how many there were in this window, this one included."""
    stale = throttle.c.window_start <= now - window
    first = upsert(connection, throttle).values(key=_key(what, whom), window_start=now, hits=1)
    again = first.on_conflict_do_update(
        index_elements=[throttle.c.key],
        set_={
            "hits": sa.case((stale, 1), else_=throttle.c.hits + 1),
            "window_start": sa.case((stale, now), else_=throttle.c.window_start),
        },
    )
    return int(connection.execute(again.returning(throttle.c.hits)).scalar_one())


def clear(connection: sa.Connection, what: str, whom: str) -> None:
    connection.execute(throttle.delete().where(throttle.c.key == _key(what, whom)))


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    return connection.execute(throttle.delete().where(throttle.c.window_start < moment)).rowcount


def _key(what: str, whom: str) -> str:
    # Hashed: the table must not become a list of addresses somebody has tried.
    return f"{what}:{hashlib.sha256(whom.encode()).hexdigest()[:32]}"
