"""What people said of comments, at rest: added, taken back, never changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from survey.correction import Codes, Correction, Drawn, standing
from survey.store.database import upsert
from survey.store.rows import many
from survey.store.schema.comments import correction

C = correction.c


def add(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """All of a Correction but its id; returns how many were not there: a token counts once an axis."""
    if not rows:
        return 0
    new = upsert(connection, correction).on_conflict_do_nothing().returning(C.id)
    plain = [dict(row) | {"codes": list(row["codes"])} for row in rows]
    return len(connection.scalars(new, plain).all())


def of_token(connection: sa.Connection, token: str) -> list[Correction]:
    return many(connection, sa.select(correction).where(C.token == token).order_by(C.id), Correction)


def undo(connection: sa.Connection, token: str, now: datetime, *, person_id: int) -> list[Correction]:
    """What this person said under this token, taken back; nothing where that has happened already."""
    mine = correction.update().where(C.token == token, C.person_id == person_id, C.undone_at.is_(None))
    ids = list(connection.scalars(mine.values(undone_at=now).returning(C.id)))
    return many(connection, sa.select(correction).where(C.id.in_(ids)).order_by(C.id), Correction)


def of_comment(connection: sa.Connection, version: int, comment_id: bytes) -> list[Correction]:
    mine = C.scheme_version == version, C.comment_id == comment_id
    return many(connection, sa.select(correction).where(*mine).order_by(C.id), Correction)


def of_scheme(connection: sa.Connection, version: int, *, drawn: Iterable[Drawn] = ()) -> list[Correction]:
    """Not taken back, in the order in which they were said."""
    chosen = sa.select(correction).where(C.scheme_version == version, C.undone_at.is_(None)).order_by(C.id)
    wanted = [one.value for one in drawn]
    return many(connection, chosen.where(C.drawn.in_(wanted)) if wanted else chosen, Correction)


def standing_of(connection: sa.Connection, version: int) -> dict[bytes, Codes]:
    """Comment -> what counts of it: to learn from, and to judge by."""
    found: dict[bytes, list[Correction]] = defaultdict(list)
    for one in of_scheme(connection, version):
        found[one.comment_id].append(one)
    return {id: codes for id, said in found.items() if (codes := standing(said))}


def number(connection: sa.Connection, version: int) -> int:
    """Of comments that people have spoken of."""
    mine = C.scheme_version == version, C.undone_at.is_(None)
    return connection.scalar(sa.select(sa.func.count(C.comment_id.distinct())).where(*mine)) or 0


def newest(connection: sa.Connection) -> tuple[int, datetime | None]:
    """Moves whenever a person says something or takes it back."""
    id, undone = connection.execute(sa.select(sa.func.max(C.id), sa.func.max(C.undone_at))).one()
    return id or 0, undone


def said_since(connection: sa.Connection, person_id: int, since: datetime) -> int:
    """Of how many comments a person has spoken since then."""
    mine = C.person_id == person_id, C.at >= since, C.undone_at.is_(None)
    return connection.scalar(sa.select(sa.func.count(C.token.distinct())).where(*mine)) or 0


def last_of(connection: sa.Connection, person_id: int, limit: int = 10) -> list[Correction]:
    """What a person said last, the newest first: to take back."""
    mine = C.person_id == person_id, C.undone_at.is_(None), C.drawn != Drawn.FILE.value
    return many(connection, sa.select(correction).where(*mine).order_by(C.id.desc()).limit(limit), Correction)
