"""The surveys of this house, and the form that sets one up."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments.instrument import Instrument
from instruments.language import in_language
from survey.person import RoleName
from survey.problems import Conflict, Invalid
from survey.round import Round, RoundStatus
from survey.steps import rounds as steps
from survey.store import forms, rounds, units
from survey.store.units import Listed, Wanted
from survey.texts import N_
from survey.web.forms import faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys import form, gathered, words
from survey.web.surveys.form import Given

COORDINATOR = allow(RoleName.COORDINATOR)
HOME = "/coordinator/surveys"
FIXED = N_("The survey is open: what citizens were promised cannot be changed any more.")


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What the form offers to choose from."""

    listed: list[Listed]
    forms: dict[str, Instrument]
    earlier: list[Round]
    counties: list[str]

    @property
    def choices(self) -> list[tuple[int, str]]:
        return [(one.id, one.title) for one in self.earlier]


@get(HOME, guards=[COORDINATOR])
async def every(request: Request) -> Response[Any]:
    return page(
        request,
        "surveys/list.html",
        surveys=await request.read(rounds.every),
        units=await request.read(rounds.unit_counts),
        alarms=await request.read(gathered.all_alarms, request.now, request.keyring),
        any_units=await request.read(units.any_known),
        words=words,
    )


@get(f"{HOME}/new", guards=[COORDINATOR])
async def new(request: Request) -> Response[Any]:
    return await form_page(request, form.fresh(request.now.date(), request.settings.language))


@post(f"{HOME}/new", guards=[COORDINATOR])
async def make(request: Request) -> Response[Any]:
    return await kept(request, None)


@get(f"{HOME}/{{round_id:int}}/change", guards=[COORDINATOR])
async def change(request: Request, round_id: FromPath[int]) -> Response[Any]:
    asked, codes, every = await request.read(before, round_id)
    return await form_page(request, form.again(asked, codes=codes, every=every), asked=asked)


@post(f"{HOME}/{{round_id:int}}/change", guards=[COORDINATOR])
async def make_change(request: Request, round_id: FromPath[int]) -> Response[Any]:
    return await kept(request, round_id)


def before(connection: sa.Connection, round_id: int) -> tuple[Round, list[str], int]:
    asked = rounds.known(connection, round_id)
    if asked.status is not RoundStatus.DRAFT:
        raise Conflict(FIXED)
    ids = {one.unit_id for one in rounds.units(connection, round_id)}
    listed = units.listed(connection, Wanted())
    return asked, [one.code for one in listed if one.id in ids], len(listed)


def around(connection: sa.Connection, request: Request, round_id: int | None) -> Around:
    return Around(
        listed=units.listed(connection, Wanted()),
        forms=forms.asking(connection, request.settings.bank_folder),
        earlier=[one for one in rounds.every(connection) if one.id != round_id],
        counties=units.counties(connection),
    )


async def kept(request: Request, round_id: int | None) -> Response[Any]:
    """Take the form in: a new survey, or a draft anew."""
    given = form.given(await request.form())
    found = await request.read(around, request, round_id)
    try:
        earlier = [one.id for one in found.earlier]
        wanted = form.draft(given, found.listed, forms=[*found.forms, *await had(request, round_id)], earlier=earlier)
        ids = [one.id for one in form.chosen(given, found.listed)]
        if round_id is None:
            round_id = await request.step(steps.add, wanted, units=ids, by=request.person.id)
        else:
            await request.step(steps.change, round_id, wanted, units=ids, by=request.person.id)
    except Invalid as fault:
        asked = await request.read(rounds.known, round_id) if round_id is not None else None
        return await form_page(request, given, fault, asked=asked)
    return redirect(request, f"{HOME}/{round_id}", said=N_("The survey is kept. Nobody is asked before you open it."))


async def had(request: Request, round_id: int | None) -> list[str]:
    """A draft may keep a form that was withdrawn meanwhile."""
    return list((await request.read(rounds.known, round_id)).forms.values()) if round_id is not None else []


async def form_page(
    request: Request, given: Given, fault: Invalid | None = None, *, asked: Round | None = None
) -> Response[Any]:
    found = await request.read(around, request, asked.id if asked else None)
    return page(
        request,
        "surveys/form.html",
        status=422 if fault else 200,
        form=given,
        asked=asked,
        around=found,
        titles=titles(found.forms, [*(asked.forms.values() if asked else ())], request),
        faults=faults_by_field(fault.faults) if fault else {},
        words=words,
        bounds=form.BOUNDS,
    )


def titles(known: dict[str, Instrument], used: list[str], request: Request) -> list[tuple[str, str]]:
    """Name and title of each form that can be chosen, the titles in order."""
    told = N_("%(title)s, version %(n)s")
    found = {
        name: request.text(told, title=in_language(one.title, request.language) or name, n=one.version)
        for name, one in known.items()
    }
    return sorted(({name: name for name in used} | found).items(), key=lambda pair: pair[1].casefold())


HANDLERS = [every, new, make, change, make_change]
