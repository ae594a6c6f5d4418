"""A unit is told of its test contacts once the wave is over; who took the list away is in the audit log."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import sqlalchemy as sa

from instruments.scenario import Persona
from survey.disclosure import Pack
from survey.store import audits, disclosures
from survey.store.database import Database


def pack(connection: sa.Connection, wave_id: int, unit_id: int, *, personas: Mapping[str, Persona]) -> Pack:
    """Calls are told under the name that the caller gave."""
    contacts = []
    for one, persona in disclosures.of_unit(connection, wave_id, unit_id):
        known = personas.get(persona)
        contacts.append(one if one.name or known is None else msgspec.structs.replace(one, name=known.name))
    return Pack(contacts=tuple(contacts), searches=disclosures.searches(connection, wave_id, unit_id))


def taken(db: Database, now: datetime, *, by: int, wave_id: int, unit_id: int) -> None:
    """Somebody downloaded the list."""
    detail = f"wave:{wave_id}"
    db.write(lambda c: audits.note(c, now, by=by, action="contacts.take", subject=f"unit:{unit_id}", detail=detail))
