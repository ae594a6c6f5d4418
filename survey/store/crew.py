"""Testers at work: which units they have met, and who tests in a wave."""

from collections import defaultdict

import msgspec
import sqlalchemy as sa

from survey.inquiry import Status
from survey.store.schema.inquiries import inquiry
from survey.store.schema.waves import wave, wave_tester
from survey.wave import WaveStatus


def met(connection: sa.Connection, *, but_for: int | None = None) -> dict[int, set[int]]:
    """Tester -> units they have tested in other waves than this one."""
    statement = sa.select(inquiry.c.tester_id, inquiry.c.unit_id).where(inquiry.c.tester_id.is_not(None)).distinct()
    if but_for is not None:
        statement = statement.where(inquiry.c.wave_id != but_for)
    found: dict[int, set[int]] = defaultdict(set)
    for tester, of_unit in connection.execute(statement):
        found[tester].add(of_unit)
    return found


def of_wave(connection: sa.Connection, wave_id: int) -> dict[int, int]:
    """Tester -> tasks per day."""
    statement = sa.select(wave_tester.c.person_id, wave_tester.c.per_day).where(wave_tester.c.wave_id == wave_id)
    return {id: per_day for id, per_day in connection.execute(statement.order_by(wave_tester.c.person_id))}


class Busy(msgspec.Struct, frozen=True, kw_only=True):
    """What a tester has in waves that are planned or under way."""

    contacts: int
    web_tasks: int
    units: int


def loads(connection: sa.Connection) -> dict[int, Busy]:
    running = sa.select(wave.c.id).where(wave.c.status.in_([WaveStatus.PLANNED, WaveStatus.OPEN]))
    by_web = inquiry.c.channel.startswith("web")
    statement = (
        sa.select(
            inquiry.c.tester_id,
            sa.func.count().filter(sa.not_(by_web)),
            sa.func.count().filter(by_web),
            sa.func.count(inquiry.c.unit_id.distinct()),
        )
        .where(inquiry.c.wave_id.in_(running), inquiry.c.status != Status.DONE, inquiry.c.tester_id.is_not(None))
        .group_by(inquiry.c.tester_id)
    )
    return {
        id: Busy(contacts=contacts, web_tasks=web, units=units)
        for id, contacts, web, units in connection.execute(statement)
    }
