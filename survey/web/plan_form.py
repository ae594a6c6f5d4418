"""The form in which a coordinator orders a wave: read, explained where it is wrong, filled in again."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec
from litestar.datastructures import FormMultiDict

from instruments.protocol import Protocol
from instruments.scenario import Channel
from survey.person import Person
from survey.planning.order import LARGEST_SEED, Order
from survey.problems import Fault, Invalid
from survey.steps.plan import CANNOT_PLAN
from survey.store.units import Listed, Wanted
from survey.tables.sheet import clean
from survey.texts import N_
from survey.wave import Wave

PER_DAY = 20
USUAL_WEEKS = 16
NOTICE = timedelta(days=14)  # a wave is planned so long before it begins, unless somebody says otherwise


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as typed."""

    name: str = ""
    protocol: str = ""
    counties: tuple[str, ...] = ()
    at_least: str = ""
    at_most: str = ""
    codes: str = ""
    testers: tuple[str, ...] = ()
    per_day: str = str(PER_DAY)
    starts_on: str = ""
    ends_on: str = ""
    seed: str = ""


def given(form: FormMultiDict) -> Given:
    def one(name: str, default: str = "") -> str:
        return str(form.get(name, default)).replace("\0", "").strip()[:5000]

    return Given(
        name=clean(one("name"))[:120],
        protocol=one("protocol"),
        counties=tuple(map(str, form.getall("counties", []))),
        at_least=one("at_least"),
        at_most=one("at_most"),
        codes=one("codes"),
        testers=tuple(map(str, form.getall("testers", []))),
        per_day=one("per_day", str(PER_DAY)),
        starts_on=one("from"),
        ends_on=one("to"),
        seed=one("seed"),
    )


def fresh(today: date, testers: list[Person]) -> Given:
    """A form to begin with: everybody, everywhere, from a Monday in two weeks."""
    start = today + NOTICE
    start += timedelta(days=-start.weekday() % 7)
    return Given(
        testers=tuple(str(one.id) for one in testers),
        starts_on=start.isoformat(),
        ends_on=(start + timedelta(weeks=USUAL_WEEKS, days=-3)).isoformat(),
    )


def again(wave: Wave, *, units: list[Listed], every: int, testers: Mapping[int, int]) -> Given:
    """The form of a wave that was planned before; units by number where they are not simply all."""
    return Given(
        name=wave.name,
        protocol=wave.protocol,
        codes="" if len(units) == every else " ".join(one.code for one in units),
        testers=tuple(map(str, testers)),
        per_day=str(max(testers.values(), default=PER_DAY)),
        starts_on=wave.starts_on.isoformat(),
        ends_on=wave.ends_on.isoformat(),
        seed=str(wave.seed),
    )


def wanted(form: Given) -> Wanted:
    return Wanted(at_least=whole(form.at_least), at_most=whole(form.at_most))


def order(form: Given, listed: list[Listed], *, by: int, language: str) -> Order:
    """What is ordered; raises Invalid with every fault that the form alone shows."""
    if faults := tuple(form_faults(form, listed)):
        raise Invalid(CANNOT_PLAN, faults)
    per_day = int(form.per_day)
    return Order(
        name=form.name,
        protocol=form.protocol,
        units=tuple(one.id for one in chosen(form, listed)),
        testers={int(id): per_day for id in form.testers if id.isdecimal()},
        starts_on=date.fromisoformat(form.starts_on),
        ends_on=date.fromisoformat(form.ends_on),
        seed=int(form.seed) if form.seed else secrets.randbelow(LARGEST_SEED),
        by=by,
        language=language,
    )


def chosen(form: Given, listed: list[Listed]) -> list[Listed]:
    codes = set(numbers(form))
    return [
        one for one in listed if (not form.counties or one.county in form.counties) and (not codes or one.code in codes)
    ]


def numbers(form: Given) -> list[str]:
    return form.codes.replace(",", " ").replace(";", " ").split()


def form_faults(form: Given, listed: list[Listed]) -> Iterator[Fault]:
    for name, text in (("from", form.starts_on), ("to", form.ends_on)):
        if not is_date(text):
            yield Fault(name, N_("Write a date as year-month-day, such as 2026-03-02."))
    for name, text in (("at_least", form.at_least), ("at_most", form.at_most), ("seed", form.seed)):
        if text and whole(text) is None:
            yield Fault(name, N_("Write a whole number."))
    if not form.per_day or whole(form.per_day) is None:
        yield Fault("per_day", N_("Write a whole number."))
    known = {one.code for one in listed}
    if strangers := [code for code in numbers(form) if code not in known][:5]:
        yield Fault(
            "codes", N_("No unit that fits has number %(codes)s: correct or remove it"), codes=", ".join(strangers)
        )


def is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def whole(text: str) -> int | None:
    plain = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 10 else None


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a protocol asks of everybody, at a glance."""

    id: str
    title: str
    emails: int
    calls: int
    web: int
    devices: int
    follow_ups: int
    clock: str  # kind; empty where the protocol has none
    limit: int
    minimum: int
    minutes: float
    ceiling: float | None
    months: float | None
    sectors: int


def card(protocol: Protocol, language: str) -> Card:
    per = {"email": protocol.email, "phone": protocol.phone}
    minutes = sum(rules.inquiries * rules.staff_minutes for rules in per.values() if rules)
    return Card(
        id=protocol.id,
        title=protocol.title.get(language, protocol.title["en"]),
        emails=protocol.inquiries(Channel.EMAIL),
        calls=protocol.inquiries(Channel.PHONE),
        web=protocol.inquiries(Channel.WEB),
        devices=len(protocol.web.devices) if protocol.web else 0,
        follow_ups=sum(len(rule.inquiries) for rule in protocol.follow_ups),
        clock=protocol.clock.kind if protocol.clock else "",
        limit=protocol.clock.limit if protocol.clock else 0,
        minimum=protocol.minimum_population,
        minutes=minutes,
        ceiling=protocol.staff_minutes_ceiling,
        months=protocol.months,
        sectors=len(protocol.sectors),
    )
