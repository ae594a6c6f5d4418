"""An open window for objections is made longer, never shorter, for a reason that every unit reads."""

from datetime import datetime

import sqlalchemy as sa

from survey.objection import Extension, Window
from survey.problems import Conflict, Invalid
from survey.steps import tell
from survey.steps.object import CLOSED_NOW, known, last_limit, turn
from survey.store import audits, objections, standings
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.wave import WaveStatus


def extend(db: Database, now: datetime, wave_id: int, *, more: int, was: int, reason: str, by: int) -> Extension:
    """So many days `more` than there `was` when the form was read; raises Invalid, or Conflict once it is over."""
    wanted = Extension(wave_id=wave_id, days=was + more, days_before=was, reason=reason.strip(), at=now, extended_by=by)
    if faults := tuple(wanted.faults()):
        raise Invalid(N_("Something in the form needs another look."), faults)

    def write(connection: sa.Connection) -> Extension:
        take_turns(connection, turn(wave_id))
        refuse_over(connection, wave_id, now)
        if not objections.extend(connection, wanted):
            raise Conflict(N_("The time for objections was made longer already. Look at the page again."))
        tell.of_extension(connection, now, wanted)
        detail = f"{was} to {wanted.days} days"
        audits.note(connection, now, by=by, action="objections.extend", subject=f"wave:{wave_id}", detail=detail)
        return wanted

    return db.write(write)


def refuse_over(connection: sa.Connection, wave_id: int, now: datetime) -> None:
    window = objections.window(connection, wave_id)
    if window is None or known(connection, wave_id).status is not WaveStatus.CLOSED:
        raise Conflict(N_("This wave is not open for objections."))
    if not runs(connection, window, now):
        raise Conflict(CLOSED_NOW)


def runs(connection: sa.Connection, window: Window, now: datetime) -> bool:
    """Whether some unit of the wave still has time."""
    units = [one.unit_id for one in standings.of_wave(connection, window.wave_id)]
    limit = last_limit(connection, window, units)
    return limit is not None and not limit.over(now)
