"""The rows of a table of contacts, read: what each says of one contact, and every fault with its place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

import msgspec

from instruments.clock import Calendar
from survey.contact import Contact
from survey.intake import channels, columns, languages
from survey.intake.places import Places
from survey.intake.row import Aside, Headings, Reader, RowFault, short
from survey.problems import Fault, Invalid
from survey.tables.cells import folded
from survey.tables.sheet import CANNOT_READ, Row, Sheet, Unread
from survey.texts import N_

TITLE = 10  # lines


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a survey asks about, as far as reading a table needs it."""

    places: Places
    channels: frozenset[str]
    language: str
    calendars: Mapping[int, Calendar]


class Line(msgspec.Struct, frozen=True):
    line: int
    contact: Contact


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    rows: tuple[Line, ...] = ()
    faults: tuple[RowFault, ...] = ()
    ignored: tuple[str, ...] = ()
    """Headings that mean nothing to us."""
    elsewhere: dict[str, int] = {}
    """Unit or channel that the survey does not ask about -> how many rows."""

    @property
    def contacts(self) -> list[Contact]:
        return [one.contact for one in self.rows]


def read(sheet: Sheet, wanted: Wanted, now: datetime, *, unread: Sequence[Unread] = ()) -> Entries:
    """Raises Invalid where the headings leave open what a contact needs."""
    sheet = below_title(sheet)
    headings = meanings(sheet.header)
    refuse_lack(sheet.header, headings, wanted)
    rows: list[Line] = []
    faults = [RowFault(line=one.line, message=one.message, values=one.values) for one in unread]
    elsewhere: Counter[str] = Counter()
    for row in sheet.rows:
        try:
            found, wrong = contact_of(row, headings, wanted, now, width=len(sheet.header))
        except Aside as aside:
            elsewhere[str(aside)] += 1
            continue
        faults += wrong
        if found is not None and not wrong:
            rows.append(Line(row.line, found))
    return Entries(
        rows=tuple(rows),
        faults=tuple(sorted(faults, key=lambda one: one.line)),
        ignored=tuple(name for name in sheet.header if name and columns.field_of(name) is None),
        elsewhere=dict(elsewhere),
    )


def below_title(sheet: Sheet) -> Sheet:
    """Without the lines that reports put above their headings."""
    if meanings(sheet.header):
        return sheet
    for number, row in enumerate(sheet.rows[:TITLE]):
        if len(meanings(row.cells)) > 1:
            return Sheet(row.cells, sheet.rows[number + 1 :])
    return sheet


def meanings(header: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """Field -> its columns; of several the first that holds something counts, as with a number and a name of a unit."""
    found: dict[str, list[tuple[int, str]]] = {}
    for index, heading in enumerate(header):
        if field := columns.field_of(heading):
            found.setdefault(field, []).append((index, heading))
    return found


def refuse_lack(header: Sequence[str], headings: Headings, wanted: Wanted) -> None:
    """A table that is about one unit, or one channel, need not say so; when a contact was it has to say."""
    needed = {"unit": not wanted.places.only, "channel": len(wanted.channels) != 1, "at": "day" not in headings}
    if lacking := [field for field, needs in needed.items() if needs and field not in headings]:
        raise Invalid(CANNOT_READ, tuple(lack(field, header) for field in lacking))


LACK = {
    "unit": N_("No column holds the unit: call it unit, enhet or kommunenummer"),
    "channel": N_("No column holds the channel: call it channel or kanal"),
    "at": N_("No column holds the time of the contact: call it time, tidspunkt or dato"),
}


def lack(field: str, header: Sequence[str]) -> Fault:
    known = [name for name, meant in columns.NAMES.items() if meant == field]
    near = next((name for name in header if get_close_matches(folded(name), known, cutoff=0.75)), "")
    return Fault(f"column {near}" if near else "row 1", LACK[field])


def contact_of(
    row: Row, headings: Headings, wanted: Wanted, now: datetime, *, width: int
) -> tuple[Contact | None, list[RowFault]]:
    """The contact, or what is wrong with its row; raises Aside."""
    if any(row.cells[width:]):
        told = N_("The row has more cells than there are headings: is a separator missing or one too many?")
        return None, [RowFault(line=row.line, message=told)]
    reader = Reader(row, headings)
    unit = reader.value("unit", wanted.places.find, missing=wanted.places.only)
    only = next(iter(wanted.channels)) if len(wanted.channels) == 1 else None
    channel = reader.value("channel", channels.channel, missing=only)
    if channel and channel not in wanted.channels:
        raise Aside(channel)
    if unit is None or channel is None:
        return None, reader.faults
    calendar = wanted.calendars[unit.id]
    values = {
        "at": reader.moment(calendar, now),
        "language": reader.value("language", languages.language, missing="") or wanted.language,
        "area": reader.value("area", short, missing=""),
        "key": reader.value("key", short, missing=""),
        **reader.addresses(unit.country),
    }
    if reader.faults:
        return None, reader.faults
    return Contact(unit_id=unit.id, channel=channel, **values), []
