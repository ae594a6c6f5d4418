"""Standings of waves and their publications: derived rows that one step rebuilds until publication freezes them."""

import gzip
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.league import Place
from survey.standing import Standing
from survey.store import rows
from survey.store.schema.units import unit
from survey.store.schema.waves import publication, standing, wave
from survey.wave import Wave, WaveStatus


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    wave_id: int
    published_at: datetime
    published_by: int | None
    sha256: str


KNOWN: sa.Select[Any] = sa.select(*(publication.c[name] for name in Publication.__struct_fields__))


def of_wave(connection: sa.Connection, wave_id: int) -> list[Standing]:
    return rows.many(connection, sa.select(standing).where(standing.c.wave_id == wave_id), Standing)


def places(connection: sa.Connection, wave_id: int) -> list[Place]:
    """Every unit of the wave with its figures, best first."""
    known = (unit.c.code, unit.c.name, unit.c.county, unit.c.population, unit.c.lat, unit.c.lon)
    statement = (
        sa.select(standing, *known)
        .join(unit, unit.c.id == standing.c.unit_id)
        .where(standing.c.wave_id == wave_id)
        .order_by(standing.c.rank.is_(None), standing.c.rank, unit.c.name)
    )
    found = [rows.plain(row) for row in connection.execute(statement).mappings()]
    return msgspec.convert([{**row, "standing": row} for row in found], list[Place], strict=False)


def published_of(connection: sa.Connection, unit_ids: Iterable[int]) -> list[tuple[Wave, Place]]:
    """What everyone may see of some units, newest wave first."""
    wanted = frozenset(unit_ids)
    found = [(wave, places(connection, wave.id)) for wave, _ in published(connection)] if wanted else []
    return [(wave, place) for wave, board in found for place in board if place.standing.unit_id in wanted]


def replace(connection: sa.Connection, wave_id: int, standings: Sequence[Standing]) -> None:
    connection.execute(standing.delete().where(standing.c.wave_id == wave_id))
    if standings:
        connection.execute(standing.insert(), [msgspec.structs.asdict(one) for one in standings])


def published(connection: sa.Connection) -> list[tuple[Wave, Publication]]:
    """What everyone may see, newest first."""
    statement = KNOWN.order_by(publication.c.published_at.desc())
    found = rows.many(connection, statement, Publication)
    waves = {one.id: one for one in rows.many(connection, sa.select(wave), Wave)}
    return [(waves[one.wave_id], one) for one in found]


def unpublished(connection: sa.Connection, statuses: Iterable[WaveStatus]) -> list[Wave]:
    wanted = sa.select(wave).where(wave.c.status.in_([status.value for status in statuses]))
    return rows.many(connection, wanted.order_by(wave.c.starts_on.desc(), wave.c.id.desc()), Wave)


def publication_of(connection: sa.Connection, wave_id: int) -> Publication | None:
    return rows.one(connection, KNOWN.where(publication.c.wave_id == wave_id), Publication)


def bundle(connection: sa.Connection, wave_id: int) -> bytes | None:
    """The frozen document of a publication, exactly as it was hashed."""
    packed = packed_bundle(connection, wave_id)
    return None if packed is None else gzip.decompress(packed)


def packed_bundle(connection: sa.Connection, wave_id: int) -> bytes | None:
    """The same, still in gzip."""
    packed: bytes | None = connection.scalar(sa.select(publication.c.bundle).where(publication.c.wave_id == wave_id))
    return packed


def freeze(connection: sa.Connection, one: Publication, document: bytes) -> None:
    packed = gzip.compress(document, mtime=0)
    connection.execute(publication.insert().values(**msgspec.structs.asdict(one), bundle=packed))
