"""Somebody asks to be left alone: at once, for good, and as often as they like."""

from datetime import datetime
from enum import StrEnum

import msgspec
import sqlalchemy as sa

from survey import leaving
from survey.contact import digest, unseal
from survey.invitation import Invitation, Standing
from survey.keyring import Destroyed, Keyring
from survey.store import invitations
from survey.store.database import Database
from survey.vault import CannotOpen

STOPPABLE = (Standing.WAITING, Standing.SENDING, Standing.DOUBTFUL, Standing.DONE)


class Covers(StrEnum):
    """What a wish to be left alone reaches."""

    ALL = "all"
    """Every survey, for good: the address is known again by its keyed hash."""
    THIS = "this"
    """Only the survey whose link it was: the address is erased, and the link did not carry its hash."""
    NOTHING = "nothing"
    """No link of ours, or one that nobody can read any more."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a link leads to."""

    invited: Invitation | None = None
    digest: bytes | None = None

    @property
    def covers(self) -> Covers:
        if self.digest:
            return Covers.ALL
        return Covers.THIS if self.invited else Covers.NOTHING


def opt_out(db: Database, now: datetime, round_id: int, token: str, *, keys: Keyring) -> Covers:
    """From the link in a message."""
    with db.read() as connection:
        found = linked(connection, round_id, token, keys=keys)
    leave_alone(db, now, found, standing=Standing.OPTED_OUT)
    return found.covers


def linked(connection: sa.Connection, round_id: int, token: str, *, keys: Keyring) -> Found:
    """What an opt-out link leads to; looks, and changes nothing."""
    left = leaving.read(keys.pepper(), token)
    try:
        id = keys.doors(round_id).outed(left.short)
    except Destroyed:
        id = None
    found = of_invitation(connection, round_id, id, keys=keys)
    return msgspec.structs.replace(found, digest=left.digest or found.digest)


def of_invitation(connection: sa.Connection, round_id: int, id: bytes | None, *, keys: Keyring) -> Found:
    invited = invitations.by_id(connection, id) if id else None
    if invited is None or invited.round_id != round_id:
        return Found()
    return Found(invited=invited, digest=_digest(invited, keys))


def _digest(invited: Invitation, keys: Keyring) -> bytes | None:
    try:
        personal = unseal(invited.personal or b"", keys.personal(invited.round_id))
    except (Destroyed, CannotOpen, msgspec.MsgspecError):
        return None
    return digest(keys.pepper(), personal.address)


def leave_alone(db: Database, now: datetime, found: Found, *, standing: Standing) -> None:
    """Nothing more is sent: `standing` says why. The other invitations of the address stop when they are due."""
    if found.covers is not Covers.NOTHING:
        db.write(_leave_alone, now, found, standing)


def _leave_alone(connection: sa.Connection, now: datetime, found: Found, standing: Standing) -> None:
    if found.digest:
        invitations.opt_out_for_good(connection, found.digest, now.date())
    if found.invited:
        invitations.update(connection, found.invited.id, was=STOPPABLE, standing=standing, due_at=None)
