"""What a coordinator sees at a glance: what is late, stuck or doubtful, and who has how much."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.inquiry import Status
from survey.store.rows import many
from survey.store.schema.inquiries import assignment, dispatch, grade, inquiry
from survey.store.schema.people import person, tie
from survey.store.schema.units import unit
from survey.store.schema.waves import wave, wave_tester


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry with the names that a list shows."""

    id: int
    wave_id: int
    wave: str
    unit: str
    slot: str
    channel: str
    scenario: str
    status: Status
    note: str
    due_at: datetime
    until: datetime
    tester_id: int | None = None
    tester: str | None = None


class Listing(msgspec.Struct, frozen=True):
    """One page of a list, and how long the whole list is."""

    total: int
    rows: list[Row]


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """One tester's share of a wave."""

    tester_id: int | None
    tester: str | None
    planned: int
    waiting: int  # for the tester, right now
    late: int
    submitted: int
    done: int


def _rows() -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(
            inquiry.c.id, inquiry.c.wave_id, wave.c.name.label("wave"), unit.c.name.label("unit"), inquiry.c.slot,
            inquiry.c.channel, inquiry.c.scenario, inquiry.c.status, inquiry.c.note, inquiry.c.due_at, inquiry.c.until,
            inquiry.c.tester_id, person.c.name.label("tester"),
        )
        .join(wave, wave.c.id == inquiry.c.wave_id)
        .join(unit, unit.c.id == inquiry.c.unit_id)
        .outerjoin(person, person.c.id == inquiry.c.tester_id)
    )  # fmt: skip


def doubtful(connection: sa.Connection, wave_id: int | None = None) -> list[Row]:
    """Mails about which a person has to decide, in open waves."""
    chosen = _rows().where(inquiry.c.status == Status.DOUBTFUL, wave.c.status == "open").order_by(inquiry.c.due_at)
    return many(connection, chosen if wave_id is None else chosen.where(inquiry.c.wave_id == wave_id), Row)


def _testers_turn(now: datetime) -> sa.ColumnElement[bool]:
    by_tester = (inquiry.c.status == Status.PLANNED) & (inquiry.c.channel != "email") & (inquiry.c.due_at <= now)
    return by_tester | inquiry.c.status.in_([Status.TO_GRADE, Status.SENT_BACK])


def listing(
    connection: sa.Connection,
    wave_id: int,
    show: str,
    *,
    now: datetime,
    words: str = "",
    start: int = 0,
    most: int = 50,
) -> Listing:
    """A part of a wave's inquiries, by unit; the late ones by how late. `show` is submitted, late, free,
    doubtful or all, `words` a part of the unit's name."""
    conditions: list[sa.ColumnElement[bool]] = [inquiry.c.wave_id == wave_id]
    order: list[sa.ColumnElement[object]] = [unit.c.name, inquiry.c.due_at, inquiry.c.id]
    match show:
        case "submitted":
            conditions.append(inquiry.c.status == Status.SUBMITTED)
        case "late":  # testers' tasks that should have been in by now
            conditions += [_testers_turn(now), inquiry.c.until < now]
            order = [inquiry.c.until, inquiry.c.id]
        case "free":  # declined, or never given to anybody
            conditions += [inquiry.c.tester_id.is_(None), inquiry.c.status != Status.DONE]
        case "doubtful":
            conditions.append(inquiry.c.status == Status.DOUBTFUL)
    if words:
        conditions.append(unit.c.name.icontains(words, autoescape=True))
    chosen = _rows().where(*conditions)
    total = connection.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    return Listing(total, many(connection, chosen.order_by(*order).offset(start).limit(most), Row))


def of_inquiries(connection: sa.Connection, ids: list[int]) -> dict[int, Row]:
    return {row.id: row for row in many(connection, _rows().where(inquiry.c.id.in_(ids)), Row)}


def loads(connection: sa.Connection, wave_id: int, now: datetime) -> list[Load]:
    def tally(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    turn = _testers_turn(now)
    statement = (
        sa.select(
            inquiry.c.tester_id,
            person.c.name.label("tester"),
            sa.func.count().label("planned"),
            tally(turn).label("waiting"),
            tally(turn & (inquiry.c.until < now)).label("late"),
            tally(inquiry.c.status == Status.SUBMITTED).label("submitted"),
            tally(inquiry.c.status == Status.DONE).label("done"),
        )
        .outerjoin(person, person.c.id == inquiry.c.tester_id)
        .where(inquiry.c.wave_id == wave_id)
        .group_by(inquiry.c.tester_id, person.c.name)
        .order_by(sa.text("late DESC, waiting DESC"), person.c.name)
    )
    return many(connection, statement, Load)


def history(connection: sa.Connection, inquiry_id: int) -> list[sa.RowMapping]:
    """Who had the task, and what happened to it."""
    statement = (
        sa.select(assignment.c.at, assignment.c.event, assignment.c.reason, person.c.name)
        .outerjoin(person, person.c.id == assignment.c.tester_id)
        .where(assignment.c.inquiry_id == inquiry_id)
        .order_by(assignment.c.id)
    )
    return list(connection.execute(statement).mappings())


def grades(connection: sa.Connection, inquiry_id: int) -> list[sa.RowMapping]:
    statement = (
        sa.select(grade, person.c.name)
        .join(person, person.c.id == grade.c.person_id)
        .where(grade.c.inquiry_id == inquiry_id)
        .order_by(grade.c.id.desc())
    )
    return list(connection.execute(statement).mappings())


def search_everywhere(connection: sa.Connection, *, words: str, limit: int = 30) -> list[Row]:
    """Inquiries by mail of the waves that still take answers, by unit name or reply address."""
    chosen = (
        _rows()
        .join(dispatch, dispatch.c.inquiry_id == inquiry.c.id)
        .where(
            inquiry.c.channel == "email",
            wave.c.status.in_(["open", "closed"]),
            unit.c.name.icontains(words, autoescape=True) | dispatch.c.sender.icontains(words, autoescape=True),
        )
        .distinct()
        .limit(limit)
    )
    return many(connection, chosen, Row)


def possible_testers(connection: sa.Connection, wave_id: int, unit_id: int) -> list[tuple[int, str]]:
    """The wave's active testers who are not tied to the unit."""
    tied = sa.select(tie.c.person_id).where(tie.c.unit_id == unit_id)
    rows = connection.execute(
        sa.select(person.c.id, person.c.name)
        .join(wave_tester, wave_tester.c.person_id == person.c.id)
        .where(wave_tester.c.wave_id == wave_id, person.c.active, person.c.id.not_in(tied))
        .order_by(person.c.name)
    )
    return [(id, name) for id, name in rows]
