"""What released answers say, counted by unit and channel: a derived table, so that no page reads a million answers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from survey.count import Counted
from survey.store.database import upsert
from survey.store.schema.responses import response, response_count

C = response_count.c
NOWHERE = 0, ""
"""Stand for no unit and no channel: a key has no holes."""
Place = tuple[int | None, str | None]
SOME = 500
"""Rows written at once."""


class Row(NamedTuple):
    place: Place
    number: int
    counted: Counted | None
    """None: not counted since answers came."""


def more(connection: sa.Connection, numbers: Mapping[tuple[int, int | None, str | None], int]) -> None:
    """So many answers have come to each (round, unit, channel)."""
    rows = [
        {"round_id": id, "unit_id": unit or NOWHERE[0], "channel": channel or NOWHERE[1], "number": number}
        for (id, unit, channel), number in numbers.items()
    ]
    statement = upsert(connection, response_count)
    added = C.number + statement.excluded.number
    keys = [*response_count.primary_key.columns]
    # In order: two processes never wait for each other in a circle.
    ordered = sorted(rows, key=lambda row: (row["round_id"], row["unit_id"], row["channel"]))
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"number": added}), ordered)


def of_round(connection: sa.Connection, round_id: int, *, unit_id: int | None = None) -> list[Row]:
    chosen = sa.select(C.unit_id, C.channel, C.number, C.counted, C.counts).where(C.round_id == round_id)
    if unit_id is not None:
        chosen = chosen.where(C.unit_id == unit_id)
    return [
        Row((unit or None, channel or None), number, DECODER.decode(counts) if counts and counted == number else None)
        for unit, channel, number, counted, counts in connection.execute(chosen)
    ]


DECODER = msgspec.json.Decoder(Counted)


def keep(connection: sa.Connection, round_id: int, found: Mapping[Place, Counted]) -> None:
    mine = response_count.update().where(
        C.round_id == round_id, C.unit_id == sa.bindparam("at_unit"), C.channel == sa.bindparam("at_channel")
    )
    rows = [
        {
            "at_unit": unit or NOWHERE[0], "at_channel": channel or NOWHERE[1], "made_of": one.count.n,
            "made": msgspec.json.encode(one),
        }
        for (unit, channel), one in found.items()
    ]  # fmt: skip
    for start in range(0, len(rows), SOME):
        changed = mine.values(counted=sa.bindparam("made_of"), counts=sa.bindparam("made"))
        connection.execute(changed, rows[start : start + SOME])


def waiting(connection: sa.Connection) -> Iterator[tuple[int, Place]]:
    """(round, place) with answers that are not counted yet."""
    chosen = sa.select(C.round_id, C.unit_id, C.channel).where(C.counted != C.number).order_by(*C.values()[:3])
    for id, unit, channel in connection.execute(chosen):
        yield id, (unit or None, channel or None)


def numbers(connection: sa.Connection, round_ids: Iterable[int]) -> dict[int, int | None]:
    """How many answers each round has; None while some are not counted."""
    late = sa.func.sum(sa.case((C.counted == C.number, 0), else_=1))
    chosen = sa.select(C.round_id, sa.func.sum(C.number), late).where(C.round_id.in_(list(round_ids)))
    return {id: None if waiting else int(n) for id, n, waiting in connection.execute(chosen.group_by(C.round_id))}


def recount(connection: sa.Connection) -> None:
    """Make the table anew, with nothing counted but how many there are."""
    connection.execute(response_count.delete())
    unit, channel = sa.func.coalesce(response.c.unit_id, NOWHERE[0]), sa.func.coalesce(response.c.channel, NOWHERE[1])
    inner = sa.select(response.c.round_id, unit.label("unit_id"), channel.label("channel")).subquery()
    grouped = sa.select(*inner.c, sa.func.count()).group_by(*inner.c)
    names = ["round_id", "unit_id", "channel", "number"]
    connection.execute(response_count.insert().from_select(names, grouped))
