"""A published wave as tables: units, figures, contacts, item results, rules and the ledger."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

from instruments.instrument import Outcome
from instruments.language import in_language
from instruments.protocol import Protocol
from survey.bundle import Bundle, Contact
from survey.opendata import words
from survey.opendata.form_tables import Forms
from survey.opendata.making import Maker
from survey.opendata.table import Cell, Column, Kind, Reference, Row, Table, listed
from survey.peer import Peer
from survey.standing import Moved, Standing
from survey.unit import Unit

KINDS = {int: Kind.INTEGER, float: Kind.NUMBER, bool: Kind.BOOLEAN, str: Kind.TEXT}
HIDDEN = frozenset({"wave_id", "unit_id", "computed_at"})
UNIT, CONTACT = Reference(("unit",), "units"), Reference(("contact",), "contacts")


def tables(found: Bundle, units: Mapping[int, Unit], forms: Forms, make: Maker, *, sha256: str) -> list[Table]:
    """`units`: by their number, as far as more than the number is known of them."""
    sectors = sectors_of(found.protocol, found.contacts, make.language)
    return [
        wave(found, make, sha256=sha256),
        units_table(found, units, make),
        standings(found, sectors, make),
        peers(found, make),
        footnotes(found, make),
        contacts(found, sectors, forms, make),
        items(found, sectors, make),
        sectors_table(found.protocol, sectors, make),
        channels(found.protocol, make),
        statuses(found.protocol, make),
        ledger(found, make),
    ]


def wave(found: Bundle, make: Maker, *, sha256: str) -> Table:
    one = found.wave
    row: dict[str, tuple[Kind, Cell]] = {
        "wave": (Kind.INTEGER, one.id),
        "name": (Kind.TEXT, one.name),
        "edition": (Kind.INTEGER, found.edition),
        "starts_on": (Kind.DAY, one.starts_on),
        "ends_on": (Kind.DAY, one.ends_on),
        "protocol": (Kind.TEXT, found.rules.id),
        "protocol_version": (Kind.INTEGER, found.rules.version),
        "title": (Kind.TEXT, in_language(found.protocol.title, make.language)),
        "seed": (Kind.TEXT, str(one.seed)),
        "program": (Kind.TEXT, found.program),
        "sha256": (Kind.TEXT, sha256),
    }
    columns = [make.column(name, kind) for name, (kind, _) in row.items()]
    return make.table("wave", columns, ("wave",), listed([tuple(cell for _, cell in row.values())]))


def units_table(found: Bundle, units: Mapping[int, Unit], make: Maker) -> Table:
    every = {one.unit_id for one in found.standings} | {one.unit for one in found.contacts}
    every |= {asked.unit for survey in found.surveys for asked in survey.counts}
    return units_of(every, units, make)


def units_of(every: Iterable[int], units: Mapping[int, Unit], make: Maker) -> Table:
    columns = [
        make.column("unit", Kind.INTEGER, required=True),
        make.column("code"),
        make.column("name"),
        make.column("county"),
        make.column("population", Kind.INTEGER),
        make.column("lat", Kind.NUMBER),
        make.column("lon", Kind.NUMBER),
    ]
    rows = (unit_row(id, units.get(id)) for id in sorted(every))
    return make.table("units", columns, ("unit",), listed(rows))


def unit_row(id: int, one: Unit | None) -> Row:
    if one is None:
        return id, None, None, None, None, None, None
    return id, one.code, one.name, one.county or None, one.population, one.lat, one.lon


def standings(found: Bundle, sectors: Mapping[str, str], make: Maker) -> Table:
    """Every plain figure that a standing has; what is said of parts becomes a column each."""
    names = figures(Standing)
    moved = {f"moved_{name}": kind for name, kind in figures(Moved).items()}
    tested = sorted({code for one in found.standings for code in one.sectors})
    ways = sorted({code for one in found.standings for code in one.channels})
    bands = {band.code: in_language(band.name, make.language) for band in found.protocol.bands}
    columns = [
        make.column("unit", Kind.INTEGER, required=True),
        *(figure(name, kind, bands, make) for name, kind in (names | moved).items()),
        *(part_column("sector", code, sectors.get(code, code), make) for code in tested),
        *(part_column("channel", code, make.choices(words.WAYS).get(code, code), make) for code in ways),
    ]

    def row(one: Standing) -> Row:
        change = tuple(getattr(one.moved, name.removeprefix("moved_")) if one.moved else None for name in moved)
        parts = [one.sectors.get(code) for code in tested] + [one.channels.get(code) for code in ways]
        return one.unit_id, *(getattr(one, name) for name in names), *change, *parts

    return make.table("standings", columns, ("unit",), listed(map(row, found.standings)), (UNIT,))


def peers(found: Bundle, make: Maker) -> Table:
    """One row for each group that a unit is in."""
    kinds = make.choices(words.PEERS)
    places = [name for name in Peer.__struct_fields__ if name not in ("kind", "group", "of")]
    columns = [
        make.column("unit", Kind.INTEGER, required=True),
        make.column("alike", choices=kinds, required=True),
        make.column("peer_group", required=True),
        make.column("peers", Kind.INTEGER, required=True),
        *(make.column(f"peer_{name}", Kind.INTEGER, ordered=True) for name in places),
    ]
    rows = (
        (one.unit_id, peer.kind.value, peer.group, peer.of, *(getattr(peer, name) for name in places))
        for one in found.standings
        for peer in one.peers
    )
    return make.table("peers", columns, ("unit", "alike"), listed(rows), (UNIT,))


def figures(kind: type[Any]) -> dict[str, Kind]:
    """The fields that are one number, yes or no, or a word, in their order."""
    found = {}
    for name, hint in get_type_hints(kind).items():
        plain = [one for one in (get_args(hint) or (hint,)) if one is not NoneType]
        if name not in HIDDEN and len(plain) == 1 and plain[0] in KINDS:
            found[name] = KINDS[plain[0]]
    return found


def figure(name: str, kind: Kind, bands: dict[str, str], make: Maker) -> Column:
    ordered = name == "tier" or name.startswith("rank")
    return make.column(name, kind, ordered=ordered, choices=bands if name == "band" else {})


def part_column(axis: str, code: str, label: str, make: Maker) -> Column:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in code.lower())
    return make.column(f"{axis}_{plain}", Kind.NUMBER, label=f"{make.translate(words.LABELS['total'])}: {label}")


def footnotes(found: Bundle, make: Maker) -> Table:
    columns = [
        make.column("unit", Kind.INTEGER, required=True),
        make.column("status", required=True),
        make.column("items", Kind.INTEGER),
    ]
    rows = ((one.unit_id, status, number) for one in found.standings for status, number in sorted(one.notes.items()))
    return make.table(
        "footnotes", columns, ("unit", "status"), listed(rows), (UNIT, Reference(("status",), "statuses"))
    )


def contacts(found: Bundle, sectors: Mapping[str, str], forms: Forms, make: Maker) -> Table:
    sheets = {channel: f"{rules.id}@{rules.version}" for channel, rules in found.grading.items()}
    columns = [
        make.column("contact", Kind.INTEGER, required=True),
        make.column("unit", Kind.INTEGER, required=True),
        make.column("slot"),
        make.column("channel", choices=make.choices(words.CHANNELS), required=True),
        make.column("device", choices=make.choices(words.DEVICES)),
        make.column("sector", choices=dict(sectors)),
        make.column("scenario"),
        make.column("form"),
        make.column("ending", choices=make.choices(words.STATUSES)),
        make.column("working_days", Kind.INTEGER),
    ]

    def rows() -> Iterator[Row]:
        for one in found.contacts:
            form = sheets.get(one.channel)
            yield (
                one.id,
                one.unit,
                one.slot,
                one.channel.value,
                one.device.value if one.device else None,
                one.sector or None,
                one.scenario or None,
                form if form in forms else None,
                one.ending.value if one.ending else None,
                one.working_days,
            )

    references = UNIT, Reference(("sector",), "sectors"), Reference(("form",), "forms")
    return make.table("contacts", columns, ("contact",), rows, references)


def items(found: Bundle, sectors: Mapping[str, str], make: Maker) -> Table:
    columns = [
        make.column("contact", Kind.INTEGER, required=True),
        make.column("item", required=True),
        make.column("part", choices=make.choices(words.PARTS), required=True),
        make.column("sector", choices=dict(sectors)),
        make.column("given"),
        make.column("points", Kind.NUMBER, reason="status", reasons=words.REASONS),
        make.column("possible", Kind.NUMBER, required=True),
        make.column("weight", Kind.NUMBER, required=True),
        make.column("status", choices=make.choices(words.STATUSES), required=True),
        make.column("counts", choices=make.choices(words.COUNTS), required=True),
    ]

    def rows() -> Iterator[Row]:
        for contact in found.contacts:
            for one in contact.items:
                yield (
                    contact.id,
                    one.item,
                    one.part.value or "whole",
                    one.sector or None,
                    chosen(contact, one.item),
                    one.points,
                    one.possible,
                    one.weight,
                    one.status.value,
                    one.counts.value,
                )

    references = CONTACT, Reference(("sector",), "sectors"), Reference(("status",), "statuses")
    return make.table("items", columns, ("contact", "item", "part"), rows, references)


def chosen(contact: Contact, item: str) -> str | None:
    """The answer that the points hang on; several choices with spaces between, as XLSForm has them."""
    given = (contact.answers or {}).get(item)
    if given is None:
        return None
    return " ".join(map(str, given)) if isinstance(given, list) else str(given)


def sectors_of(protocol: Protocol, given: Iterable[Contact], language: str) -> dict[str, str]:
    """Code -> name, the protocol's first, then those that only results name."""
    found = {one.code: in_language(one.name, language) or one.code for one in protocol.sectors}
    for contact in given:
        for code in (contact.sector, *(item.sector for item in contact.items)):
            if code:
                found.setdefault(code, code)
    return found


def sectors_table(protocol: Protocol, sectors: Mapping[str, str], make: Maker) -> Table:
    weights = {one.code: one.weight for one in protocol.sectors}
    rows = [(code, name, weights.get(code)) for code, name in sectors.items()]
    columns = [make.column("sector", required=True), make.column("name"), make.column("weight", Kind.NUMBER)]
    return make.table("sectors", columns, ("sector",), listed(rows))


def channels(protocol: Protocol, make: Maker) -> Table:
    columns = [make.column("channel", required=True), make.column("name"), make.column("weight", Kind.NUMBER)]
    weights = {channel.value: weight for channel, weight in protocol.channel_weights.items()}
    rows = [(code, name, weights.get(code)) for code, name in make.choices(words.CHANNELS).items()]
    return make.table("channels", columns, ("channel",), listed(rows))


def statuses(protocol: Protocol, make: Maker) -> Table:
    """What a grader may say instead of an answer; `late` is what a footnote says of answers after the last day."""
    effects, names = make.choices(words.EFFECTS), make.choices(words.STATUSES)
    rules = {one.value: protocol.when_missing(one).value for one in Outcome if one is not Outcome.ANSWERED}
    rows = [(code, name, effects[rules[code]] if code in rules else None) for code, name in names.items()]
    rows.append(("late", make.translate(words.LATE), effects["zero"]))
    columns = [make.column("status", required=True), make.column("name"), make.column("effect")]
    return make.table("statuses", columns, ("status",), listed(rows))


def ledger(found: Bundle, make: Maker) -> Table:
    shape = {
        "number": Kind.INTEGER, "origin": Kind.TEXT, "unit": Kind.INTEGER, "contact": Kind.INTEGER, "item": Kind.TEXT,
        "before": Kind.NUMBER, "after": Kind.NUMBER, "total_before": Kind.NUMBER, "total_after": Kind.NUMBER,
        "rank_before": Kind.INTEGER, "rank_after": Kind.INTEGER, "reason": Kind.TEXT, "reply": Kind.TEXT,
        "decided_on": Kind.DAY,
    }  # fmt: skip
    columns = [
        make.column(name, kind, choices=make.choices(words.ORIGINS) if name == "origin" else {})
        for name, kind in shape.items()
    ]
    fields = {"contact": "inquiry", "reply": "answer"}
    rows = (tuple(plain(getattr(one, fields.get(name, name))) for name in shape) for one in found.ledger)
    return make.table("ledger", columns, ("number",), listed(rows), (UNIT, CONTACT))


def plain(cell: Any) -> Cell:
    """A day of a moment, the code of a member of an enumeration."""
    if isinstance(cell, datetime):
        return cell.date()
    return str(cell.value) if hasattr(cell, "value") else cell
