"""A table of contacts is read by what its survey asks about, and taken in or only looked at."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from survey.intake.places import Places
from survey.intake.reading import Entries, Wanted, read
from survey.keyring import Keyring
from survey.round import Round
from survey.steps.import_contacts import Counted, asking, import_contacts, preview
from survey.store import calendars, rounds, units
from survey.store.database import Database
from survey.tables.sheet import Sheet, Unread, salvage


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A table that came in: what could not be read of it, and what became of the rest."""

    entries: Entries
    counted: Counted


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A table, and what taking it in would do now."""

    entries: Entries
    counted: Counted
    units: dict[int, str]
    """The names of those in the first rows."""


def take(
    db: Database, now: datetime, round_id: int, table: bytes | Sheet, *, keys: Keyring, feed: str, sms: bool
) -> Delivery:
    """The good rows go in, the others are told. Raises Conflict, Invalid where it is no table, TooLarge."""
    entries = entries_of(db, now, round_id, table)
    faults = len(entries.faults)
    counted = import_contacts(db, now, round_id, entries.contacts, keys=keys, feed=feed, faults=faults, sms=sms)
    return Delivery(entries=entries, counted=counted)


def look(
    db: Database, now: datetime, round_id: int, table: bytes | Sheet, *, keys: Keyring, sms: bool, first: int = 10
) -> Look:
    entries = entries_of(db, now, round_id, table)
    counted = preview(db, now, round_id, entries.contacts, keys=keys, sms=sms)
    with db.read() as connection:
        named = units.by_ids(connection, {one.unit_id for one in entries.contacts[:first]})
    return Look(entries=entries, counted=counted, units={one.id: one.name for one in named})


def entries_of(db: Database, now: datetime, round_id: int, table: bytes | Sheet) -> Entries:
    with db.read() as connection:
        wanted = wanted_by(connection, asking(connection, round_id))
    unread: tuple[Unread, ...] = ()
    sheet = table
    if isinstance(sheet, bytes):
        sheet, unread = salvage(sheet)
    return read(sheet, wanted, now, unread=unread)


def wanted_by(connection: sa.Connection, asked: Round) -> Wanted:
    own = {one.unit_id for one in rounds.units(connection, asked.id)}
    known = units.every(connection)
    return Wanted(
        places=Places([one for one in known if one.id in own], [one for one in known if one.id not in own]),
        channels=frozenset(asked.forms),
        language=asked.language,
        calendars=calendars.of_units(connection, own),
    )
