"""A reviewer is given the next comments, decides on one and goes on; nobody else has the same ones before them."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from survey.steps import correct
from survey.steps.correct import Kept, Said
from survey.store import corrections, holds, reviews, schemes
from survey.store.database import Database
from survey.store.holds import Hold

BATCH = reviews.EVERY
"""Given at a time; one of them is random control."""
FEW = 3
"""With so many or fewer left the next ones are given, so that a page always has the next comment ready."""
LASTS = timedelta(minutes=30)
PASSED_OVER = timedelta(hours=12)


def some(db: Database, now: datetime, *, by: int) -> list[Hold]:
    """What lies before a reviewer; more of it where little is left. Empty where nothing waits for a person."""
    with db.read() as connection:
        scheme = schemes.in_use(connection)
        held = holds.of_person(connection, scheme.version, by, now) if scheme else []
        if scheme is None or len(held) > FEW:
            return held
        found = drawn(connection, scheme.version, by, now, place=max((one.place for one in held), default=-1) + 1)
    db.write(given, found, now)
    with db.read() as connection:
        return holds.of_person(connection, scheme.version, by, now)


def given(connection: sa.Connection, found: list[Hold], now: datetime) -> None:
    holds.forget(connection, now)
    holds.put(connection, found, now)


def drawn(connection: sa.Connection, version: int, by: int, now: datetime, *, place: int) -> list[Hold]:
    taken = holds.out_of_reach(connection, by, now)
    dice = secrets.SystemRandom()
    return [
        Hold(
            comment_id=one.id,
            person_id=by,
            token=secrets.token_urlsafe(12),
            drawn=one.drawn,
            place=place + at,
            until=now + LASTS,
        )
        for at, one in enumerate(reviews.next_up(connection, version, BATCH, dice=dice, but=taken))
    ]


def decide(db: Database, now: datetime, said: Said, *, by: int) -> Kept:
    """Keep what a reviewer said, and let go of the comment. Raises what `correct` raises."""
    kept = correct.correct(db, now, said, by=by)
    db.write(holds.release, said.comment_id)
    return kept


def pass_over(db: Database, now: datetime, comment_id: bytes, *, by: int) -> None:
    """Somebody else may be given it."""
    db.write(holds.pass_over, comment_id, by, now + PASSED_OVER)


def take_back(db: Database, now: datetime, token: str, *, by: int) -> bytes | None:
    """What was said last lies before its reviewer again; None where nothing was left to take back."""
    with db.read() as connection:
        said = [one for one in corrections.of_token(connection, token) if one.person_id == by]
    if not said or not correct.undo(db, now, token, by=by):
        return None
    first = said[0]
    again = Hold(
        comment_id=first.comment_id,
        person_id=by,
        token=secrets.token_urlsafe(12),
        drawn=first.drawn,
        place=-1,
        until=now + LASTS,
    )
    db.write(holds.put, [again], now)
    return first.comment_id
