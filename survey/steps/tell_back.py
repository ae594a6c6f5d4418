"""What became of a mail to a unit's staff: told by the provider, or by a bounce that came back to its own address."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog

from mailer.events import Event, Outcome
from mailer.returned import Door, Means, for_whom, judge
from survey.outbox import Post, Telling, later
from survey.steps.returned import Aside, phrases
from survey.store import outbox
from survey.store.database import Database

log = structlog.get_logger()
DOOR = re.compile(rb"\+told\.([a-z2-7]{26})@", re.IGNORECASE)
NAMED = re.compile(r"<([a-z2-7]{26})@")
LEFT = (Post.SENT, Post.SENDING, Post.DOUBTFUL)


def staff_mail(db: Database, clock: Callable[[], datetime], *, then: Aside) -> Aside:
    """What comes back to such an address is read for what it means and forgotten; all else is for `then`."""

    def aside(raw: bytes, recipients: tuple[str, ...]) -> bool:
        found = DOOR.search("\n".join(recipients).encode("utf-8", "replace")) or DOOR.search(for_whom(raw))
        if found is None:
            return then(raw, recipients)
        token = found[1].decode("ascii").lower()
        try:
            back = judge(raw, Door(name="told", round_id=0, token=token), phrases())
        except Exception as fault:  # a loop's edge: a broken bounce must not come back for ever
            log.warning("a mail that came back could not be read", fault=type(fault).__name__)
            return True
        outcome = {Means.HARD: Outcome.BOUNCE, Means.SOFT: Outcome.BOUNCE, Means.COMPLAINT: Outcome.COMPLAINT}
        if back.means in outcome:
            db.write(_take, clock(), outcome[back.means], back.status, token=token)
        return True

    return aside


def report_to_staff(db: Database, now: datetime, events: Sequence[Event]) -> list[Event]:
    """Take in what a provider tells of these mails; returns the events of other mails."""

    def write(connection: sa.Connection) -> list[Event]:
        return [
            event
            for event in events
            if not _take(
                connection, now, event.outcome, event.reason, provider_id=event.provider_id, token=named(event)
            )
        ]

    return db.write(write)


def named(event: Event) -> str:
    found = NAMED.match(event.message_id)
    return found[1] if found else ""


def _take(
    connection: sa.Connection, now: datetime, outcome: Outcome, reason: str, *, provider_id: str = "", token: str = ""
) -> bool:
    """False where it is no mail of this kind. Said twice it counts once; whatever is told proves that it left."""
    one = outbox.reported(connection, provider_id=provider_id, token=token)
    if one is None:
        return False
    told = later(one.outcome, outcome)
    if told != one.outcome or one.status is not Post.SENT:
        outbox.move(connection, one.id, was=LEFT, **became(one, told, reason, now))
    return True


def became(one: Telling, outcome: str, reason: str, now: datetime) -> dict[str, object]:
    text = reason.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL knows no NUL
    values: dict[str, object] = {"status": Post.SENT.value, "outcome": outcome}
    values["fault"] = "" if outcome == Outcome.DELIVERED else text
    return values if one.sent_at else values | {"sent_at": one.claimed_at or now}
