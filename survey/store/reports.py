"""Improvement reports at rest: derived rows that one step rebuilds."""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from survey.report import Report
from survey.store.schema.reports import report


def of_wave(connection: sa.Connection, wave_id: int) -> list[Report]:
    chosen = sa.select(report.c.document).where(report.c.wave_id == wave_id).order_by(report.c.unit_id)
    return [msgspec.convert(one, Report) for one in connection.scalars(chosen)]


def of_unit(connection: sa.Connection, wave_id: int, unit_id: int) -> Report | None:
    mine = report.c.wave_id == wave_id, report.c.unit_id == unit_id
    found = connection.scalar(sa.select(report.c.document).where(*mine))
    return None if found is None else msgspec.convert(found, Report)


def digest(connection: sa.Connection, wave_id: int) -> str | None:
    """Of what they were made of; None where there are none."""
    return connection.scalar(sa.select(report.c.digest).where(report.c.wave_id == wave_id).limit(1))


def number(connection: sa.Connection, wave_id: int) -> int:
    """How many there are."""
    return connection.scalar(sa.select(sa.func.count()).where(report.c.wave_id == wave_id)) or 0


def forget(connection: sa.Connection, wave_id: int) -> None:
    """What they stand on is about to change: none are shown until they are made anew, whoever gets round to it."""
    connection.execute(report.delete().where(report.c.wave_id == wave_id))


def replace(connection: sa.Connection, wave_id: int, made: Iterable[Report], digest: str) -> None:
    forget(connection, wave_id)
    rows = [
        {"wave_id": wave_id, "unit_id": one.unit_id, "document": msgspec.to_builtins(one), "digest": digest}
        for one in made
    ]
    if rows:
        connection.execute(report.insert(), rows)
