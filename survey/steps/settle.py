"""An inquiry by mail follows its replies: what all of them together make of it."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from instruments.clock import deadline
from instruments.protocol import Protocol
from survey.inquiry import Inquiry
from survey.mail import settle
from survey.store import dispatches, inquiries, mails, waves
from survey.store.calendars import calendar_of


def resettle(connection: sa.Connection, inquiry_id: int, protocol: Callable[[str], Protocol]) -> None:
    """Bring an inquiry to what all its replies together make of it."""
    inquiry = inquiries.by_id(connection, inquiry_id)
    wave = waves.by_id(connection, inquiry.wave_id) if inquiry else None
    if inquiry is None or wave is None or wave.status not in ("open", "closed"):
        return
    if inquiry.started_at is None:  # an answer proves that a doubtful mail did leave
        dispatches.proved_sent(connection, inquiry_id)
    changes = settle(inquiry, mails.kinds_and_arrivals(connection, inquiry_id))
    if answered_at := changes.get("answered_at"):
        changes["working_days"] = _working_days(connection, inquiry, answered_at, protocol(wave.protocol))
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
