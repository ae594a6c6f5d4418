"""A table of contacts is read by what its survey asks about, and taken in or only looked at."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.intake.places import Places
from survey.intake.reading import Entries, Wanted, read
from survey.keyring import Keyring
from survey.round import Round
from survey.steps.import_contacts import Counted, asking, import_contacts, preview
from survey.store import audits, calendars, rounds, units
from survey.store.database import Database
from survey.tables import objects, sheet

Table = bytes | list[Any]
"""A CSV or XLSX file, or a list of JSON objects."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A table that came in: what is wrong with it, and what became of the rest, or would."""

    entries: Entries
    counted: Counted


def take(
    db: Database,
    now: datetime,
    round_id: int,
    table: Table,
    *,
    keys: Keyring,
    feed: str,
    sms: bool,
    by: int | None = None,
) -> Delivery:
    """The good rows go in, the others are told. Raises Conflict, Invalid where it is no table, TooLarge."""
    entries = entries_of(db, now, round_id, table)
    faults = len(entries.faults)
    counted = import_contacts(db, now, round_id, entries.contacts, keys=keys, feed=feed, faults=faults, sms=sms)
    told = f"from={feed} new={counted.new} before={counted.before} faults={faults}"
    db.write(audits.note, now, by=by, action="round.contacts", subject=f"round:{round_id}", detail=told)
    return Delivery(entries=entries, counted=counted)


def look(db: Database, now: datetime, round_id: int, table: Table, *, keys: Keyring, sms: bool) -> Delivery:
    """What `take` would do now; nothing is written."""
    entries = entries_of(db, now, round_id, table)
    return Delivery(entries=entries, counted=preview(db, now, round_id, entries.contacts, keys=keys, sms=sms))


def entries_of(db: Database, now: datetime, round_id: int, table: Table) -> Entries:
    with db.read() as connection:
        wanted = wanted_by(connection, asking(connection, round_id))
    found, unread = sheet.salvage(table) if isinstance(table, bytes) else objects.sheet_of(table)
    return read(found, wanted, now, unread=unread)


def wanted_by(connection: sa.Connection, asked: Round) -> Wanted:
    own = {one.unit_id for one in rounds.units(connection, asked.id)}
    known = units.every(connection)
    return Wanted(
        places=Places([one for one in known if one.id in own], [one for one in known if one.id not in own]),
        channels=frozenset(asked.forms),
        language=asked.language,
        calendars=calendars.of_units(connection, own),
    )
