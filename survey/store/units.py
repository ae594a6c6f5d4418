"""Units at rest, with their addresses and closed days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.inquiry import Status
from survey.register.changes import Known
from survey.store.rows import many, one
from survey.store.schema.inquiries import inquiry
from survey.store.schema.units import address, closed_day, unit
from survey.store.schema.waves import wave
from survey.unit import Unit, UnitAddress
from survey.wave import WaveStatus


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which units a list or a wave is about; an empty field asks for nothing."""

    text: str = ""  # part of the name, or the number
    county: str = ""
    at_least: int | None = None  # inhabitants
    at_most: int | None = None
    lacks: str = ""  # a channel without an address
    closed: bool = False  # also units that have ended


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as a line of a list."""

    id: int
    code: str
    name: str
    country: str
    county: str
    population: int | None
    written_form: str
    website: str
    valid_to: date | None
    email: str | None = None
    phone: str | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        had = {"email": self.email, "phone": self.phone, "web": self.website}
        return tuple(channel for channel, value in had.items() if not value)


def by_id(connection: sa.Connection, id: int) -> Unit | None:
    return one(connection, sa.select(unit).where(unit.c.id == id), Unit)


def by_ids(connection: sa.Connection, ids: Iterable[int]) -> list[Unit]:
    wanted = list(ids)
    found = many(connection, sa.select(unit).order_by(unit.c.id), Unit) if len(wanted) > 500 else None
    if found is not None:
        keep = set(wanted)
        return [one for one in found if one.id in keep]
    return many(connection, sa.select(unit).where(unit.c.id.in_(wanted)).order_by(unit.c.id), Unit)


def by_code(connection: sa.Connection, code: str, country: str = "NO") -> Unit | None:
    """The unit with this number that is valid today, else the one that was last."""
    statement = sa.select(unit).where(unit.c.country == country, unit.c.code == code)
    return one(connection, statement.order_by(unit.c.valid_to.is_not(None), unit.c.valid_to.desc()), Unit)


def every(connection: sa.Connection) -> list[Unit]:
    return many(connection, sa.select(unit).order_by(unit.c.name, unit.c.id), Unit)


def parents(connection: sa.Connection) -> dict[int, int | None]:
    return {id: parent for id, parent in connection.execute(sa.select(unit.c.id, unit.c.parent_id))}


def any_known(connection: sa.Connection) -> bool:
    return connection.scalar(sa.select(unit.c.id).limit(1)) is not None


def known(connection: sa.Connection) -> list[Known]:
    """All units as an import sees them; of several with one number the one that is valid."""
    units = {one.id: one for one in every(connection)}
    addresses = current_addresses(connection)
    closed = closed_days(connection)
    code = {id: one.code for id, one in units.items()}
    in_order = sorted(units.values(), key=lambda one: (one.valid_to is None, one.valid_to or date.min, one.id))
    latest = {(one.country, one.code): one for one in in_order}
    return [
        Known(
            unit=one,
            email=addresses.get(one.id, {}).get("email", ""),
            phone=addresses.get(one.id, {}).get("phone", ""),
            closed_days=closed.get(one.id, ()),
            parent=code.get(one.parent_id or 0, ""),
            successor=code.get(one.successor_id or 0, ""),
        )
        for one in latest.values()
    ]


def listed(connection: sa.Connection, wanted: Wanted) -> list[Listed]:
    """Units that fit, those without an address first, then by name."""
    columns = [unit.c[name] for name in Listed.__struct_fields__ if name in unit.c]
    email, phone = (_current(channel) for channel in ("email", "phone"))
    statement = (
        sa.select(*columns, email.c.address.label("email"), phone.c.address.label("phone"))
        .outerjoin(email, email.c.unit_id == unit.c.id)
        .outerjoin(phone, phone.c.unit_id == unit.c.id)
        .where(*_conditions(wanted))
        .order_by(sa.func.lower(unit.c.name), unit.c.id)
    )
    found = many(connection, statement, Listed)
    if wanted.lacks:
        found = [one for one in found if wanted.lacks in one.lacking]
    return sorted(found, key=lambda one: not one.lacking)


def _current(channel: str) -> sa.Subquery:
    return (
        sa.select(address.c.unit_id, sa.func.max(address.c.address).label("address"))
        .where(address.c.channel == channel, address.c.replaced_at.is_(None))
        .group_by(address.c.unit_id)
        .subquery(f"current_{channel}")
    )


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.text:
        text = wanted.text.strip()
        found.append(unit.c.name.icontains(text, autoescape=True) | (unit.c.code == text))
    if wanted.county:
        found.append(unit.c.county == wanted.county)
    if wanted.at_least is not None:
        found.append(unit.c.population >= wanted.at_least)
    if wanted.at_most is not None:
        found.append(unit.c.population <= wanted.at_most)
    if not wanted.closed:
        found.append(unit.c.valid_to.is_(None))
    return found


def counties(connection: sa.Connection) -> list[str]:
    statement = sa.select(unit.c.county).where(unit.c.county != "", unit.c.valid_to.is_(None)).distinct()
    return sorted(connection.scalars(statement))


def current_addresses(connection: sa.Connection) -> dict[int, dict[str, str]]:
    """Unit -> channel -> address; the website stands in for a web address of its own."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for id, website in connection.execute(sa.select(unit.c.id, unit.c.website).where(unit.c.website != "")):
        found[id]["web"] = website
    current = sa.select(address.c.unit_id, address.c.channel, address.c.address).where(address.c.replaced_at.is_(None))
    for id, channel, text in connection.execute(current.order_by(address.c.id)):
        found[id][channel] = text
    return dict(found)


def addresses_of(connection: sa.Connection, unit_id: int) -> list[UnitAddress]:
    """All of them, those in use first."""
    statement = sa.select(address).where(address.c.unit_id == unit_id)
    return many(
        connection, statement.order_by(address.c.replaced_at.is_not(None), address.c.channel, address.c.id), UnitAddress
    )


def closed_days(connection: sa.Connection) -> dict[int, tuple[date, ...]]:
    found: dict[int, list[date]] = defaultdict(list)
    for id, day in connection.execute(sa.select(closed_day.c.unit_id, closed_day.c.day).order_by(closed_day.c.day)):
        found[id].append(day)
    return {id: tuple(days) for id, days in found.items()}


def closed_days_of(connection: sa.Connection, unit_id: int) -> tuple[date, ...]:
    days = sa.select(closed_day.c.day).where(closed_day.c.unit_id == unit_id).order_by(closed_day.c.day)
    return tuple(connection.scalars(days))


def merged_into(connection: sa.Connection, unit_id: int) -> list[Unit]:
    return many(connection, sa.select(unit).where(unit.c.successor_id == unit_id).order_by(unit.c.name), Unit)


def with_work_under_way(connection: sa.Connection) -> set[int]:
    """Units with inquiries of a planned or open wave that are not done."""
    statement = (
        sa.select(inquiry.c.unit_id)
        .join(wave, wave.c.id == inquiry.c.wave_id)
        .where(inquiry.c.status != Status.DONE, wave.c.status.in_([WaveStatus.PLANNED, WaveStatus.OPEN]))
        .distinct()
    )
    return set(connection.scalars(statement))


def add(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Each row has the same keys."""
    if rows:
        connection.execute(unit.insert(), [dict(row) for row in rows])


def update(connection: sa.Connection, id: int, **values: Any) -> None:
    connection.execute(unit.update().where(unit.c.id == id).values(**values))


def set_address(
    connection: sa.Connection, unit_id: int, channel: str, *, text: str, now: datetime, note: str = ""
) -> bool:
    """The address from now on; the old one stays for the record. An empty text only ends the old one."""
    current = sa.select(address.c.address).where(
        address.c.unit_id == unit_id, address.c.channel == channel, address.c.replaced_at.is_(None)
    )
    if connection.scalars(current).all() == ([text] if text else []):
        return False
    mine = (address.c.unit_id == unit_id) & (address.c.channel == channel) & address.c.replaced_at.is_(None)
    connection.execute(address.update().where(mine).values(replaced_at=now))
    if text:
        connection.execute(address.insert().values(unit_id=unit_id, channel=channel, address=text, note=note))
    return True


def add_addresses(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """For units that have none yet: unit_id, channel, address, note."""
    if rows:
        connection.execute(address.insert(), [dict(row) for row in rows])


def set_closed_days(connection: sa.Connection, unit_id: int, days: Iterable[date]) -> None:
    wanted = set(days)
    had = set(connection.scalars(sa.select(closed_day.c.day).where(closed_day.c.unit_id == unit_id)))
    if gone := had - wanted:
        connection.execute(closed_day.delete().where(closed_day.c.unit_id == unit_id, closed_day.c.day.in_(gone)))
    if new := sorted(wanted - had):
        connection.execute(closed_day.insert(), [{"unit_id": unit_id, "day": day, "reason": ""} for day in new])
