"""A table of comments, read: what each row says, and every fault with its place."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from instruments.clock import Calendar
from instruments.codebook import Axis, Codebook
from survey.correction import Codes
from survey.intake import channels, languages, moments
from survey.intake.places import Places
from survey.intake.row import RowFault, short
from survey.problems import Fault, Invalid
from survey.tables.cells import BadCell, folded
from survey.tables.sheet import CANNOT_READ, Row, Sheet, Unread
from survey.texts import N_

TEXT = "text"
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        TEXT: ("comment", "comments", "free text", "feedback", "response", "answer", "kommentar", "kommentarer",
               "kommentaren", "fritekst", "tekst", "tilbakemelding", "tilbakemelding fra innbygger", "svar",
               "fritext", "synpunkt", "återkoppling", "klage", "klagomål", "complaint"),
        "unit": ("unit code", "unit name", "office", "department", "municipality", "enhet", "enhetskode", "eining",
                 "kommune", "kommunenummer", "kommun", "kommunkod", "avdeling", "avdelning", "kontor", "verksamhet"),
        "channel": ("contact channel", "kanal", "kontaktkanal", "kontaktform", "kontaktväg"),
        "period": ("date", "day", "month", "quarter", "year", "time", "dato", "dag", "måned", "månad", "kvartal", "år",
                   "periode", "datum", "tidspunkt", "tidpunkt", "created", "opprettet"),
        "item": ("question", "item", "spørsmål", "spurning", "spørjing", "fråga"),
        "service": ("service area", "tjeneste", "teneste", "tjenesteområde", "tenesteområde", "tjänst",
                    "serviceområde", "topic", "emne", "tema", "ämne"),
        "language": ("lang", "språk", "målform", "language code", "språkkode", "språkkod"),
    }
)  # fmt: skip
NAMES = {folded(name): field for field, names in FIELDS.items() for name in (field, *names)}
PERIOD = re.compile(r"(?P<year>20\d\d)(?:\s*[-/ ]?\s*(?:[QqKk](?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
BETWEEN = re.compile(r"[;,|\n]")
SHOWN = frozenset({"unit", "channel", "period", "language"})
"""Columns whose cells may be told back; a comment may be about a person."""
LEAST_LETTERS = 2


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    places: Places
    codebook: Codebook
    calendar: Calendar


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was understood; its text is as it came, not masked yet."""

    line: int
    text: str
    unit_id: int | None = None
    channel: str | None = None
    period: str = ""
    item: str = ""
    service: str = ""
    language: str = ""
    codes: Codes = {}
    """What it was coded as already, by axis."""


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    rows: tuple[Entry, ...] = ()
    faults: tuple[RowFault, ...] = ()
    ignored: tuple[str, ...] = ()
    """Headings that mean nothing to us."""
    empty: int = 0
    """Rows without a comment."""


def read(sheet: Sheet, wanted: Wanted, *, unread: Sequence[Unread] = ()) -> Entries:
    """Raises Invalid where no column holds the comments."""
    headings = meanings(sheet.header, wanted.codebook)
    if TEXT not in headings:
        raise Invalid(CANNOT_READ, (Fault("row 1", N_("No column holds the comments: call it text or kommentar")),))
    faults = [RowFault(line=one.line, message=one.message, values=one.values) for one in unread]
    rows, empty = [], 0
    for row in sheet.rows:
        reader = Reader(row, headings)
        entry = entry_of(reader, wanted)
        faults += reader.faults
        if entry is None:
            empty += not reader.faults
        elif not reader.faults:
            rows.append(entry)
    known = {name for _, name in headings.values()}
    return Entries(
        rows=tuple(rows),
        faults=tuple(sorted(faults, key=lambda one: one.line)),
        ignored=tuple(name for name in sheet.header if name and name not in known),
        empty=empty,
    )


def meanings(header: Sequence[str], codebook: Codebook) -> dict[str, tuple[int, str]]:
    """Field or `axis:CODE` -> its column; the first that is called so."""
    codes = {folded(axis.code): f"axis:{axis.code}" for axis in codebook.axes}
    names = {folded(name): f"axis:{axis.code}" for axis in codebook.axes for name in axis.name.values()}
    found: dict[str, tuple[int, str]] = {}
    for index, heading in enumerate(header):
        # `area` holds codes of the scheme; a column that is only called like an axis may be the file's own.
        field = codes.get(folded(heading)) or NAMES.get(folded(heading)) or names.get(folded(heading))
        if field:
            found.setdefault(field, (index, heading))
    return found


class Reader:
    """The cells of one row, read one by one; what cannot be read is noted and None."""

    def __init__(self, row: Row, headings: Mapping[str, tuple[int, str]]) -> None:
        self.row, self.headings = row, headings
        self.faults: list[RowFault] = []

    def cell(self, field: str) -> str:
        index, _ = self.headings.get(field, (len(self.row.cells), ""))
        return self.row.cells[index].strip() if index < len(self.row.cells) else ""

    def value(self, field: str, read: Any, missing: Any) -> Any:
        text = self.cell(field)
        if not text:
            return missing
        try:
            return read(text)
        except BadCell as fault:
            self.fault(field, fault, text)
            return missing

    def fault(self, field: str, fault: BadCell, text: str) -> None:
        heading = self.headings[field][1]
        cell = text[:40] if field in SHOWN or field.startswith("axis:") else ""
        told = RowFault(line=self.row.line, column=heading, cell=cell, message=fault.message, values=fault.values)
        self.faults.append(told)


def entry_of(reader: Reader, wanted: Wanted) -> Entry | None:
    text = reader.cell(TEXT)
    if sum(letter.isalnum() for letter in text) < LEAST_LETTERS:
        return None
    unit = reader.value("unit", wanted.places.find, wanted.places.only)
    codes = {axis.code: reader.value(f"axis:{axis.code}", Labels(axis).read, ()) for axis in wanted.codebook.axes}
    return Entry(
        line=reader.row.line,
        text=text,
        unit_id=unit.id if unit else None,
        channel=reader.value("channel", channels.channel, None),
        period=reader.value("period", lambda text: period(text, wanted.calendar), ""),
        item=reader.value("item", short, ""),
        service=reader.value("service", short, ""),
        language=reader.value("language", languages.language, ""),
        codes={axis: some for axis, some in codes.items() if some},
    )


def period(text: str, calendar: Calendar) -> str:
    """A year, a quarter or a month; of a day its month, which is as fine as time is kept."""
    if found := PERIOD.fullmatch(text.strip()):
        year, quarter, month = found["year"], found["quarter"], found["month"]
        return f"{year}-Q{quarter}" if quarter else f"{year}-{month}" if month else year
    at = moments.moment(text, calendar)
    return f"{at.year}-{at.month:02}"


class Labels:
    """The categories of one axis by everything that they are called."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.names = {
            folded(name): category.code
            for category in axis.categories
            for name in (*category.name.values(), category.code)
        }

    def read(self, text: str) -> tuple[str, ...]:
        """Raises BadCell."""
        # The name of a category may have a comma in it.
        parts = [text] if folded(text) in self.names else list(filter(None, map(str.strip, BETWEEN.split(text))))
        unknown = [part for part in parts if folded(part) not in self.names]
        if unknown:
            raise BadCell(N_("“%(name)s” is no category of the scheme"), name=unknown[0][:40])
        found = tuple(dict.fromkeys(self.names[folded(part)] for part in parts))
        if not self.axis.many and len(found) > 1:
            raise BadCell(N_("Only one category of this kind can stand here"))
        if self.axis.none in found and len(found) > 1:
            raise BadCell(N_("“%(name)s” stands alone"), name=self.axis.none)
        return found
