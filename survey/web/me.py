"""One's own page: who one is here, the language, the sessions."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from survey.access import DAYS
from survey.outbox import ATTACHMENT
from survey.problems import Invalid
from survey.steps import calendar_address, grant_access
from survey.steps import people as steps
from survey.store import accesses, outbox, people
from survey.texts import N_
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.outbox import OCCASIONS
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.sign_in import local


class Choice(msgspec.Struct, frozen=True):
    language: str
    then: str = ""


class Program(msgspec.Struct, frozen=True):
    name: str = ""
    days: int = 90


@get("/me", guards=[allow()])
async def me(request: Request) -> Response[Any]:
    return await show(request)


async def show(request: Request, *, status: int = 200, **more: Any) -> Response[Any]:
    shown: dict[str, Any] = {"program": Program(), "faults": {}, "granted": None} | more
    return page(
        request,
        "me/me.html",
        status=status,
        names=await request.read(people.unit_names, request.person.units) if request.person.units else {},
        role_names=ROLES,
        programs=await request.read(accesses.of_person, request.person.id),
        told=await mails_to(request),
        calendar=await address_of(request),
        lengths=[(days, request.text(LENGTH, days=days)) for days in DAYS],
        **shown,
    )


@post("/me/access", guards=[allow()])
async def grant(request: Request) -> Response[Any]:
    given = bind(Program, await request.form())
    try:
        granted = await request.step(
            grant_access.grant, person_id=request.person.id, name=given.name, days=given.days
        )
    except Invalid as told:
        return await show(request, status=422, program=given, faults={one.where: one for one in told.faults})
    answer = await show(request, granted=granted)
    answer.headers["cache-control"] = "no-store"
    return answer


@post("/me/access/{id:int}/end", guards=[allow()])
async def end_access(request: Request, id: FromPath[int]) -> Response[Any]:
    await request.step(grant_access.end, person_id=request.person.id, access_id=id)
    return redirect(request, "/me", said=N_("The program has no access any more."))


@post("/me/language", guards=[allow()])
async def language(request: Request) -> Response[Any]:
    given = bind(Choice, await request.form())
    await request.step(steps.choose_language, person_id=request.person.id, language=given.language)
    return redirect(request, local(given.then) or "/me")


async def mails_to(request: Request) -> list[tuple[str, str, bool]]:
    """What there is to choose from for those who answer for a unit: its code, its words, whether it is wanted."""
    if not request.person.units:
        return []
    refused = await request.read(outbox.unwanted, request.person.id)
    offered: list[tuple[str, str]] = [(code.value, text) for code, text in OCCASIONS.items()]
    return [(code, text, code not in refused) for code, text in [*offered, (ATTACHMENT, ENCLOSED)]]


async def address_of(request: Request) -> str:
    name = await request.read(calendar_address.name_of, request.person.id, key=request.app.state.key())
    return f"{request.settings.url}/feed/{name}.ics" if name else ""


ENCLOSED = N_("Files with the mails, where the coordinator encloses them")
LENGTH = N_("for %(days)s days")
ROLES = {
    "administrator": N_("Administrator"),
    "coordinator": N_("Coordinator"),
    "tester": N_("Tester"),
    "quality": N_("Quality staff"),
}
HANDLERS = [me, language, grant, end_access]
