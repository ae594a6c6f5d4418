"""The contacts of citizens with offices, as case and telephone systems tell them day by day; pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

import msgspec

from instruments.clock import Calendar
from simulator.citizens.person import Citizen, Counter, WalkIn
from simulator.dice import dice
from survey.contact import Fate

LANGUAGES = {"nb": 0.72, "nn": 0.08, "sv": 0.07, "en": 0.09, "ar": 0.04}
CHANNELS = {"email": 0.45, "phone": 0.35, "web": 0.1, "desk": 0.1}
AREAS = ("technical", "planning", "roads", "school", "care", "health", "social", "culture", "tax")
HEADER = ("unit", "channel", "time", "language", "email", "phone", "area")
TEXTS = 0.5  # of callers: their number is a mobile's
AGAIN = 0.02  # of contacts: somebody who was in touch before
NO_ADDRESS = 0.01
TOO_OLD = 0.005
UNKNOWN_UNIT = 0.003
OPENS, CLOSES = 8 * 60, 15 * 60 + 30  # minutes of the day


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that sends its contacts; `weight` is its share of them beside the others."""

    code: str
    skill: float
    weight: float
    language: str = "nb"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a file, and what the rules of the round make of it."""

    day: date
    """On whose evening it is told."""
    cells: tuple[str, ...]
    unit: str
    channel: str
    fate: Fate | None
    """None: the row is faulty."""
    citizen: Citizen | None = None
    """Who is to be asked."""

    @property
    def address(self) -> str:
        return self.cells[4] or self.cells[5]


def made(
    number: int, places: Sequence[Place], days: Sequence[date], *, calendar: Calendar, seed: int, texts: bool = True,
    oldest_days: int = 14,
) -> list[Row]:  # fmt: skip
    """So many people in touch once each, spread over the days, and beside them what else stands in such files."""
    rng = dice(seed, "contacts")
    rows: list[Row] = []
    for n in range(number):
        where = rng.choices(places, [place.weight for place in places])[0]
        day = rng.choice(days)
        language = rng.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))[0]
        channel = rng.choices(tuple(CHANNELS), tuple(CHANNELS.values()))[0]
        citizen = Citizen(
            address=address(n, seed, texts=texts and channel == "phone" and rng.random() < TEXTS),
            unit=where.code,
            channel=channel,
            language=where.language if language == "nb" else language,
            skill=where.skill,
        )
        at = moment(day, calendar, rng)
        rows.append(row(day, at, citizen, fate=Fate.DRAWN, rng=rng, asked=True))
        rows += beside(day, citizen, days, calendar=calendar, rng=rng, oldest_days=oldest_days)
    return rows


def address(n: int, seed: int, *, texts: bool) -> str:
    """A mailbox, or a mobile number; nothing is ever sent to either but to the simulator's own doors."""
    if texts:
        return f"+4740{(seed * 100_000 + n) % 1_000_000:06}"
    return f"borger{seed}.{n}@{'folkepost' if n % 3 else 'postkassa'}.test"


def beside(
    day: date, citizen: Citizen, days: Sequence[date], *, calendar: Calendar, rng: Random, oldest_days: int
) -> Iterator[Row]:
    """Rows of which nothing comes; the dice fall the same number of times whatever they show."""
    again, nowhere, old, stray = (rng.random() for _ in range(4))
    later = [one for one in days if one > day]
    at = moment(day, calendar, rng)
    if again < AGAIN and later:
        other = rng.choice(later)
        yield row(other, moment(other, calendar, rng), citizen, fate=Fate.QUARANTINED, rng=rng)
    if nowhere < NO_ADDRESS:
        yield row(day, at, msgspec.structs.replace(citizen, address=""), fate=Fate.NO_ADDRESS, rng=rng)
    long_ago = at - timedelta(days=oldest_days + 3)
    if old < TOO_OLD and long_ago.date() >= days[0]:
        yield row(day, long_ago, citizen, fate=Fate.TOO_OLD, rng=rng)
    if stray < UNKNOWN_UNIT:
        nobody = msgspec.structs.replace(citizen, unit="999999")
        yield row(day, at, nobody, fate=None, rng=rng)


def walk_ins(
    codes: Mapping[Counter, Sequence[str]], place: Place, days: Sequence[date], *, calendar: Calendar, seed: int
) -> list[WalkIn]:
    """One for each code; whoever has one comes to the counter on one of the days."""
    rng = dice(seed, "walk-ins")
    found = []
    for counter, own in codes.items():
        for n, code in enumerate(own):
            language = rng.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))[0]
            citizen = Citizen(
                address=f"{counter}{n}", unit=place.code, channel="desk", language=language, skill=place.skill
            )
            at = moment(rng.choice(days), calendar, rng)
            found.append(WalkIn(citizen=citizen, counter=counter, code=code, at=at))
    return found


def row(day: date, at: datetime, citizen: Citizen, *, fate: Fate | None, rng: Random, asked: bool = False) -> Row:
    cells = (
        citizen.unit,
        citizen.channel,
        at.isoformat(),
        citizen.language,
        *(("", citizen.address) if citizen.address.startswith("+") else (citizen.address, "")),
        rng.choice(AREAS),
    )
    who = citizen if asked else None
    return Row(day=day, cells=cells, unit=citizen.unit, channel=citizen.channel, fate=fate, citizen=who)


def moment(day: date, calendar: Calendar, rng: Random) -> datetime:
    """In opening hours, to the second: two contacts of one person are never told as one."""
    minutes, seconds = rng.randrange(OPENS, CLOSES), rng.randrange(60)
    return datetime.combine(day, time(minutes // 60, minutes % 60, seconds), calendar.zone)


def table(rows: Sequence[Row]) -> bytes:
    """A file as a case system writes it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows(row.cells for row in rows)
    return out.getvalue().encode()
