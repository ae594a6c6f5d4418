"""An answer is taken: sealed, durable, and once for each mark it leaves."""

import secrets
from enum import StrEnum

import sqlalchemy as sa

from survey.response import Record, seal
from survey.round import Cell, Round, RoundStatus
from survey.store import responses, rounds
from survey.store.database import Database, take_turns_shared


class Taken(StrEnum):
    NOW = "now"
    BEFORE = "before"
    """The same invitation has answered already: what was said then stands."""
    TOO_LATE = "too_late"


def answer(db: Database, asked: Round, *, cell: Cell, mark: bytes, record: Record) -> Taken:
    """Seal and keep; when this returns it is on disk. Raises response.TooLong, and then nothing was kept."""
    return db.write(take_in, asked.id, cell, mark, seal(record, asked.public_key))


def take_in(connection: sa.Connection, round_id: int, cell: Cell, mark: bytes, box: bytes) -> Taken:
    # While this waits for its commit nobody closes the round: its key would be gone before the answer is released.
    take_turns_shared(connection, f"round {round_id}")
    if rounds.status(connection, round_id) is not RoundStatus.OPEN:
        return Taken.TOO_LATE
    if not responses.spend(connection, round_id, mark):
        return Taken.BEFORE
    responses.keep(connection, round_id, cell, id=secrets.token_bytes(16), box=box)
    return Taken.NOW
