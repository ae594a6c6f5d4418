"""A model is wanted: the site asks for one and looks for it, and never loads what training takes."""

from datetime import datetime

import sqlalchemy as sa

from survey.problems import Conflict
from survey.steps.schemes import begin
from survey.store import audits, taggers
from survey.store.comments import TURN
from survey.store.database import Database, take_turns
from survey.tagger import Origin
from survey.texts import N_


def want(db: Database, now: datetime, *, by: int) -> int:
    """Ask for a model that has learned from all corrections; raises Conflict while one is under way."""
    scheme = begin(db, now)

    def write(connection: sa.Connection) -> int:
        take_turns(connection, TURN)
        if taggers.under_way(connection):
            raise Conflict(N_("A model is being trained already: wait until it is done."))
        id = taggers.want(connection, scheme.version, now, origin=Origin.CORRECTIONS, by=by)
        audits.note(connection, now, by=by, action="tagger.train", subject=f"tagger:{id}")
        return id

    return db.write(write)


def is_wanted(db: Database, now: datetime) -> bool:
    """Whether `train_tagger.work` would find something to do."""
    with db.read() as connection:
        return taggers.claimable(connection, now)
