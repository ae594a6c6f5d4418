"""A tester hands a task back to the coordinator, with a reason."""

from datetime import datetime

import sqlalchemy as sa

from survey.problems import Fault, Invalid
from survey.steps.work import workable
from survey.store import inquiries
from survey.store.database import Database
from survey.texts import N_


def decline(db: Database, now: datetime, *, inquiry_id: int, person_id: int, reason: str) -> None:
    if not reason.strip():
        missing = Fault("reason", N_("Say why, so that the task can go to somebody else."))
        raise Invalid(N_("Something is missing before this can be sent in."), (missing,))
    db.write(_decline, now, inquiry_id, person_id, reason=reason.strip())


def _decline(connection: sa.Connection, now: datetime, inquiry_id: int, person_id: int, *, reason: str) -> None:
    workable(connection, inquiry_id, person_id, now=now)
    inquiries.update(connection, inquiry_id, tester_id=None, note=reason)
    inquiries.note_assignment(
        connection, inquiry_id, tester_id=person_id, event="declined", reason=reason, by_id=person_id, now=now
    )
