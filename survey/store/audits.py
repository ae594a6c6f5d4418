"""Who saw or changed what."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.store import rows
from survey.store.schema.people import audit


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    at: datetime
    person_id: int | None = None
    action: str
    subject: str
    detail: str = ""


def note(
    connection: sa.Connection, now: datetime, *, by: int | None, action: str, subject: str, detail: str = ""
) -> None:
    """`action` is a verb such as `person.add`, `subject` is `kind:id`; `detail` names no member of a tested staff."""
    values = {"at": now, "person_id": by, "action": action, "subject": subject, "detail": detail}
    connection.execute(audit.insert().values(values))


def latest(
    connection: sa.Connection,
    *,
    action: str = "",
    person_id: int | None = None,
    subject: str = "",
    before_id: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    chosen = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if action:
        chosen = chosen.where(audit.c.action == action)
    if person_id is not None:
        chosen = chosen.where(audit.c.person_id == person_id)
    if subject:
        chosen = chosen.where(audit.c.subject == subject)
    if before_id is not None:
        chosen = chosen.where(audit.c.id < before_id)
    return rows.many(connection, chosen, Entry)


def actions(connection: sa.Connection) -> list[str]:
    return list(connection.scalars(sa.select(audit.c.action).distinct().order_by(audit.c.action)))
