"""A unit table comes in: read, compared, and, once somebody has seen what it does, carried out as a whole."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from survey.problems import Conflict, Invalid, NotFound
from survey.register import changes, entries
from survey.register.changes import ON_UNIT, Change, Preview
from survey.register.entries import Entry
from survey.store import audits, units, uploads
from survey.store.database import Database, take_turns
from survey.store.uploads import Upload
from survey.tables import sheet
from survey.texts import N_

HAS_FAULTS = N_("The table has faults, so nothing was imported")
HAS_CHANGED = N_("The units have changed since you saw what the import does")


def preview(db: Database, data: bytes, *, country: str = "NO") -> Preview:
    """What importing this file would do; raises Invalid or TooLarge when it is no table at all."""
    read = entries.read(sheet.read(data), country=country)
    with db.read() as connection:
        return changes.compare(read, units.known(connection), busy=units.with_work_under_way(connection))


def import_units(
    db: Database, data: bytes, now: datetime, *, by: int | None = None, country: str = "NO", digest: str = ""
) -> Preview:
    """Carry it out, all or nothing; with a `digest` only if it still does what the preview of that digest said."""
    read = entries.read(sheet.read(data), country=country)
    return db.write(_import, read, now, digest, by)


def keep(db: Database, data: bytes, now: datetime, *, name: str, country: str, by: int) -> int:
    """Put a table aside until somebody has seen what it does; raises Invalid when it is no table at all."""
    sheet.read(data)
    return db.write(uploads.add, data, now, name=name, country=country, by=by)


def preview_upload(db: Database, upload: Upload) -> Preview:
    return preview(db, upload.content, country=upload.country)


def confirm(db: Database, now: datetime, *, upload_id: int, digest: str, by: int) -> Preview | None:
    """Carry a kept table out as it was shown; None if that was done before, by a double click or another window."""
    with db.read() as connection:
        upload = uploads.by_id(connection, upload_id)
    if upload is None:
        raise NotFound(N_("This table is not kept any more"), advice=N_("Send the file again."))
    read = entries.read(sheet.read(upload.content), country=upload.country) if upload.applied_at is None else None

    def write(connection: sa.Connection) -> Preview | None:
        if read is None or not uploads.apply(connection, upload_id, now):
            return None
        return _import(connection, read, now, digest, by)

    return db.write(write)


def _import(connection: sa.Connection, read: entries.Entries, now: datetime, digest: str, by: int | None) -> Preview:
    take_turns(connection, "units")
    known = units.known(connection)
    found = changes.compare(read, known, busy=units.with_work_under_way(connection))
    if found.faults:
        raise Invalid(HAS_FAULTS, found.faults)
    if digest and digest != found.digest:
        raise Conflict(HAS_CHANGED, advice=N_("Look at the changes once more and confirm them."))
    units.add(connection, [unit_row(entry) for entry in found.new])
    ids = {(one.unit.country, one.unit.code): one.unit.id for one in units.known(connection)}
    _add_details(connection, found.new, ids)
    for one in found.changed:
        _change(connection, one, ids, now=now)
    told = f"{len(found.new)} new, {len(found.changed)} changed"
    audits.note(connection, now, by=by, action="units.import", subject="units:all", detail=told)
    return found


def unit_row(entry: Entry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in ON_UNIT}
    for name in ("county", "peer_group", "website"):
        row[name] = row[name] or ""
    form = row["written_form"] or {"SE": "sv", "NO": "nb"}.get(entry.country, "en")
    return {**row, "country": entry.country, "code": entry.code, "written_form": form}


def _add_details(connection: sa.Connection, new: tuple[Entry, ...], ids: dict[tuple[str, str], int]) -> None:
    addresses = []
    for entry in new:
        id = ids[entry.country, entry.code]
        found = {"email": entry.email, "phone": entry.phone}
        addresses += [{"unit_id": id, "channel": c, "address": text, "note": ""} for c, text in found.items() if text]
        if entry.closed_days:
            units.set_closed_days(connection, id, entry.closed_days)
        links = {f"{name}_id": ids[entry.country, code] for name, code in links_of(entry).items()}
        if links:
            units.update(connection, id, **links)
    units.add_addresses(connection, addresses)


def links_of(entry: Entry) -> dict[str, str]:
    found = {name: getattr(entry, name) for name in changes.LINKS}
    return {name: code for name, code in found.items() if code}


def _change(connection: sa.Connection, one: Change, ids: dict[tuple[str, str], int], *, now: datetime) -> None:
    values: dict[str, Any] = {}
    for field in one.fields:
        match field.name:
            case "email" | "phone":
                units.set_address(connection, one.unit_id, field.name, text=field.new, now=now)
            case "closed_days":
                units.set_closed_days(connection, one.unit_id, field.new)
            case "parent" | "successor":
                values[f"{field.name}_id"] = ids[one.country, field.new]
            case _:
                values[field.name] = field.new
    if values:
        units.update(connection, one.unit_id, **values)
