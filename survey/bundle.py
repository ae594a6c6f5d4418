"""What a publication freezes: figures, item results, rules and seed, so that anybody can work the ranking out again.

Format 2 holds the forms in full and the answers to their scored items, the ledger of what was changed, the names of the
units, and the hash of each part. Bundles of format 1 are read and worked out again all the same. No person, no day and
no words of an inquiry are in either.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import msgspec

from instruments.instrument import Counts, Instrument, Outcome, Part
from instruments.protocol import Device, Protocol
from instruments.scenario import Channel
from instruments.worth import NEVER
from scoring.items import Result
from survey import choices, results
from survey.inquiry import Status
from survey.ledger import Entry
from survey.peer import Kind
from survey.released import Survey
from survey.results import Sheets, Work
from survey.standing import METHOD, Method, Standing
from survey.wave import Wave

FIRST_FORMAT, FORMAT = "medlytt-wave/1", "medlytt-wave/2"


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


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    item: str
    sector: str
    part: Part = Part.WHOLE
    points: float | None = None
    possible: float
    weight: float = 1
    status: Outcome = Outcome.ANSWERED
    counts: Counts = Counts.NORMAL


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
    not_due: bool = False
    """A follow-up that was never put to the unit."""
    answers: dict[str, Any] | None = None
    """What was chosen on the form, as far as points hang on it; None where nothing was graded."""
    items: tuple[Item, ...] = ()


class Unit(msgspec.Struct, frozen=True, omit_defaults=True):
    id: int
    code: str
    name: str
    groups: dict[Kind, str] = {}
    """Its peer groups; none in a bundle from before there were places in them."""


class Code(msgspec.Struct, frozen=True):
    """The program that worked it out: its revision where it is known, and a hash of what scores."""

    revision: str = ""
    sha256: str = ""


class Previous(msgspec.Struct, frozen=True):
    """The wave that change is measured against, and its bundle where it is published."""

    wave: int
    sha256: str = ""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What a publication holds beside figures, rules and item results."""

    program: str = ""
    code: Code = Code()
    edition: int = 1
    right_of_reply: bool | None = None
    """Whether units could object before publication; None: not recorded."""
    previous: Previous | None = None
    units: tuple[Unit, ...] = ()
    scenarios: dict[str, Rules] = {}
    codebook: Rules | None = None
    """The categories of comments in use at publication."""
    ledger: tuple[Entry, ...] = ()
    surveys: tuple[Survey, ...] = ()


class Bundle(Beside, frozen=True, kw_only=True):
    format: str
    wave: About
    method: Method
    rules: Rules
    protocol: Protocol
    grading: dict[Channel, Rules]
    standings: tuple[Standing, ...]
    contacts: tuple[Contact, ...]
    forms: dict[Channel, Instrument] = {}
    """Every grading form; in format 1 those of the wave's own choice alone, which no bank holds."""
    hashes: dict[str, str] = {}
    """Part of the bundle -> SHA-256 of its JSON with sorted keys and no spaces."""


def made(
    wave: Wave,
    protocol: Protocol,
    grading: Mapping[Channel, Instrument],
    *,
    works: Iterable[Work],
    standings: Sequence[Standing],
    now: datetime,
    beside: Beside,
) -> Bundle:
    sheets = Sheets(grading)
    whole = Bundle(
        format=FORMAT,
        wave=msgspec.convert(wave, About, from_attributes=True),
        method=METHOD,
        rules=Rules(protocol.id, protocol.version, sha256(encoded(protocol))),
        protocol=protocol,
        grading={channel: Rules(form.id, form.version, sha256(encoded(form))) for channel, form in grading.items()},
        standings=tuple(sorted(standings, key=lambda one: one.unit_id)),
        contacts=tuple(contact(protocol, sheets, work, now=now) for work in works),
        forms=dict(grading),
        **msgspec.structs.asdict(beside),
    )
    return sealed(whole)


def with_surveys(found: Bundle, surveys: tuple[Survey, ...]) -> Bundle:
    return sealed(msgspec.structs.replace(found, surveys=surveys)) if surveys != found.surveys else found


def sealed(found: Bundle) -> Bundle:
    return msgspec.structs.replace(found, hashes=hashes(encoded(found)))


def contact(protocol: Protocol, sheets: Sheets, work: Work, *, now: datetime, chosen: bool = True) -> Contact:
    """`chosen`: with the answers that the results follow from."""
    items = tuple(item(one) for one in results.of_inquiry(protocol, sheets, work, now=now))
    bare = Contact(
        id=work.id,
        unit=work.unit_id,
        slot=work.slot,
        channel=work.medium,
        device=work.device,
        sector=work.sector,
        scenario=work.scenario,
        ending=results.ending(work, now),
        working_days=work.working_days,
        not_due=results.not_due(work),
        items=items,
    )
    if not chosen or bare.ending is not Outcome.ANSWERED or work.answers is None:
        return bare
    for telling in (choices.scored, choices.closed):  # as little as gives the same points
        kept = choices.told(sheets.sheet(work.medium, work.sector), work.answers, telling)
        told = msgspec.structs.replace(bare, answers=kept)
        if items_of(protocol, sheets, told) == items:
            return told
    return bare


def items_of(protocol: Protocol, sheets: Sheets, one: Contact) -> tuple[Item, ...]:
    """The item results of a contact, worked out from its ending and its answers."""
    work = Work(
        id=one.id,
        unit_id=one.unit,
        slot=one.slot,
        channel=f"{one.channel}_{one.device}" if one.device else str(one.channel),
        sector=one.sector,
        scenario=one.scenario,
        status=Status.DONE if one.ending else Status.PLANNED,
        outcome=one.ending,
        until=NEVER,
        working_days=one.working_days,
        answers=one.answers,
    )
    return tuple(item(found) for found in results.of_inquiry(protocol, sheets, work, now=NEVER))


def item(one: Result) -> Item:
    return Item(
        item=one.item,
        sector=one.sector,
        part=Part(one.part),
        points=None if one.points is None else float(one.points),
        possible=float(one.possible or 0),
        weight=float(one.weight),
        status=one.status,
        counts=one.counts,
    )


def results_of(one: Contact) -> list[Result]:
    """The item results again, as the scoring takes them."""
    return [
        Result(
            unit=str(one.unit),
            inquiry=str(one.id),
            drawn=one.slot,
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
            counts=given.counts,
        )
        for given in one.items
    ]


def encoded(value: msgspec.Struct) -> bytes:
    """One spelling for one value, so that its hash means something: 60 in the place of a float becomes 60.0."""
    plain = msgspec.json.decode(msgspec.json.encode(value), type=type(value))
    return msgspec.json.encode(plain, order="sorted")


def hashes(document: bytes) -> dict[str, str]:
    """Of each part of the document as it stands there, however it is spaced and ordered."""
    parts: dict[str, Any] = msgspec.json.decode(document, type=dict[str, Any])
    return {
        name: sha256(msgspec.json.encode(part, order="sorted"))
        for name, part in sorted(parts.items())
        if name != "hashes"
    }


def read(document: bytes) -> Bundle:
    return msgspec.json.decode(document, type=Bundle)


class _Contacts(msgspec.Struct, frozen=True):
    contacts: tuple[Contact, ...]


def contacts(document: bytes, *, unit_id: int) -> tuple[Contact, ...]:
    """Those of one unit; the rest of the document is passed over."""
    found = msgspec.json.decode(document, type=_Contacts).contacts
    return tuple(one for one in found if one.unit == unit_id)


class _Surveys(msgspec.Struct, frozen=True):
    surveys: tuple[Survey, ...] = ()


def surveys(document: bytes) -> tuple[Survey, ...]:
    """Those that were published with it; the rest of the document is passed over."""
    return msgspec.json.decode(document, type=_Surveys).surveys


def sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()
