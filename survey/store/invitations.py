"""Who was asked, at rest. This module and `responses` never import each other."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from survey.invitation import Invitation, Standing, Way
from survey.round import Cell
from survey.store.database import upsert
from survey.store.rows import many, one
from survey.store.schema.base import Instant
from survey.store.schema.invitations import invitation, opt_out, quarantine
from survey.store.schema.rounds import survey_round

OPEN = (Standing.WAITING.value, Standing.DOUBTFUL.value)
"""Something may still be sent to these, where they are due: one in doubt gets its reminder."""
MINE = (invitation.c.id == sa.bindparam("new_id")) & (
    invitation.c.claimed_at == sa.bindparam("new_claimed_at", type_=Instant)
)
# Not `in_`, which cannot be prepared for many rows at once.
STILL = (invitation.c.standing == Standing.SENDING.value) | (invitation.c.standing == Standing.DOUBTFUL.value)


def _unless_reported(column: str, kind: Any) -> Any:
    found = invitation.c[column]
    return sa.case((STILL, sa.bindparam(f"new_{column}", type_=kind)), else_=found)


CHANGES = {
    "standing": _unless_reported("standing", sa.Text),
    "due_at": _unless_reported("due_at", Instant),
    "fault": _unless_reported("fault", sa.Text),
    "sent": sa.bindparam("new_sent", type_=sa.Integer),
    "tries": sa.bindparam("new_tries", type_=sa.Integer),
}
RECORD = (
    invitation.update()
    .where(MINE, invitation.c.claimed_by == sa.bindparam("by", type_=sa.Text))
    .values(**CHANGES, claimed_by=None, claimed_at=None)
)
LOSE = invitation.update().where(MINE, invitation.c.standing == Standing.SENDING.value).values(**CHANGES)
BY_ID = sa.select(invitation).where(invitation.c.id == sa.bindparam("id"))


class Door(NamedTuple):
    """What is looked up of an invitation when its link is opened; nothing is written down about it."""

    round_id: int
    status: str
    """Of the round."""
    unit_id: int
    channel: str
    way: str
    language: str


DOOR = sa.select(
    invitation.c.id,
    invitation.c.round_id,
    survey_round.c.status,
    invitation.c.unit_id,
    invitation.c.channel,
    invitation.c.way,
    invitation.c.language,
).join_from(invitation, survey_round)
GLANCE = (
    "SELECT round_id, status, unit_id, channel, way, invitation.language FROM invitation "
    "JOIN round ON round.id = round_id WHERE invitation.id = ?"
)


def glanced(driver: sqlite3.Connection, id: bytes) -> Door | None:
    """`doors` for one on SQLite, at the price of the read itself."""
    found = driver.execute(GLANCE, (id,)).fetchone()
    return Door(*found) if found else None


def doors(connection: sa.Connection, ids: Iterable[bytes]) -> dict[bytes, Door]:
    rows = connection.execute(DOOR.where(invitation.c.id.in_(sorted(set(ids)))))
    return {bytes(id): Door(*rest) for id, *rest in rows}


def by_id(connection: sa.Connection, id: bytes) -> Invitation | None:
    return one(connection, BY_ID, Invitation, id=id)


def add(connection: sa.Connection, new: Sequence[Invitation]) -> None:
    if new:
        connection.execute(invitation.insert(), [row(one) for one in new])


def row(one: Invitation) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


def claim(
    connection: sa.Connection,
    now: datetime,
    *,
    by: str,
    round_ids: Sequence[int],
    limit: int,
    way: Way = Way.EMAIL,
) -> list[Invitation]:
    """Take what is due; a process that dies now leaves these visibly `sending`."""
    due = (
        sa.select(invitation.c.id)
        .where(
            invitation.c.standing.in_(OPEN),
            invitation.c.due_at <= now,
            invitation.c.way == way,
            invitation.c.round_id.in_(list(round_ids)),
        )
        .order_by(invitation.c.due_at, invitation.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        invitation.update()
        .where(invitation.c.id.in_(due.scalar_subquery()))
        .values(standing=Standing.SENDING, claimed_at=now, claimed_by=by, tries=invitation.c.tries + 1)
        .returning(invitation)
    )
    rows = connection.execute(claimed).mappings().all()
    return msgspec.convert([{str(k): v for k, v in row.items()} for row in rows], list[Invitation], strict=False)


def any_due(connection: sa.Connection, now: datetime, *, ways: Sequence[Way]) -> bool:
    condition = invitation.c.standing.in_(OPEN) & (invitation.c.due_at <= now) & invitation.c.way.in_(ways)
    return connection.scalar(sa.select(invitation.c.round_id).where(condition).limit(1)) is not None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How a claimed message went: where its invitation is now."""

    id: bytes
    claimed_at: datetime
    standing: Standing
    sent: int
    due_at: datetime | None = None
    tries: int = 0
    fault: str = ""


def record(connection: sa.Connection, by: str, results: Sequence[Result]) -> None:
    """Write how claimed messages went; what was reported meanwhile (a bounce, an opt-out) stands."""
    if results:
        connection.execute(RECORD, [_values(one) | {"by": by} for one in results])


def lose(connection: sa.Connection, results: Sequence[Result]) -> None:
    """Write what becomes of claims that nobody finished; their process may still come and `record`."""
    if results:
        connection.execute(LOSE, [_values(one) for one in results])


def _values(one: Result) -> dict[str, Any]:
    return {f"new_{name}": getattr(one, name) for name in one.__struct_fields__}


def update(
    connection: sa.Connection, id: bytes, *, was: Iterable[Standing] | None = None, by: str | None = None, **values: Any
) -> bool:
    """Change an invitation, if it still is where the caller thought; False when it moved on meanwhile."""
    condition = invitation.c.id == id
    if was is not None:
        condition &= invitation.c.standing.in_([one.value for one in was])
    if by is not None:
        condition &= invitation.c.claimed_by == by
    changed = invitation.update().where(condition).values(**values).returning(invitation.c.id)
    return connection.execute(changed).first() is not None


def abandoned(connection: sa.Connection, before: datetime) -> list[Invitation]:
    """Claims of processes that are gone."""
    condition = (invitation.c.standing == Standing.SENDING) & (invitation.c.claimed_at < before)
    return many(connection, sa.select(invitation).where(condition), Invitation)


def any_at(connection: sa.Connection, round_id: int, units: Iterable[int], channel: str) -> bool:
    mine = (
        invitation.c.round_id == round_id, invitation.c.unit_id.in_(list(units)), invitation.c.channel == channel
    )  # fmt: skip
    return connection.scalar(sa.select(sa.literal(1)).select_from(invitation).where(*mine).limit(1)) is not None


def counts(connection: sa.Connection, round_id: int) -> dict[tuple[Cell, str, str, int], int]:
    """(cell, way, standing, messages that left) -> how many invitations."""
    keys = (
        invitation.c.unit_id,
        invitation.c.channel,
        invitation.c.way,
        invitation.c.standing,
        invitation.c.sent,
    )
    chosen = sa.select(*keys, sa.func.count()).where(invitation.c.round_id == round_id).group_by(*keys)
    return {
        (Cell(unit, channel), way, standing, sent): number
        for unit, channel, way, standing, sent, number in connection.execute(chosen)
    }


def of_round(connection: sa.Connection, round_id: int) -> list[Invitation]:
    chosen = sa.select(invitation).where(invitation.c.round_id == round_id).order_by(invitation.c.id)
    return many(connection, chosen, Invitation)


def under_way(connection: sa.Connection, round_id: int) -> dict[Cell, int]:
    """How many of each cell are still being written to."""
    keys = invitation.c.unit_id, invitation.c.channel
    open_ones = invitation.c.standing.in_((Standing.WAITING, Standing.SENDING))
    chosen = sa.select(*keys, sa.func.count()).where(invitation.c.round_id == round_id, open_ones).group_by(*keys)
    return {Cell(unit, channel): number for unit, channel, number in connection.execute(chosen)}


def messages_left(connection: sa.Connection, round_id: int) -> int:
    """Invitations to which something may still be sent."""
    waiting = invitation.c.standing.in_([Standing.WAITING.value, Standing.SENDING.value])
    in_doubt = (invitation.c.standing == Standing.DOUBTFUL.value) & invitation.c.due_at.is_not(None)
    condition = (invitation.c.round_id == round_id) & (waiting | in_doubt)
    return connection.scalar(sa.select(sa.func.count()).select_from(invitation).where(condition)) or 0


def end(connection: sa.Connection, round_id: int) -> None:
    """Nothing of this round leaves any more: who has not been written to is not, who has is not reminded."""
    mine = (invitation.c.round_id == round_id) & invitation.c.due_at.is_not(None)
    for standing, condition in (
        (Standing.CANCELLED, (invitation.c.standing == Standing.WAITING) & (invitation.c.sent == 0)),
        (Standing.DONE, (invitation.c.standing == Standing.WAITING) & (invitation.c.sent > 0)),
        (Standing.DOUBTFUL, invitation.c.standing == Standing.DOUBTFUL),
    ):
        connection.execute(invitation.update().where(mine, condition).values(standing=standing, due_at=None))


def erase_personal(connection: sa.Connection, round_id: int) -> int:
    """Take the (by now unreadable) personal data out; returns of how many."""
    condition = (invitation.c.round_id == round_id) & invitation.c.personal.is_not(None)
    return connection.execute(invitation.update().where(condition).values(personal=None)).rowcount


def opt_out_for_good(connection: sa.Connection, digest: bytes, since: date) -> None:
    connection.execute(upsert(connection, opt_out).values(digest=digest, since=since).on_conflict_do_nothing())


def opted_out(connection: sa.Connection, digests: Sequence[bytes]) -> set[bytes]:
    return set(connection.scalars(sa.select(opt_out.c.digest).where(opt_out.c.digest.in_(list(digests)))))


def in_quarantine(connection: sa.Connection, digests: Sequence[bytes], day: date) -> set[bytes]:
    condition = quarantine.c.digest.in_(list(digests)) & (quarantine.c.until > day)
    return set(connection.scalars(sa.select(quarantine.c.digest).where(condition)))


def put_in_quarantine(connection: sa.Connection, until: Mapping[bytes, date]) -> None:
    """Each until a day of its own."""
    if until:
        rows = [{"digest": digest, "until": day} for digest, day in sorted(until.items())]
        statement = upsert(connection, quarantine)
        later = {"until": statement.excluded.until}
        connection.execute(statement.on_conflict_do_update(index_elements=["digest"], set_=later), rows)


def end_quarantine(connection: sa.Connection, day: date) -> int:
    return connection.execute(quarantine.delete().where(quarantine.c.until <= day)).rowcount
