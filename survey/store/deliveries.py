"""What a provider reported of mails that it had taken over."""

from datetime import datetime

import sqlalchemy as sa

from survey.store.database import upsert
from survey.store.schema.inquiries import delivery, dispatch


def note(connection: sa.Connection, key: str, *, dispatch_id: int, outcome: str, reason: str, now: datetime) -> bool:
    """False when this very report was noted before."""
    values = {"key": key, "dispatch_id": dispatch_id, "outcome": outcome, "reason": reason, "at": now}
    statement = upsert(connection, delivery).values(**values).on_conflict_do_nothing(index_elements=["key"])
    return connection.execute(statement.returning(delivery.c.key)).first() is not None


def of_inquiry(connection: sa.Connection, inquiry_id: int) -> dict[int, list[sa.RowMapping]]:
    """The reports on each mail of an inquiry, by dispatch, in the order in which they came."""
    rows = connection.execute(
        sa.select(delivery)
        .join(dispatch, dispatch.c.id == delivery.c.dispatch_id)
        .where(dispatch.c.inquiry_id == inquiry_id)
        .order_by(delivery.c.at, delivery.c.key)
    ).mappings()
    found: dict[int, list[sa.RowMapping]] = {}
    for row in rows:
        found.setdefault(row["dispatch_id"], []).append(row)
    return found
