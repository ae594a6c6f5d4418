"""Mail of citizens that comes back: read for what it means, and forgotten; nothing of it is kept."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
import structlog

from mailer.events import Event
from mailer.phrases import Phrases, load
from mailer.returned import Back, Door, Means, door_of, judge, quotes, told
from survey.invitation import Invitation, Standing
from survey.keyring import Destroyed, Keyring
from survey.settings import Settings
from survey.steps.opt_out import STOPPABLE, leave_alone, of_invitation
from survey.store import invitations
from survey.store.database import Database

log = structlog.get_logger()
Aside = Callable[[bytes, tuple[str, ...]], bool]
"""Whether a raw mail, with its envelope's recipients, is a citizen's, and has been dealt with."""
SOFT = "could not be delivered: message"
"""With its number: a fault that may be over when the next one leaves."""


def citizens_mail(db: Database, clock: Callable[[], datetime], *, keys: Keyring, settings: Settings) -> Aside:
    """What a collector asks before it keeps anything."""

    def aside(raw: bytes, recipients: tuple[str, ...]) -> bool:
        at = door_of(raw, recipients, own=settings.survey_from)
        if at is None:
            return quotes(raw, settings.url)  # somebody's own link: whoever read it could answer in their place
        try:
            back = judge(raw, at, phrases())
        except Exception as fault:  # a loop's edge: a broken bounce must not come back for ever, nor be kept
            log.warning("a mail that came back could not be read", fault=type(fault).__name__)
            return True
        take(db, clock(), back, keys=keys)
        if not at.token:
            log.info("a mail to the sender of surveys was not kept: let somebody read that mailbox")
        return True

    return aside


@cache
def phrases() -> Phrases:
    return load()


def report_to_citizens(db: Database, now: datetime, events: Sequence[Event], *, keys: Keyring) -> list[Event]:
    """Take in what a provider tells of citizens' mails, and keep nothing of it; returns the events of other mails."""
    rest = []
    for event in events:
        back = told(event)
        if back is None:
            rest.append(event)
        else:
            take(db, now, back, keys=keys)
    return rest


def take(db: Database, now: datetime, back: Back, *, keys: Keyring) -> None:
    """Let it count; said twice it counts once."""
    id = invited_by(back.door, keys)
    if id is None or back.means is Means.NOTHING:
        return
    with db.read() as connection:
        found = of_invitation(connection, back.door.round_id, id, keys=keys)
    match back.means:
        case Means.STOP:
            leave_alone(db, now, found, standing=Standing.OPTED_OUT)
        case Means.COMPLAINT:
            leave_alone(db, now, found, standing=Standing.COMPLAINED)
        case Means.HARD | Means.SOFT if found.invited:
            db.write(_failed, found.invited.id, hard=back.means is Means.HARD, status=back.status)
        case _:
            return


def invited_by(door: Door, keys: Keyring) -> bytes | None:
    try:
        doors = keys.doors(door.round_id)
    except Destroyed:
        return None
    return doors.outed_by_mail(door.token) if door.name == "out" else doors.bounced(door.token)


def _failed(connection: sa.Connection, id: bytes, *, hard: bool, status: str) -> None:
    one = invitations.by_id(connection, id)
    if one is None or one.standing not in STOPPABLE:
        return
    if hard or nothing_arrived(one):
        invitations.update(connection, id, was=STOPPABLE, standing=Standing.BOUNCED, due_at=None, fault=status)
    else:
        invitations.update(connection, id, was=STOPPABLE, fault=f"{SOFT} {one.sent}")


def nothing_arrived(one: Invitation) -> bool:
    """Whether, with this message, none has reached its address, and none is left to try."""
    before = one.fault.startswith(SOFT) and one.fault != f"{SOFT} {one.sent}"
    return before if one.sent > 1 else one.standing is Standing.DONE
