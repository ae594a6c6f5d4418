"""Due mails leave, one at a time: claimed, sent, recorded."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
import sqlalchemy as sa

from instruments.clock import deadline
from instruments.protocol import Protocol
from mailer.message import Address, Message
from mailer.transport import Deferred, Doubtful, Refused, Transport
from survey.dispatch import MOST_TRIES, Dispatch, Purpose, Sending, pause
from survey.inquiry import CLARIFICATION, Status
from survey.store import dispatches, inquiries, mails, switches, waves
from survey.store.calendars import calendar_of
from survey.store.database import Database
from survey.waiting import until


class Tally(msgspec.Struct):
    sent: int = 0
    deferred: int = 0
    refused: int = 0
    doubtful: int = 0


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """One process (or thread) that sends: its name on the claims, its way out, its clock and the protocols."""

    name: str
    transport: Transport
    clock: Callable[[], datetime]
    protocol: Callable[[str], Protocol]
    reaches_nobody: bool = False  # the mails go to a folder: what lies there has arrived


Finish = Callable[[sa.Connection], None]


def send(db: Database, sender: Sender, *, limit: int = 500, stopping: Callable[[], bool] = lambda: False) -> Tally:
    """Send what is due, at most `limit` mails; a process that dies in between leaves one mail visibly `sending`."""
    tally = Tally()
    finish: Finish | None = None
    for left in range(limit, -1, -1):
        take = left > 0 and not stopping()
        # How the last one went and the claim on the next share one commit: that is what durable sending costs.
        claimed = db.write(_turn, finish, sender, take)
        if claimed is None:
            break
        finish = _send_one(sender, claimed, tally)
    return tally


def _turn(connection: sa.Connection, finish: Finish | None, sender: Sender, take: bool) -> Dispatch | None:
    if finish:
        finish(connection)
    if not take:
        return None
    claimed = dispatches.claim(connection, sender.clock(), sender.name)
    if claimed and claimed.purpose is Purpose.INQUIRY and claimed.inquiry_id:
        inquiries.update(connection, claimed.inquiry_id, status=Status.SENDING)
    return claimed


def _send_one(sender: Sender, claimed: Dispatch, tally: Tally) -> Finish:
    """Hand it over; what comes back records how that went."""
    now = sender.clock()
    me = sender.name
    try:
        receipt = sender.transport.send(message(claimed, now))
    except Deferred as fault:
        tally.deferred += 1
        again = now + pause(claimed.tries, fault.retry_after)
        return partial(_defer, claimed=claimed, me=me, reason=fault.reason, again=again)
    except Doubtful as fault:
        tally.doubtful += 1
        return partial(_doubt, claimed=claimed, me=me, status=Sending.DOUBTFUL, reason=fault.reason)
    except Refused as fault:
        tally.refused += 1
        if fault.account:
            return partial(_stop, claimed=claimed, me=me, reason=fault.reason, now=now)
        return partial(_doubt, claimed=claimed, me=me, status=Sending.REFUSED, reason=fault.reason)
    except ValueError as fault:  # the mail itself cannot be written: nothing left
        tally.refused += 1
        return partial(_doubt, claimed=claimed, me=me, status=Sending.REFUSED, reason=str(fault))
    tally.sent += 1
    return partial(_record, claimed=claimed, sender=sender, provider_id=receipt.provider_id, now=now)


def message(claimed: Dispatch, now: datetime) -> Message:
    return Message(
        sender=Address(claimed.sender_name, claimed.sender),
        to=(Address("", claimed.recipient),),
        subject=claimed.subject,
        text=claimed.body,
        message_id=claimed.message_id,
        date=now,
        in_reply_to=claimed.in_reply_to,
        references=(claimed.in_reply_to,) if claimed.in_reply_to else (),
    )


def _record(connection: sa.Connection, claimed: Dispatch, sender: Sender, provider_id: str, now: datetime) -> None:
    values = {"status": Sending.SENT, "sent_at": now, "provider_id": provider_id, "fault": ""}
    if not dispatches.record(connection, claimed.id, sender.name, **values):
        return  # a person, or a report of the provider, has settled it meanwhile
    if claimed.purpose is Purpose.CLARIFICATION and claimed.inquiry_id:
        resume(connection, claimed.inquiry_id, now, sender.protocol)
    if claimed.purpose is Purpose.INQUIRY and claimed.inquiry_id:
        mark_sent(connection, claimed.inquiry_id, now, sender.protocol)
    if claimed.purpose is Purpose.SELF_MAIL and sender.reaches_nobody:
        waves.update(connection, claimed.wave_id, self_mail_arrived_at=now)


def mark_sent(connection: sa.Connection, inquiry_id: int, now: datetime, protocol: Callable[[str], Protocol]) -> None:
    """The inquiry waits for its answer from now on, and knows its deadline."""
    inquiry = inquiries.by_id(connection, inquiry_id)
    if inquiry is None:
        return
    wave = waves.by_id(connection, inquiry.wave_id)
    rules = protocol(wave.rules) if wave else None
    calendar = calendar_of(connection, inquiry.unit_id)
    values: dict[str, object] = {"status": Status.WAITING, "started_at": now, "note": ""}
    if rules:
        values["until"] = until(rules, calendar, now)
        if rules.clock:
            clock = rules.clock
            values["deadline_at"] = deadline(clock.kind, now, limit=clock.limit, calendar=calendar).deadline
    inquiries.update(connection, inquiry_id, was=(Status.SENDING, Status.DOUBTFUL), **values)


def resume(connection: sa.Connection, inquiry_id: int, now: datetime, protocol: Callable[[str], Protocol]) -> None:
    """The persona's answer to a question has left: the clock runs on, and the unit gets the whole waiting time anew."""
    inquiry = inquiries.by_id(connection, inquiry_id)
    wave = waves.by_id(connection, inquiry.wave_id) if inquiry else None
    if inquiry is None or wave is None or inquiry.started_at is None:
        return
    rules, calendar = protocol(wave.rules), calendar_of(connection, inquiry.unit_id)
    values: dict[str, object] = {"status": Status.WAITING, "note": "", "until": until(rules, calendar, now)}
    if clock := rules.clock:
        pauses = mails.pauses(connection, inquiry_id)
        found = deadline(clock.kind, inquiry.started_at, limit=clock.limit, calendar=calendar, pauses=pauses)
        values["deadline_at"] = found.deadline
    inquiries.update(connection, inquiry_id, was=(Status.WAITING, Status.DOUBTFUL), **values)


def _defer(connection: sa.Connection, claimed: Dispatch, me: str, reason: str, again: datetime) -> None:
    if claimed.tries >= MOST_TRIES:
        _doubt(connection, claimed, me, Sending.REFUSED, reason)
        return
    if dispatches.record(connection, claimed.id, me, status=Sending.DUE, due_at=again, fault=reason):
        _set_inquiry(connection, claimed, Status.PLANNED, "")


def _doubt(connection: sa.Connection, claimed: Dispatch, me: str | None, status: Sending, reason: str) -> None:
    if dispatches.record(connection, claimed.id, me, status=status, fault=reason):
        _set_inquiry(connection, claimed, Status.DOUBTFUL, "refused" if status is Sending.REFUSED else "doubtful")


def _stop(connection: sa.Connection, claimed: Dispatch, me: str, reason: str, now: datetime) -> None:
    """The account is refused: nothing was sent, and everything stops until a person has mended it."""
    if dispatches.record(connection, claimed.id, me, status=Sending.DUE, tries=claimed.tries - 1, fault=reason):
        _set_inquiry(connection, claimed, Status.PLANNED, "")
    switches.turn(connection, dispatches.SENDING_SWITCH, on=False, by=None, now=now, reason=reason)


def _set_inquiry(connection: sa.Connection, claimed: Dispatch, status: Status, note: str) -> None:
    if claimed.inquiry_id is None:
        return
    if claimed.purpose is Purpose.INQUIRY:
        inquiries.update(connection, claimed.inquiry_id, was=(Status.SENDING,), status=status, note=note)
    elif status is Status.DOUBTFUL:  # the unit may wait for what its question asked for: that must be seen too
        inquiries.update(connection, claimed.inquiry_id, was=(Status.WAITING,), status=status, note=CLARIFICATION)


def give_up_on_the_dead(db: Database, now: datetime, *, after: timedelta) -> int:
    """Claims of processes that are gone become doubtful, in sight of a person; returns how many."""

    def write(connection: sa.Connection) -> int:
        lost = dispatches.abandoned(connection, now - after)
        for one in lost:
            _doubt(connection, one, one.claimed_by, Sending.DOUBTFUL, "the process stopped while it was sending this")
        return len(lost)

    return db.write(write)
