"""Mails to units' staff leave one at a time: claimed, sent, recorded; a doubtful one waits for a person."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
import sqlalchemy as sa
import structlog

from mailer.message import Message
from mailer.transport import Deferred, Doubtful, Refused, Transport
from survey.dispatch import MOST_TRIES, pause
from survey.outbox import STOPPED, Post, Telling
from survey.steps.tell_words import House, Letter, letter, mail
from survey.store import outbox, switches
from survey.store.database import Database
from survey.store.dispatches import SENDING_SWITCH, sending_is_on

log = structlog.get_logger()
Finish = Callable[[sa.Connection], None]
Enclose = Callable[[Message, str, int, tuple[int, ...]], Message]
"""(mail, language, wave, units) -> the mail with the reports of these units as files; Deferred while one is missing."""


class Carrier(msgspec.Struct, frozen=True, kw_only=True):
    """One process (or thread) that sends: its name on the claims, its way out and its clock."""

    name: str
    transport: Transport
    clock: Callable[[], datetime]
    house: House
    enclose: Enclose | None = None


class Told(msgspec.Struct):
    sent: int = 0
    deferred: int = 0
    refused: int = 0
    doubtful: int = 0


class Ready(msgspec.Struct, frozen=True):
    one: Telling
    letter: Letter


def tell_by_mail(
    db: Database, carrier: Carrier, *, limit: int = 500, stopping: Callable[[], bool] = lambda: False
) -> Told:
    """Send what is due; a process that dies in between leaves one mail visibly `sending`."""
    tally = Told()
    finish: Finish | None = None
    for left in range(limit, -1, -1):
        ready = db.write(_turn, finish, carrier, left > 0 and not stopping())
        if ready is None:
            break
        finish = _send_one(carrier, ready, tally)
    return tally


def _turn(connection: sa.Connection, finish: Finish | None, carrier: Carrier, take: bool) -> Ready | None:
    """How the last one went and the claim on the next share one commit."""
    if finish:
        finish(connection)
    while take and sending_is_on(connection):
        claimed = outbox.claim(connection, carrier.clock(), carrier.name)
        if claimed is None:
            return None
        told = letter(connection, claimed, carrier.clock(), house=carrier.house, encloses=bool(carrier.enclose))
        if not told.why_not:
            return Ready(claimed, told)
        outbox.record(connection, claimed.id, carrier.name, status=Post.CANCELLED.value, fault=told.why_not)
    return None


def _send_one(carrier: Carrier, ready: Ready, tally: Told) -> Finish:
    """Hand it over; what comes back records how that went."""
    now, one, notice = carrier.clock(), ready.one, ready.letter.notice
    note = partial(_note, one=one, me=carrier.name)
    if notice is None:  # never: letters without words are not claimed
        return partial(note, status=Post.CANCELLED, fault="")
    try:
        message = mail(notice, one, now, house=carrier.house)
        if carrier.enclose and ready.letter.attach:
            message = carrier.enclose(message, notice.language, one.wave_id, ready.letter.attach)
        receipt = carrier.transport.send(message)
    except Deferred as fault:
        if one.tries >= MOST_TRIES:
            tally.refused += 1
            return partial(note, status=Post.REFUSED, fault=fault.reason)
        tally.deferred += 1
        again = now + pause(one.tries, fault.retry_after)
        return partial(note, status=Post.DUE, fault=fault.reason, due_at=again)
    except Doubtful as fault:
        tally.doubtful += 1
        return partial(note, status=Post.DOUBTFUL, fault=fault.reason, sent_to=notice.to.email)
    except Refused as fault:
        tally.refused += 1
        if fault.account:
            return partial(_stop, one=one, me=carrier.name, reason=fault.reason, now=now)
        return partial(note, status=Post.REFUSED, fault=fault.reason, sent_to=notice.to.email)
    except ValueError as fault:  # the mail itself cannot be written, as where an address is none
        tally.refused += 1
        return partial(note, status=Post.REFUSED, fault=str(fault))
    tally.sent += 1
    sent = {"sent_at": now, "sent_to": notice.to.email, "provider_id": receipt.provider_id}
    return partial(note, status=Post.SENT, fault="", outcome="", **sent)


def _note(connection: sa.Connection, one: Telling, me: str, status: Post, **values: object) -> None:
    outbox.record(connection, one.id, me, status=status.value, **values)


def _stop(connection: sa.Connection, one: Telling, me: str, reason: str, now: datetime) -> None:
    """The account is refused: nothing was sent, and everything stops until a person has mended it."""
    _note(connection, one, me, Post.DUE, tries=one.tries - 1, fault=reason)
    switches.turn(connection, SENDING_SWITCH, on=False, by=None, now=now, reason=reason)


def give_up_on_the_dead(db: Database, now: datetime, *, after: timedelta) -> int:
    """Claims of processes that are gone become doubtful, in sight of a person; returns how many."""

    def write(connection: sa.Connection) -> int:
        lost = outbox.abandoned(connection, now - after)
        for one in lost:
            outbox.record(connection, one.id, one.claimed_by, status=Post.DOUBTFUL.value, fault=STOPPED)
        return len(lost)

    return db.write(write)
