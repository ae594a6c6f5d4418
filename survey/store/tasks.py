"""Inquiries as their testers meet them."""

from datetime import datetime

import sqlalchemy as sa

from instruments.instrument import Outcome
from survey.inquiry import TESTERS_TURN, Status
from survey.person import RoleName
from survey.store.rows import many, one
from survey.store.schema.inquiries import inquiry
from survey.store.schema.people import person, role, tie
from survey.store.schema.units import address, unit
from survey.store.schema.waves import wave
from survey.task import Task
from survey.wave import WaveStatus

BY_TESTER = [status.value for status in TESTERS_TURN]


def _tasks() -> sa.Select[tuple[object, ...]]:
    reached = (
        sa.select(address.c.address)
        .where(
            address.c.unit_id == inquiry.c.unit_id,
            address.c.replaced_at.is_(None),
            address.c.channel == sa.case((inquiry.c.channel.like("web%"), "web"), else_=inquiry.c.channel),
        )
        .order_by(address.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(
            *inquiry.c,
            unit.c.name.label("unit_name"),
            unit.c.county,
            unit.c.country,
            unit.c.website,
            sa.func.coalesce(reached, "").label("address"),
            wave.c.name.label("wave_name"),
            wave.c.status.label("wave_status"),
            wave.c.protocol,
            wave.c.protocol_version,
            wave.c.forms,
        )
        .join(unit, unit.c.id == inquiry.c.unit_id)
        .join(wave, wave.c.id == inquiry.c.wave_id)
    )


TASKS = _tasks()
BY_ID = TASKS.where(inquiry.c.id == sa.bindparam("id"))
LOCKED = BY_ID.with_for_update(of=inquiry)


def by_id(connection: sa.Connection, id: int) -> Task | None:
    return one(connection, BY_ID, Task, id=id)


def locked(connection: sa.Connection, id: int) -> Task | None:
    """The task, until the transaction ends for us alone: two presses of one button come one after the other."""
    return one(connection, LOCKED, Task, id=id)


def of_tester(connection: sa.Connection, tester_id: int, until: datetime) -> list[Task]:
    """Open work of a tester in open waves that is due, or becomes due before `until`."""
    by_oneself = (
        (inquiry.c.status == Status.PLANNED.value) & (inquiry.c.channel != "email") & (inquiry.c.due_at < until)
    )
    mine = (inquiry.c.tester_id == tester_id) & (wave.c.status == WaveStatus.OPEN.value)
    statement = TASKS.where(mine & (inquiry.c.status.in_(BY_TESTER) | by_oneself))
    return many(connection, statement.order_by(inquiry.c.due_at, inquiry.c.id), Task)


def next_due(connection: sa.Connection, tester_id: int, now: datetime) -> datetime | None:
    """When the next call or search of a tester comes up."""
    coming = (
        (inquiry.c.tester_id == tester_id)
        & (inquiry.c.status == Status.PLANNED.value)
        & (inquiry.c.channel != "email")
        & (inquiry.c.due_at > now)
        & (wave.c.status == WaveStatus.OPEN.value)
    )
    statement = sa.select(inquiry.c.due_at).join(wave, wave.c.id == inquiry.c.wave_id).where(coming)
    return connection.scalar(statement.order_by(inquiry.c.due_at).limit(1))


def silent(connection: sa.Connection, tester_id: int, since: datetime) -> list[Task]:
    """A tester's mails that nobody answered in time: closed by the clock, nothing to grade."""
    closed = (
        (inquiry.c.tester_id == tester_id)
        & (inquiry.c.channel == "email")
        & (inquiry.c.status == Status.DONE.value)
        & (inquiry.c.outcome == Outcome.UNANSWERED.value)
        & (inquiry.c.until >= since)
    )
    return many(connection, TASKS.where(closed).order_by(inquiry.c.until.desc(), inquiry.c.id), Task)


def waiting(connection: sa.Connection, tester_id: int) -> int:
    """How many of a tester's mails wait for an answer."""
    theirs = (inquiry.c.tester_id == tester_id) & (inquiry.c.status == Status.WAITING.value)
    return connection.scalar(sa.select(sa.func.count()).select_from(inquiry).where(theirs)) or 0


def is_tied(connection: sa.Connection, person_id: int, unit_id: int) -> bool:
    """Whether this person lives or works there."""
    found = sa.select(tie.c.id).where(tie.c.person_id == person_id, tie.c.unit_id == unit_id).limit(1)
    return connection.scalar(found) is not None


def is_tester(connection: sa.Connection, person_id: int) -> bool:
    """Whether this is an active person with the role of a tester."""
    found = (
        sa.select(person.c.id)
        .join(role, role.c.person_id == person.c.id)
        .where(person.c.id == person_id, person.c.active, role.c.role == RoleName.TESTER.value)
    )
    return connection.scalar(found.limit(1)) is not None


def due_in_wave(connection: sa.Connection, wave_id: int, now: datetime) -> list[Task]:
    """All open work of a wave that is due, in the order in which it fell due."""
    by_oneself = (
        (inquiry.c.status == Status.PLANNED.value) & (inquiry.c.channel != "email") & (inquiry.c.due_at <= now)
    )
    statement = TASKS.where(inquiry.c.wave_id == wave_id, inquiry.c.status.in_(BY_TESTER) | by_oneself)
    return many(connection, statement.order_by(inquiry.c.due_at, inquiry.c.id), Task)


def next_of_group(connection: sa.Connection, done: Task, now: datetime) -> int | None:
    """The next search on the same website with the same device; None for calls and mails, which stand alone."""
    if done.kind != "web":
        return None
    same = (
        (inquiry.c.tester_id == done.tester_id)
        & (inquiry.c.wave_id == done.wave_id)
        & (inquiry.c.unit_id == done.unit_id)
        & (inquiry.c.channel == done.channel)
    )
    open_now = inquiry.c.status.in_(BY_TESTER) | (
        (inquiry.c.status == Status.PLANNED.value) & (inquiry.c.due_at <= now)
    )
    statement = sa.select(inquiry.c.id).where(same, open_now, inquiry.c.id != done.id)
    return connection.scalar(statement.order_by(inquiry.c.until, inquiry.c.id).limit(1))
