"""The public ledger of each wave, at rest: entries are added and taken back, never changed."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.ledger import Entry
from survey.store.database import take_turns
from survey.store.rows import many
from survey.store.schema.objections import ledger_entry

L = ledger_entry.c
NAMES = {"unit_id": "unit", "inquiry_id": "inquiry"}
SHOWN = [L[name].label(NAMES.get(name, name)) for name in (
    "number", "origin", "unit_id", "inquiry_id", "item", "before", "after", "total_before", "total_after",
    "rank_before", "rank_after", "reason", "answer", "decided_on",
)]  # fmt: skip


def of_wave(connection: sa.Connection, wave_id: int) -> list[Entry]:
    """What stands, in the order in which it was decided."""
    standing = sa.select(*SHOWN).where(L.wave_id == wave_id, L.undone_at.is_(None))
    return many(connection, standing.order_by(L.number), Entry)


def of_objection(connection: sa.Connection, objection_id: int) -> Entry | None:
    mine = L.objection_id == objection_id, L.undone_at.is_(None)
    return next(iter(many(connection, sa.select(*SHOWN).where(*mine), Entry)), None)


def add(connection: sa.Connection, wave_id: int, entry: Entry, *, objection_id: int | None = None) -> Entry:
    """The entry with the wave's next number; `entry.number` is not looked at."""
    take_turns(connection, f"ledger-{wave_id}")
    numbered = msgspec.structs.replace(entry, number=last(connection, wave_id) + 1)
    values: dict[str, Any] = msgspec.structs.asdict(numbered)
    values |= {"wave_id": wave_id, "objection_id": objection_id, "origin": entry.origin.value}
    values |= {"unit_id": values.pop("unit"), "inquiry_id": values.pop("inquiry")}
    connection.execute(ledger_entry.insert().values(values))
    return numbered


def last(connection: sa.Connection, wave_id: int) -> int:
    """The highest number that was ever given."""
    return connection.scalar(sa.select(sa.func.max(L.number)).where(L.wave_id == wave_id)) or 0


def take_back(connection: sa.Connection, objection_id: int, now: datetime) -> None:
    mine = ledger_entry.update().where(L.objection_id == objection_id, L.undone_at.is_(None))
    connection.execute(mine.values(undone_at=now))
