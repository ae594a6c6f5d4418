"""An inquiry by mail follows its replies: what all of them together make of it."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from instruments.clock import deadline
from instruments.protocol import Protocol
from survey.inquiry import Inquiry
from survey.mail import settle
from survey.steps.send import mark_sent
from survey.store import dispatches, inquiries, mails, waves
from survey.store.calendars import calendar_of
from survey.wave import WaveStatus


def resettle(connection: sa.Connection, inquiry_id: int, protocol: Callable[[str], Protocol]) -> None:
    """Bring an inquiry to what all its replies together make of it."""
    before = inquiries.by_id(connection, inquiry_id)
    wave = waves.by_id(connection, before.wave_id) if before else None
    if before is None or wave is None or wave.status not in (WaveStatus.OPEN, WaveStatus.CLOSED):
        return
    # An answer proves that a doubtful mail left. Dispatch before inquiry: the order in which sending locks them.
    left_at = dispatches.proved_sent(connection, inquiry_id) if before.started_at is None else None
    if left_at:
        mark_sent(connection, inquiry_id, left_at, protocol)
    inquiry = inquiries.locked(connection, inquiry_id) or before
    trouble = dispatches.trouble(connection, inquiry_id) if inquiry.started_at else ""
    changes = settle(inquiry, mails.kinds_and_arrivals(connection, inquiry_id), trouble=trouble)
    if answered_at := changes.get("answered_at"):
        changes["working_days"] = _working_days(connection, inquiry, answered_at, protocol(wave.rules))
    if changes:
        inquiries.update(connection, inquiry_id, **changes)


def _working_days(connection: sa.Connection, inquiry: Inquiry, answered_at: datetime, protocol: Protocol) -> int | None:
    clock = protocol.clock
    sent_at = inquiry.started_at
    if clock is None or sent_at is None:
        return None
    calendar = calendar_of(connection, inquiry.unit_id)
    pauses = mails.pauses(connection, inquiry.id)
    found = deadline(clock.kind, sent_at, limit=clock.limit, calendar=calendar, answered_at=answered_at, pauses=pauses)
    return found.working_days
