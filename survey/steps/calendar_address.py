"""A person gets a private address for their calendar, another one, or none any more."""

import hmac
import secrets
from datetime import datetime

import sqlalchemy as sa

from survey.outbox import feed_code
from survey.person import Person
from survey.store import audits, calendar_addresses, people
from survey.store.database import Database


def make(db: Database, now: datetime, person_id: int) -> None:
    """A new address; the one before stops working."""

    def write(connection: sa.Connection) -> None:
        calendar_addresses.put(connection, person_id, secrets.token_hex(8), now)
        audits.note(connection, now, by=person_id, action="calendar.make", subject=f"person:{person_id}")

    db.write(write)


def end(db: Database, now: datetime, person_id: int) -> None:
    def write(connection: sa.Connection) -> None:
        if calendar_addresses.end(connection, person_id):
            audits.note(connection, now, by=person_id, action="calendar.end", subject=f"person:{person_id}")

    db.write(write)


def name_of(connection: sa.Connection, person_id: int, *, key: bytes) -> str:
    """What stands in the address; empty where there is none."""
    nonce = calendar_addresses.nonce(connection, person_id)
    return f"{person_id}-{feed_code(key, person_id, nonce)}" if nonce else ""


def owner(connection: sa.Connection, name: str, *, key: bytes) -> Person | None:
    """Whose calendar that is; None for every address that is none."""
    id, _, _ = name.partition("-")
    if not (id.isascii() and id.isdigit()) or len(id) > 18:
        return None
    right = name_of(connection, int(id), key=key)
    if not right or not hmac.compare_digest(right.encode(), name.encode("utf-8", "replace")):
        return None
    return people.one(connection, int(id))
