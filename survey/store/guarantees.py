"""What units have promised, at rest."""

from datetime import date, datetime

import sqlalchemy as sa

from survey.guarantee import Code, Guarantee
from survey.store import rows
from survey.store.schema.reports import guarantee

KNOWN = sa.select(*(guarantee.c[name] for name in Guarantee.__struct_fields__))
ORDER = guarantee.c.code, guarantee.c.valid_from, guarantee.c.id


def of_unit(connection: sa.Connection, unit_id: int) -> list[Guarantee]:
    return rows.many(connection, KNOWN.where(guarantee.c.unit_id == unit_id).order_by(*ORDER), Guarantee)


def every(connection: sa.Connection) -> dict[int, list[Guarantee]]:
    """By unit."""
    found: dict[int, list[Guarantee]] = {}
    for one in rows.many(connection, KNOWN.order_by(*ORDER), Guarantee):
        found.setdefault(one.unit_id, []).append(one)
    return found


def by_id(connection: sa.Connection, id: int) -> Guarantee | None:
    return rows.one(connection, KNOWN.where(guarantee.c.id == id), Guarantee)


def add(
    connection: sa.Connection,
    unit_id: int,
    *,
    code: Code,
    within: float,
    valid_from: date,
    valid_to: date | None,
    by: int | None,
    now: datetime,
) -> int:
    values = {"unit_id": unit_id, "code": code.value, "within": within, "valid_from": valid_from}
    more = {"valid_to": valid_to, "created_by": by, "created_at": now}
    found = connection.execute(guarantee.insert().values(**values, **more).returning(guarantee.c.id))
    return int(found.scalar_one())


def end(connection: sa.Connection, id: int, valid_to: date) -> None:
    connection.execute(guarantee.update().where(guarantee.c.id == id).values(valid_to=valid_to))


def remove(connection: sa.Connection, id: int) -> None:
    connection.execute(guarantee.delete().where(guarantee.c.id == id))
