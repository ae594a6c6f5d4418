"""What a unit promises its citizens: its own staff and coordinators write it down, reports hold it against the test."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from survey.guarantee import Code, Guarantee
from survey.person import RoleName
from survey.problems import Invalid, NotFound, NotPermitted
from survey.steps import promise
from survey.steps.promise import Promised
from survey.store import guarantees, units
from survey.texts import N_
from survey.unit import Unit
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.ranking import words_of
from survey.web.reports.names import promised
from survey.web.request import Request

PATH = "/units/{unit_id:int}/promises"
KEEPERS = allow(RoleName.COORDINATOR, RoleName.QUALITY)
CODES = {
    Code.MAIL_HOURS: N_("E-mail: hours until the answer, weekends not counted"),
    Code.MAIL_DAYS: N_("E-mail: working days until the answer, the day of sending is day 0"),
    Code.MAIL_DAYS_NOON: N_("E-mail: working days until the answer, the day of sending is day 1 if sent before 12:00"),
    Code.CALL_MINUTES: N_("Phone: minutes until a person answers"),
}


class Last(msgspec.Struct, frozen=True):
    last: date


@get(PATH, guards=[KEEPERS])
async def show(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    return await drawn(request, unit_id)


@post(PATH, guards=[KEEPERS])
async def add(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    refuse_others(request, unit_id)
    typed = await request.form()
    try:
        await request.step(promise.promise, unit_id, bind(Promised, typed), by=request.person.id)
    except Invalid as fault:
        return await drawn(request, unit_id, {name: str(value) for name, value in typed.items()}, fault)
    return redirect(request, f"/units/{unit_id}/promises", said=N_("The promise is written down."))


@post(f"{PATH}/{{id:int}}/end", guards=[KEEPERS])
async def end(request: Request, unit_id: FromPath[int], id: FromPath[int]) -> Response[Any]:
    refuse_others(request, unit_id)
    try:
        last = bind(Last, await request.form()).last
        await request.step(promise.end, unit_id, id, last, by=request.person.id)
    except Invalid as fault:
        return await drawn(request, unit_id, {}, fault)
    return redirect(request, f"/units/{unit_id}/promises", said=N_("The promise ends on that day."))


@post(f"{PATH}/{{id:int}}/remove", guards=[KEEPERS])
async def remove(request: Request, unit_id: FromPath[int], id: FromPath[int]) -> Response[Any]:
    refuse_others(request, unit_id)
    await request.step(promise.take_back, unit_id, id, by=request.person.id)
    return redirect(request, f"/units/{unit_id}/promises", said=N_("The promise is taken off the list."))


def refuse_others(request: Request, unit_id: int) -> None:
    if not request.person.sees(unit_id):
        raise NotPermitted(N_("You may not see this page."))


def look(connection: sa.Connection, unit_id: int) -> tuple[Unit, list[Guarantee]]:
    unit = units.by_id(connection, unit_id)
    if unit is None:
        raise NotFound(N_("There is no such unit."))
    return unit, guarantees.of_unit(connection, unit_id)


async def drawn(
    request: Request, unit_id: int, typed: Mapping[str, str] | None = None, fault: Invalid | None = None
) -> Response[Any]:
    refuse_others(request, unit_id)
    unit, found = await request.read(look, unit_id)
    words = words_of(request)
    return page(
        request,
        "reports/promises.html",
        status=422 if fault else 200,
        unit=unit,
        promises=[(one, promised(one.code, one.within, words)) for one in found],
        codes=[(code.value, words.translate(text)) for code, text in CODES.items()],
        typed=typed or {},
        faults=faults_by_field(fault.faults) if fault else {},
    )


HANDLERS = [show, add, end, remove]
