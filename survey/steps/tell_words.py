"""A mail to a unit's staff is put together from what is true when it leaves; what is no longer true is not told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from mailer.message import Address, Message
from survey.explain import day, reason_line
from survey.ledger import Origin
from survey.notice import Notice, compose
from survey.objection import Limit, State
from survey.outbox import ATTACHMENT, GONE, NOTHING_LEFT, UNWANTED, Occasion, Telling, stop_code
from survey.person import Person
from survey.settings import Settings
from survey.steps.tell import limits_of
from survey.store import ledger, objections, outbox, people, units, waves
from survey.texts import N_, translator
from survey.unit import Unit
from survey.wave import Wave, WaveStatus

WINDOW_LINES = (
    N_("Opened %(from)s; %(n)s days later is %(day)s."),
    N_("Objections can be made until the end of %(day)s, 24:00, by the unit's own clock."),
)
PAGES = {
    Occasion.CONTACTS: "contacts",
    Occasion.WINDOW: "cases",
    Occasion.REMINDER: "cases",
    Occasion.DECIDED: "cases",
    Occasion.PUBLISHED: "report",
    Occasion.ERRATUM: "report",
}


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What every mail of one installation has in common; `key` makes the addresses that stop mails."""

    url: str
    sender: str
    key: bytes

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's units, and where its page is."""

    name: str
    link: str
    lines: tuple[str, ...] = ()
    """Why its last day for objections is when it is."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Ready to be written; `why_not` is a message id where nothing is to be sent."""

    notice: Notice | None = None
    why_not: str = ""
    attach: tuple[int, ...] = ()
    """Units whose report is enclosed."""


def house_of(settings: Settings, key: bytes) -> House:
    return House(url=settings.url, sender=settings.notice_from, key=key)


def letter(connection: sa.Connection, one: Telling, now: datetime, *, house: House, encloses: bool) -> Letter:
    """To whom, for which units and with which words, by what holds now."""
    person, wave = people.one(connection, one.person_id), waves.by_id(connection, one.wave_id)
    own = outbox.staff(connection, one.wave_id, one.units).get(one.person_id, ())
    if person is None or wave is None or not own:
        return Letter(why_not=GONE)
    refused = outbox.unwanted(connection, person.id)
    if one.occasion in refused:
        return Letter(why_not=UNWANTED)
    values: dict[str, object] = {}
    match one.occasion:
        case Occasion.WINDOW | Occasion.REMINDER:
            own, values = windows(connection, one, wave, own, now, person=person)
        case Occasion.DECIDED:
            values = decisions(connection, one)
        case Occasion.ERRATUM:
            values = corrected(connection, one)
        case _:
            pass
    if not own or values.get("n") == 0:
        return Letter(why_not=NOTHING_LEFT)
    encloses = encloses and one.occasion is Occasion.PUBLISHED and ATTACHMENT not in refused
    attach = own if encloses and outbox.attaches(connection, wave.id) else ()
    told = sorted(units.by_ids(connection, own), key=lambda unit: unit.name)
    limits = values.pop("limits", {})
    shared = {
        "wave": wave.name,
        "places": places(told, one, house, limits=limits, language=person.language),  # type: ignore[arg-type]
        "ranking": f"{house.url}/rankings/{wave.id}",
        "ledger": f"{house.url}/rankings/{wave.id}/ledger",
        "editions": f"{house.url}/rankings/{wave.id}/editions",
        "stop": stop_link(house, person.id, one.occasion),
        "mine": f"{house.url}/me#mails",
        "enclosed": bool(attach),
    }
    to = Address(person.name, person.email)
    name = f"told_{one.occasion.value}"
    return Letter(notice=Notice(name=name, to=to, language=person.language, values=shared | values), attach=attach)


def windows(
    connection: sa.Connection, one: Telling, wave: Wave, own: Sequence[int], now: datetime, *, person: Person
) -> tuple[tuple[int, ...], dict[str, object]]:
    """The units that may still object, and for a reminder have not; with their limits."""
    window = objections.window(connection, wave.id)
    if window is None or wave.status is not WaveStatus.CLOSED:
        return (), {}
    limits = {id: limit for id, limit in limits_of(connection, window, own).items() if not limit.over(now)}
    silent = [id for id in own if id in limits]
    if one.occasion is Occasion.REMINDER:
        silent = [id for id in silent if not objections.of_unit(connection, wave.id, id)]
    if not silent:
        return (), {}
    last = min(limits[id].last_day for id in silent)
    return tuple(silent), {"limits": limits, "day": day(last, person.language)}


def decisions(connection: sa.Connection, one: Telling) -> dict[str, object]:
    found = [objections.by_id(connection, id) for id in one.about]
    decided = [each for each in found if each and each.decided]
    accepted = sum(each.state is State.ACCEPTED for each in decided)
    return {"n": len(decided), "accepted": accepted, "rejected": len(decided) - accepted}


def corrected(connection: sa.Connection, one: Telling) -> dict[str, object]:
    """What the edition put right: the first erratum makes the second edition, and so on."""
    errata = [entry for entry in ledger.of_wave(connection, one.wave_id) if entry.origin is Origin.ERRATUM]
    edition = one.about[0]
    entry = errata[edition - 2]
    return {"edition": edition, "unit": units.by_ids(connection, [entry.unit])[0].name, "reason": entry.reason}


def places(
    told: Sequence[Unit], one: Telling, house: House, *, limits: Mapping[int, Limit], language: str
) -> tuple[Place, ...]:
    return tuple(
        Place(
            name=unit.name,
            link=f"{house.url}/rankings/{one.wave_id}/{unit.code}/{PAGES[one.occasion]}",
            lines=limit_lines(limits[unit.id], language) if unit.id in limits else (),
        )
        for unit in told
    )


def limit_lines(limit: Limit, language: str) -> tuple[str, ...]:
    """Why the last day is when it is, as the page of the unit's cases says it."""
    _ = translator(language)
    opened, ends = WINDOW_LINES
    first = _(opened, **{"from": day(limit.opened_on, language), "n": limit.days, "day": day(limit.counted, language)})
    moved = [reason_line(one, _, language=language) for one in limit.moved]
    return (first, *moved, _(ends, day=day(limit.last_day, language)))


def stop_link(house: House, person_id: int, occasion: str) -> str:
    return f"{house.url}/mails/stop/{person_id}/{occasion}/{stop_code(house.key, person_id, occasion)}"


def mail(notice: Notice, one: Telling, now: datetime, *, house: House) -> Message:
    """Failures come back to an address that says which mail it was; the mail program shows how to stop such mails."""
    made = compose(notice, house.sender, token=one.token, now=now)
    local, _, domain = house.sender.rpartition("@")
    back = Address("", f"{local}+told.{one.token}@{domain}")
    return msgspec.structs.replace(made, bounces_to=back, unsubscribe=(str(notice.values["stop"]),))
