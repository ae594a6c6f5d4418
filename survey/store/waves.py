"""Waves at rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from survey.store.rows import many, one
from survey.store.schema.waves import wave
from survey.wave import Wave, WaveStatus


def by_id(connection: sa.Connection, id: int) -> Wave | None:
    return one(connection, sa.select(wave).where(wave.c.id == id), Wave)


def every(connection: sa.Connection) -> list[Wave]:
    """The newest first."""
    return many(connection, sa.select(wave).order_by(wave.c.starts_on.desc(), wave.c.id.desc()), Wave)


def with_status(connection: sa.Connection, *statuses: WaveStatus) -> list[Wave]:
    wanted = [status.value for status in statuses]
    return many(connection, sa.select(wave).where(wave.c.status.in_(wanted)).order_by(wave.c.id), Wave)


def update(connection: sa.Connection, id: int, *, was: Iterable[WaveStatus] | None = None, **values: Any) -> bool:
    """Change a wave, if it still is where the caller thought; False when it moved on meanwhile."""
    condition = wave.c.id == id
    if was is not None:
        condition &= wave.c.status.in_([status.value for status in was])
    return connection.execute(wave.update().where(condition).values(**values).returning(wave.c.id)).first() is not None


def note_self_mail(connection: sa.Connection, recipients: Sequence[str], now: datetime) -> bool:
    """Whether one of these is a wave's own test address; its mail has then arrived."""
    condition = wave.c.self_mail_address.in_([address.lower() for address in recipients])
    found = connection.execute(wave.update().where(condition).values(self_mail_arrived_at=now).returning(wave.c.id))
    return found.first() is not None
