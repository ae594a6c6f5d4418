"""Do the service's books say what the citizens did? Both are counted alike, and every difference is told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.clock import Calendar
from instruments.instrument import CHOOSING, Instrument
from simulator.citizens.contacts import Row
from simulator.citizens.ledger import Event, Report
from simulator.citizens.person import Counter as At
from survey.contact import Fate
from survey.invitation import Standing
from survey.store import comments, invitations, responses, rounds, units

NORWAY = Calendar("NO")
Key = tuple[str, str]
"""(code of the unit, channel); nothing in the one or in both: counts in a wider whole only."""
Numbers = Counter[Key]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One answer as a citizen sent it."""

    unit: str
    channel: str
    partial: bool
    counter: str = ""
    answers: dict[str, str]


class Deeds(msgspec.Struct, frozen=True, kw_only=True):
    """What the citizens have written down one by one."""

    given: list[Given]
    left: dict[str, datetime]
    """Address -> since when they want to hear no more."""


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """What one side has written down."""

    contacts: dict[str, Numbers]
    """Fate -> how many contacts."""
    invited: Numbers
    messages: Numbers
    bounced: Numbers
    refused: Numbers
    opted_out: Numbers
    answers: Numbers
    """Whole and partial ones, where they are counted."""
    partial: int
    kiosk: int
    """At a kiosk, or from the sign beside it."""
    assisted: int
    said: Counter[tuple[str, str, str]]
    """(form, item, what was chosen)."""
    texts: Counter[tuple[str, str]]
    """(item, what was written, as it is to be stored)."""

    def totals(self) -> dict[str, int]:
        found = {f"contacts_{name}": numbers.total() for name, numbers in sorted(self.contacts.items())}
        for name in ("invited", "messages", "bounced", "refused", "opted_out", "answers"):
            found[name] = getattr(self, name).total()
        rest = {name: getattr(self, name) for name in ("partial", "kiosk", "assisted")}
        return found | rest | {"texts": self.texts.total()}


def differences(ours: Books, theirs: Books) -> list[str]:
    """Every place where the service's number is not the citizens'."""
    if UNTOLD in theirs.answers:
        ours = msgspec.structs.replace(ours, answers=Counter({UNTOLD: ours.answers.total()}))
    told = [f"{name}: {a} at the service, {b} by the citizens" for name, a, b in totals(ours, theirs) if a != b]
    fates = ours.contacts.keys() | theirs.contacts.keys()
    pairs = [
        (f"contacts {name}", ours.contacts.get(name, Counter()), theirs.contacts.get(name, Counter()))
        for name in sorted(fates)
    ]
    pairs += [
        (name, getattr(ours, name), getattr(theirs, name))
        for name in ("invited", "messages", "bounced", "refused", "opted_out", "answers", "said", "texts")
    ]
    for name, a, b in pairs:
        told += [f"{name} {key}: {a[key]} and {b[key]}" for key in sorted(a.keys() | b.keys()) if a[key] != b[key]]
    return told


def totals(ours: Books, theirs: Books) -> Iterable[tuple[str, int, int]]:
    a, b = ours.totals(), theirs.totals()
    return [(name, a.get(name, 0), b.get(name, 0)) for name in a | b]


def of_the_service(connection: sa.Connection, round_id: int) -> Books:
    codes: dict[int | None, str] = {unit.id: unit.code for unit in units.every(connection)}
    contacts: dict[str, Numbers] = {}
    for (cell, fate), number in rounds.contact_counts(connection, round_id).items():
        contacts.setdefault(fate.value, Counter())[codes[cell.unit_id], cell.channel] += number
    by: dict[str, Numbers] = {name: Counter() for name in ("invited", "messages", *Standing)}
    for (cell, _, standing, sent), number in invitations.counts(connection, round_id).items():
        key = codes[cell.unit_id], cell.channel
        by["invited"][key] += number * (sent > 0 and standing != Standing.REFUSED)
        by["messages"][key] += sent * number * (standing != Standing.REFUSED)
        by[standing][key] += number
    released = responses.of_round(connection, round_id)
    return Books(
        contacts=contacts,
        invited=+by["invited"],
        messages=+by["messages"],
        bounced=by[Standing.BOUNCED],
        refused=by[Standing.REFUSED],
        opted_out=by[Standing.OPTED_OUT],
        answers=Counter((codes.get(one.unit_id, ""), one.channel or "") for one in released),
        partial=sum(one.partial for one in released),
        kiosk=sum(one.kiosk for one in released),
        assisted=sum(one.assisted for one in released),
        said=Counter((one.form, item, str(value)) for one in released for item, value in one.answers.items()),
        texts=Counter((one.item, one.text) for one in comments.comments_of(connection, round_id)),
    )


def of_the_citizens(
    rows: Iterable[Row], report: Report, deeds: Deeds, *, forms: Mapping[str, str], wider: Mapping[str, str],
    k: int,
) -> Books:  # fmt: skip
    """`wider`: code of a unit -> that of the unit above it, which takes in what is too little to be told alone."""
    contacts = contacts_of(rows, deeds)
    chosen = {form: choices(form) for form in set(forms.values())}
    said: Counter[tuple[str, str, str]] = Counter()
    texts: Counter[tuple[str, str]] = Counter()
    for one in deeds.given:
        form = forms[one.channel]
        for item, value in one.answers.items():
            if item in chosen[form]:
                said[form, item, value] += 1
            else:
                texts[item, value] += 1
    return Books(
        contacts=contacts,
        invited=Counter(report.of(Event.INVITED)),
        messages=Counter(report.of(Event.INVITED)) + Counter(report.of(Event.REMINDED)),
        bounced=Counter(report.of(Event.BOUNCED)),
        refused=Counter(report.of(Event.REFUSED)),
        opted_out=Counter(report.of(Event.OPTED_OUT)),
        answers=shown(Counter((one.unit, one.channel) for one in deeds.given), wider, k=k, forms=forms),
        partial=sum(one.partial for one in deeds.given),
        kiosk=sum(one.counter in (At.KIOSK, At.OWN_PHONE) for one in deeds.given),
        assisted=sum(one.counter == At.HELPED for one in deeds.given),
        said=said,
        texts=texts,
    )


UNTOLD: Key = ("?", "?")
"""Stands for every place where the rest of a survey took a finished batch with it: which one, no citizen can know."""


def shown(answers: Numbers, wider: Mapping[str, str], *, k: int, forms: Mapping[str, str] = {}) -> Numbers:
    """Where answers count at the end."""
    found: Numbers = Counter()
    for cell, place in placed(answers, wider, k=k, forms=forms).items():
        found[place] += answers[cell]
    return +found


def placed(answers: Numbers, wider: Mapping[str, str], *, k: int, forms: Mapping[str, str] = {}) -> dict[Key, Key]:
    """Cell -> where its answers count; those to different forms never keep each other company."""
    by_form: dict[str, Numbers] = {}
    for cell, number in answers.items():
        by_form.setdefault(forms.get(cell[1], ""), Counter())[cell] = number
    where = {cell: place for own in by_form.values() for cell, place in placed_of(own, wider, k=k).items()}
    return dict.fromkeys(where, UNTOLD) if UNTOLD in where.values() else where


def placed_of(answers: Numbers, wider: Mapping[str, str], *, k: int) -> dict[Key, Key]:
    """For one form: what is below k joins its unit, then the unit above, then the whole."""
    where = {cell: cell for cell in answers}
    done: set[Key] = set()
    while moving := set(where.values()) - done - {("", "")}:
        sizes: Numbers = Counter()
        for cell, place in where.items():
            sizes[place] += answers[cell]
        small = {place for place in moving if sizes[place] < k}
        done |= moving - small
        step = {(unit, channel): (unit, "") if channel else (wider.get(unit, ""), "") for unit, channel in small}
        where = {cell: step.get(place, place) for cell, place in where.items()}
    rest = sum(answers[cell] for cell, place in where.items() if place == ("", ""))
    return dict.fromkeys(where, UNTOLD) if 0 < rest < k else where


def choices(form: str) -> frozenset[str]:
    """The items of a form that are chosen, not written."""
    return frozenset(item.name for item in bank.one(Instrument, form).leaves if item.kind in CHOOSING)


def deeds_in(log: Path) -> Deeds:
    lines: list[dict[str, Any]] = [msgspec.json.decode(line) for line in log.read_bytes().splitlines()]
    return Deeds(
        given=msgspec.convert([line for line in lines if line["event"] == "answered"], list[Given]),
        left={line["address"]: datetime.fromisoformat(line["at"]) for line in lines if line["event"] == "left"},
    )


def contacts_of(rows: Iterable[Row], deeds: Deeds) -> dict[str, Numbers]:
    """Fate -> how many contacts were to have it."""
    contacts: dict[str, Numbers] = {}
    for row in rows:
        if found := fate(row, deeds.left):
            contacts.setdefault(found.value, Counter())[row.unit, row.channel] += 1
    return contacts


def fate(row: Row, left: Mapping[str, datetime]) -> Fate | None:
    """What becomes of a contact, now that it is known who has opted out before it came in."""
    since = left.get(row.address)
    told_at = NORWAY.midnight(row.day + timedelta(days=1)) - timedelta(minutes=1)
    again = row.fate is Fate.QUARANTINED and since is not None and since < told_at
    return Fate.OPTED_OUT if again else row.fate
