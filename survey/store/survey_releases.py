"""Counts of finished surveys as they were first published, at rest: written once, never changed."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.released import Survey
from survey.store.database import upsert
from survey.store.schema.released import survey_release


def of(connection: sa.Connection, ids: Iterable[int]) -> dict[int, Survey]:
    """Those of these surveys that something was published of."""
    chosen = sa.select(survey_release.c.document).where(survey_release.c.round_id.in_(list(ids)))
    found = (msgspec.json.decode(document, type=Survey) for document in connection.scalars(chosen))
    return {one.id: one for one in found}


def every(connection: sa.Connection) -> list[Survey]:
    chosen = sa.select(survey_release.c.document).order_by(survey_release.c.round_id)
    return [msgspec.json.decode(document, type=Survey) for document in connection.scalars(chosen)]


def keep(connection: sa.Connection, one: Survey, now: datetime, *, by: int | None) -> Survey:
    """What stands from now on: this, unless the survey was released already."""
    values = {"document": msgspec.json.encode(one, order="sorted").decode(), "released_by": by, "released_at": now}
    made = upsert(connection, survey_release).values(round_id=one.id, **values)
    connection.execute(made.on_conflict_do_nothing(index_elements=[survey_release.c.round_id]))
    return of(connection, [one.id])[one.id]
