"""A unit's working days, as the clocks need them."""

import sqlalchemy as sa

from instruments.clock import Calendar
from survey.store.schema.units import closed_day, unit


def calendar_of(connection: sa.Connection, unit_id: int) -> Calendar:
    country = connection.scalar(sa.select(unit.c.country).where(unit.c.id == unit_id)) or "NO"
    days = connection.scalars(sa.select(closed_day.c.day).where(closed_day.c.unit_id == unit_id))
    return Calendar(country, frozenset(days))
