"""What a wave's scoring is made of: every inquiry with the grade that counts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.instrument import Outcome
from survey.inquiry import Status
from survey.results import Work
from survey.store import rows
from survey.store.schema.inquiries import grade, inquiry

COUNTING = ("submitted", "accepted")
FACTS = tuple(name for name in Work.__struct_fields__ if name not in ("answers", "graded"))


READ: tuple[sa.ColumnElement[Any], ...] = (
    *(inquiry.c[name] for name in FACTS),
    grade.c.answers,
    grade.c.outcome,
    grade.c.recognised,
)


def counted(columns: Iterable[sa.ColumnElement[Any]], wave_id: int, *, without: int | None = None) -> sa.Select[Any]:
    """Each inquiry of the wave with each grade that counts, the latest last."""
    counting = sa.and_(grade.c.inquiry_id == inquiry.c.id, grade.c.status.in_(COUNTING))
    if without is not None:
        counting &= grade.c.id != without
    return (
        sa.select(*columns)
        .select_from(inquiry)
        .join(grade, counting, isouter=True)
        .where(inquiry.c.wave_id == wave_id)
        .order_by(inquiry.c.unit_id, inquiry.c.channel, inquiry.c.id, grade.c.id)
    )


def works(
    connection: sa.Connection, wave_id: int, unit_id: int | None = None, *, without: int | None = None
) -> list[Work]:
    """Every inquiry of the wave (of one unit) by unit and place in the protocol; sent-back work does not count.

    `without`: a grade that is passed over, as if it had never been made.
    """
    statement = counted(READ, wave_id, without=without)
    if unit_id is not None:
        statement = statement.where(inquiry.c.unit_id == unit_id)
    latest: dict[int, Work] = {}
    for *facts, given, graded, seen in connection.execute(statement):
        known = dict(zip(FACTS, facts, strict=True))
        known |= {"answers": given, "graded": graded, "recognised": known["recognised"] or seen or False}
        latest[facts[0]] = msgspec.convert(known, Work, strict=False)
    return list(latest.values())


def digest(connection: sa.Connection, wave_id: int, now: datetime) -> str:
    """A hash of all that `works` reads and of which inquiries nobody has answered in time by now."""
    waiting = inquiry.c.wave_id == wave_id, inquiry.c.status == Status.WAITING, inquiry.c.until <= now
    late = rows.digest(connection, sa.select(inquiry.c.id).where(*waiting).order_by(inquiry.c.id))
    return rows.digest(connection, counted(map(rows.bare, READ), wave_id)) + late


def units(connection: sa.Connection, wave_id: int) -> frozenset[int]:
    """Who was tested, whether or not anything is worked out yet."""
    return frozenset(connection.scalars(sa.select(inquiry.c.unit_id).where(inquiry.c.wave_id == wave_id).distinct()))


def settle(connection: sa.Connection, ended: Mapping[int, Outcome | None]) -> None:
    """These inquiries are over, each with its outcome."""
    if ended:
        statement = (
            inquiry.update()
            .where(inquiry.c.id == sa.bindparam("over"))
            .values(status=Status.DONE, outcome=sa.bindparam("ended"))
        )
        connection.execute(statement, [{"over": id, "ended": outcome} for id, outcome in ended.items()])


def accept(connection: sa.Connection, wave_id: int) -> None:
    """What testers sent in and nobody sent back is taken as it is."""
    of_wave = sa.select(inquiry.c.id).where(inquiry.c.wave_id == wave_id)
    condition = (grade.c.status == "submitted") & grade.c.inquiry_id.in_(of_wave)
    connection.execute(grade.update().where(condition).values(status="accepted"))
