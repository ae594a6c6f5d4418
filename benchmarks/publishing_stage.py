"""Waves that are about to be published, with staff to be told, a survey to go with each, and people who object."""

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import msgspec
import sqlalchemy as sa

from benchmarks.dashboard_stage import FORMS, one_answer, said
from benchmarks.scoring import fill
from benchmarks.wave import session
from instruments import bank
from survey.erratum import Erratum
from survey.person import Role, RoleName
from survey.results import Work
from survey.round import Cell, RoundStatus
from survey.settings import Settings
from survey.steps import object as objecting
from survey.steps import people, rounds
from survey.steps.foresee import foresee
from survey.store import people as people_of
from survey.store import responses, results
from survey.store import rounds as rounds_of
from survey.store.database import Database
from survey.store.schema.objections import objection_window
from survey.store.schema.units import unit

PROTOCOL = "kommunetest-2010"
CODES = ("3901", "3902", "3903", "3904")
STAFF = 10
"""People who answer for units beside Odd, and are told of what happens."""
ANSWERS = 240
ENDED = timedelta(days=40)


class Browser(msgspec.Struct, frozen=True):
    """Somebody who is signed in."""

    id: int
    cookie: str
    csrf: str


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    db: Database
    settings: Settings
    units: dict[str, int]
    kari: Browser
    """Publishes and corrects."""
    karl: Browser
    """Decides."""
    odd: Browser
    """Answers for the first unit."""


def settle(db: Database, settings: Settings) -> Stage:
    now = datetime.now(UTC)

    def write(connection: sa.Connection) -> dict[str, int]:
        rows = [{"code": code, "name": f"Unit {code}", "country": "NO", "population": 9000} for code in CODES]
        connection.execute(unit.insert(), rows)
        return {code: id for code, id in connection.execute(sa.select(unit.c.code, unit.c.id))}

    found = db.write(write)
    for number in range(STAFF):
        signed_in(db, now, f"Staff{number}", Role(RoleName.QUALITY, found[CODES[number % len(CODES)]]))
    return Stage(
        db=db,
        settings=settings,
        units=found,
        kari=signed_in(db, now, "Kari", Role(RoleName.COORDINATOR)),
        karl=signed_in(db, now, "Karl", Role(RoleName.COORDINATOR)),
        odd=signed_in(db, now, "Odd", Role(RoleName.QUALITY, found[CODES[0]])),
    )


def signed_in(db: Database, now: datetime, name: str, role: Role) -> Browser:
    details = people.Details(name=name, email=f"{name.lower()}@radet.test", language="en", roles=(role,))
    id = people.add(db, now, details=details, by=None)
    made = session(db, id)
    return Browser(id, made.token, made.session.csrf)


def a_wave(stage: Stage, number: int) -> int:
    """Its field work is over; it is still open."""
    units = [{"code": code} for code in CODES]
    return fill(stage.db, units, bank.protocol(PROTOCOL), name=f"Wave {number}", seed=number)


def a_survey(stage: Stage, number: int) -> int:
    """A finished one, whose answers nobody has counted yet."""
    dice = Random(number)
    draft = rounds.Draft(
        title=f"Survey {number}", forms=FORMS, starts_on=date(2026, 3, 2), asks_until=date(2026, 5, 29),
        ends_on=date(2026, 6, 10),
    )  # fmt: skip
    id = rounds.add(stage.db, datetime.now(UTC), draft, units=list(stage.units.values()), by=None)
    cells = [Cell(unit_id, channel) for unit_id in stage.units.values() for channel in FORMS]
    kinds = {form: [said(form, dice) for _ in range(50)] for form in FORMS.values()}
    made = [one_answer(id, cell, kinds, dice) for cell in dice.choices(cells, k=ANSWERS)]
    stage.db.write(responses.add, sorted(made, key=lambda one: one.id))
    stage.db.write(lambda connection: rounds_of.update(connection, id, status=RoundStatus.FINISHED))
    return id


def let_them_object(stage: Stage, wave_id: int) -> None:
    objecting.open_window(stage.db, datetime.now(UTC), wave_id, days=14, by=stage.kari.id)


def let_the_time_pass(stage: Stage, wave_id: int) -> None:
    """The window was opened so long ago that it is over."""
    mine = objection_window.update().where(objection_window.c.wave_id == wave_id)
    stage.db.write(lambda connection: connection.execute(mine.values(opened_at=datetime.now(UTC) - ENDED)))


def graded(stage: Stage, wave_id: int, code: str) -> Sequence[Work]:
    with stage.db.read() as connection:
        works = results.works(connection, wave_id, stage.units[code])
    return [one for one in works if one.answers]


def token() -> str:
    return secrets.token_hex(16)


def looked(stage: Stage, said: Erratum) -> str:
    """What Kari sees before she publishes a correction, as the digest that her press carries."""
    with stage.db.read() as connection:
        kari = people_of.one(connection, stage.kari.id)
    assert kari
    return foresee(stage.db, datetime.now(UTC), said, by=kari).movement.digest
