"""What there is to choose from in a filter of comments: read along the indexes, since a page asks for it each time."""

from typing import Any

import sqlalchemy as sa

from survey.comment import Source, Wanted
from survey.store.category_counts import SOURCES, within
from survey.store.schema.comments import comment

COLUMNS = {
    "unit_id": comment.c.unit_id,
    "channel": comment.c.channel,
    "period": comment.c.period,
    "service": comment.c.service,
}


def sources(connection: sa.Connection, wanted: Wanted) -> set[Source]:
    return {Source(kind, id) for kind, column in SOURCES.items() for id in distinct(connection, column, wanted)}


def values(connection: sa.Connection, name: str, wanted: Wanted) -> list[Any]:
    """In order; nothing of `wanted` but what `Wanted.counted` allows."""
    return sorted(one for one in distinct(connection, COLUMNS[name], wanted) if one)


def distinct(connection: sa.Connection, column: sa.ColumnElement[Any], wanted: Wanted) -> list[Any]:
    chosen = sa.select(column).where(column.is_not(None), *within(wanted)).distinct()
    return list(connection.scalars(chosen))
