"""Rounds at rest, with what their units say and what became of the contacts that came in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.contact import Fate
from survey.problems import NotFound
from survey.round import Cell, Round, RoundStatus
from survey.store.database import upsert
from survey.store.rows import many, one
from survey.store.schema.rounds import contact_count, contact_seen, feed, round_unit, survey_round
from survey.texts import N_

STATUS = sa.select(survey_round.c.status).where(survey_round.c.id == sa.bindparam("id"))
BY_ID = sa.select(survey_round).where(survey_round.c.id == sa.bindparam("id"))


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit of a round says in its own name."""

    round_id: int
    unit_id: int
    sender_name: str = ""
    sender_email: str = ""
    kiosk: str = ""
    texts: dict[str, dict[str, str]] = {}


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    round_id: int
    name: str
    last_at: datetime
    rows: int = 0
    faults: int = 0


def by_id(connection: sa.Connection, id: int) -> Round | None:
    return one(connection, BY_ID, Round, id=id)


def known(connection: sa.Connection, id: int) -> Round:
    found = by_id(connection, id)
    if found is None:
        raise NotFound(N_("There is no such survey."))
    return found


def status(connection: sa.Connection, id: int) -> RoundStatus | None:
    found = connection.execute(STATUS, {"id": id}).scalar()
    return RoundStatus(found) if found else None


def every(connection: sa.Connection) -> list[Round]:
    """The newest first."""
    order = survey_round.c.starts_on.desc(), survey_round.c.id.desc()
    return many(connection, sa.select(survey_round).order_by(*order), Round)


def with_status(connection: sa.Connection, *statuses: RoundStatus) -> list[Round]:
    wanted = [status.value for status in statuses]
    return many(
        connection, sa.select(survey_round).where(survey_round.c.status.in_(wanted)).order_by(survey_round.c.id), Round
    )


def add(connection: sa.Connection, **values: Any) -> int:
    found = connection.execute(
        survey_round.insert().values(public_key=b"", **plain(values)).returning(survey_round.c.id)
    )
    return int(found.scalar_one())


def update(connection: sa.Connection, id: int, *, was: Iterable[RoundStatus] | None = None, **values: Any) -> bool:
    """Change a round, if it still is where the caller thought; False when it moved on meanwhile."""
    condition = survey_round.c.id == id
    if was is not None:
        condition &= survey_round.c.status.in_([status.value for status in was])
    changed = survey_round.update().where(condition).values(**plain(values)).returning(survey_round.c.id)
    return connection.execute(changed).first() is not None


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Structs as what a JSON column takes."""
    return {name: msgspec.to_builtins(value) if name == "rules" else value for name, value in values.items()}


def units(connection: sa.Connection, round_id: int) -> list[Own]:
    chosen = sa.select(round_unit).where(round_unit.c.round_id == round_id).order_by(round_unit.c.unit_id)
    return many(connection, chosen, Own)


def unit_counts(connection: sa.Connection) -> dict[int, int]:
    """Round -> how many units it has."""
    chosen = sa.select(round_unit.c.round_id, sa.func.count()).group_by(round_unit.c.round_id)
    return {id: number for id, number in connection.execute(chosen)}


def own(connection: sa.Connection, round_id: int, unit_id: int) -> Own | None:
    chosen = sa.select(round_unit).where(round_unit.c.round_id == round_id, round_unit.c.unit_id == unit_id)
    return one(connection, chosen, Own)


def of_kiosk(connection: sa.Connection, code: str) -> Own | None:
    chosen = sa.select(round_unit).where(round_unit.c.kiosk == code, round_unit.c.kiosk != "")
    return one(connection, chosen, Own)


def put_unit(connection: sa.Connection, round_id: int, unit_id: int, **values: Any) -> None:
    """Add a unit to a round, or change what it says."""
    statement = upsert(connection, round_unit).values(round_id=round_id, unit_id=unit_id, **values)
    keys = [round_unit.c.round_id, round_unit.c.unit_id]
    if values:
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys))


def set_units(connection: sa.Connection, round_id: int, unit_ids: Iterable[int]) -> None:
    """These units and no others; those that stay keep what they say."""
    wanted, had = set(unit_ids), {one.unit_id for one in units(connection, round_id)}
    for unit_id in sorted(had - wanted):
        drop_unit(connection, round_id, unit_id)
    for unit_id in sorted(wanted - had):
        put_unit(connection, round_id, unit_id)


def drop_unit(connection: sa.Connection, round_id: int, unit_id: int) -> None:
    connection.execute(round_unit.delete().where(round_unit.c.round_id == round_id, round_unit.c.unit_id == unit_id))


def count_contacts(connection: sa.Connection, round_id: int, numbers: Mapping[tuple[Cell, Fate], int]) -> None:
    """Add to what became of contacts."""
    rows = [
        {"round_id": round_id, "unit_id": cell.unit_id, "channel": cell.channel, "fate": fate.value, "number": number}
        for (cell, fate), number in sorted(numbers.items())
    ]
    if rows:
        statement = upsert(connection, contact_count)
        more = contact_count.c.number + statement.excluded.number
        keys = [*contact_count.primary_key.columns]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"number": more}), rows)


def contact_counts(connection: sa.Connection, round_id: int) -> dict[tuple[Cell, Fate], int]:
    rows = connection.execute(sa.select(contact_count).where(contact_count.c.round_id == round_id))
    return {(Cell(row.unit_id, row.channel), Fate(row.fate)): row.number for row in rows}


def first_seen(connection: sa.Connection, round_id: int, digests: Iterable[bytes]) -> set[bytes]:
    """Those rows of a file that have not come in before; from now on they have."""
    rows = [{"round_id": round_id, "digest": digest} for digest in sorted(digests)]
    if not rows:
        return set()
    statement = upsert(connection, contact_seen).on_conflict_do_nothing().returning(contact_seen.c.digest)
    return set(connection.scalars(statement, rows))


def seen(connection: sa.Connection, round_id: int, digests: Iterable[bytes]) -> set[bytes]:
    condition = (contact_seen.c.round_id == round_id) & contact_seen.c.digest.in_(list(digests))
    return set(connection.scalars(sa.select(contact_seen.c.digest).where(condition)))


def forget_seen(connection: sa.Connection, round_id: int) -> int:
    return connection.execute(contact_seen.delete().where(contact_seen.c.round_id == round_id)).rowcount


def note_feed(connection: sa.Connection, round_id: int, name: str, now: datetime, *, rows: int, faults: int) -> None:
    statement = upsert(connection, feed).values(round_id=round_id, name=name, last_at=now, rows=rows, faults=faults)
    sums = {"last_at": now, "rows": feed.c.rows + rows, "faults": feed.c.faults + faults}
    connection.execute(statement.on_conflict_do_update(index_elements=[feed.c.round_id, feed.c.name], set_=sums))


def feeds(connection: sa.Connection, round_id: int) -> list[Feed]:
    return many(connection, sa.select(feed).where(feed.c.round_id == round_id).order_by(feed.c.name), Feed)
