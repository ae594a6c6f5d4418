"""A person lets a program work in their name, and ends that again."""

import secrets
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from survey.access import DAYS, PREFIX, Access
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.steps.sign_in import digest
from survey.store import accesses, audits
from survey.store.database import Database
from survey.texts import N_

MOST = 20


class Granted(msgspec.Struct, frozen=True):
    """`token` is shown this once."""

    access: Access
    token: str


def grant(db: Database, now: datetime, *, person_id: int, name: str, days: int) -> Granted:
    name = name.strip()[:80]
    if not name:
        raise Invalid(N_("The access has no name yet."), (Fault("name", N_("Say which program it is for.")),))
    if days not in DAYS:
        raise Invalid(N_("The access has no end yet."), (Fault("days", N_("Choose one of the answers.")),))
    token = PREFIX + secrets.token_urlsafe(32)

    def do(connection: sa.Connection) -> Granted:
        if len(accesses.of_person(connection, person_id)) >= MOST:
            raise Conflict(N_("There are very many accesses already."), advice=N_("End one that is no longer used."))
        until = now + timedelta(days=days)
        id = accesses.add(
            connection,
            person_id=person_id,
            token_sha256=digest(token),
            name=name,
            created_at=now,
            expires_at=until,
        )
        audits.note(connection, now, by=person_id, action="access.grant", subject=f"person:{person_id}")
        return Granted(Access(id=id, person_id=person_id, name=name, created_at=now, expires_at=until), token)

    return db.write(do)


def end(db: Database, now: datetime, *, person_id: int, access_id: int) -> None:
    def do(connection: sa.Connection) -> None:
        if not accesses.end(connection, access_id, person_id=person_id):
            raise NotFound(N_("There is no such access any more."))
        audits.note(connection, now, by=person_id, action="access.end", subject=f"person:{person_id}")

    db.write(do)


def seen(db: Database, now: datetime, *, access_id: int) -> None:
    """Remember the day on which it was used."""
    db.write(accesses.used, access_id, now.date())
