"""A unit is corrected by hand, or closed because it merged into another one."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.register import columns
from survey.store import audits, plans, units
from survey.store.database import Database
from survey.tables.cells import BadCell, code
from survey.texts import N_
from survey.unit import Unit

NOT_SAVED = N_("The unit was not saved")
CLEARED: dict[str, Any] = {"opening": None, "population": None, "written_form": "nb", "closed_days": ()}
"""What an empty field says; all others then hold an empty text."""


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as typed; an empty field clears what was there."""

    name: str
    county: str = ""
    peer_group: str = ""
    population: str = ""
    written_form: str = "nb"
    website: str = ""
    email: str = ""
    phone: str = ""
    opening: str = ""
    closed_days: str = ""


def change(db: Database, now: datetime, *, unit_id: int, details: Details, by: int) -> int:
    """Save it; returns how many planned mails now go to the corrected address."""
    return db.write(_change, unit_id, details, now, by)


def _change(connection: sa.Connection, unit_id: int, details: Details, now: datetime, by: int) -> int:
    unit = known(connection, unit_id)
    values = read(details, unit.country)
    email, phone, closed = values.pop("email"), values.pop("phone"), values.pop("closed_days")
    units.update(connection, unit_id, **values)
    units.set_closed_days(connection, unit_id, closed)
    units.set_address(connection, unit_id, "phone", text=phone, now=now)
    corrected = units.set_address(connection, unit_id, "email", text=email, now=now)
    audits.note(connection, now, by=by, action="unit.change", subject=f"unit:{unit_id}")
    return plans.readdress(connection, unit_id, email) if corrected and email else 0


def read(details: Details, country: str) -> dict[str, Any]:
    """The values of all fields; raises Invalid with every fault at once."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    if not details.name.strip():
        faults.append(Fault("name", N_("Write a name.")))
    for field, text in msgspec.structs.asdict(details).items():
        if not text.strip():
            values[field] = CLEARED.get(field, "")
            continue
        try:
            values[field] = columns.value(field, text.strip(), country=country)
        except BadCell as fault:
            faults.append(Fault(field, str(fault)))
    if faults:
        raise Invalid(NOT_SAVED, tuple(faults))
    return values


def close(db: Database, now: datetime, *, unit_id: int, last_day: date, successor: str, by: int) -> None:
    """The unit ends on a day, and another one takes over if it merged."""
    db.write(_close, unit_id, last_day, successor, now, by)


def _close(connection: sa.Connection, unit_id: int, last_day: date, successor: str, now: datetime, by: int) -> None:
    unit = known(connection, unit_id)
    heir = units.by_code(connection, code(successor, unit.country), unit.country) if successor else None
    if faults := tuple(_closing_faults(unit, last_day, successor, heir=heir)):
        raise Invalid(NOT_SAVED, faults)
    if unit_id in units.with_work_under_way(connection):
        raise Conflict(N_("%(name)s has inquiries under way"), advice=N_("Close it after the wave."), name=unit.name)
    units.update(connection, unit_id, valid_to=last_day, successor_id=heir.id if heir else None)
    audits.note(connection, now, by=by, action="unit.close", subject=f"unit:{unit_id}", detail=str(last_day))


def _closing_faults(unit: Unit, last_day: date, successor: str, *, heir: Unit | None) -> Iterator[Fault]:
    if unit.valid_from and last_day < unit.valid_from:
        yield Fault("last_day", N_("The unit ends before it begins: check the two dates"))
    if successor and heir is None:
        told = N_("There is no unit with number %(code)s: add a row for it or correct the number")
        yield Fault("successor", told, code=successor)
    if heir and heir.id == unit.id:
        yield Fault("successor", N_("A unit cannot be its own parent or successor: check the number"))


def known(connection: sa.Connection, unit_id: int) -> Unit:
    found = units.by_id(connection, unit_id)
    if found is None:
        raise NotFound(N_("There is no such unit"))
    return found
