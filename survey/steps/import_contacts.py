"""Contacts come in: each once, drawn by the rules of the round, invited or only counted."""

import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

import msgspec
import sqlalchemy as sa

from survey.contact import Contact, Fate, Personal, digest, plain_address, seal
from survey.doors import new_id
from survey.drawing import Candidate, Drawing, Drawn, Known, Office, draw, room
from survey.invitation import Invitation
from survey.keyring import PERSONAL, Destroyed, Keyring
from survey.problems import Conflict
from survey.round import Cell, Round, RoundStatus
from survey.store import calendars, invitations, responses, rounds, units
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.vault import Vault

BATCH = 50  # contacts of one transaction: answers that come in meanwhile wait for no more than these
MOST_ASKED = 500  # hashes in one question
NOT_OPEN = N_("The survey is not open: contacts come in only while it asks.")


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the contacts of one file."""

    new: int = 0
    before: int = 0
    """Had come in already, with this file or an earlier one."""
    fates: dict[Fate, int] = {}

    @property
    def drawn(self) -> int:
        return self.fates.get(Fate.DRAWN, 0)


class Marked(msgspec.Struct, frozen=True):
    """A contact with the keyed hash by which it is known again."""

    row: bytes
    candidate: Candidate


class Tools(msgspec.Struct, frozen=True):
    """The keys of a round, as far as contacts need them, and its units' calendars."""

    vault: Vault
    rows: bytes
    lots: bytes
    pepper: bytes
    offices: dict[int, Office]


def import_contacts(
    db: Database,
    now: datetime,
    round_id: int,
    contacts: Sequence[Contact],
    *,
    keys: Keyring,
    feed: str,
    faults: int = 0,
    sms: bool = True,
) -> Counted:
    """Take them in, a batch a transaction: whoever comes back after a crash with the same file goes on where it was.

    `feed` names where they come from, `faults` is how many rows beside them could not be read. Raises Conflict where
    the round does not ask (any more).
    """
    tools = tools_of(db, round_id, contacts, keys=keys)
    marked = known_again(contacts, tools)
    total = Counted(before=len(contacts) - len(marked))
    for batch in batches(marked):
        total = plus(total, db.write(_take_in, now, round_id, batch, tools, feed=feed, sms=sms))
    db.write(rounds.note_feed, round_id, feed, now, rows=0, faults=faults)
    return total


def preview(
    db: Database, now: datetime, round_id: int, contacts: Sequence[Contact], *, keys: Keyring, sms: bool = True
) -> Counted:
    """What taking them in would do now."""
    tools = tools_of(db, round_id, contacts, keys=keys)
    marked = known_again(contacts, tools)
    with db.read() as connection:
        asked = asking(connection, round_id)
        seen: set[bytes] = set()
        for batch in batches(marked):
            seen |= rounds.seen(connection, round_id, [one.row for one in batch])
        fresh = [one.candidate for one in marked if one.row not in seen]
        return counted(contacts, drawn_of(connection, asked, fresh, now, offices=tools.offices, sms=sms))


def tools_of(db: Database, round_id: int, contacts: Sequence[Contact], *, keys: Keyring) -> Tools:
    with db.read() as connection:
        found = offices(connection, {one.unit_id for one in contacts})
    try:
        rows, lots = (keys.derived(round_id, PERSONAL, purpose) for purpose in ("contact", "lot"))
        return Tools(keys.personal(round_id), rows, lots, keys.pepper(), found)
    except Destroyed as fault:
        raise Conflict(NOT_OPEN) from fault


def asking(connection: sa.Connection, round_id: int) -> Round:
    found = rounds.known(connection, round_id)
    if found.status is not RoundStatus.OPEN or found.personal_erased_at is not None:
        raise Conflict(NOT_OPEN)
    return found


def known_again(contacts: Sequence[Contact], tools: Tools) -> list[Marked]:
    """Each contact once, however often it stands in the file."""
    found: dict[bytes, Candidate] = {}
    nameless: dict[bytes, int] = {}
    for one in contacts:
        row = row_of(one, tools.rows)
        if not (one.email or one.phone or one.key):
            # Nothing tells two such contacts of the same minute apart but their number in the file.
            nameless[row] = number = nameless.get(row, 0) + 1
            row = hmac.digest(tools.rows, row + number.to_bytes(4, "big"), "sha256")[:16]
        if row not in found:
            lot = int.from_bytes(hmac.digest(tools.lots, row, "sha256")[:6], "big") / 2**48
            marks = frozenset(digest(tools.pepper, address) for address in (one.email, one.phone) if address)
            found[row] = Candidate(contact=one, lot=lot, marks=marks)
    return [Marked(row, candidate) for row, candidate in found.items()]


def row_of(one: Contact, key: bytes) -> bytes:
    """Who, where and when: a language or an area that is corrected later makes no new contact."""
    said = (one.unit_id, one.channel, one.at.astimezone(UTC), plain_address(one.email), one.phone, one.key)
    return hmac.digest(key, msgspec.json.encode(said), "sha256")[:16]


def batches(marked: Sequence[Marked]) -> Iterator[list[Marked]]:
    rest = iter(marked)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _take_in(
    connection: sa.Connection,
    now: datetime,
    round_id: int,
    batch: Sequence[Marked],
    tools: Tools,
    *,
    feed: str,
    sms: bool,
) -> Counted:
    take_turns(connection, "contacts")  # of all rounds: one invitation per person, whichever round asks
    asked = asking(connection, round_id)
    new = rounds.first_seen(connection, round_id, [one.row for one in batch])
    fresh = [one.candidate for one in batch if one.row in new]
    if not fresh:
        return Counted(before=len(batch))
    drawing = drawn_of(connection, asked, fresh, now, offices=tools.offices, sms=sms)
    invite(connection, asked, drawing.drawn, tools.vault)
    rounds.count_contacts(connection, round_id, drawing.fates)
    rounds.note_feed(connection, round_id, feed, now, rows=len(fresh), faults=0)
    return counted(batch, drawing)


def drawn_of(
    connection: sa.Connection,
    asked: Round,
    candidates: Sequence[Candidate],
    now: datetime,
    *,
    offices: dict[int, Office],
    sms: bool,
) -> Drawing:
    marks = sorted({mark for one in candidates for mark in one.marks})
    opted_out: set[bytes] = set()
    quarantined: set[bytes] = set()
    for start in range(0, len(marks), MOST_ASKED):
        some = marks[start : start + MOST_ASKED]
        opted_out |= invitations.opted_out(connection, some)
        quarantined |= invitations.in_quarantine(connection, some, now.date())
    known = Known(
        offices=offices,
        opted_out=frozenset(opted_out),
        quarantined=frozenset(quarantined),
        room=room_left(connection, asked),
    )
    return draw(candidates, asked, known, now, sms=sms)


def offices(connection: sa.Connection, unit_ids: set[int]) -> dict[int, Office]:
    days = calendars.of_units(connection, unit_ids)
    return {one.id: Office(one.code, days[one.id]) for one in units.by_ids(connection, unit_ids)}


def room_left(connection: sa.Connection, asked: Round) -> dict[Cell, int]:
    """How many more may be invited in each cell. Who was asked and what was said meet here as two numbers only."""
    under_way = invitations.under_way(connection, asked.id)
    answered = responses.answered(connection, asked.id)
    return {
        cell: room(asked.rules, answered=answered.get(cell, 0), under_way=under_way.get(cell, 0))
        for cell in answered.keys() | under_way.keys()
    }


def invite(connection: sa.Connection, asked: Round, drawn: Sequence[Drawn], vault: Vault) -> None:
    # By their random ids, so that the order of the file is not the order at rest.
    new = sorted((invitation(asked, one, vault) for one in drawn), key=lambda one: one.id)
    invitations.add(connection, new)
    if days := asked.rules.quarantine_days:
        until = {mark: one.due_at.date() + timedelta(days=days) for one in drawn for mark in one.candidate.marks}
        invitations.put_in_quarantine(connection, until)


def invitation(asked: Round, one: Drawn, vault: Vault) -> Invitation:
    contact = one.candidate.contact
    personal = Personal(one.address)
    if not asked.anonymous:
        personal = Personal(one.address, contact.at.date().isoformat(), contact.area, contact.key)
    return Invitation(
        id=new_id(),
        round_id=asked.id,
        unit_id=contact.unit_id,
        channel=contact.channel,
        way=one.way,
        language=contact.language,
        personal=seal(personal, vault),
        due_at=one.due_at,
    )


def counted(contacts: Sequence[object], drawing: Drawing) -> Counted:
    fates: dict[Fate, int] = {}
    for (_, fate), number in drawing.fates.items():
        fates[fate] = fates.get(fate, 0) + number
    new = sum(fates.values())
    return Counted(new=new, before=len(contacts) - new, fates=fates)


def plus(one: Counted, other: Counted) -> Counted:
    fates = {fate: one.fates.get(fate, 0) + other.fates.get(fate, 0) for fate in Fate}
    return Counted(
        new=one.new + other.new,
        before=one.before + other.before,
        fates={fate: number for fate, number in fates.items() if number},
    )
