"""Whether the messages of a survey leave: from its invitations alone."""

from datetime import datetime

import sqlalchemy as sa

from survey.invitation import Standing
from survey.store.schema.base import Instant
from survey.store.schema.invitations import invitation


def due_since(connection: sa.Connection, round_id: int, now: datetime) -> datetime | None:
    """When the oldest message was due that has not left."""
    oldest = sa.select(sa.func.min(invitation.c.due_at, type_=Instant)).where(
        invitation.c.round_id == round_id,
        invitation.c.standing == Standing.WAITING,
        invitation.c.due_at <= now,
    )
    found: datetime | None = connection.scalar(oldest)
    return found


def any_doubtful(connection: sa.Connection, round_id: int) -> bool:
    # The sum keeps SQLite from going through all of the round, since few are in doubt in any.
    mine = (invitation.c.round_id + 0 == round_id) & (invitation.c.standing == Standing.DOUBTFUL)
    return connection.scalar(sa.select(sa.literal(1)).select_from(invitation).where(mine).limit(1)) is not None
