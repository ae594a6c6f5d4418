"""A form of one's own is taken in, replaced, mended, and each of these taken back, until it is published."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.imported import Imported
from instruments.instrument import Instrument
from survey import edition
from survey.edition import Edition, EditionStatus
from survey.problems import Conflict, Invalid, NotFound
from survey.store import audits, editions, forms
from survey.store.database import Database, take_turns
from survey.texts import N_

UNREADABLE = N_("Nothing could be read from this file")
DRAFT = (EditionStatus.DRAFT,)
Change = Callable[[Instrument], Instrument]


def take_in(
    db: Database, now: datetime, *, found: Imported, source: str, by: int | None, own_bank: Path | None = None
) -> Edition:
    """A file becomes a draft: of a new form, or the next version of the one that has its name and its questions."""
    asked = readable(found)
    shipped = bank.versions(Instrument, own_bank)

    def do(connection: sa.Connection) -> Edition:
        take_turns(connection, "editions")
        id = home_of(connection, asked, shipped)
        own = editions.of_instrument(connection, id)
        if own and own[-1].is_draft:
            return _replace(connection, own[-1], found, now=now, source=source, by=by)
        return _add(connection, numbered(asked, id, own, shipped), found, now=now, source=source, by=by)

    return db.write(do)


def replace(db: Database, now: datetime, *, name: str, found: Imported, source: str, by: int | None) -> Edition:
    """The same draft again from a mended file; what was there before can be fetched back."""
    readable(found)
    return db.write(lambda c: _replace(c, draft(c, name), found, now=now, source=source, by=by))


def copy(db: Database, now: datetime, *, name: str, by: int | None, own_bank: Path | None = None) -> Edition:
    """A draft of the next version, beginning with what is published or shipped as `name`; the one there is, if any."""
    shipped = bank.versions(Instrument, own_bank)

    def do(connection: sa.Connection) -> Edition:
        take_turns(connection, "editions")
        asked = published(connection, name, own_bank)
        own = editions.of_instrument(connection, asked.id)
        if own and own[-1].is_draft:
            return own[-1]
        found = Imported(numbered(asked, asked.id, own, shipped))
        return _add(connection, found.instrument or asked, found, now=now, source=f"{COPIED}{name}", by=by)

    return db.write(do)


COPIED = "copy:"


def mend(db: Database, now: datetime, *, name: str, change: Change, what: str, by: int | None) -> Edition:
    """Carry out a small change; raises Invalid where it would leave no instrument."""

    def do(connection: sa.Connection) -> Edition:
        before = draft(connection, name)
        document = edition.encoded(change(before.read()))
        if document == before.document:
            return before
        return _keep(connection, before, now, what=what, by=by, document=document)

    return db.write(do)


def set_aside(db: Database, now: datetime, *, name: str, number: int, by: int | None) -> Edition:
    """A person has seen to a fault of the file that the instrument itself does not show."""

    def do(connection: sa.Connection) -> Edition:
        before = draft(connection, name)
        rest = tuple(one for index, one in enumerate(before.findings) if index != number or one.path)
        return _keep(connection, before, now, what="finding", by=by, findings=rest)

    return db.write(do)


def undo(db: Database, now: datetime, *, name: str, by: int | None) -> Edition:
    """The draft as it was before its last change; raises Conflict where there is none to take back."""

    def do(connection: sa.Connection) -> Edition:
        mine = draft(connection, name)
        before = editions.last_change(connection, mine.id)
        if before is None:
            raise Conflict(N_("There is nothing to take back."))
        editions.forget_change(connection, before.id)
        kept = {field: getattr(before, field) for field in ("document", "source", "findings", "lost")}
        editions.update(connection, mine.id, was=DRAFT, changed_at=now, **kept)
        audits.note(connection, now, by=by, action="instrument.undo", subject=f"instrument:{name}")
        return draft(connection, name)

    return db.write(do)


def drop(db: Database, now: datetime, *, name: str, by: int | None) -> None:
    """A draft that nobody wants; nothing was ever answered with it."""

    def do(connection: sa.Connection) -> None:
        editions.remove(connection, draft(connection, name).id)
        audits.note(connection, now, by=by, action="instrument.drop", subject=f"instrument:{name}")

    db.write(do)


def readable(found: Imported) -> Instrument:
    if found.instrument is None:
        raise Invalid(UNREADABLE)
    return found.instrument


def known(connection: sa.Connection, name: str) -> Edition:
    found = editions.by_name(connection, name)
    if found is None:
        raise NotFound(N_("There is no such form."))
    return found


def draft(connection: sa.Connection, name: str) -> Edition:
    found = known(connection, name)
    if not found.is_draft:
        advice = N_("Make a new version of it and change that one.")
        raise Conflict(N_("This form is published and cannot be changed any more."), advice=advice)
    return found


def published(connection: sa.Connection, name: str, own_bank: Path | None) -> Instrument:
    try:
        return forms.form(connection, name, own_bank)
    except bank.UnknownError as fault:
        raise NotFound(N_("There is no such form.")) from fault


def home_of(connection: sa.Connection, asked: Instrument, shipped: Sequence[Instrument]) -> str:
    """The id under which this file belongs: its own, unless something quite different is called that already."""
    latest = edition.newest(editions.every(connection))
    there = {one.id: one for one in shipped} | {id: edition.decoded(one.document) for id, one in latest.items()}
    strangers = [id for id, one in there.items() if not edition.is_kin(one, asked)]
    return edition.free_id(edition.slug(asked.id), strangers)


def numbered(asked: Instrument, id: str, own: Sequence[Edition], shipped: Sequence[Instrument]) -> Instrument:
    """The version after all that are known by this id."""
    versions = [one.version for one in own] + [one.version for one in shipped if one.id == id]
    return msgspec.structs.replace(asked, id=id, version=max(versions, default=0) + 1)


def _add(
    connection: sa.Connection, asked: Instrument, found: Imported, *, now: datetime, source: str, by: int | None
) -> Edition:
    editions.add(
        connection,
        instrument=asked.id,
        version=asked.version,
        document=edition.encoded(asked),
        source=source,
        findings=edition.findings_of(found),
        lost=found.lost,
        created_by=by,
        created_at=now,
        changed_at=now,
    )
    name = f"{asked.id}@{asked.version}"
    audits.note(connection, now, by=by, action="instrument.add", subject=f"instrument:{name}", detail=source)
    return known(connection, name)


def _replace(
    connection: sa.Connection, before: Edition, found: Imported, *, now: datetime, source: str, by: int | None
) -> Edition:
    asked = msgspec.structs.replace(readable(found), id=before.instrument, version=before.version)
    values = {"source": source, "findings": edition.findings_of(found), "lost": found.lost}
    return _keep(connection, before, now, what="upload", by=by, document=edition.encoded(asked), **values)


def _keep(
    connection: sa.Connection, before: Edition, now: datetime, *, what: str, by: int | None, **values: Any
) -> Edition:
    editions.remember(connection, before, now, change=what, by=by)
    editions.update(connection, before.id, was=DRAFT, changed_at=now, **values)
    audits.note(connection, now, by=by, action="instrument.change", subject=f"instrument:{before.name}", detail=what)
    return known(connection, before.name)
