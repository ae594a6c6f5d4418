"""What a coordinator must look at while a survey runs: nothing leaves, a feed is silent, a key or a way out is gone."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from instruments.clock import Calendar
from survey.round import Round, RoundStatus

LATE = timedelta(hours=2)
"""Messages leave within minutes of being due; one that waits so long waits for somebody."""
SILENT_DAYS = 3
"""Working days without a contact."""
LAST_BATCHES = timedelta(hours=2)
"""After the end everything is opened within minutes."""


class Kind(StrEnum):
    NOTHING_LEAVES = "nothing_leaves"
    FEED_SILENT = "feed_silent"
    NO_CONTACTS = "no_contacts"
    REFUSED = "refused"
    STOPPED = "stopped"
    SMS_REFUSED = "sms_refused"
    SMS_STOPPED = "sms_stopped"
    PERSONAL_KEY = "personal_key"
    DOORS_KEY = "doors_key"
    ANSWERS_KEY = "answers_key"
    OTHER_KEY = "other_key"
    SEALED_LEFT = "sealed_left"
    NEVER_OPENED = "never_opened"
    DOUBTFUL = "doubtful"


class Alarm(msgspec.Struct, frozen=True):
    kind: Kind
    values: dict[str, Any] = {}


class Lever(msgspec.Struct, frozen=True):
    """A switch as it stands; off without a person behind it: the account was refused."""

    on: bool = True
    by_person: bool = False
    reason: str = ""


class Feed(msgspec.Struct, frozen=True):
    name: str
    last_at: datetime


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one survey; no number in it is an answer's."""

    asked: Round
    feeds: Sequence[Feed] = ()
    due_since: datetime | None = None
    """Of the oldest message that should have left."""
    doubtful: bool = False
    personal_key: bool = True
    doors_key: bool = True
    answers_key: bool = True
    """There is one."""
    fits: bool = True
    """It is the one that answers are sealed to."""
    sealed: bool = False
    """Some answers wait, whatever their number."""
    never_opened: bool = False
    """The end came, and some could not be opened though there were enough."""
    sending: Lever = Lever()
    texting: Lever = Lever()


def alarms(facts: Facts, now: datetime, calendar: Calendar) -> list[Alarm]:
    """The gravest first."""
    asked = facts.asked
    if asked.status is RoundStatus.DRAFT:
        return []
    found = [*of_keys(facts), *of_answers(facts, now)]
    if asked.status is RoundStatus.OPEN:
        found += [*of_sending(facts, now), *of_feeds(facts, now, calendar)]
    return found


def of_keys(facts: Facts) -> Iterator[Alarm]:
    asked = facts.asked
    if asked.status is RoundStatus.FINISHED:
        return
    if not facts.answers_key:
        yield Alarm(Kind.ANSWERS_KEY)
    elif not facts.fits:
        yield Alarm(Kind.OTHER_KEY)
    if not facts.doors_key and asked.status is RoundStatus.OPEN:
        yield Alarm(Kind.DOORS_KEY)
    if not facts.personal_key and asked.personal_erased_at is None:
        yield Alarm(Kind.PERSONAL_KEY)


def of_answers(facts: Facts, now: datetime) -> Iterator[Alarm]:
    ended = facts.asked.closed_at
    if facts.asked.status is RoundStatus.CLOSED and ended and facts.sealed and now - ended > LAST_BATCHES:
        yield Alarm(Kind.SEALED_LEFT, {"since": ended})
    if facts.never_opened:
        yield Alarm(Kind.NEVER_OPENED)


def of_sending(facts: Facts, now: datetime) -> Iterator[Alarm]:
    if not facts.sending.on:
        kind = Kind.STOPPED if facts.sending.by_person else Kind.REFUSED
        yield Alarm(kind, {"reason": facts.sending.reason})
    if not facts.texting.on:
        kind = Kind.SMS_STOPPED if facts.texting.by_person else Kind.SMS_REFUSED
        yield Alarm(kind, {"reason": facts.texting.reason})
    if facts.due_since is not None and now - facts.due_since > LATE:
        yield Alarm(Kind.NOTHING_LEAVES, {"since": facts.due_since})
    if facts.doubtful:
        yield Alarm(Kind.DOUBTFUL)


def of_feeds(facts: Facts, now: datetime, calendar: Calendar) -> Iterator[Alarm]:
    """Only while contacts should come: from the first day that is asked about to the last."""
    asked, today = facts.asked, calendar.local(now).date()
    begun = max(asked.starts_on, calendar.local(asked.opened_at).date() if asked.opened_at else asked.starts_on)
    if today > asked.asks_until:
        return
    if not facts.feeds and working_days(begun, today, calendar) > SILENT_DAYS:
        yield Alarm(Kind.NO_CONTACTS, {"since": begun})
    for feed in facts.feeds:
        last = calendar.local(feed.last_at).date()
        if working_days(max(last, begun), today, calendar) > SILENT_DAYS:
            yield Alarm(Kind.FEED_SILENT, {"name": feed.name, "since": last})


def working_days(first: date, last: date, calendar: Calendar) -> int:
    """After `first`, up to and with `last`."""
    days = (first + timedelta(days=number) for number in range(1, max(0, (last - first).days) + 1))
    return sum(calendar.works(day) for day in days)
