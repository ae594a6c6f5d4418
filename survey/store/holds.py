"""Comments that reviewers have before them: nobody is given what lies before somebody else."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.correction import Drawn, State
from survey.store.database import upsert
from survey.store.rows import many
from survey.store.schema.comments import blind_item, hold, tagged

H = hold.c


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    comment_id: bytes
    person_id: int
    token: str
    """Of the page it stands on: what is sent with it twice is said once."""
    drawn: Drawn
    place: int
    until: datetime
    skipped: bool = False


def of_person(connection: sa.Connection, version: int, person_id: int, now: datetime) -> list[Hold]:
    """What lies before somebody, in the order of review; what has been decided or drawn blindly meanwhile is not."""
    # By joins: an engine would read all that is tagged for a list of it.
    waits = (tagged.c.comment_id == H.comment_id) & (tagged.c.scheme_version == version)
    joined = hold.join(tagged, waits & (tagged.c.state == State.SUGGESTED.value))
    blind = sa.exists().where(blind_item.c.comment_id == H.comment_id, blind_item.c.resolved.is_(False))
    mine = H.person_id == person_id, H.skipped.is_(False), H.until > now
    chosen = sa.select(hold).select_from(joined).where(*mine, ~blind)
    return many(connection, chosen.order_by(H.place, H.comment_id), Hold)


def out_of_reach(connection: sa.Connection, person_id: int, now: datetime) -> list[bytes]:
    """What this person is not to be given: it lies before somebody, or they passed it over."""
    chosen = sa.select(H.comment_id).where(H.until > now, H.skipped.is_(False) | (H.person_id == person_id))
    return [bytes(id) for id in connection.scalars(chosen)]


def put(connection: sa.Connection, rows: Iterable[Hold], now: datetime) -> int:
    """Those that nobody took meanwhile; returns how many."""
    given: list[Mapping[str, Any]] = [msgspec.structs.asdict(one) | {"drawn": one.drawn.value} for one in rows]
    if not given:
        return 0
    statement = upsert(connection, hold)
    new = {name: statement.excluded[name] for name in ("person_id", "token", "drawn", "place", "until", "skipped")}
    free = (H.until <= now) | (H.person_id == statement.excluded.person_id) | H.skipped
    changed = statement.on_conflict_do_update(index_elements=[H.comment_id], set_=new, where=free)
    return len(connection.scalars(changed.returning(H.comment_id), given).all())


def pass_over(connection: sa.Connection, id: bytes, person_id: int, until: datetime) -> None:
    mine = hold.update().where(H.comment_id == id, H.person_id == person_id)
    connection.execute(mine.values(skipped=True, until=until))


def release(connection: sa.Connection, id: bytes) -> None:
    connection.execute(hold.delete().where(H.comment_id == id))


def forget(connection: sa.Connection, now: datetime) -> None:
    """Those that are over."""
    connection.execute(hold.delete().where(H.until <= now))
