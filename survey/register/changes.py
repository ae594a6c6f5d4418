"""A unit table against what is known: what is new, what changes field by field, what stays."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from survey.problems import Fault
from survey.register.entries import Entries, Entry
from survey.texts import N_
from survey.unit import Unit

ON_UNIT = (
    "name", "county", "peer_group", "population", "area_km2", "written_form", "website", "lat", "lon", "opening",
    "valid_from", "valid_to",
)  # fmt: skip
ADDRESSES = ("email", "phone")
LINKS = ("parent", "successor")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as it is in the database, with what lies in tables of its own."""

    unit: Unit
    email: str = ""
    phone: str = ""
    closed_days: tuple[date, ...] = ()
    parent: str = ""  # codes
    successor: str = ""


class Field(msgspec.Struct, frozen=True):
    name: str
    old: Any
    new: Any


class Change(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    code: str
    country: str
    name: str
    unit_id: int
    fields: tuple[Field, ...]


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What an import would do. With faults it may not be carried out."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    absent: tuple[str, ...] = ()  # names of known units that the file does not hold; they stay as they are
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Of what would be done: a confirmation holds for exactly this and nothing else."""
        return hashlib.sha256(msgspec.json.encode((self.new, self.changed))).hexdigest()

    @property
    def does_nothing(self) -> bool:
        return not (self.new or self.changed)


def compare(entries: Entries, known: Sequence[Known], *, busy: Collection[int] = ()) -> Preview:
    """`busy` are units with inquiries under way: these cannot be closed."""
    by_key = {(one.unit.country, one.unit.code): one for one in known}
    in_file = {(entry.country, entry.code) for entry in entries.rows}
    new: list[Entry] = []
    changed: list[Change] = []
    faults = list(entries.faults)
    for entry in entries.rows:
        found = by_key.get((entry.country, entry.code))
        faults += link_faults(entry, in_file | by_key.keys())
        if found is None:
            if not entry.name:
                faults.append(Fault(f"row {entry.line}", N_("This unit is new and has no name: fill in the name")))
            new.append(entry)
            continue
        fields = tuple(differences(entry, found))
        faults += closing_faults(entry, found, fields, busy=busy)
        if fields:
            changed.append(change(entry, found, fields))
    return Preview(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=len(entries.rows) - len(new) - len(changed),
        absent=tuple(one.unit.name for key, one in by_key.items() if key not in in_file and not one.unit.valid_to),
        faults=tuple(faults),
        ignored=entries.ignored,
    )


def differences(entry: Entry, known: Known) -> Iterator[Field]:
    for name in (*ON_UNIT, *ADDRESSES, *LINKS, "closed_days"):
        old = getattr(known.unit if name in ON_UNIT else known, name)
        new = getattr(entry, name)
        if new is not None and new != old:
            yield Field(name, old, new)


def change(entry: Entry, known: Known, fields: tuple[Field, ...]) -> Change:
    return Change(
        line=entry.line,
        code=entry.code,
        country=entry.country,
        name=known.unit.name,
        unit_id=known.unit.id,
        fields=fields,
    )


def link_faults(entry: Entry, keys: Collection[tuple[str, str]]) -> Iterator[Fault]:
    for name in LINKS:
        code = getattr(entry, name)
        if code and (entry.country, code) not in keys:
            yield Fault(
                f"row {entry.line}",
                N_("There is no unit with number %(code)s: add a row for it or correct the number"),
                code=code,
            )


def closing_faults(entry: Entry, known: Known, fields: Sequence[Field], *, busy: Collection[int]) -> Iterator[Fault]:
    if known.unit.id in busy and any(field.name in {"valid_to", "successor"} for field in fields):
        yield Fault(
            f"row {entry.line}",
            N_("%(name)s has inquiries under way: close it after the wave, or end those inquiries first"),
            name=known.unit.name,
        )
