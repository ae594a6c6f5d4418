"""Instruments for programs: what there is, one as a document, and what answers to it lead to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from instruments import answers, bank, worth
from instruments.answers import Problem
from instruments.instrument import Instrument, without_lists
from survey.edition import EditionStatus
from survey.person import Person, RoleName
from survey.problems import NotFound
from survey.store import editions, forms
from survey.texts import N_, Translate
from survey.web import library_words
from survey.web.api import body
from survey.web.guards import allow
from survey.web.request import Request

SEES_POINTS = (RoleName.COORDINATOR, RoleName.QUALITY)


class ToCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    answers: dict[str, Any]
    language: str = "en"
    now: datetime | None = None
    seed: str = ""

    @property
    def moment(self) -> datetime | None:
        """Without zone UTC, as for `medlytt instrument evaluate --now`."""
        return self.now.replace(tzinfo=UTC) if self.now and self.now.tzinfo is None else self.now


@get("/api/instruments", guards=[allow()])
async def every(request: Request) -> Response[bytes]:
    found = await request.read(known, request.settings.bank_folder)
    return body.answer([line(one) for one in sorted(found, key=lambda one: (one.id, one.version))])


@get("/api/instruments/{name:str}", guards=[allow()])
async def one(request: Request, name: FromPath[str]) -> Response[bytes]:
    """The document; without its points for those who grade, as on their pages."""
    found = await request.read(named, name, request.settings.bank_folder)
    return body.answer(without_lists(found if sees_points(request.person) else without_points(found)))


@post("/api/instruments/{name:str}/check", guards=[allow()], status_code=200)
async def check(request: Request, name: FromPath[str]) -> Response[bytes]:
    """What is asked, what stands and what does not; nothing is kept."""
    given = await body.read(request, ToCheck)
    found = await request.read(named, name, request.settings.bank_folder)
    now = given.moment or request.now
    told = await sync_to_thread(checked, found, given, now, sees_points(request.person))
    told["problems"] = [said(one, request.text) for one in told["problems"]]
    return body.answer(told)


def said(one: Problem, translate: Translate) -> dict[str, Any]:
    """An instrument's own words are in the language that was asked for; ours are in the reader's."""
    message = one.message if one.own else library_words.told(one.message, translate)
    return {"item": one.item, "kind": one.kind, "message": message}


def checked(instrument: Instrument, given: ToCheck, now: datetime, scored: bool) -> dict[str, Any]:
    told = answers.check(instrument, given.answers, now=now, seed=given.seed, language=given.language)
    found: dict[str, Any] = {"relevant": told.relevant, "values": told.values, "problems": told.problems}
    return found | ({"score": worth.total(worth.points(instrument, told.values))} if scored else {})


def line(one: Instrument) -> dict[str, Any]:
    told = {"id": one.id, "version": one.version, "title": one.title}
    return told | {"purpose": one.purpose, "languages": one.languages}


def known(connection: sa.Connection, own: Path | None) -> list[Instrument]:
    """The newest of the bank's, and all that this house has published."""
    published = (one for one in editions.every(connection) if one.status is EditionStatus.PUBLISHED)
    return [*bank.instruments(own).values(), *(one.read() for one in published)]


def named(connection: sa.Connection, name: str, own: Path | None) -> Instrument:
    """`id@version`, or the newest version of an id."""
    of_house = [one for one in editions.of_instrument(connection, name) if one.status is EditionStatus.PUBLISHED]
    try:
        return of_house[-1].read() if of_house else forms.form(connection, name, own)
    except bank.UnknownError as fault:
        raise NotFound(N_("There is no such instrument.")) from fault


def sees_points(person: Person) -> bool:
    return person.coordinates or any(person.has(role) for role in SEES_POINTS)


def without_points(instrument: Instrument) -> Instrument:
    plain: Any = msgspec.to_builtins(instrument)
    for part in walked(plain):
        part.pop("points", None)
    return msgspec.convert(plain, Instrument)


def walked(part: Any) -> Any:
    """Every object in a document."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)


HANDLERS = [every, one, check]
