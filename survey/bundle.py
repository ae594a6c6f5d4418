"""What a publication freezes: figures, item results, rules and seed, so that anybody can work the ranking out again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

import msgspec

from instruments.instrument import Instrument, Part, Status
from instruments.protocol import Device, Protocol
from instruments.scenario import Channel
from scoring.items import Result
from survey import results
from survey.inquiry import Outcome
from survey.results import Sheets, Work
from survey.standing import DRAWS, LEVEL, Standing
from survey.wave import Wave

FORMAT = "medlytt-wave/1"


class Rules(msgspec.Struct, frozen=True):
    """A protocol or a grading form by name, with the hash of what it said."""

    id: str
    version: int
    sha256: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: str
    starts_on: date
    ends_on: date
    seed: int
    previous_id: int | None
    closed_at: datetime | None


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """How the intervals were drawn, and by which program."""

    program: str
    draws: int
    level: float


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    item: str
    sector: str
    part: Part = Part.WHOLE
    points: float | None = None
    possible: float
    weight: float = 1
    status: Status = Status.ANSWERED


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One inquiry without its words, its day and its people."""

    id: int
    unit: int
    slot: str
    channel: Channel
    device: Device | None = None
    sector: str
    scenario: str
    ending: Outcome | None
    working_days: int | None = None
    items: tuple[Item, ...] = ()


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    wave: About
    method: Method
    rules: Rules
    protocol: Protocol
    grading: dict[Channel, Rules]
    standings: tuple[Standing, ...]
    contacts: tuple[Contact, ...]


def made(
    wave: Wave,
    protocol: Protocol,
    grading: Mapping[Channel, Instrument],
    *,
    works: Iterable[Work],
    standings: Sequence[Standing],
    now: datetime,
    program: str,
) -> Bundle:
    sheets = Sheets(grading)
    return Bundle(
        format=FORMAT,
        wave=msgspec.convert(wave, About, from_attributes=True),
        method=Method(program=program, draws=DRAWS, level=LEVEL),
        rules=Rules(protocol.id, protocol.version, sha256(encoded(protocol))),
        protocol=protocol,
        grading={channel: Rules(form.id, form.version, sha256(encoded(form))) for channel, form in grading.items()},
        standings=tuple(sorted(standings, key=lambda one: one.unit_id)),
        contacts=tuple(contact(protocol, sheets, work, now=now) for work in works),
    )


def contact(protocol: Protocol, sheets: Sheets, work: Work, *, now: datetime) -> Contact:
    return Contact(
        id=work.id,
        unit=work.unit_id,
        slot=work.slot,
        channel=work.medium,
        device=work.device,
        sector=work.sector,
        scenario=work.scenario,
        ending=results.ending(work, now),
        working_days=work.working_days,
        items=tuple(item(one) for one in results.of_inquiry(protocol, sheets, work, now=now)),
    )


def item(one: Result) -> Item:
    return Item(
        item=one.item,
        sector=one.sector,
        part=Part(one.part),
        points=None if one.points is None else float(one.points),
        possible=float(one.possible or 0),
        weight=float(one.weight),
        status=one.status,
    )


def results_of(one: Contact) -> list[Result]:
    """The item results again, as the scoring takes them."""
    return [
        Result(
            unit=str(one.unit),
            inquiry=str(one.id),
            channel=one.channel,
            device=one.device,
            sector=given.sector,
            item=given.item,
            part=given.part,
            points=None if given.points is None else Fraction(str(given.points)),
            possible=Fraction(str(given.possible)),
            weight=Fraction(str(given.weight)),
            working_days=one.working_days,
            status=given.status,
        )
        for given in one.items
    ]


def encoded(value: object) -> bytes:
    """One spelling for one value, so that its hash means something."""
    return msgspec.json.encode(value, order="sorted")


def read(document: bytes) -> Bundle:
    return msgspec.json.decode(document, type=Bundle)


class _Contacts(msgspec.Struct, frozen=True):
    contacts: tuple[Contact, ...]


def contacts(document: bytes, *, unit_id: int) -> tuple[Contact, ...]:
    """Those of one unit; the rest of the document is passed over."""
    found = msgspec.json.decode(document, type=_Contacts).contacts
    return tuple(one for one in found if one.unit == unit_id)


def sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()
