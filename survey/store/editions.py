"""Instruments of one's own at rest, with what their drafts were before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.imported import Lost
from survey.edition import Edition, EditionStatus, Finding
from survey.store.rows import many, one
from survey.store.schema.editions import edition, edition_before
from survey.store.schema.waves import wave

KEPT = 20  # changes of a draft that can be taken back


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as it was before a change."""

    id: int
    at: datetime
    by_id: int | None = None
    change: str
    document: str
    source: str
    findings: tuple[Finding, ...]
    lost: tuple[Lost, ...]


def add(connection: sa.Connection, **values: Any) -> int:
    made = edition.insert().values(**stored(values)).returning(edition.c.id)
    return int(connection.execute(made).scalar_one())


def update(connection: sa.Connection, id: int, *, was: Sequence[EditionStatus], **values: Any) -> bool:
    """Change an edition, if it still is what the caller thought; False when it moved on meanwhile."""
    mine = (edition.c.id == id) & edition.c.status.in_([status.value for status in was])
    found = connection.execute(edition.update().where(mine).values(**stored(values)).returning(edition.c.id))
    return found.first() is not None


def stored(values: dict[str, Any]) -> dict[str, Any]:
    return {name: msgspec.to_builtins(value) if name in LISTS else value for name, value in values.items()}


LISTS = frozenset({"findings", "lost"})


def remove(connection: sa.Connection, id: int) -> None:
    connection.execute(edition_before.delete().where(edition_before.c.edition_id == id))
    connection.execute(edition.delete().where(edition.c.id == id))


def by_id(connection: sa.Connection, id: int) -> Edition | None:
    return one(connection, sa.select(edition).where(edition.c.id == id), Edition)


def by_name(connection: sa.Connection, name: str) -> Edition | None:
    """The edition called `id@version`."""
    instrument, _, version = name.rpartition("@")
    if not version.isdecimal() or len(version) > 9:
        return None
    mine = (edition.c.instrument == instrument) & (edition.c.version == int(version))
    return one(connection, sa.select(edition).where(mine), Edition)


def every(connection: sa.Connection) -> list[Edition]:
    return many(connection, sa.select(edition).order_by(edition.c.instrument, edition.c.version), Edition)


def of_instrument(connection: sa.Connection, instrument: str) -> list[Edition]:
    mine = sa.select(edition).where(edition.c.instrument == instrument)
    return many(connection, mine.order_by(edition.c.version), Edition)


def remember(connection: sa.Connection, before: Edition, now: datetime, *, change: str, by: int | None) -> None:
    """Put a draft aside as it is, so that the change can be taken back."""
    values = {"edition_id": before.id, "at": now, "by_id": by, "change": change}
    kept = {name: getattr(before, name) for name in ("document", "source", "findings", "lost")}
    connection.execute(edition_before.insert().values(**values, **stored(kept)))
    mine = edition_before.c.edition_id == before.id
    newest = sa.select(edition_before.c.id).where(mine).order_by(edition_before.c.id.desc()).limit(KEPT)
    connection.execute(edition_before.delete().where(mine, edition_before.c.id.not_in(newest)))


def last_change(connection: sa.Connection, id: int) -> Before | None:
    mine = sa.select(edition_before).where(edition_before.c.edition_id == id)
    return one(connection, mine.order_by(edition_before.c.id.desc()).limit(1), Before)


def forget_change(connection: sa.Connection, before_id: int) -> None:
    connection.execute(edition_before.delete().where(edition_before.c.id == before_id))


def forget_changes(connection: sa.Connection, id: int) -> None:
    connection.execute(edition_before.delete().where(edition_before.c.edition_id == id))


def uses(connection: sa.Connection) -> dict[str, list[str]]:
    """`id@version` -> names of the waves that are graded with it."""
    found: dict[str, list[str]] = {}
    for name, forms in connection.execute(sa.select(wave.c.name, wave.c.forms).order_by(wave.c.id)):
        for form in dict.fromkeys((forms or {}).values()):
            found.setdefault(form, []).append(name)
    return found
