"""One row of a table of contacts, cell by cell, with every fault at its place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from instruments.clock import Calendar
from survey.intake import addresses, moments
from survey.intake.places import Elsewhere
from survey.tables.cells import BadCell
from survey.tables.sheet import Row
from survey.texts import N_

LONGEST = 200
SHOWN = frozenset({"unit", "channel", "at", "language"})
"""Columns whose cells may be told back; the others are about a person."""
NOTHING = (
    "- – — ? na n/a null none nil ukjent ukjend okänd okänt unknown hemmelig hemmeleg hemlig hemligt skjult dolt dold "
    "anonym anonymous withheld private ingen"
)
"""What systems write where they have nothing to say."""
SAYS_NOTHING = frozenset(NOTHING.split())
EMPTY = {
    "unit": N_("The unit is missing: fill it in or remove the row"),
    "channel": N_("The channel is missing: fill in email, phone, web or desk"),
    "at": N_("The time of the contact is missing: fill it in or remove the row"),
}
Headings = Mapping[str, Sequence[tuple[int, str]]]


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row and what to do; `cell` is empty where it may be about a person."""

    line: int
    column: str = ""
    cell: str = ""
    message: str
    values: dict[str, Any] = {}


class Aside(Exception):
    """The row is no fault, but about something else than the survey."""


class Reader:
    """The cells of one row, read one by one; what cannot be read is noted and None."""

    def __init__(self, row: Row, headings: Headings) -> None:
        self.row, self.headings = row, headings
        self.faults: list[RowFault] = []

    def text(self, field: str) -> tuple[str, str]:
        """What the field's first column that is not empty says, and that column's heading."""
        for index, heading in self.headings.get(field, ()):
            text = self.row.cells[index].strip() if index < len(self.row.cells) else ""
            if text and text.casefold() not in SAYS_NOTHING:
                return text, heading
        return "", next((heading for _, heading in self.headings.get(field, ())), field)

    def value(self, field: str, read: Any, *, missing: Any) -> Any:
        text, heading = self.text(field)
        if not text:
            if missing is None or (field in EMPTY and field in self.headings):
                self.fault(field, heading, BadCell(EMPTY[field]))
                return None
            return missing
        return self.tried(field, heading, text, read)

    def moment(self, calendar: Calendar, now: datetime) -> datetime | None:
        (clock, heading), (day, other) = self.text("at"), self.text("day")
        if not (clock or day):
            self.fault("at", heading if "at" in self.headings else other, BadCell(EMPTY["at"]))
            return None
        found = self.tried(
            "at", heading if clock else other, f"{day} {clock}".strip(), lambda _: moments.joined(day, clock, calendar)
        )
        if found and found.date() > calendar.local(now).date():
            told = N_("The contact lies in the future: check the day and the month")
            self.fault("at", heading if clock else other, BadCell(told), f"{day} {clock}".strip())
        return found  # type: ignore[no-any-return]

    def addresses(self, country: str) -> dict[str, str]:
        found: dict[str, str] = {"email": "", "phone": ""}
        for field in ("email", "mobile", "phone", "address"):
            text, heading = self.text(field)
            if not text:
                continue
            kind = "email" if field == "email" or (field == "address" and "@" in text) else "phone"
            read = addresses.email if kind == "email" else lambda text: addresses.phone(text, country)
            value = self.tried(field, heading, text, read)
            found[kind] = found[kind] or value or ""
        return found

    def tried(self, field: str, heading: str, text: str, read: Any) -> Any:
        try:
            return read(text)
        except Elsewhere as other:
            raise Aside(other.name) from other
        except BadCell as fault:
            self.fault(field, heading, fault, text)
            return None

    def fault(self, field: str, heading: str, fault: BadCell, text: str = "") -> None:
        cell = text[:40] if field in SHOWN else ""
        told = RowFault(line=self.row.line, column=heading, cell=cell, message=fault.message, values=fault.values)
        self.faults.append(told)


def short(text: str) -> str:
    if len(text) > LONGEST:
        raise BadCell(N_("This is longer than %(most)s characters: shorten it"), most=LONGEST)
    return text
