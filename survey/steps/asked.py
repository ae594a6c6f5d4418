"""Rounds under way as those who write to citizens need them: in whose name, with which form, at which hours."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
import structlog

from instruments import bank
from instruments.clock import Calendar
from instruments.instrument import Instrument
from mailer.message import Address, mailbox
from survey.asking import Asker
from survey.doors import Doors
from survey.invitation import Invitation
from survey.keyring import Destroyed, Keyring
from survey.problems import Problem
from survey.round import Round, RoundStatus
from survey.sending_hours import next_allowed
from survey.settings import Settings
from survey.store import rounds, units
from survey.store.database import Database
from survey.store.forms import form
from survey.store.rounds import Own
from survey.vault import Vault

log = structlog.get_logger()


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings say of those who ask."""

    url: str
    sender: str
    sms_sender: str
    zone: ZoneInfo
    own_bank: Path | None = None

    @property
    def bounces_at(self) -> str:
        """Ours, also where a unit writes under an address of its own: failed deliveries must reach us."""
        return Address("", self.sender).domain


def house(settings: Settings) -> House:
    return House(
        url=settings.url,
        sender=settings.survey_from,
        sms_sender=settings.sms_sender,
        zone=ZoneInfo(settings.timezone),
        own_bank=settings.bank_folder,
    )


class Asked:
    """One round: its keys, its units, its forms."""

    def __init__(
        self, house: House, asked: Round, *, keys: Keyring, own: dict[int, Own], names: dict[int, str],
        calendars: dict[int, Calendar], forms: dict[str, Instrument],
    ) -> None:  # fmt: skip
        self.house, self.round = house, asked
        self.vault: Vault = keys.personal(asked.id)
        self.doors: Doors = keys.doors(asked.id)
        self.own, self.names, self.calendars, self.forms = own, names, calendars, forms
        self._allowed: dict[tuple[int, datetime], datetime] = {}
        self._askers: dict[tuple[int, str], Asker] = {}

    def lasts(self, now: datetime) -> bool:
        """Whether anybody may still be written to."""
        return now.astimezone(self.house.zone).date() <= self.round.ends_on

    def asker(self, one: Invitation) -> Asker:
        key = (one.unit_id, one.channel)
        if key not in self._askers:
            self._askers[key] = self._asker(one)
        return self._askers[key]

    def _asker(self, one: Invitation) -> Asker:
        own = self.own.get(one.unit_id) or Own(round_id=self.round.id, unit_id=one.unit_id)
        name = self.names.get(one.unit_id, "")
        return Asker(
            unit=name,
            channel=one.channel,
            sender=self._sender(own, name),
            bounces_at=self.house.bounces_at,
            url=self.house.url,
            texts=own.texts,
            anonymous=self.round.anonymous,
            reminders=len(self.reminders),
            until=self.round.ends_on,
            form=self.forms.get(one.channel),
        )

    def _sender(self, own: Own, name: str) -> Address:
        """The unit's own where it can be written, else the house's: one slip must not hold up everybody."""
        plain = " ".join((own.sender_name or name).split())
        try:
            mailbox(found := Address(plain, own.sender_email.strip() or self.house.sender))
        except ValueError:
            log.warning("the sender of a unit is no mail address", round=self.round.id, unit=own.unit_id)
            return Address(plain, self.house.sender)
        return found

    @property
    def reminders(self) -> tuple[int, ...]:
        """Days after the invitation, in order."""
        return tuple(sorted({days for days in self.round.rules.reminders if days > 0}))

    def allowed(self, unit_id: int, at: datetime) -> datetime:
        """The first moment from `at` on at which this unit's citizens may be written to."""
        if unit_id not in self.calendars:
            return at
        minute = at.replace(second=0, microsecond=0)
        key = (unit_id, minute)
        if key not in self._allowed:  # quiet hours begin and end with a minute, and a hundred mails leave in one
            self._allowed[key] = next_allowed(minute, self.round.rules, self.calendars[unit_id])
        return max(at, self._allowed[key])

    def next_due(self, unit_id: int, *, sent: int, now: datetime) -> datetime | None:
        """When message `sent` + 1 leaves, after message `sent` has left now; None: there is no other."""
        days = (0, *self.reminders)
        if sent >= len(days):
            return None
        due_at = self.allowed(unit_id, now + timedelta(days=days[sent] - days[sent - 1]))
        return due_at if self.lasts(due_at) else None


def under_way(db: Database, house: House, *, now: datetime, keys: Keyring) -> dict[int, Asked]:
    """By id, every open round in which somebody may still be written to."""
    with db.read() as connection:
        found = rounds.with_status(connection, RoundStatus.OPEN)
        made = (_asked(connection, house, one, keys=keys) for one in found)
        return {asked.round.id: asked for asked in made if asked and asked.lasts(now)}


def _asked(connection: sa.Connection, house: House, one: Round, *, keys: Keyring) -> Asked | None:
    own = {found.unit_id: found for found in rounds.units(connection, one.id)}
    asking = units.by_ids(connection, own)
    closed = units.closed_days(connection)
    try:
        return Asked(
            house,
            one,
            keys=keys,
            own=own,
            names={unit.id: unit.name for unit in asking},
            calendars={unit.id: Calendar(unit.country, frozenset(closed.get(unit.id, ()))) for unit in asking},
            forms=_forms(connection, one, house.own_bank),
        )
    except Destroyed:  # its addresses are gone: there is nobody to write to
        return None


def _forms(connection: sa.Connection, one: Round, own_bank: Path | None) -> dict[str, Instrument]:
    """By channel; without a form that can be read the mail goes without its first question."""
    found = {}
    for channel, name in one.forms.items():
        try:
            found[channel] = form(connection, name, own_bank)
        except (bank.UnknownError, bank.UnusableError, Problem) as fault:
            log.error("the form of a survey cannot be read", round=one.id, form=name, fault=type(fault).__name__)
    return found
