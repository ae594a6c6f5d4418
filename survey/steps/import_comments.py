"""A file of comments comes in: masked, each row once, with the codes that it has already."""

import hmac
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import msgspec
import sqlalchemy as sa

from instruments.clock import Calendar
from survey.comment import Comment
from survey.comment_file import Entries, Entry, Wanted, read
from survey.correction import Drawn
from survey.intake.places import Places
from survey.keyring import Keyring
from survey.masking import masked_text
from survey.problems import Fault, Invalid
from survey.scheme import Scheme, rules
from survey.steps.schemes import begin
from survey.store import audits, collections, comments, corrections, tags, units
from survey.store.database import Database
from survey.tables import sheet
from survey.texts import N_

BATCH = 200  # rows of one transaction: answers that come in meanwhile wait for no more than these
LONGEST_TITLE = 120


class Into(msgspec.Struct, frozen=True, kw_only=True):
    """A collection that is there, or a new one."""

    collection_id: int | None = None
    title: str = ""
    keep_until: date | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the file, and what became of the rest, or would."""

    entries: Entries
    new: int = 0
    before: int = 0
    """Had come in already, with this file or an earlier one."""
    masked: int = 0
    """Comments in which something about a person was masked."""
    coded: int = 0
    collection_id: int | None = None


class Ready(msgspec.Struct, frozen=True):
    """A row as it may be stored."""

    comment: Comment
    entry: Entry


def look(db: Database, now: datetime, table: bytes, into: Into, *, keys: Keyring) -> Delivery:
    """What `take` would do now; but for the scheme's first version nothing is written."""
    scheme = begin(db, now)
    with db.read() as connection:
        entries = entries_of(connection, scheme, table)
        there = known_collection(connection, table, into, keys=keys)
        ready = made(entries.rows, there or 0, keys=keys)
        before = len(comments.known(connection, [one.comment.id for one in ready])) if there else 0
    return delivery(entries, ready, new=len(ready) - before, collection_id=there)


def take(db: Database, now: datetime, table: bytes, into: Into, *, keys: Keyring, by: int | None) -> Delivery:
    """The good rows go in, a batch a transaction; the others are told. Raises Invalid where it is no table, TooLarge.

    Whoever comes back after a crash with the same file goes on where it was.
    """
    scheme = begin(db, now)
    with db.read() as connection:
        entries = entries_of(connection, scheme, table)
        there = known_collection(connection, table, into, keys=keys)
    if there is None:
        there = db.write(_begin, now, into, digest_of(table, keys=keys), by=by)
    ready = made(entries.rows, there, keys=keys)
    new = sum(
        db.write(_take, now, scheme, ready[start : start + BATCH], by=by) for start in range(0, len(ready), BATCH)
    )
    found = delivery(entries, ready, new=new, collection_id=there)
    told = f"new={found.new} before={found.before} faults={len(entries.faults)} masked={found.masked}"
    db.write(audits.note, now, by=by, action="comments.import", subject=f"collection:{there}", detail=told)
    return found


def entries_of(connection: sa.Connection, scheme: Scheme, table: bytes) -> Entries:
    found, unread = sheet.salvage(table)
    known = units.every(connection)
    country = known[0].country if known else "NO"
    wanted = Wanted(places=Places(known), codebook=scheme.read(), calendar=Calendar(country, frozenset()))
    return read(found, wanted, unread=unread)


def known_collection(connection: sa.Connection, table: bytes, into: Into, *, keys: Keyring) -> int | None:
    """The chosen one, or the one that began with this very file."""
    if into.collection_id is not None:
        return collections.known(connection, into.collection_id).id
    found = collections.of_file(connection, digest_of(table, keys=keys))
    return found.id if found else None


def digest_of(table: bytes, *, keys: Keyring) -> bytes:
    return hmac.digest(keys.pepper(), b"file of comments" + table, "sha256")


def made(rows: Sequence[Entry], collection_id: int, *, keys: Keyring) -> list[Ready]:
    pepper = keys.pepper()
    seen: Counter[bytes] = Counter()
    found = []
    for entry in rows:
        said = (collection_id, entry.text, entry.unit_id, entry.channel, entry.period, entry.item, entry.service)
        row = msgspec.json.encode(said)
        seen[row] += 1  # “ok” may stand there twice, and both are comments
        id = hmac.digest(pepper, b"comment" + seen[row].to_bytes(4, "big") + row, "sha256")[:16]
        found.append(Ready(stored(entry, id, collection_id), entry))
    return found


def stored(entry: Entry, id: bytes, collection_id: int) -> Comment:
    return Comment(
        id=id,
        collection_id=collection_id,
        unit_id=entry.unit_id,
        channel=entry.channel,
        period=entry.period,
        item=masked_text(entry.item, entry.language),
        text=masked_text(entry.text, entry.language),
        service=entry.service,
        language=entry.language,
    )


def delivery(entries: Entries, ready: Sequence[Ready], *, new: int, collection_id: int | None) -> Delivery:
    return Delivery(
        entries=entries,
        new=new,
        before=len(ready) - new,
        masked=sum(one.comment.text != one.entry.text for one in ready),
        coded=sum(bool(one.entry.codes) for one in ready),
        collection_id=collection_id,
    )


def _begin(connection: sa.Connection, now: datetime, into: Into, digest: bytes, *, by: int | None) -> int:
    title = into.title.strip()
    if not title or len(title) > LONGEST_TITLE:
        told = N_("Give the comments a name: where they are from and of when.")
        raise Invalid(N_("The comments cannot be kept like this."), (Fault("title", told),))
    return collections.add(connection, title, now, by=by, keep_until=into.keep_until, digest=digest)


def _take(connection: sa.Connection, now: datetime, scheme: Scheme, ready: Sequence[Ready], *, by: int | None) -> int:
    there = comments.known(connection, [one.comment.id for one in ready])
    # By their random ids, so that the order of the file is not the order at rest.
    new = sorted((one for one in ready if one.comment.id not in there), key=lambda one: one.comment.id)
    number = comments.add(connection, [one.comment for one in new])
    coded = {one.comment.id: one.entry.codes for one in new if one.entry.codes}
    rows = [
        {
            "token": f"file:{id.hex()}", "scheme_version": scheme.version, "comment_id": id, "axis": axis,
            "codes": codes, "suggested": None, "person_id": by, "at": now, "drawn": Drawn.FILE.value,
        }
        for id, said in coded.items()
        for axis, codes in said.items()
    ]  # fmt: skip
    corrections.add(connection, rows)
    tags.decide_all(connection, scheme.version, coded, rules(scheme.read()))
    return number
