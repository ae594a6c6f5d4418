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
    """One edition of a published wave."""

    wave_id: int
    edition: int = 1
    published_at: datetime
    published_by: int | None
    sha256: str
    signature: str = ""
    public_key: str = ""


KNOWN: sa.Select[Any] = sa.select(*(publication.c[name] for name in Publication.__struct_fields__))
LAST = publication.c.edition.desc()


def of_wave(connection: sa.Connection, wave_id: int) -> list[Standing]:
    return rows.many(connection, sa.select(standing).where(standing.c.wave_id == wave_id), Standing)


def digest(connection: sa.Connection, wave_id: int) -> str:
    """A hash of the figures of a wave, whenever they were worked out."""
    told = [rows.bare(column) for column in standing.c if column is not standing.c.computed_at]
    mine = sa.select(*told).where(standing.c.wave_id == wave_id).order_by(standing.c.unit_id)
    return rows.digest(connection, mine)


def of_unit(connection: sa.Connection, wave_id: int, unit_id: int) -> Standing | None:
    mine = standing.c.wave_id == wave_id, standing.c.unit_id == unit_id
    return rows.one(connection, sa.select(standing).where(*mine), Standing)


def places(connection: sa.Connection, wave_id: int) -> list[Place]:
    """Every unit of the wave with its figures, best first."""
    known = [unit.c[name] for name in ("code", "name", "county", "population", "lat", "lon")]
    statement = (
        sa.select(standing, *known, unit.c.peer_group.label("group"))
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
        found = [{**msgspec.structs.asdict(one), **plain(one, "moved", "peers")} for one in standings]
        connection.execute(standing.insert(), found)


def plain(one: Standing, *names: str) -> dict[str, Any]:
    """Those fields as JSON has them."""
    return {name: msgspec.to_builtins(getattr(one, name)) for name in names}


def published(connection: sa.Connection) -> list[tuple[Wave, Publication]]:
    """What everyone may see in its newest edition, the wave that was published last first."""
    waves = {one.id: one for one in rows.many(connection, sa.select(wave), Wave)}
    first: dict[int, datetime] = {}
    newest: dict[int, Publication] = {}
    for one in rows.many(connection, KNOWN.order_by(publication.c.edition), Publication):
        first.setdefault(one.wave_id, one.published_at)
        newest[one.wave_id] = one
    ordered = sorted(newest.values(), key=lambda one: (first[one.wave_id], one.wave_id), reverse=True)
    return [(waves[one.wave_id], one) for one in ordered]


def unpublished(connection: sa.Connection, statuses: Iterable[WaveStatus]) -> list[Wave]:
    wanted = sa.select(wave).where(wave.c.status.in_([status.value for status in statuses]))
    return rows.many(connection, wanted.order_by(wave.c.starts_on.desc(), wave.c.id.desc()), Wave)


def publication_of(connection: sa.Connection, wave_id: int) -> Publication | None:
    """The newest edition."""
    return rows.one(connection, KNOWN.where(publication.c.wave_id == wave_id).order_by(LAST).limit(1), Publication)


def editions(connection: sa.Connection, wave_id: int) -> list[Publication]:
    """From the first on."""
    mine = KNOWN.where(publication.c.wave_id == wave_id)
    return rows.many(connection, mine.order_by(publication.c.edition), Publication)


def edition(connection: sa.Connection, wave_id: int, number: int) -> Publication | None:
    mine = KNOWN.where(publication.c.wave_id == wave_id, publication.c.edition == number)
    return rows.one(connection, mine, Publication)


def bundle(connection: sa.Connection, wave_id: int, number: int | None = None) -> bytes | None:
    """The frozen document of an edition, the newest one unless told, exactly as it was hashed."""
    packed = packed_bundle(connection, wave_id, number)
    return None if packed is None else gzip.decompress(packed)


def packed_bundle(connection: sa.Connection, wave_id: int, number: int | None = None) -> bytes | None:
    """The same, still in gzip."""
    wanted = sa.select(publication.c.bundle).where(publication.c.wave_id == wave_id).order_by(LAST).limit(1)
    if number is not None:
        wanted = wanted.where(publication.c.edition == number)
    packed: bytes | None = connection.scalar(wanted)
    return packed


def freeze(connection: sa.Connection, one: Publication, document: bytes) -> None:
    packed = gzip.compress(document, mtime=0)
    connection.execute(publication.insert().values(**msgspec.structs.asdict(one), bundle=packed))
