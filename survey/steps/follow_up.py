"""Waiting ends, follow-ups are released or dropped, as the protocol says."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from instruments.instrument import Outcome
from instruments.protocol import Protocol
from survey.inquiry import Inquiry, Status
from survey.store import dispatches, inquiries, mails, waves
from survey.store.calendars import calendar_of
from survey.store.database import Database
from survey.waiting import FollowUpState, follow_up_state, next_sending
from survey.wave import Wave, WaveStatus


def close_waiting(db: Database, now: datetime) -> int:
    """Mails whose waiting time has run out are unanswered, unless it is our turn to answer; returns how many."""

    def write(connection: sa.Connection) -> int:
        paused = mails.paused(connection)
        return sum(
            inquiries.update(
                connection, inquiry.id, was=(Status.WAITING,), status=Status.DONE, outcome=Outcome.UNANSWERED
            )
            for inquiry in inquiries.waiting_past(connection, now)
            if inquiry.id not in paused
        )

    return db.write(write)


def follow_up(db: Database, now: datetime, protocol: Callable[[str], Protocol]) -> tuple[int, int]:
    """Release the follow-ups whose condition holds and drop those whose condition can no longer hold."""
    released = dropped = 0
    with db.read() as connection:
        open_waves = waves.with_status(connection, WaveStatus.OPEN)
    for wave in open_waves:
        rules = protocol(wave.rules)
        if not rules.follow_ups:
            continue
        with db.read() as connection:
            held = inquiries.with_status(connection, wave.id, Status.HELD)
            by_unit = defaultdict(list)
            for inquiry in inquiries.of_wave(connection, wave.id) if held else ():
                by_unit[inquiry.unit_id].append(inquiry)
        for follower in held:
            match follow_up_state(rules, follower, by_unit[follower.unit_id]):
                case FollowUpState.DUE:
                    released += db.write(_release, follower, wave, rules, now)
                case FollowUpState.NOT_DUE:
                    dropped += db.write(_drop, follower)
    return released, dropped


def _release(connection: sa.Connection, follower: Inquiry, wave: Wave, protocol: Protocol, now: datetime) -> bool:
    due = max(follower.due_at, next_sending(protocol, calendar_of(connection, follower.unit_id), now))
    dispatches.postpone(connection, follower.id, due)
    return inquiries.update(connection, follower.id, was=(Status.HELD,), status=Status.PLANNED, due_at=due)


def _drop(connection: sa.Connection, follower: Inquiry) -> bool:
    dispatches.cancel(connection, follower.id)
    return inquiries.update(
        connection, follower.id, was=(Status.HELD,), status=Status.DONE, outcome=Outcome.NOT_TESTED, note="not_due"
    )
