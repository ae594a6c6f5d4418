"""Blind samples at rest: which comments two people code without seeing anything but the text."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.store.rows import many
from survey.store.schema.comments import blind_draw, blind_item, comment, correction


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    scheme_version: int
    drawn_by: int | None = None
    drawn_at: datetime
    size: int = 0
    resolved: int = 0
    """Comments that two people have coded."""


def add(connection: sa.Connection, version: int, ids: Iterable[bytes], now: datetime, *, by: int | None) -> int:
    values = {"scheme_version": version, "drawn_by": by, "drawn_at": now}
    id = int(connection.execute(blind_draw.insert().values(values).returning(blind_draw.c.id)).scalar_one())
    connection.execute(blind_item.insert(), [{"draw_id": id, "comment_id": one} for one in ids])
    return id


def every(connection: sa.Connection, version: int) -> list[Draw]:
    """The newest first."""
    done = sa.func.coalesce(sa.func.sum(sa.case((blind_item.c.resolved, 1), else_=0)), 0)
    columns = *blind_draw.c, sa.func.count(blind_item.c.comment_id).label("size"), done.label("resolved")
    joined = blind_draw.outerjoin(blind_item, blind_item.c.draw_id == blind_draw.c.id)
    chosen = sa.select(*columns).select_from(joined).where(blind_draw.c.scheme_version == version)
    return many(connection, chosen.group_by(*blind_draw.c).order_by(blind_draw.c.id.desc()), Draw)


def drawable(connection: sa.Connection, limit: int, *, start: bytes) -> list[bytes]:
    """Comments from a random key on that are in no sample yet."""
    drawn = sa.select(blind_item.c.comment_id)
    chosen = sa.select(comment.c.id).where(comment.c.id.not_in(drawn)).order_by(comment.c.id).limit(limit)
    found = list(connection.scalars(chosen.where(comment.c.id >= start)))
    if len(found) < limit:
        found += list(connection.scalars(chosen.where(comment.c.id < start).limit(limit - len(found))))
    return [bytes(id) for id in found]


def next_for(connection: sa.Connection, draw_id: int, person_id: int) -> bytes | None:
    """A comment of the sample that this person has never spoken of; those that wait for a second coder first."""
    coders = coded_by(connection, draw_id)
    free = free_for(connection, draw_id, person_id)
    return min(free, key=lambda id: (-len(coders.get(id, ())), id), default=None)


def free_for(connection: sa.Connection, draw_id: int, person_id: int) -> list[bytes]:
    """What of the sample this person can code."""
    spoken = {bytes(id) for (id,) in connection.execute(spoken_of(draw_id, person_id))}
    items = sa.select(blind_item.c.comment_id).where(blind_item.c.draw_id == draw_id, blind_item.c.resolved.is_(False))
    return [id for id in map(bytes, connection.scalars(items)) if id not in spoken]


def spoken_of(draw_id: int, person_id: int) -> sa.Select[Any]:
    joined = correction.join(blind_item, blind_item.c.comment_id == correction.c.comment_id)
    mine = blind_item.c.draw_id == draw_id, correction.c.person_id == person_id
    return sa.select(correction.c.comment_id).select_from(joined).where(*mine, correction.c.undone_at.is_(None))


def coded_by(connection: sa.Connection, draw_id: int) -> dict[bytes, dict[int, dict[str, tuple[str, ...]]]]:
    """Comment -> person -> axis -> codes: what agreement is measured on."""
    columns = correction.c.comment_id, correction.c.person_id, correction.c.axis, correction.c.codes
    mine = correction.c.draw_id == draw_id, correction.c.undone_at.is_(None)
    found: dict[bytes, dict[int, dict[str, tuple[str, ...]]]] = {}
    for id, person_id, axis, codes in connection.execute(sa.select(*columns).where(*mine).order_by(correction.c.id)):
        found.setdefault(bytes(id), {}).setdefault(person_id, {})[axis] = tuple(codes)
    return found


def holds(connection: sa.Connection, draw_id: int, comment_id: bytes) -> bool:
    """Whether the comment waits in this sample."""
    mine = blind_item.c.draw_id == draw_id, blind_item.c.comment_id == comment_id, blind_item.c.resolved.is_(False)
    return connection.execute(sa.select(sa.literal(1)).select_from(blind_item).where(*mine)).first() is not None


def waits(connection: sa.Connection, comment_id: bytes) -> bool:
    """In any sample: until both have coded it nobody reviews it with the suggestion before them."""
    mine = blind_item.c.comment_id == comment_id, blind_item.c.resolved.is_(False)
    return connection.execute(sa.select(sa.literal(1)).select_from(blind_item).where(*mine)).first() is not None


def resolve(connection: sa.Connection, draw_id: int, comment_id: bytes) -> None:
    mine = blind_item.c.draw_id == draw_id, blind_item.c.comment_id == comment_id
    connection.execute(blind_item.update().where(*mine).values(resolved=True))


def has_spoken(connection: sa.Connection, comment_id: bytes, person_id: int) -> bool:
    mine = correction.c.comment_id == comment_id, correction.c.person_id == person_id, correction.c.undone_at.is_(None)
    return connection.execute(sa.select(sa.literal(1)).select_from(correction).where(*mine)).first() is not None
