"""What a correction would move is worked out and shown; nothing is stored, signed or sent."""

from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from survey import movement
from survey.erratum import Erratum
from survey.keyring import Keyring
from survey.movement import Movement
from survey.person import Person
from survey.steps import amend, freeze, report
from survey.steps.amend import Case, Edition
from survey.store import outbox, waves
from survey.store import reports as reports_of
from survey.store.database import Database
from survey.wave import Wave


class Foreseen(msgspec.Struct, frozen=True, kw_only=True):
    case: Case
    movement: Movement
    places: int
    """Units that get another place, as readers of the edition are told."""
    reports: int
    """Units whose improvement report has other figures."""
    told: int
    """People who get a mail."""
    signed: bool
    later: tuple[Wave, ...]
    """Waves whose change is measured against this one."""


def foresee(
    db: Database,
    now: datetime,
    one: Erratum,
    *,
    by: Person,
    own_bank: Path | None = None,
    keys: Keyring | None = None,
) -> Foreseen:
    """Raises what `amend` would raise, as far as it can be known: NotFound, NotPermitted, Invalid, Conflict."""
    with db.read() as connection:
        case = amend.case_of(connection, one.inquiry_id, by=by, own_bank=own_bank)
        amend.refuse(one, case)
        made = amend.edition(connection, now, one, case, own_bank=own_bank)
        moves = movement.between(made.before, made.found, since=case.newest.sha256)
        shifts = (moves.own, *moves.others)
        return Foreseen(
            case=case,
            movement=moves,
            places=sum(each.before.rank != each.after.rank for each in shifts),
            reports=reports(connection, now, case, made, own_bank=own_bank),
            told=len(outbox.staff(connection, case.wave.id, made.moved)),
            signed=freeze.signing_key(keys) is not None,
            later=tuple(each for each in waves.every(connection) if each.previous_id == case.wave.id),
        )


def reports(connection: sa.Connection, now: datetime, case: Case, made: Edition, *, own_bank: Path | None) -> int:
    """How many improvement reports differ from those of the facts so far."""
    then = report.facts_of(connection, case.wave, now, own_bank=own_bank)
    works, figures = case.with_work(made.changed), sorted(made.figures, key=lambda one: one.unit_id)
    facts = msgspec.structs.replace(
        then,
        works=works,
        standings=figures,
        known=report.known_of(connection, case.wave, works, [one.unit_id for one in figures], now),
    )
    if reports_of.digest(connection, case.wave.id) == then.digest:
        was = reports_of.of_wave(connection, case.wave.id)
    else:
        was = report.worked_out(connection, then, now, own_bank=own_bank)
    before = {one.unit_id: msgspec.structs.replace(one, computed_at=now) for one in was}
    return sum(before.get(one.unit_id) != one for one in report.worked_out(connection, facts, now, own_bank=own_bank))
