"""Due invitations and reminders leave: claimed a hundred at a time, sent one by one, recorded together."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from survey.invitation import Invitation, Standing, Way
from survey.keyring import Keyring
from survey.round import RoundStatus
from survey.steps.asked import Asked, House, under_way
from survey.steps.batch import Batch, Courier, Stop, Tally, may_leave, outcome
from survey.store import invitations, rounds, switches
from survey.store.database import Database
from survey.store.invitations import Result

BATCH = 100
LOST = "the process stopped while it was sending this"


def invite(
    db: Database, courier: Courier, *, limit: int = 100_000, stopping: Callable[[], bool] = lambda: False
) -> Tally:
    """Send what is due, at most `limit` messages each way; a process that dies leaves one batch in doubt."""
    tally = Tally()
    asked = under_way(db, courier.house, now=courier.clock(), keys=courier.keys)
    for way in (Way.EMAIL, Way.SMS) if courier.texts else (Way.EMAIL,):
        if asked:
            _invite(db, courier, way, asked=asked, tally=tally, limit=limit, stopping=stopping)
    return tally


def _invite(
    db: Database,
    courier: Courier,
    way: Way,
    *,
    asked: dict[int, Asked],
    tally: Tally,
    limit: int,
    stopping: Callable[[], bool],
) -> None:
    results: list[Result] = []
    stop: Stop | None = None
    stuck = False
    while True:
        size = 0 if stuck or stop or stopping() else min(BATCH, limit)
        # How the last hundred went and the claim on the next share one commit.
        claimed = db.write(_turn, courier, way, results, stop, asked=asked, size=size)
        if not claimed:
            return
        limit -= len(claimed)
        batch = Batch(db, courier, asked=asked, tally=tally, stopping=stopping)
        try:
            batch.send(claimed)
        except BaseException:  # whatever broke: what has left is written down, the rest goes back
            db.write(invitations.record, courier.name, batch.results)
            raise
        results, stop, stuck = batch.results, batch.stop, batch.stuck


def _turn(
    connection: sa.Connection,
    courier: Courier,
    way: Way,
    results: Sequence[Result],
    stop: Stop | None,
    *,
    asked: dict[int, Asked],
    size: int,
) -> list[Invitation]:
    now = courier.clock()
    invitations.record(connection, courier.name, results)
    if stop:
        switches.turn(connection, stop.switch, on=False, by=None, now=now, reason=stop.reason)
    if size <= 0 or not may_leave(connection, way):
        return []
    lasting = [id for id in asked if asked[id].lasts(now) and rounds.status(connection, id) is RoundStatus.OPEN]
    return invitations.claim(connection, now, by=courier.name, round_ids=lasting, limit=size, way=way)


def give_up_on_the_dead(db: Database, now: datetime, *, after: timedelta, keys: Keyring, house: House) -> int:
    """Claims of processes that are gone become doubtful: never sent again, but the reminder goes; returns how many."""
    with db.read() as connection:
        lost = invitations.abandoned(connection, now - after)
    if not lost:
        return 0
    asked = under_way(db, house, now=now, keys=keys)
    results = [in_doubt(one, asked.get(one.round_id)) for one in lost]
    db.write(invitations.lose, results)
    return len(results)


def in_doubt(one: Invitation, asked: Asked | None) -> Result:
    claimed_at = one.claimed_at or one.due_at
    due_at = asked.next_due(one.unit_id, sent=one.sent + 1, now=claimed_at) if asked and claimed_at else None
    return outcome(one, Standing.DOUBTFUL, sent=one.sent + 1, due_at=due_at, fault=LOST)
