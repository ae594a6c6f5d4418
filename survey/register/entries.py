"""The rows of a unit table, read: what each says of one unit, and every fault with its place."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import msgspec

from survey.problems import Fault
from survey.register import columns
from survey.tables.cells import BadCell, folded
from survey.tables.sheet import Row, Sheet
from survey.texts import N_

MOST_FAULTS = 200  # told one by one; after that the file is another one


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What one row says; None where it says nothing, which leaves what is known as it is."""

    line: int
    country: str
    code: str
    name: str | None = None
    county: str | None = None
    peer_group: str | None = None
    population: int | None = None
    area_km2: float | None = None
    written_form: str | None = None
    website: str | None = None
    lat: float | None = None
    lon: float | None = None
    opening: dict[str, tuple[str, str]] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    email: str | None = None
    phone: str | None = None
    closed_days: tuple[date, ...] | None = None
    parent: str | None = None
    successor: str | None = None


class Entries(msgspec.Struct, frozen=True):
    rows: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]  # headings that mean nothing to us


def read(sheet: Sheet, *, country: str = "NO") -> Entries:
    """`country` is that of rows which name none."""
    headings, faults = meanings(sheet.header)
    ignored = tuple(name for name in sheet.header if name and not columns.is_known(name))
    if faults:
        return Entries((), tuple(faults), ignored)
    rows: dict[tuple[str, str], Entry] = {}
    for row in sheet.rows:
        entry, wrong = entry_of(row, headings, country=country)
        faults += wrong
        if entry is None:
            continue
        earlier = rows.setdefault((entry.country, entry.code), entry)
        if earlier is not entry:
            faults.append(
                Fault(
                    f"row {row.line}",
                    N_("Number %(code)s also stands in row %(line)s: keep one of them"),
                    code=entry.code,
                    line=earlier.line,
                )
            )
    return Entries(tuple(rows.values()), tuple(faults[:MOST_FAULTS]), ignored)


def meanings(header: Sequence[str]) -> tuple[dict[str, tuple[int, str]], list[Fault]]:
    """Field -> (index of its column, heading)."""
    found: dict[str, tuple[int, str]] = {}
    faults = []
    for index, heading in enumerate(header):
        field = columns.field_of(heading)
        if field is None:
            continue
        if field in found:
            faults.append(
                Fault(
                    f"column {heading}",
                    N_("Two columns mean the same, %(one)s and %(other)s: remove one"),
                    one=found[field][1],
                    other=heading,
                )
            )
            continue
        found[field] = (index, heading)
    if "code" not in found:
        faults.append(no_code(header))
    return found, faults


def no_code(header: Sequence[str]) -> Fault:
    known = [name for name, field in columns.NAMES.items() if field == "code"]
    near = next((name for name in header if get_close_matches(folded(name), known, cutoff=0.75)), "")
    if near:
        return Fault(f"column {near}", N_("No column is called number or kommunenummer: should this one be?"))
    return Fault("row 1", N_("No column holds the unit's number: call it number, kommunenummer or kommunkod"))


def entry_of(row: Row, headings: Mapping[str, tuple[int, str]], *, country: str) -> tuple[Entry | None, list[Fault]]:
    cells = {
        field: (row.cells[index].strip(), heading)
        for field, (index, heading) in headings.items()
        if index < len(row.cells) and row.cells[index].strip()
    }
    faults: list[Fault] = []
    values: dict[str, Any] = {"line": row.line, "country": country}
    if "country" in cells:
        text, heading = cells.pop("country")
        try:
            values["country"] = columns.country(text)
        except BadCell as fault:
            return None, [at(row, heading, fault, text=text)]
    if "code" not in cells:
        return None, [Fault(f"row {row.line}", N_("The unit's number is missing: fill it in or remove the row"))]
    for field, (text, heading) in cells.items():
        try:
            values[field] = columns.value(field, text, country=values["country"])
        except BadCell as fault:
            faults.append(at(row, heading, fault, text=text))
    faults += contradictions(row, values)
    return (None if faults else Entry(**values)), faults


def contradictions(row: Row, values: Mapping[str, Any]) -> Iterator[Fault]:
    where = f"row {row.line}"
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        yield Fault(where, N_("The unit ends before it begins: check the two dates"))
    if values.get("successor") and not last:
        yield Fault(where, N_("A unit with a successor needs the date on which it ended: fill in valid to"))
    for field in ("successor", "parent"):
        if values.get(field) and values[field] == values.get("code"):
            yield Fault(where, N_("A unit cannot be its own parent or successor: check the number"))


def at(row: Row, heading: str, fault: BadCell, *, text: str) -> Fault:
    return Fault(f"row {row.line}, {heading}: {text[:40]}", str(fault))
