"""What was said, at rest: sealed, then released. This module and `invitations` never import each other."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from survey.response import Response
from survey.round import Cell
from survey.store import response_counts
from survey.store.database import upsert
from survey.store.rows import many
from survey.store.schema.responses import response, sealed, spent

SPENT = sa.select(spent.c.digest).where(
    spent.c.round_id == sa.bindparam("round_id"), spent.c.digest == sa.bindparam("digest")
)
GLANCE = "SELECT 1 FROM spent WHERE round_id = ? AND digest = ?"
KEEP = sealed.insert()


def is_spent(connection: sa.Connection, round_id: int, digest: bytes) -> bool:
    return connection.execute(SPENT, {"round_id": round_id, "digest": digest}).first() is not None


def glanced(driver: sqlite3.Connection, round_id: int, digest: bytes) -> bool:
    """`is_spent` on SQLite, at the price of the read itself."""
    return driver.execute(GLANCE, (round_id, digest)).fetchone() is not None


def spent_among(connection: sa.Connection, marks: Iterable[tuple[int, bytes]]) -> set[tuple[int, bytes]]:
    wanted = set(marks)
    found = sa.select(spent.c.round_id, spent.c.digest).where(spent.c.digest.in_([digest for _, digest in wanted]))
    return {(round_id, digest) for round_id, digest in connection.execute(found)} & wanted


def spend(connection: sa.Connection, round_id: int, digest: bytes) -> bool:
    """Whether this was the first to leave that mark."""
    return bool(spend_all(connection, round_id, [digest]))


def spend_all(connection: sa.Connection, round_id: int, digests: Iterable[bytes]) -> set[bytes]:
    """Those of the marks that nobody has left before. In order: two processes never wait for each other in a circle."""
    rows = [{"round_id": round_id, "digest": digest} for digest in sorted(set(digests))]
    statement = upsert(connection, spent).on_conflict_do_nothing().returning(spent.c.digest)
    return set(connection.scalars(statement, rows)) if rows else set()


def keep_all(connection: sa.Connection, round_id: int, kept: Iterable[tuple[Cell, bytes, bytes]]) -> None:
    """(cell, id, box), written in the order of their random ids: what lies side by side came in no order."""
    rows = [
        {"round_id": round_id, "unit_id": cell.unit_id, "channel": cell.channel, "id": id, "box": box}
        for cell, id, box in sorted(kept, key=lambda one: one[1])
    ]
    if rows:
        connection.execute(KEEP, rows)


def waiting(connection: sa.Connection, round_id: int) -> dict[Cell, list[bytes]]:
    """The ids of sealed answers by cell."""
    chosen = sa.select(sealed.c.unit_id, sealed.c.channel, sealed.c.id).where(sealed.c.round_id == round_id)
    found: dict[Cell, list[bytes]] = {}
    for unit_id, channel, id in connection.execute(chosen):
        found.setdefault(Cell(unit_id, channel), []).append(id)
    return found


def boxes(connection: sa.Connection, round_id: int, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    chosen = sa.select(sealed.c.id, sealed.c.box).where(sealed.c.round_id == round_id, sealed.c.id.in_(list(ids)))
    return {id: box for id, box in connection.execute(chosen)}


def drop_boxes(connection: sa.Connection, round_id: int, ids: Sequence[bytes]) -> int:
    """What was released, or can never be."""
    return connection.execute(sealed.delete().where(sealed.c.round_id == round_id, sealed.c.id.in_(list(ids)))).rowcount


def add(connection: sa.Connection, said: Iterable[Response]) -> None:
    """In the order given, which the caller has shuffled: a heap remembers it."""
    if rows := [row(one) for one in said]:
        connection.execute(response.insert(), rows)
        response_counts.more(connection, Counter((row["round_id"], row["unit_id"], row["channel"]) for row in rows))


def row(one: Response) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in one.__struct_fields__}
    values["facts"] = (
        None if one.facts is None else {"day": one.facts.day, "area": one.facts.area, "key": one.facts.key}
    )
    return values


def of_round(connection: sa.Connection, round_id: int, *, unit_id: int | None = None) -> list[Response]:
    chosen = sa.select(response).where(response.c.round_id == round_id).order_by(response.c.id)
    return many(connection, chosen if unit_id is None else chosen.where(response.c.unit_id == unit_id), Response)


def of_place(connection: sa.Connection, round_id: int, unit_id: int | None, channel: str | None) -> list[Response]:
    mine = response.c.round_id == round_id, response.c.unit_id == unit_id, response.c.channel == channel
    return many(connection, sa.select(response).where(*mine), Response)


def counts(connection: sa.Connection, round_id: int) -> dict[tuple[int | None, str | None, str, bool], int]:
    """(unit, channel, period, partial) -> released answers. Sealed ones are in no count that a page shows."""
    keys = response.c.unit_id, response.c.channel, response.c.period, response.c.partial
    chosen = sa.select(*keys, sa.func.count()).where(response.c.round_id == round_id).group_by(*keys)
    return {
        (unit, channel, period, partial): number
        for unit, channel, period, partial, number in connection.execute(chosen)
    }


def spent_in(connection: sa.Connection, round_id: int) -> int:
    """How many have answered in a round, released or not: for the cap and for proofs, never for a page."""
    return connection.scalar(sa.select(sa.func.count()).select_from(spent).where(spent.c.round_id == round_id)) or 0


def answered(connection: sa.Connection, round_id: int) -> dict[Cell, int]:
    """Answers per cell, sealed or released: for the cap, never for a page."""
    found: dict[Cell, int] = {}
    for table in (sealed, response):
        keys = table.c.unit_id, table.c.channel
        chosen = sa.select(*keys, sa.func.count()).where(
            table.c.round_id == round_id, keys[0].is_not(None), keys[1].is_not(None)
        )
        for unit_id, channel, number in connection.execute(chosen.group_by(*keys)):
            cell = Cell(unit_id, channel)
            found[cell] = found.get(cell, 0) + number
    return found


def forget_spent(connection: sa.Connection, round_id: int) -> int:
    """The marks of a round whose keys are gone keep nobody from anything."""
    return connection.execute(spent.delete().where(spent.c.round_id == round_id)).rowcount
