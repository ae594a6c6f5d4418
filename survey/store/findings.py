"""Findings of published waves: kept for good, since actions refer to them."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.report import Proposal, Report
from survey.store.database import upsert
from survey.store.schema.reports import finding


def of_wave(connection: sa.Connection, wave_id: int) -> dict[int, list[Proposal]]:
    """Unit -> those that stand, in their order."""
    chosen = sa.select(finding.c.unit_id, finding.c.id, finding.c.document).where(
        finding.c.wave_id == wave_id, finding.c.place.is_not(None)
    )
    found: dict[int, list[Proposal]] = {}
    for unit_id, id, document in connection.execute(chosen.order_by(finding.c.unit_id, finding.c.place)):
        found.setdefault(unit_id, []).append(msgspec.convert({**document, "id": id}, Proposal))
    return found


def ids(connection: sa.Connection, wave_id: int, unit_id: int) -> dict[str, int]:
    """What each is about -> its id."""
    chosen = sa.select(finding.c.key, finding.c.id).where(finding.c.wave_id == wave_id, finding.c.unit_id == unit_id)
    return {key: id for key, id in connection.execute(chosen)}


def any_of(connection: sa.Connection, wave_id: int) -> bool:
    return connection.scalar(sa.select(finding.c.id).where(finding.c.wave_id == wave_id).limit(1)) is not None


def keep(connection: sa.Connection, wave_id: int, made: Iterable[Report], now: datetime) -> None:
    """Those proposed now; one that was kept before keeps its id, one that is proposed no longer loses its place."""
    connection.execute(finding.update().where(finding.c.wave_id == wave_id).values(place=None))
    rows = [
        {
            "wave_id": wave_id,
            "unit_id": one.unit_id,
            "key": each.key,
            "place": each.place,
            "document": msgspec.to_builtins(each),
            "created_at": now,
        }
        for one in made
        for each in one.proposals
    ]
    if rows:
        statement = upsert(connection, finding)
        new = {name: statement.excluded[name] for name in ("place", "document")}
        same = [finding.c.wave_id, finding.c.unit_id, finding.c.key]
        connection.execute(statement.on_conflict_do_update(index_elements=same, set_=new), rows)
