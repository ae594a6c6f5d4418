"""What a provider tells of mails that it took over: a failed delivery is no missing answer, a person decides."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from instruments.protocol import Protocol
from mailer.events import Event
from survey.dispatch import Dispatch, Purpose, Sending
from survey.steps.send import mark_sent
from survey.steps.settle import resettle
from survey.store import deliveries, dispatches
from survey.store.database import Database

Protocols = Callable[[str], Protocol]
IN_DOUBT = (Sending.SENDING, Sending.DOUBTFUL)


def report_delivery(db: Database, now: datetime, events: Sequence[Event], *, protocol: Protocols) -> int:
    """Take in reports, each once however often it is told; returns how many were news."""

    def write(connection: sa.Connection) -> int:
        # Always in one order, so that two calls never wait for each other's rows.
        return sum(_take(connection, event, now, protocol=protocol) for event in sorted(events, key=_order))

    return db.write(write)


def _order(event: Event) -> tuple[str, str, str]:
    return event.provider_id, event.message_id, event.key


def _take(connection: sa.Connection, event: Event, now: datetime, *, protocol: Protocols) -> bool:
    told = dispatches.reported(connection, provider_id=event.provider_id, message_id=event.message_id)
    if told is None:  # a sign-in link, or a mail of somebody else's who shares the account
        return False
    reason = event.reason.replace("\0", "\ufffd")  # PostgreSQL knows no NUL
    news = deliveries.note(
        connection, event.key.replace("\0", ""), dispatch_id=told.id, outcome=event.outcome, reason=reason, now=now
    )
    if not news:
        return False
    if told.status in IN_DOUBT:
        _left(connection, told, event.provider_id, now=now, protocol=protocol)
    if event.failed:
        _failed(connection, told, reason or event.outcome, protocol)
    return True


def _left(connection: sa.Connection, told: Dispatch, provider_id: str, *, now: datetime, protocol: Protocols) -> None:
    """Whatever is reported of a mail, it proves that the mail left, even if we never heard so ourselves."""
    left_at = told.claimed_at or now
    values = {"status": Sending.SENT, "sent_at": left_at, "provider_id": provider_id, "fault": ""}
    settled = dispatches.decide(connection, told.id, was=IN_DOUBT, **values)
    if settled and told.inquiry_id and told.purpose is Purpose.INQUIRY:
        mark_sent(connection, told.inquiry_id, left_at, protocol)


def _failed(connection: sa.Connection, told: Dispatch, reason: str, protocol: Protocols) -> None:
    found = dispatches.decide(connection, told.id, was=(Sending.SENT,), status=Sending.REFUSED, fault=reason)
    if found and told.inquiry_id:
        resettle(connection, told.inquiry_id, protocol)
