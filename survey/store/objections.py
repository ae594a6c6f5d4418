"""Windows for objections and what units object to, at rest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.objection import Extension, Objection, State, Window
from survey.store.database import upsert
from survey.store.rows import many, one
from survey.store.schema.inquiries import grade, inquiry
from survey.store.schema.measure import second_grade
from survey.store.schema.objections import objection, objection_extension, objection_file, objection_window
from survey.store.schema.units import unit
from survey.store.schema.waves import wave

O = objection.c  # noqa: E741 - one letter, as elsewhere for the columns of a table
F = objection_file.c


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence, without its content."""

    id: int
    objection_id: int
    name: str
    media_type: str
    added_at: datetime


def window(connection: sa.Connection, wave_id: int) -> Window | None:
    return one(connection, sa.select(objection_window).where(objection_window.c.wave_id == wave_id), Window)


def open_window(connection: sa.Connection, wanted: Window) -> bool:
    """False where there is one already."""
    added = upsert(connection, objection_window).values(msgspec.structs.asdict(wanted)).on_conflict_do_nothing()
    return connection.execute(added.returning(objection_window.c.wave_id)).first() is not None


def extend(connection: sa.Connection, wanted: Extension) -> bool:
    """False where the window is not as long as was thought."""
    mine = objection_window.c.wave_id == wanted.wave_id, objection_window.c.days == wanted.days_before
    moved = objection_window.update().where(*mine).values(days=wanted.days).returning(objection_window.c.days)
    if connection.execute(moved).first() is None:
        return False
    connection.execute(objection_extension.insert().values(msgspec.structs.asdict(wanted)))
    return True


def extensions(connection: sa.Connection, wave_id: int) -> list[Extension]:
    """The first one first."""
    chosen = sa.select(objection_extension).where(objection_extension.c.wave_id == wave_id)
    return many(connection, chosen.order_by(objection_extension.c.days), Extension)


def by_id(connection: sa.Connection, id: int) -> Objection | None:
    return one(connection, sa.select(objection).where(O.id == id), Objection)


def by_token(connection: sa.Connection, token: str) -> Objection | None:
    return one(connection, sa.select(objection).where(O.token == token), Objection)


def of_wave(connection: sa.Connection, wave_id: int, *states: State) -> list[Objection]:
    """The oldest first."""
    chosen = sa.select(objection).where(O.wave_id == wave_id)
    if states:
        chosen = chosen.where(O.state.in_([state.value for state in states]))
    return many(connection, chosen.order_by(O.at, O.id), Objection)


def of_unit(connection: sa.Connection, wave_id: int, unit_id: int) -> list[Objection]:
    mine = O.wave_id == wave_id, O.unit_id == unit_id
    return many(connection, sa.select(objection).where(*mine).order_by(O.id), Objection)


def standing(connection: sa.Connection, inquiry_id: int, item: str) -> Objection | None:
    """The one objection to this item that was not withdrawn."""
    mine = O.inquiry_id == inquiry_id, O.item == item, O.state != State.WITHDRAWN.value
    return one(connection, sa.select(objection).where(*mine), Objection)


def undecided(connection: sa.Connection) -> dict[int, int]:
    """Wave -> how many wait for a decision."""
    waiting = sa.select(O.wave_id, sa.func.count()).where(O.state == State.UNDECIDED.value).group_by(O.wave_id)
    return {wave_id: n for wave_id, n in connection.execute(waiting)}


def add(connection: sa.Connection, **values: Any) -> int | None:
    """All of an Objection but its id; None where this item has one already, or the token is known."""
    added = upsert(connection, objection).values(values).on_conflict_do_nothing().returning(O.id)
    found: int | None = connection.scalar(added)
    return found


def move(connection: sa.Connection, id: int, *, was: Iterable[State], **values: Any) -> bool:
    """Change one, if it still is where the caller thought; False when somebody was faster."""
    mine = (O.id == id) & O.state.in_([state.value for state in was])
    return connection.execute(objection.update().where(mine).values(values).returning(O.id)).first() is not None


def graders(connection: sa.Connection, inquiry_id: int) -> frozenset[int]:
    """Who worked on an inquiry: whoever has it, whoever graded it otherwise than by deciding on an objection, be it
    blind, and whoever chose between two grades."""
    made = sa.select(O.grade_id).where(O.grade_id.is_not(None), O.inquiry_id == inquiry_id)
    graded = sa.select(grade.c.person_id).where(grade.c.inquiry_id == inquiry_id, grade.c.id.not_in(made))
    holder = sa.select(inquiry.c.tester_id).where(inquiry.c.id == inquiry_id, inquiry.c.tester_id.is_not(None))
    twice = second_grade.c.inquiry_id == inquiry_id
    blind = sa.select(second_grade.c.person_id).where(twice)
    chose = sa.select(second_grade.c.decided_by).where(twice, second_grade.c.decided_by.is_not(None))
    return frozenset(connection.scalars(graded.union(holder, blind, chose)))


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an inquiry was about."""

    id: int
    unit_id: int
    channel: str
    scenario: str


def asked(connection: sa.Connection, inquiry_ids: Iterable[int]) -> dict[int, Asked]:
    shown = [inquiry.c[name] for name in Asked.__struct_fields__]
    chosen = sa.select(*shown).where(inquiry.c.id.in_(set(inquiry_ids)))
    return {one.id: one for one in many(connection, chosen, Asked)}


def add_file(connection: sa.Connection, **values: Any) -> None:
    """The same one twice is kept once."""
    connection.execute(upsert(connection, objection_file).values(values).on_conflict_do_nothing())


def files(connection: sa.Connection, objection_ids: Iterable[int]) -> dict[int, list[File]]:
    """Objection -> its evidence."""
    shown = [F[name] for name in File.__struct_fields__]
    chosen = sa.select(*shown).where(F.objection_id.in_(list(objection_ids))).order_by(F.id)
    found: dict[int, list[File]] = {}
    for file in many(connection, chosen, File):
        found.setdefault(file.objection_id, []).append(file)
    return found


def file(connection: sa.Connection, id: int) -> File | None:
    return one(connection, sa.select(*(F[name] for name in File.__struct_fields__)).where(F.id == id), File)


def content(connection: sa.Connection, id: int) -> bytes | None:
    found: bytes | None = connection.scalar(sa.select(F.content).where(F.id == id))
    return found


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    """Of waves that closed before then: who objected, in which words and with which evidence. What was decided, and
    the words meant for everybody, stay."""
    ended = sa.select(wave.c.id).where(wave.c.closed_at < moment)
    mine = (O.wave_id.in_(ended)) & (O.state != State.UNDECIDED.value) & (O.reason != "")
    ids = list(connection.scalars(sa.select(O.id).where(mine)))
    connection.execute(objection_file.delete().where(F.objection_id.in_(ids)))
    connection.execute(objection.update().where(O.id.in_(ids)).values(person_id=None, reason=""))
    return len(ids)


def code_of(connection: sa.Connection, unit_id: int) -> str:
    return str(connection.scalar(sa.select(unit.c.code).where(unit.c.id == unit_id)) or "")
