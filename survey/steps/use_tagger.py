"""A model is put into use, be it an earlier one: its file is opened first."""

from datetime import datetime

import sqlalchemy as sa

from survey.problems import Conflict
from survey.steps.tag import opened
from survey.store import audits, schemes, taggers, tags
from survey.store.comments import TURN
from survey.store.database import Database, take_turns
from survey.tagger import USABLE, Model, ModelStatus
from survey.texts import N_


def use(db: Database, now: datetime, model_id: int, *, by: int) -> None:
    """From now on it suggests, and what no person has decided is tagged anew. Raises Conflict where it cannot be."""
    with db.read() as connection:
        model = taggers.known(connection, model_id)
    opened(db, model)
    db.write(_use, now, model_id, by=by)


def _use(connection: sa.Connection, now: datetime, model_id: int, *, by: int) -> None:
    take_turns(connection, TURN)
    model = taggers.known(connection, model_id)
    if model.status is ModelStatus.IN_USE:
        return
    scheme = schemes.in_use(connection)
    if model.status not in USABLE or scheme is None or scheme.version != model.scheme_version:
        raise Conflict(N_("This model cannot be used: it was made for another version of the categories."))
    put_into_use(connection, model, now, by=by)


def put_into_use(connection: sa.Connection, model: Model, now: datetime, *, by: int | None) -> None:
    taggers.use(connection, model, now, by=by)
    tags.call_again(connection, model.scheme_version)
    audits.note(connection, now, by=by, action="tagger.use", subject=f"tagger:{model.id}")
