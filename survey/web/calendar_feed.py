"""A person's deadlines as a calendar, at a private address that needs no signing in."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from survey import agenda
from survey.agenda import Entry
from survey.person import Person, RoleName
from survey.problems import NotFound, TooMany
from survey.settings import Settings
from survey.steps import calendar_address
from survey.steps.object import last_limit
from survey.steps.tell import limits_of
from survey.steps.tell_words import limit_lines
from survey.store import objections, outbox, standings, tasks, units, waves
from survey.texts import N_, Translate, plural_translator, translator
from survey.wave import Wave, WaveStatus
from survey.web.formats import Formats
from survey.web.guards import allow, allow_hook
from survey.web.page import redirect
from survey.web.request import Request

AGO = timedelta(days=400)
"""What lies longer back is no longer in the calendar."""
AHEAD = timedelta(days=60)
OVER = (WaveStatus.CLOSED, WaveStatus.PUBLISHED)


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Whose calendar it is, and how it is worded."""

    person: Person
    now: datetime
    url: str
    text: Translate
    formats: Formats

    @property
    def today(self) -> date:
        return self.local(self.now)

    @property
    def morning(self) -> datetime:
        """What is worked out anew each day counts as written then."""
        return datetime.combine(self.today, datetime.min.time(), self.formats.zone)

    def local(self, at: datetime) -> date:
        return at.astimezone(self.formats.zone).date()


# A calendar program has no cookie: the secret is in the address.
@get("/feed/{name:str}", guards=[allow_hook])
async def feed(request: Request, name: FromPath[str]) -> Response[bytes]:
    tries = request.app.state.tries
    if tries.too_many(request.client_host, request.now):
        raise TooMany(N_("There were too many wrong addresses from here."), advice=N_("Try again in ten minutes."))
    secret = name.removesuffix(".ics")
    person = await request.read(calendar_address.owner, secret, key=request.app.state.key())
    if person is None:
        tries.wrong(request.client_host)
        raise NotFound(N_("There is no calendar here."), advice=N_("A new address is on your own page."))
    body = await request.read(drawn, person, request.now, settings=request.settings)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, max-age=900", "x-robots-tag": "noindex"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    headers["content-disposition"] = 'inline; filename="medlytt.ics"'
    return Response(body, media_type="text/calendar", headers=headers)


@post("/me/calendar", guards=[allow()])
async def make(request: Request) -> Response[Any]:
    await request.step(calendar_address.make, request.person.id)
    return redirect(request, "/me#calendar", said=N_("Your calendar has a new address."))


@post("/me/calendar/end", guards=[allow()])
async def end(request: Request) -> Response[Any]:
    await request.step(calendar_address.end, request.person.id)
    return redirect(request, "/me#calendar", said=N_("The address of your calendar works no more."))


def drawn(connection: sa.Connection, person: Person, now: datetime, *, settings: Settings) -> bytes:
    text = translator(person.language)
    formats = Formats(person.language, settings.timezone)
    reader = Reader(person=person, now=now, url=settings.url, text=text, formats=formats)
    host = urlsplit(settings.url).hostname or "localhost"
    return agenda.calendar(
        text(N_("Medlytt: deadlines")), entries(connection, reader), host=host, language=person.language
    )


def entries(connection: sa.Connection, reader: Reader) -> Iterator[Entry]:
    recent = [one for one in waves.every(connection) if one.ends_on >= reader.today - AGO]
    if reader.person.coordinates:
        yield from of_coordinator(connection, reader, recent)
    yield from of_staff(connection, reader, [one for one in recent if one.status in OVER])
    if reader.person.has(RoleName.TESTER):
        yield from of_tester(connection, reader)


def of_staff(connection: sa.Connection, reader: Reader, over: list[Wave]) -> Iterator[Entry]:
    """Only of waves that are over: nobody learns here when tests happen."""
    first = {wave.id: standings.editions(connection, wave.id)[:1] for wave in over}
    for wave in over:
        own = outbox.staff(connection, wave.id).get(reader.person.id, ())
        if not own:
            continue
        window = objections.window(connection, wave.id)
        limits = limits_of(connection, window, own) if window else {}
        for unit in units.by_ids(connection, limits):
            limit = limits[unit.id]
            yield Entry(
                name=f"objections-{wave.id}-{unit.id}",
                on=limit.last_day,
                title=reader.text(N_("Last day to object: %(unit)s, %(wave)s"), unit=unit.name, wave=wave.name),
                text="\n".join(limit_lines(limit, reader.person.language)),
                link=f"{reader.url}/rankings/{wave.id}/{unit.code}/cases",
                made_at=window.opened_at if window else reader.morning,
            )
        for edition in first[wave.id]:
            yield Entry(
                name=f"published-{wave.id}",
                on=reader.local(edition.published_at),
                title=reader.text(N_("Published: %(wave)s"), wave=wave.name),
                link=f"{reader.url}/rankings/{wave.id}",
                made_at=edition.published_at,
            )


def of_coordinator(connection: sa.Connection, reader: Reader, recent: list[Wave]) -> Iterator[Entry]:
    waiting = objections.undecided(connection)
    for wave in recent:
        link = f"{reader.url}/waves/{wave.id}"
        days = {
            "starts": (wave.starts_on, reader.text(N_("Wave begins: %(wave)s"), wave=wave.name)),
            "ends": (wave.ends_on, reader.text(N_("Wave ends: %(wave)s"), wave=wave.name)),
        }
        for name, (on, title) in days.items():
            made_at = wave.planned_at or wave.created_at
            yield Entry(name=f"wave-{name}-{wave.id}", on=on, title=title, link=link, made_at=made_at)
        window = objections.window(connection, wave.id)
        tested = [one.unit_id for one in standings.of_wave(connection, wave.id)] if window else []
        limit = last_limit(connection, window, tested) if window else None
        if window is None or limit is None:
            continue
        yield Entry(
            name=f"objections-end-{wave.id}",
            on=limit.last_day,
            title=reader.text(N_("Last day for objections: %(wave)s"), wave=wave.name),
            link=f"{link}/objections",
            made_at=window.opened_at,
        )
        if number := waiting.get(wave.id):
            ngettext = plural_translator(reader.person.language)
            yield Entry(
                name=f"objections-wait-{wave.id}",
                on=max(limit.last_day + agenda.DAY, reader.today),
                title=ngettext(
                    "%(n)s objection to decide: %(wave)s",
                    "%(n)s objections to decide: %(wave)s",
                    number,
                    wave=wave.name,
                ),
                link=f"{link}/objections",
                made_at=reader.morning,
            )


def of_tester(connection: sa.Connection, reader: Reader) -> Iterator[Entry]:
    """How many tasks a day has, not which: a calendar is shown to others, and lies with whoever runs it."""
    found = tasks.of_tester(connection, reader.person.id, reader.now + AHEAD)
    by_day = Counter(max(reader.local(one.due_at), reader.today) for one in found)
    ngettext = plural_translator(reader.person.language)
    for on, number in by_day.items():
        yield Entry(
            name=f"tasks-{reader.person.id}-{on:%Y%m%d}",
            on=on,
            title=ngettext("%(n)s task in Medlytt", "%(n)s tasks in Medlytt", number),
            link=f"{reader.url}/today",
            made_at=reader.morning,
        )


HANDLERS = [feed, make, end]
