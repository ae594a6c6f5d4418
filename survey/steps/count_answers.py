"""What was released since the last time is counted, so that pages need not read the answers one by one."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from survey.store import response_counts, rounds, tallies
from survey.store.database import Database
from survey.store.response_counts import Place

AT_ONCE = 50
"""Places of which all answers are held in memory together."""


def count_answers(db: Database, *, own_bank: Path | None = None) -> int:
    """Rebuild what is stale of the derived table `response_count`; returns of how many places."""
    with db.read() as connection:
        waiting = list(response_counts.waiting(connection))
    for round_id, places in groupby(waiting, key=lambda one: one[0]):
        every = [place for _, place in places]
        for start in range(0, len(every), AT_ONCE):
            _count(db, round_id, every[start : start + AT_ONCE], own_bank)
    return len(waiting)


def _count(db: Database, round_id: int, places: Iterable[Place], own_bank: Path | None) -> None:
    with db.read() as connection:
        found = tallies.counted(connection, rounds.known(connection, round_id), list(places), own_bank)
    # What came meanwhile makes the number another one: then this is stale again, and nobody is told it.
    db.write(response_counts.keep, round_id, found)
