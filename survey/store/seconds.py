"""Second grades, blind to the first, and the inquiries that wait for one."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.instrument import Outcome
from survey.measurement.second import Twice
from survey.store.database import upsert
from survey.store.results import COUNTING
from survey.store.rows import many, one
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.mails import mail, reply
from survey.store.schema.measure import second_grade
from survey.store.schema.people import tie
from survey.store.schema.units import unit
from survey.store.schema.waves import wave, wave_tester
from survey.wave import WaveStatus


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An inquiry that could be graded a second time: its first grade is in and its mails can be read.

    Its first grade is the one that counts: after an accepted objection the one that was decided on.
    """

    id: int
    wave_id: int
    seed: int
    unit_name: str
    scenario: str
    first_by: int


def waiting(connection: sa.Connection, *, wave_id: int | None = None, person_id: int | None = None) -> list[Waiting]:
    """Of waves before publication. With a person: what they never graded, of units they have no tie to."""
    readable = (
        sa.select(reply.c.mail_id)
        .join(mail, mail.c.id == reply.c.mail_id)
        .where(reply.c.inquiry_id == inquiry.c.id, mail.c.head.is_not(None))
        .exists()
    )
    second = sa.select(second_grade.c.id).where(second_grade.c.inquiry_id == inquiry.c.id).exists()
    statement = (
        sa.select(
            inquiry.c.id, inquiry.c.wave_id, wave.c.seed, unit.c.name.label("unit_name"), inquiry.c.scenario,
            grade.c.person_id.label("first_by"),
        )
        .join(grade, grade.c.inquiry_id == inquiry.c.id)
        .join(wave, wave.c.id == inquiry.c.wave_id)
        .join(unit, unit.c.id == inquiry.c.unit_id)
        .where(
            inquiry.c.channel == "email",
            grade.c.id == _latest(),
            grade.c.outcome == Outcome.ANSWERED.value,
            wave.c.status.in_([WaveStatus.OPEN.value, WaveStatus.CLOSED.value]),
            readable,
            ~second,
        )
        .order_by(inquiry.c.id)
    )  # fmt: skip
    if wave_id is not None:
        statement = statement.where(inquiry.c.wave_id == wave_id)
    if person_id is not None:
        tied = sa.select(tie.c.id).where(tie.c.person_id == person_id, tie.c.unit_id == inquiry.c.unit_id).exists()
        own = earlier.c.person_id == person_id, earlier.c.inquiry_id == inquiry.c.id
        statement = statement.where(~sa.select(earlier.c.id).where(*own).exists(), ~tied)
    return many(connection, statement, Waiting)


earlier = grade.alias("earlier")


def _latest() -> sa.ScalarSelect[Any]:
    """The grade that counts: a decision on an objection adds one, and the one before keeps its status."""
    counting = earlier.c.inquiry_id == inquiry.c.id, earlier.c.status.in_(COUNTING)
    return sa.select(sa.func.max(earlier.c.id)).where(*counting).scalar_subquery()


def tests_in(connection: sa.Connection, person_id: int) -> frozenset[int]:
    """The waves in which a person is a tester."""
    statement = sa.select(wave_tester.c.wave_id).where(wave_tester.c.person_id == person_id)
    return frozenset(connection.scalars(statement))


def add(connection: sa.Connection, **values: Any) -> bool:
    """False where somebody else was first."""
    statement = upsert(connection, second_grade).values(**values)
    found = connection.execute(
        statement.on_conflict_do_nothing(index_elements=["inquiry_id"]).returning(second_grade.c.id)
    )
    return found.first() is not None


def _both() -> sa.Select[Any]:
    facts = ("unit_id", "channel", "sector", "scenario")
    return (
        sa.select(
            second_grade.c.id, second_grade.c.inquiry_id, *(inquiry.c[name] for name in facts),
            grade.c.person_id.label("first_by"), second_grade.c.person_id.label("second_by"),
            grade.c.answers.label("first"), second_grade.c.answers.label("second"), second_grade.c.instrument,
            second_grade.c.instrument_version, grade.c.submitted_at.label("graded_at"), second_grade.c.decision,
            second_grade.c.reason,
        )
        .join(inquiry, inquiry.c.id == second_grade.c.inquiry_id)
        .join(grade, sa.and_(grade.c.inquiry_id == inquiry.c.id, grade.c.id == _latest()))
        .order_by(second_grade.c.id)
    )  # fmt: skip


def of_wave(connection: sa.Connection, wave_id: int) -> list[Twice]:
    """Beside the grade that counts now, which is the latest."""
    return many(connection, _both().where(inquiry.c.wave_id == wave_id), Twice)


def by_id(connection: sa.Connection, id: int, *, wave_id: int) -> Twice | None:
    mine = second_grade.c.id == id, inquiry.c.wave_id == wave_id
    return one(connection, _both().where(*mine), Twice)


def decide(connection: sa.Connection, id: int, *, decision: str, reason: str, by_id: int, now: datetime) -> None:
    connection.execute(
        second_grade.update()
        .where(second_grade.c.id == id)
        .values(decision=decision, reason=reason, decided_by=by_id, decided_at=now)
    )
