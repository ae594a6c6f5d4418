"""What SendGrid reports of mails it took over: it tells failures by webhook, not by a bounce to the sender."""

from enum import StrEnum

import msgspec

from mailer.inbox import Unusable


class Outcome(StrEnum):
    """The events that say whether a mail arrived; opens, clicks and the rest are neither asked for nor read."""

    DELIVERED = "delivered"
    DEFERRED = "deferred"  # SendGrid goes on trying
    BOUNCE = "bounce"
    DROPPED = "dropped"  # never tried: the address bounced before, or is on a list
    COMPLAINT = "spamreport"
    UNSUBSCRIBE = "unsubscribe"
    GROUP_UNSUBSCRIBE = "group_unsubscribe"


WISHES = frozenset({Outcome.COMPLAINT, Outcome.UNSUBSCRIBE, Outcome.GROUP_UNSUBSCRIBE})
"""What a person says and not a server; of use only where the mail says whose it was (`bounces_to`)."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One report. `key` names it however often it is told; `provider_id` is that of the Receipt, where one is known."""

    key: str
    outcome: Outcome
    recipient: str
    message_id: str = ""
    provider_id: str = ""
    reason: str = ""
    status: str = ""
    """RFC 3463, where it is told."""
    blocked: bool = False
    """Turned away for now, which says nothing about the address."""
    bounces_to: str = ""
    """The address of its own that the mail was sent with (Message.bounces_to)."""

    @property
    def failed(self) -> bool:
        return self.outcome in {Outcome.BOUNCE, Outcome.DROPPED}


class _Raw(msgspec.Struct):
    event: str = ""
    email: str = ""
    sg_event_id: str = ""
    sg_message_id: str = ""
    smtp_id: str = msgspec.field(name="smtp-id", default="")
    reason: str | None = None
    response: str | None = None
    type: str | None = None
    status: str | None = None
    bounces_to: str = ""


def events(body: bytes) -> tuple[Event, ...]:
    """The reports in one call of the event webhook; verify its signature first. Raises Unusable if it holds no list."""
    try:
        told = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Unusable(f"not a list of events: {fault}") from fault
    return tuple(event for one in told if (event := _event(one)) is not None)


def _event(told: msgspec.Raw) -> Event | None:
    """A report of an outcome; None for other events and for what cannot be read, which costs the others nothing."""
    try:
        raw = msgspec.json.decode(told, type=_Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if raw.event not in set(Outcome) or (raw.event in WISHES and not raw.bounces_to):
        return None
    provider_id = raw.sg_message_id.partition(".")[0]
    return Event(
        key=raw.sg_event_id or f"{provider_id}/{raw.event}/{raw.email}",
        outcome=Outcome(raw.event),
        recipient=raw.email,
        message_id=raw.smtp_id,
        provider_id=provider_id,
        reason=(raw.reason or raw.response or "")[:500],
        status=(raw.status or "")[:40],
        blocked=raw.type == "blocked",
        bounces_to=raw.bounces_to[:320],
    )
