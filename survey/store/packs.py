"""Packs of reports at rest: wanted, being made, ready; the files apart."""

from datetime import datetime

import sqlalchemy as sa

from survey.pack import BUSY, KEPT, SIGN_OF_LIFE, Pack, PackStatus
from survey.store.rows import many, one
from survey.store.schema.packs import pack

P = pack.c


def by_id(connection: sa.Connection, id: int) -> Pack | None:
    return one(connection, sa.select(pack).where(P.id == id), Pack)


def of_wave(connection: sa.Connection, wave_id: int) -> list[Pack]:
    """The newest first."""
    return many(connection, sa.select(pack).where(P.wave_id == wave_id).order_by(P.id.desc()), Pack)


def busy(connection: sa.Connection, wave_id: int, language: str) -> Pack | None:
    mine = P.wave_id == wave_id, P.language == language, P.status.in_([own.value for own in BUSY])
    return one(connection, sa.select(pack).where(*mine).order_by(P.id).limit(1), Pack)


def want(connection: sa.Connection, wave_id: int, language: str, now: datetime, *, by: int | None) -> int:
    values = {"wave_id": wave_id, "language": language, "status": PackStatus.WANTED.value}
    values |= {"wanted_at": now, "wanted_by": by}
    return int(connection.execute(pack.insert().values(values).returning(P.id)).scalar_one())


def claimable(connection: sa.Connection, now: datetime) -> bool:
    return connection.scalar(sa.select(P.id).where(_claimable(now)).limit(1)) is not None


def _claimable(now: datetime) -> sa.ColumnElement[bool]:
    dead = (P.status == PackStatus.MAKING.value) & (P.beat_at < now - SIGN_OF_LIFE)
    return (P.status == PackStatus.WANTED.value) | dead


def claim(connection: sa.Connection, now: datetime, *, by: str) -> Pack | None:
    """The one that is wanted, or whose maker has given no sign of life; by a conditional update, so once."""
    free = _claimable(now)
    first = sa.select(P.id).where(free).order_by(P.id).limit(1).scalar_subquery()
    taken = {"status": PackStatus.MAKING.value, "claimed_by": by, "beat_at": now, "done": 0}
    id = connection.scalar(pack.update().where(P.id == first, free).values(taken).returning(P.id))
    return None if id is None else by_id(connection, id)


def beat(connection: sa.Connection, id: int, now: datetime, *, by: str, done: int, units: int) -> bool:
    """A sign of life; False where somebody else has taken over: stop then."""
    told = pack.update().where(*_mine(id, by)).values(beat_at=now, done=done, units=units).returning(P.id)
    return connection.execute(told).first() is not None


def finish(connection: sa.Connection, id: int, now: datetime, *, by: str, file: str, size: int) -> bool:
    ready = {"status": PackStatus.READY.value, "made_at": now, "file": file, "size": size, "done": P.units}
    return connection.execute(pack.update().where(*_mine(id, by)).values(ready).returning(P.id)).first() is not None


def fail(connection: sa.Connection, id: int, *, by: str, fault: str) -> None:
    connection.execute(pack.update().where(*_mine(id, by)).values(status=PackStatus.FAILED.value, fault=fault))


def _mine(id: int, by: str) -> tuple[sa.ColumnElement[bool], ...]:
    return P.id == id, P.claimed_by == by, P.status == PackStatus.MAKING.value


def outlived(connection: sa.Connection, now: datetime) -> list[Pack]:
    """Whose time is over, or that a newer one of the same wave and language has replaced."""
    newer = pack.alias()
    later = (newer.c.wave_id == P.wave_id) & (newer.c.language == P.language) & (newer.c.id > P.id)
    replaced = sa.exists().where(later & (newer.c.status == PackStatus.READY.value))
    over = P.status.in_([PackStatus.READY.value, PackStatus.FAILED.value])
    old = sa.func.coalesce(P.made_at, P.wanted_at) < now - KEPT
    return many(connection, sa.select(pack).where(over & (old | replaced)), Pack)


def forget(connection: sa.Connection, ids: list[int]) -> None:
    connection.execute(pack.delete().where(P.id.in_(ids)))
