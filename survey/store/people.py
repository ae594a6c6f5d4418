"""People, their roles and the units they are tied to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.person import Person, Role, RoleName, Tie
from survey.store import rows
from survey.store.schema import people as table
from survey.store.schema import units

person = table.person


class UnitChoice(msgspec.Struct, frozen=True):
    """A unit as people write it into a form: `Larvik (3909)`, its number, or its name where only one has it."""

    id: int
    code: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.code})"

    @staticmethod
    def find(choices: "Iterable[UnitChoice]", text: str) -> int | None:
        wanted = text.strip().casefold()
        found = [each for each in choices if wanted in (each.label.casefold(), each.code, each.name.casefold())]
        return found[0].id if len(found) == 1 else None


def many(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Person]:
    """People with their roles, by name."""
    found = rows.many(connection, sa.select(person).where(*conditions).order_by(person.c.name, person.c.id), Person)
    return _with_roles(connection, found)


def one(connection: sa.Connection, person_id: int) -> Person | None:
    return next(iter(many(connection, person.c.id == person_id)), None)


def by_email(connection: sa.Connection, email: str) -> Person | None:
    return next(iter(many(connection, person.c.email == email.strip().lower())), None)


def with_role(connection: sa.Connection, *roles: RoleName) -> list[Person]:
    """Active people who hold one of the roles."""
    holders = sa.select(table.role.c.person_id).where(table.role.c.role.in_(roles))
    return many(connection, person.c.active, person.c.id.in_(holders))


def testers(connection: sa.Connection) -> list[Person]:
    return with_role(connection, RoleName.TESTER)


def names(connection: sa.Connection, ids: Iterable[int]) -> dict[int, str]:
    chosen = sa.select(person.c.id, person.c.name).where(person.c.id.in_(list(ids)))
    return {row.id: row.name for row in connection.execute(chosen)}


def unit_names(connection: sa.Connection, ids: Iterable[int]) -> dict[int, str]:
    chosen = sa.select(units.unit.c.id, units.unit.c.name).where(units.unit.c.id.in_(list(ids)))
    return {row.id: row.name for row in connection.execute(chosen)}


def unit_choices(connection: sa.Connection) -> list[UnitChoice]:
    """The units of today, by name."""
    unit = units.unit.c
    chosen = sa.select(unit.id, unit.code, unit.name).where(unit.valid_to.is_(None)).order_by(unit.name, unit.id)
    return rows.many(connection, chosen, UnitChoice)


def ties(connection: sa.Connection, person_id: int | None = None) -> list[Tie]:
    chosen = sa.select(table.tie.c.person_id, table.tie.c.unit_id, table.tie.c.kind).order_by(table.tie.c.id)
    return rows.many(connection, chosen if person_id is None else chosen.where(table.tie.c.person_id == person_id), Tie)


def add(connection: sa.Connection, name: str, email: str, *, now: datetime, **values: Any) -> int:
    values |= {"name": name, "email": email.strip().lower(), "created_at": now}
    return int(connection.execute(person.insert().values(values).returning(person.c.id)).scalar_one())


def change(connection: sa.Connection, person_id: int, **values: Any) -> None:
    connection.execute(person.update().where(person.c.id == person_id).values(values))


def replace_roles(connection: sa.Connection, person_id: int, roles: Iterable[Role]) -> None:
    connection.execute(table.role.delete().where(table.role.c.person_id == person_id))
    for role in dict.fromkeys(roles):
        values = {"person_id": person_id, "role": role.role, "unit_id": role.unit_id}
        connection.execute(table.role.insert().values(values))


def replace_ties(connection: sa.Connection, person_id: int, own: Iterable[Tie]) -> None:
    connection.execute(table.tie.delete().where(table.tie.c.person_id == person_id))
    for tie in dict.fromkeys(own):
        values = {"person_id": person_id, "unit_id": tie.unit_id, "kind": tie.kind}
        connection.execute(table.tie.insert().values(values))


def _with_roles(connection: sa.Connection, found: list[Person]) -> list[Person]:
    chosen = sa.select(table.role.c.person_id, table.role.c.role, table.role.c.unit_id).order_by(table.role.c.id)
    if len(found) < 100:
        chosen = chosen.where(table.role.c.person_id.in_([each.id for each in found]))
    roles: defaultdict[int, list[Role]] = defaultdict(list)
    for row in connection.execute(chosen):
        roles[row.person_id].append(Role(RoleName(row.role), row.unit_id))
    return [each.holding(roles[each.id]) for each in found]
