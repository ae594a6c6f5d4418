"""A wave's plan at rest: its units, testers, inquiries, reply addresses and mails, written and removed in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from survey.store.schema.inquiries import alias, dispatch, inquiry
from survey.store.schema.waves import wave, wave_tester, wave_unit
from survey.wave import WaveStatus

Key = tuple[int, str, str]  # unit, slot, channel
Rows = Sequence[dict[str, Any]]


def add_wave(connection: sa.Connection, **values: Any) -> int:
    found: int = connection.execute(wave.insert().values(**values).returning(wave.c.id)).scalar_one()
    return found


def latest(connection: sa.Connection, protocol: str) -> int | None:
    """The newest finished wave under this protocol: what the next one measures change against."""
    finished = wave.c.status.in_([WaveStatus.CLOSED, WaveStatus.PUBLISHED])
    statement = sa.select(wave.c.id).where(wave.c.protocol == protocol, finished)
    found: int | None = connection.scalar(statement.order_by(wave.c.ends_on.desc(), wave.c.id.desc()).limit(1))
    return found


def clear(connection: sa.Connection, wave_id: int) -> None:
    """Everything planned for a wave that has not begun."""
    mine = sa.select(inquiry.c.id).where(inquiry.c.wave_id == wave_id)
    connection.execute(dispatch.delete().where(dispatch.c.inquiry_id.in_(mine)))
    connection.execute(alias.delete().where(alias.c.inquiry_id.in_(mine)))
    connection.execute(inquiry.delete().where(inquiry.c.wave_id == wave_id))
    connection.execute(wave_unit.delete().where(wave_unit.c.wave_id == wave_id))
    connection.execute(wave_tester.delete().where(wave_tester.c.wave_id == wave_id))


def add_scope(connection: sa.Connection, wave_id: int, *, units: Iterable[int], testers: Mapping[int, int]) -> None:
    if rows := [{"wave_id": wave_id, "unit_id": id} for id in units]:
        connection.execute(wave_unit.insert(), rows)
    if rows := [{"wave_id": wave_id, "person_id": id, "per_day": per_day} for id, per_day in testers.items()]:
        connection.execute(wave_tester.insert(), rows)


def add_inquiries(connection: sa.Connection, rows: Rows) -> None:
    if rows:
        connection.execute(inquiry.insert(), list(rows))


def add_mails(connection: sa.Connection, aliases: Rows, dispatches: Rows) -> None:
    if aliases:
        connection.execute(alias.insert(), list(aliases))
    if dispatches:
        connection.execute(dispatch.insert(), list(dispatches))


def ids(connection: sa.Connection, wave_id: int, *, channel: str = "") -> dict[Key, int]:
    statement = sa.select(inquiry.c.id, inquiry.c.unit_id, inquiry.c.slot, inquiry.c.channel)
    statement = statement.where(inquiry.c.wave_id == wave_id)
    if channel:
        statement = statement.where(inquiry.c.channel == channel)
    return {(unit_id, slot, of): id for id, unit_id, slot, of in connection.execute(statement)}


def taken_addresses(connection: sa.Connection) -> set[str]:
    return set(connection.scalars(sa.select(alias.c.address)))


def heard(
    connection: sa.Connection, *, but_for: int | None = None
) -> tuple[dict[int, set[str]], dict[int, set[tuple[str, str, int]]]]:
    """Per unit the personas, and the (channel, scenario, wording), that other waves have used or will use."""
    statement = sa.select(
        inquiry.c.unit_id, inquiry.c.channel, inquiry.c.scenario, inquiry.c.wording, inquiry.c.persona
    ).where(inquiry.c.channel.in_(["email", "phone"]))
    if but_for is not None:
        statement = statement.where(inquiry.c.wave_id != but_for)
    personas: dict[int, set[str]] = defaultdict(set)
    wordings: dict[int, set[tuple[str, str, int]]] = defaultdict(set)
    for unit_id, channel, scenario, wording, persona in connection.execute(statement):
        personas[unit_id].add(persona)
        wordings[unit_id].add((channel, scenario, wording))
    return personas, wordings


def readdress(connection: sa.Connection, unit_id: int, email: str) -> int:
    """Mails of waves that nobody has approved yet go to the corrected address; returns how many."""
    unread = sa.select(wave.c.id).where(wave.c.status == WaveStatus.PLANNED, wave.c.approved_at.is_(None))
    to_unit = sa.select(inquiry.c.id).where(inquiry.c.unit_id == unit_id, inquiry.c.wave_id.in_(unread))
    mine = dispatch.c.inquiry_id.in_(to_unit) & (dispatch.c.recipient != email)
    changed = connection.execute(dispatch.update().where(mine).values(recipient=email).returning(dispatch.c.id))
    return len(changed.all())


def units_of(connection: sa.Connection, wave_id: int) -> list[int]:
    statement = sa.select(wave_unit.c.unit_id).where(wave_unit.c.wave_id == wave_id)
    return list(connection.scalars(statement.order_by(wave_unit.c.unit_id)))
