"""The large buttons of the phone and web pages: each press is a step, timed and kept once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from survey.attempt import Mark, OutOfStep, Step, is_over, moves_for, shifted
from survey.person import RoleName
from survey.problems import Conflict, Invalid
from survey.steps import attempt as timing
from survey.texts import N_
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request
from survey.web.task_draft import keep
from survey.web.task_page import open_sheet, plain
from survey.web.task_sheet import Sheet


class Pressed(msgspec.Struct, frozen=True):
    """One press (`step` at `index`), or with a script all steps so far with the page's own clock."""

    token: str
    step: str = ""
    index: int = 0
    marks: str = ""
    clock: int = 0  # milliseconds since 1970, when the page sent this


@post("/tasks/{id:int}/press", guards=[allow(RoleName.TESTER)])
async def press(request: Request, id: FromPath[int]) -> Response[Any]:
    form = await request.form()
    given = bind(Pressed, form)
    found = await open_sheet(request, id)
    scripted = bool(given.marks)
    if not scripted and "revision" in form:
        await keep(request, id)
    marks = from_script(given, request.now) if scripted else from_button(given, found, request.now)
    pressed = timing.Press(inquiry_id=id, person_id=request.person.id, token=plain(given.token)[:40], marks=marks)
    try:
        kept = (await request.step(timing.press, pressed, rules=found.rules)).steps
    except OutOfStep as told:
        if scripted:
            return recorded(found, told.recorded, status=409)
        return redirect(request, f"/tasks/{id}", said=N_("Another window was quicker."), kind="warning")
    except Conflict as told:
        if scripted:
            raise
        return redirect(request, f"/tasks/{id}", said=told.title, kind="warning")
    return recorded(found, kept) if scripted else redirect(request, f"/tasks/{id}")


def from_script(given: Pressed, now: datetime) -> tuple[Mark, ...]:
    try:
        marks = msgspec.json.decode(given.marks[:10_000], type=tuple[Mark, ...])
        page = datetime.fromtimestamp(given.clock / 1000, UTC)
        return shifted([Mark(mark.step, mark.at.astimezone(UTC)) for mark in marks], now - page)
    except (msgspec.DecodeError, ValueError, OverflowError, OSError) as fault:
        raise Invalid(N_("This request cannot be understood.")) from fault


def from_button(given: Pressed, found: Sheet, now: datetime) -> tuple[Mark, ...]:
    """The steps that are recorded up to this one, and this one, now."""
    if given.step not in set(Step):
        raise Invalid(N_("This request cannot be understood."))
    known = next((one.steps for one in found.facts.attempts if one.token == given.token), ())
    return (*known[: max(given.index, 0)], Mark(Step(given.step), now))


def recorded(found: Sheet, marks: Sequence[Mark], *, status: int = 200) -> Response[bytes]:
    body = {"steps": marks, "over": is_over(moves_for(found.task.channel), tuple(marks))}
    return Response(msgspec.json.encode(body), media_type="application/json", status_code=status)


HANDLERS = [press]
