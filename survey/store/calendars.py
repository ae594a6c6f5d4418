"""A unit's working days, as the clocks need them."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from instruments.clock import Calendar
from survey.store.schema.units import closed_day, unit


def calendar_of(connection: sa.Connection, unit_id: int) -> Calendar:
    country = connection.scalar(sa.select(unit.c.country).where(unit.c.id == unit_id)) or "NO"
    days = connection.scalars(sa.select(closed_day.c.day).where(closed_day.c.unit_id == unit_id))
    return Calendar(country, frozenset(days))


def of_units(connection: sa.Connection, unit_ids: Iterable[int]) -> dict[int, Calendar]:
    """Those of several units, with two questions."""
    wanted = list(unit_ids)
    closed: dict[int, set[date]] = {}
    days = sa.select(closed_day.c.unit_id, closed_day.c.day).where(closed_day.c.unit_id.in_(wanted))
    for id, day in connection.execute(days):
        closed.setdefault(id, set()).add(day)
    countries = sa.select(unit.c.id, unit.c.country).where(unit.c.id.in_(wanted))
    return {id: Calendar(country, frozenset(closed.get(id, ()))) for id, country in connection.execute(countries)}
