"""Unfinished work is kept as it is typed."""

from datetime import datetime

import sqlalchemy as sa

from survey import draft
from survey.draft import Draft, Save
from survey.steps.work import workable
from survey.store import drafts
from survey.store.database import Database


def save(db: Database, now: datetime, work: Save, *, inquiry_id: int, person_id: int) -> tuple[Draft, bool]:
    """The draft as it is now, and whether another window wrote something else meanwhile (both are kept)."""
    return db.write(_save, now, work, inquiry_id=inquiry_id, person_id=person_id)


def _save(
    connection: sa.Connection, now: datetime, work: Save, *, inquiry_id: int, person_id: int
) -> tuple[Draft, bool]:
    workable(connection, inquiry_id, person_id, now=now)
    stored = drafts.read(connection, inquiry_id, person_id)
    after, clashed = draft.saved(stored, work, now=now)
    if after != stored:
        drafts.write(connection, inquiry_id, person_id, after)
    return after, clashed
