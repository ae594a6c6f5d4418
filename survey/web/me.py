"""One's own page: who one is here, the language, the sessions."""

from typing import Any

import msgspec
from litestar import Response, get, post

from survey.steps import people as steps
from survey.store import people
from survey.texts import N_
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.sign_in import local


class Choice(msgspec.Struct, frozen=True):
    language: str
    then: str = ""


@get("/me", guards=[allow()])
async def me(request: Request) -> Response[Any]:
    names = await request.read(people.unit_names, request.person.units) if request.person.units else {}
    return page(request, "me/me.html", names=names, role_names=ROLES)


@post("/me/language", guards=[allow()])
async def language(request: Request) -> Response[Any]:
    given = bind(Choice, await request.form())
    await request.step(steps.choose_language, person_id=request.person.id, language=given.language)
    return redirect(request, local(given.then) or "/me")


ROLES = {
    "administrator": N_("Administrator"),
    "coordinator": N_("Coordinator"),
    "tester": N_("Tester"),
    "quality": N_("Quality staff"),
}
HANDLERS = [me, language]
