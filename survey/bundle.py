"""What a publication freezes: figures, item results, rules and seed, so that anybody can work the ranking out again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from math import isclose
from typing import Any

import msgspec

from instruments.instrument import Counts, Instrument, Outcome, Part
from instruments.protocol import Device, Protocol
from instruments.scenario import Channel
from scoring.items import Result
from scoring.score import Score, scores
from survey import results
from survey.results import Sheets, Work
from survey.standing import METHOD, Method, Standing, sureness
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
    items: tuple[Item, ...] = ()


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    wave: About
    program: str
    method: Method
    rules: Rules
    protocol: Protocol
    grading: dict[Channel, Rules]
    standings: tuple[Standing, ...]
    contacts: tuple[Contact, ...]
    forms: dict[Channel, Instrument] = {}
    """Those of the wave's own choice, which no bank holds."""


class Difference(msgspec.Struct, frozen=True):
    """A figure in the bundle that is not what its item results give."""

    unit: int
    figure: str
    told: Any
    worked_out: Any


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
        program=program,
        method=METHOD,
        rules=Rules(protocol.id, protocol.version, sha256(encoded(protocol))),
        protocol=protocol,
        grading={channel: Rules(form.id, form.version, sha256(encoded(form))) for channel, form in grading.items()},
        standings=tuple(sorted(standings, key=lambda one: one.unit_id)),
        contacts=tuple(contact(protocol, sheets, work, now=now) for work in works),
        forms={channel: form for channel, form in grading.items() if channel in wave.forms},
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
        counts=one.counts,
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
            counts=given.counts,
        )
        for given in one.items
    ]


def encoded(value: msgspec.Struct) -> bytes:
    """One spelling for one value, so that its hash means something: 60 in the place of a float becomes 60.0."""
    plain = msgspec.json.decode(msgspec.json.encode(value), type=type(value))
    return msgspec.json.encode(plain, order="sorted")


def read(document: bytes) -> Bundle:
    return msgspec.json.decode(document, type=Bundle)


def rules_agree(found: Bundle) -> bool:
    """Whether the protocol and the forms that come along are those whose hashes are named."""
    told = [(found.rules, found.protocol), *((found.grading[channel], form) for channel, form in found.forms.items())]
    return all(rules.sha256 == sha256(encoded(said)) for rules, said in told)


def differences(found: Bundle) -> list[Difference]:
    """Work everything out again from the item results; what does not agree with the standings in the bundle."""
    results_again = [one for contact in found.contacts for one in results_of(contact)]
    again = {one.unit: one for one in scores(found.protocol, results_again)}
    sure = sureness(found.protocol, list(again.values()), seed=found.wave.seed, method=found.method)
    return [
        Difference(unit=one.unit_id, figure=name, told=told, worked_out=figure)
        for one in found.standings
        for name, told, figure in _pairs(one, again.get(str(one.unit_id)), sure.get(str(one.unit_id), {}))
        if not _agree(told, figure)
    ]


def _pairs(one: Standing, again: Score | None, sure: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    yield "total", one.total, None if again is None or again.total is None else float(again.total)
    yield "band", one.band, again.band if again else None
    yield "passed", one.passed, again.passed if again else None
    for name in ("low", "high", "rank", "rank_low", "rank_high"):
        yield name, getattr(one, name), sure.get(name)
    for kind, told, found in (
        ("sectors", one.sectors, again.by_sector if again else {}),
        ("channels", one.channels, again.by_channel if again else {}),
    ):
        for code in sorted({*told, *found}):
            value = found.get(code)
            yield f"{kind}.{code}", told.get(code), None if value is None else float(value)


def _agree(told: Any, worked_out: Any) -> bool:
    """Exactly, but for the last digits of a float, which differ between processors."""
    if isinstance(told, float) and isinstance(worked_out, float):
        return isclose(told, worked_out, rel_tol=1e-9, abs_tol=1e-9)
    return bool(told == worked_out)


class _Contacts(msgspec.Struct, frozen=True):
    contacts: tuple[Contact, ...]


def contacts(document: bytes, *, unit_id: int) -> tuple[Contact, ...]:
    """Those of one unit; the rest of the document is passed over."""
    found = msgspec.json.decode(document, type=_Contacts).contacts
    return tuple(one for one in found if one.unit == unit_id)


def sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()
