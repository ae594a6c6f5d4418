"""Which contacts are asked: a rule takes or leaves each, and says which rule it was."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec
import phonenumbers
from phonenumbers import PhoneNumberType

from instruments.clock import Calendar
from survey.contact import Contact, Fate
from survey.invitation import Way
from survey.round import Cell, Round, Rules
from survey.sending_hours import next_allowed

MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
EXPECTED = 0.2
"""Of those whose messages are still under way, so many are expected to answer yet."""


class Office(msgspec.Struct, frozen=True):
    code: str
    calendar: Calendar


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    contact: Contact
    lot: float
    """From 0 up to 1, drawn once for each contact: a keyed hash of it, so that a second try finds the same."""
    marks: frozenset[bytes] = frozenset()
    """Keyed hashes of the contact's addresses (contact.digest)."""

    @property
    def cell(self) -> Cell:
        return Cell(self.contact.unit_id, self.contact.channel)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What decides besides the rules."""

    offices: Mapping[int, Office]
    opted_out: frozenset[bytes] = frozenset()
    quarantined: frozenset[bytes] = frozenset()
    room: Mapping[Cell, int] = {}
    """How many more may be invited; a cell that is not named has all of an empty one."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    candidate: Candidate
    way: Way
    address: str
    due_at: datetime


class Drawing(msgspec.Struct, frozen=True):
    drawn: tuple[Drawn, ...]
    fates: dict[tuple[Cell, Fate], int]


def draw(candidates: Iterable[Candidate], asked: Round, known: Known, now: datetime, *, sms: bool) -> Drawing:
    """One after the other, so that whoever stands in a file twice is invited once; `sms`: whether any can be sent."""
    drawn: list[Drawn] = []
    fates: Counter[tuple[Cell, Fate]] = Counter()
    taken: set[bytes] = set()
    left = dict(known.room)
    for one in candidates:
        found = _one(one, asked, known, now, taken=taken, left=left, sms=sms)
        fates[one.cell, found if isinstance(found, Fate) else Fate.DRAWN] += 1
        if isinstance(found, Drawn):
            drawn.append(found)
            taken |= one.marks
            left[one.cell] -= 1
    return Drawing(tuple(drawn), dict(fates))


def _one(
    one: Candidate, asked: Round, known: Known, now: datetime, *, taken: set[bytes], left: dict[Cell, int], sms: bool
) -> Drawn | Fate:
    office, rules = known.offices[one.contact.unit_id], asked.rules
    due_at = due(one.contact, rules, office, now)
    if fate := out_of_time(one.contact, asked, office, now=now, due_at=due_at):
        return fate
    reached = reach(one.contact, sms=sms)
    if reached is None:
        return Fate.NO_ADDRESS
    if one.marks & known.opted_out:
        return Fate.OPTED_OUT
    if rules.quarantine_days and (one.marks & known.quarantined or one.marks & taken):
        return Fate.QUARANTINED
    if one.lot >= share(rules, office.code, one.contact.channel):
        return Fate.NOT_SAMPLED
    if left.setdefault(one.cell, room(rules, answered=0, under_way=0)) <= 0:
        return Fate.CAPPED
    return Drawn(candidate=one, way=reached[0], address=reached[1], due_at=due_at)


def out_of_time(contact: Contact, asked: Round, office: Office, *, now: datetime, due_at: datetime) -> Fate | None:
    day = office.calendar.local(contact.at).date()
    if not asked.starts_on <= day <= asked.asks_until:
        return Fate.OUTSIDE
    if contact.at < now - timedelta(days=asked.rules.oldest_days):
        return Fate.TOO_OLD
    return Fate.OUTSIDE if office.calendar.local(due_at).date() > asked.ends_on else None


def due(contact: Contact, rules: Rules, office: Office, now: datetime) -> datetime:
    """When the invitation leaves: after the delay, at once if that is over, and only when a message may."""
    return next_allowed(max(now, contact.at + timedelta(hours=rules.delay_hours)), rules, office.calendar)


def reach(contact: Contact, *, sms: bool) -> tuple[Way, str] | None:
    """How a contact is written to: a caller's mobile by SMS, else by e-mail, else by SMS; None where neither is."""
    mobile = contact.phone if sms and contact.phone and is_mobile(contact.phone) else ""
    if mobile and (contact.channel == "phone" or not contact.email):
        return Way.SMS, mobile
    return (Way.EMAIL, contact.email) if contact.email else None


def is_mobile(number: str) -> bool:
    """Whether an E.164 number can be sent an SMS."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in MOBILE
    except phonenumbers.NumberParseException:
        return False


def share(rules: Rules, code: str, channel: str) -> float:
    """The most precise rule there is: of the unit's channel, of the unit, of the channel, of all."""
    names = (f"{code}/{channel}", code, channel)
    return next((rules.shares[name] for name in names if name in rules.shares), rules.share)


def room(rules: Rules, *, answered: int, under_way: int) -> int:
    """How many more may be invited in a cell.

    None once the cap is reached. Before, those who are still being written to count as the answers that can be
    expected of them, so that one large file does not bring in many times the cap; what too few answers leave open is
    drawn from later contacts. Answers count in steps of k: how many are drawn then says nothing about a single one.
    """
    if answered >= rules.cap:
        return 0
    told = answered - answered % rules.k
    return max(0, math.ceil((rules.cap - told) / EXPECTED) - under_way)
