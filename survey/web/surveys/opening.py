"""A survey before it opens: what citizens are promised and what is lacking; then opening and closing it."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments.instrument import Instrument
from instruments.language import in_language
from survey.person import RoleName
from survey.problems import Conflict
from survey.readiness import Check, checks
from survey.round import Round, RoundStatus
from survey.settings import Settings
from survey.steps import rounds as steps
from survey.store import dispatches, forms, rounds
from survey.texts import LANGUAGES, N_
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys import report, words
from survey.web.surveys.listing import HOME

COORDINATOR = allow(RoleName.COORDINATOR)


class Sure(msgspec.Struct, frozen=True):
    sure: bool = False


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a survey that is not open yet shows."""

    asked: Round
    units: int
    forms: dict[str, Instrument | None]
    checks: list[Check]

    @property
    def blocked(self) -> bool:
        return any(one.blocks for one in self.checks)


def before(connection: sa.Connection, round_id: int, settings: Settings) -> Before:
    asked = rounds.known(connection, round_id)
    number = len(rounds.units(connection, round_id))
    found = {name: forms.found(connection, name, settings.bank_folder) for name in asked.forms.values()}
    sending = dispatches.sending_is_on(connection)
    lacks = checks(asked, units=number, forms=found, settings=settings, sending=sending)
    return Before(asked=asked, units=number, forms=found, checks=lacks)


@get(f"{HOME}/{{round_id:int}}", guards=[COORDINATOR])
async def one(request: Request, round_id: FromPath[int]) -> Response[Any]:
    asked = await request.read(rounds.known, round_id)
    if asked.status is not RoundStatus.DRAFT:
        return await report.shown(request, asked)
    return await readiness(request, round_id)


async def readiness(request: Request, round_id: int, *, unsure: bool = False) -> Response[Any]:
    found = await request.read(before, round_id, request.settings)
    asked = found.asked
    titles = {name: in_language(one.title, request.language) if one else name for name, one in found.forms.items()}
    return page(
        request,
        "surveys/ready.html",
        status=422 if unsure else 200,
        found=found,
        asked=asked,
        titles=titles,
        language_name=LANGUAGES.get(asked.language, asked.language),
        words=words,
        unsure=unsure,
    )


@post(f"{HOME}/{{round_id:int}}/open", guards=[COORDINATOR])
async def open_(request: Request, round_id: FromPath[int]) -> Response[Any]:
    found = await request.read(before, round_id, request.settings)
    if found.asked.status is RoundStatus.DRAFT:
        if found.blocked:
            raise Conflict(N_("Something is missing before this survey can open."))
        if not bind(Sure, await request.form()).sure:
            return await readiness(request, round_id, unsure=True)
    await request.step(steps.open_round, round_id, keys=request.keyring, by=request.person.id)
    return redirect(request, f"{HOME}/{round_id}", said=N_("The survey is open. Contacts can come in."))


@get(f"{HOME}/{{round_id:int}}/close", guards=[COORDINATOR])
async def ask_to_close(request: Request, round_id: FromPath[int]) -> Response[Any]:
    return await closing(request, round_id)


async def closing(request: Request, round_id: int, *, unsure: bool = False) -> Response[Any]:
    asked = await request.read(rounds.known, round_id)
    if asked.status is not RoundStatus.OPEN:
        raise Conflict(N_("This survey is not open."))
    return page(request, "surveys/close.html", status=422 if unsure else 200, asked=asked, unsure=unsure)


@post(f"{HOME}/{{round_id:int}}/close", guards=[COORDINATOR])
async def close(request: Request, round_id: FromPath[int]) -> Response[Any]:
    if not bind(Sure, await request.form()).sure:
        return await closing(request, round_id, unsure=True)
    if not await request.step(steps.close, round_id, by=request.person.id):
        raise Conflict(N_("This survey is not open."))
    return redirect(request, f"{HOME}/{round_id}", said=N_("The survey is closed. The last answers are being opened."))


HANDLERS = [one, open_, ask_to_close, close]
