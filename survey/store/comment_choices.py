"""What there is to choose from in a filter of comments: one read, since a page asks for all of it each time."""

from collections import defaultdict
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.comment import Source, Wanted
from survey.store.category_counts import SOURCES, within
from survey.store.schema.comments import comment

PLACES = ("unit_id", "channel", "period", "service")
COLUMNS: dict[str, sa.ColumnElement[Any]] = {name: comment.c[name] for name in PLACES}
COLUMNS |= {kind.value: column for kind, column in SOURCES.items()}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Each in order."""

    sources: frozenset[Source]
    units: list[int]
    channels: list[str]
    periods: list[str]
    services: list[str]


def known(connection: sa.Connection, only_units: frozenset[int] | None = None) -> Known:
    """Of the comments on these units, or of all."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in connection.execute(sa.union_all(*(values(name, only_units) for name in COLUMNS))):
        found[name].append(value)
    return Known(
        sources=frozenset(Source(kind, int(id)) for kind in SOURCES for id in found[kind.value]),
        units=sorted(int(id) for id in found["unit_id"] if id != "0"),
        channels=sorted(filter(None, found["channel"])),
        periods=sorted(filter(None, found["period"])),
        services=sorted(filter(None, found["service"])),
    )


def values(name: str, only_units: frozenset[int] | None) -> sa.Select[str, str]:
    column = COLUMNS[name]
    if only_units is None:
        value = along(column, name).c.value
    else:
        mine = within(Wanted(only_units=only_units))
        value = sa.select(column.label("value")).where(*mine).distinct().subquery(f"some_{name}").c.value
    return sa.select(sa.literal(name), sa.cast(value, sa.Text)).where(value.is_not(None))


def along(column: sa.ColumnElement[Any], name: str) -> sa.CTE:
    """From each value to the next one along the column's index: neither engine would do so for DISTINCT."""
    first = sa.select(sa.func.min(column).label("value")).cte(f"every_{name}", recursive=True)
    following = sa.select(sa.func.min(column)).where(column > first.c.value).correlate(first).scalar_subquery()
    return first.union_all(sa.select(following).select_from(first).where(first.c.value.is_not(None)))
