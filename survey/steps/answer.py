"""An answer is taken: sealed, durable, and once for each mark it leaves."""

import secrets
from collections.abc import Sequence
from concurrent.futures import Future
from enum import StrEnum
from typing import NamedTuple

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


class Given(NamedTuple):
    """An answer on its way in: nothing of it can be read any more."""

    round_id: int
    cell: Cell
    mark: bytes
    box: bytes


def answer(db: Database, asked: Round, *, cell: Cell, mark: bytes, record: Record) -> Taken:
    """Seal and keep; when this returns it is on disk. Raises response.TooLong, and then nothing was kept."""
    return db.write(take_in, [Given(asked.id, cell, mark, seal(record, asked.public_key))])[0]


def answers(db: Database, given: Sequence[Given]) -> "Future[list[Taken]]":
    """Keep several with one commit; done when they are on disk."""
    return db.submit(take_in, given)


def take_in(connection: sa.Connection, given: Sequence[Given]) -> list[Taken]:
    taken = [Taken.TOO_LATE] * len(given)
    for round_id in sorted({one.round_id for one in given}):
        # While this waits for its commit nobody closes the round: its key would be gone before the answer is released.
        take_turns_shared(connection, f"round {round_id}")
        if rounds.status(connection, round_id) is not RoundStatus.OPEN:
            continue
        mine = [at for at, one in enumerate(given) if one.round_id == round_id]
        first = responses.spend_all(connection, round_id, [given[at].mark for at in mine])
        kept = []
        for at in mine:
            cell, mark, box = given[at][1:]
            taken[at] = Taken.NOW if mark in first else Taken.BEFORE
            if mark in first:
                kept.append((cell, secrets.token_bytes(16), box))
                first.remove(mark)
        responses.keep_all(connection, round_id, kept)
    return taken
