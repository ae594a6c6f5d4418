"""The demo's world: the municipalities at .test addresses, the people of a consumer council, and a wave to play."""

import csv
import io
import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from instruments import bank
from instruments.scenario import Cast
from survey.person import Role, RoleName
from survey.planning.order import Order
from survey.settings import Settings
from survey.shipped import municipalities
from survey.steps import people
from survey.steps.approve import open_wave
from survey.steps.import_units import import_units
from survey.steps.plan import plan_wave
from survey.store import units
from survey.store.database import Database
from survey.store.migrations import migrate

TESTERS = 45
SHOWN = {  # the people whose sign-in links are printed
    "Kari Lund": ("kari", RoleName.COORDINATOR),
    "Knut Vik": ("knut", RoleName.COORDINATOR),
    "Sam Eide": ("sam", RoleName.TESTER),
    "Rita Holm": ("rita", RoleName.QUALITY),
    "Odd Larsen": ("odd", RoleName.QUALITY),
    "Ada Berg": ("ada", RoleName.ADMINISTRATOR),
}
ODDS_UNIT = "3909"  # Larvik
STAFF = ("Berit Moen", "Trygve Aas", "Solveig Dahl", "Einar Nes")
"""Of as many other municipalities: they are heard before a ranking is published."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality as its own process is told about it."""

    domain: str
    name: str
    language: str
    skill: float


class World(msgspec.Struct, frozen=True, kw_only=True):
    people: dict[str, int]
    testers: tuple[int, ...]
    units: tuple[int, ...]
    offices: tuple[Office, ...]
    staff: dict[int, int]
    """Unit -> who answers for it."""

    def some(self, number: int) -> tuple[int, ...]:
        """About so many municipalities from all over the list, those with somebody who answers for them among them."""
        return tuple(sorted({*self.units[:: max(1, len(self.units) // number)], *self.staff}))

    @property
    def skills(self) -> dict[str, float]:
        """Mail domain -> how good the municipality is, 0 to 1."""
        return {office.domain: office.skill for office in self.offices}


def domain(name: str) -> str:
    """larvik.kommune.test for Larvik; letters that mail addresses do not have are written as their nearest."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a").partition(" - ")[0]
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") + ".kommune.test"


def settle(db: Database, now: datetime, *, wanted: int | None, seed: int) -> World:
    """A migrated database with units and people in it."""
    migrate(db, now)
    rng = random.Random(seed)  # noqa: S311 - a simulation
    table, offices = register(wanted, rng)
    import_units(db, table, now)
    with db.read() as connection:
        by_code = {unit.code: unit.id for unit in units.every(connection)}
    entered = {short: _enter(db, now, name, short, role, by_code) for name, (short, role) in SHOWN.items()}
    ids = tuple(by_code.values())
    testers = [entered["sam"]]
    for number, name in enumerate(tester_names(TESTERS - 1), start=1):
        ties = tuple((kind, rng.choice(ids)) for kind in ("lives", "works"))
        details = people.Details(
            name=name, email=f"tester{number}@radet.test", language="nb", roles=(Role(RoleName.TESTER),), ties=ties
        )
        testers.append(people.add(db, now, details=details, by=None))
    staff = {by_code[ODDS_UNIT]: entered["odd"]} | add_staff(db, now, ids, rng)
    return World(people=entered, testers=tuple(testers), units=ids, offices=offices, staff=staff)


def add_staff(db: Database, now: datetime, ids: tuple[int, ...], rng: random.Random) -> dict[int, int]:
    """Unit -> somebody who answers for it, in the written form of the place."""
    with db.read() as connection:
        known = {unit.id: unit for unit in units.every(connection)}
    others = [id for id in ids if known[id].code != ODDS_UNIT]
    found = {}
    for name, unit_id in zip(STAFF, rng.sample(others, min(len(STAFF), len(others))), strict=False):
        details = people.Details(
            name=name, email=f"{name.split()[0].lower()}@radet.test", language=known[unit_id].written_form,
            roles=(Role(RoleName.QUALITY, unit_id),),
        )  # fmt: skip
        found[unit_id] = people.add(db, now, details=details, by=None)
    return found


def register(wanted: int | None, rng: random.Random) -> tuple[bytes, tuple[Office, ...]]:
    """The shipped municipalities with demo addresses, as the table that anybody could upload; and what plays them."""
    rows = list(csv.DictReader(io.StringIO(municipalities().decode("utf-8-sig"))))
    if wanted is not None and wanted < len(rows):
        kept = [row for row in rows if row["number"] == ODDS_UNIT]
        others = [row for row in rows if row["number"] != ODDS_UNIT]
        rows = sorted(kept + rng.sample(others, max(wanted - len(kept), 0)), key=lambda row: row["number"])
    offices: dict[str, Office] = {}
    for row in rows:
        own = domain(row["name"])
        while own in offices:  # Våler and Herøy exist twice
            own = f"{row['number']}.{domain(row['name'])}"
        form = "nn" if row["written_form"] == "nn" else "nb"
        skill = min(0.98, max(0.02, rng.gauss(0.55, 0.2)))
        offices[own] = Office(domain=own, name=row["name"], language=form, skill=skill)
        row["email"] = f"postmottak@{own}"
        row["phone"] = f"+47 23 {rng.randrange(10, 99)} {rng.randrange(10, 99)} {rng.randrange(10, 99)}"
        row["website"] = f"https://www.{own}"
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(), tuple(offices.values())


def tester_names(number: int) -> list[str]:
    """Names of people who exist nowhere: first and last names of the shipped personas, mixed anew."""
    cast = next(one for one in bank.every(Cast).values() if one.country == "NO").personas
    shift = len(cast) // 2 + 1
    return [f"{cast[n % len(cast)].first_name} {cast[(n + shift) % len(cast)].last_name}" for n in range(number)]


def _enter(
    db: Database, now: datetime, name: str, short: str, role: RoleName, by_code: dict[str, int]
) -> int:
    unit = by_code.get(ODDS_UNIT) if short == "odd" else None
    ties = (("lives", next(iter(by_code.values()))),) if role is RoleName.TESTER else ()
    details = people.Details(
        name=name, email=f"{short}@radet.test", language="nb", roles=(Role(role, unit),), ties=ties
    )
    return people.add(db, now, details=details, by=None)


def order_wave(
    db: Database, now: datetime, world: World, *, settings: Settings, name: str, first: date, days: int,
    seed: int, units: Sequence[int] = (), previous: int | None = None,
) -> int:  # fmt: skip
    """A planned and opened wave under kommunetest-2019."""
    order = Order(
        name=name,
        protocol="kommunetest-2019",
        units=tuple(units) or world.units,
        testers=dict.fromkeys(world.testers, 30),
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        seed=seed,
        by=world.people["kari"],
        previous_id=previous,
        demo=True,
    )
    made = plan_wave(db, now, order=order, domains=settings.persona_domains, own_bank=settings.bank_folder)
    open_wave(db, now, made.wave_id, by=None)
    return made.wave_id


def units_file(path: Path, offices: tuple[Office, ...]) -> Path:
    """What the municipalities' own process is told about them."""
    told = [
        {"address": f"{box}@{one.domain}", "name": one.name, "language": one.language, "skill": one.skill}
        for one in offices
        for box in ("postmottak", "post")
    ]
    path.write_bytes(msgspec.json.encode(told))
    return path
