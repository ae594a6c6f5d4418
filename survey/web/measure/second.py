"""The blind second look: a mail and its answer as the first grader had them, and the same form, empty."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import bank
from instruments.fields import nested
from instruments.instrument import Style
from instruments.language import in_language
from instruments.scenario import facts
from survey import choices
from survey.dispatch import Sending
from survey.person import RoleName
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.rules import Rules
from survey.steps import second as steps
from survey.store import dispatches, forms, tasks
from survey.task import Task
from survey.texts import N_
from survey.web.guards import allow
from survey.web.letters import Letter, letters
from survey.web.page import page, redirect
from survey.web.questions import posted
from survey.web.questions.place import Filled, place
from survey.web.questions.posted import fields_of
from survey.web.questions.question import PREFIX
from survey.web.questions.said import reader
from survey.web.questions.view import View
from survey.web.request import Request
from survey.web.task_sheet import own_names

GRADERS = allow(RoleName.TESTER, RoleName.COORDINATOR)


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    task: Task
    rules: Rules
    key: tuple[str, ...]
    sent: tuple[Any, ...]
    letters: tuple[Letter, ...]


@get("/second", guards=[GRADERS])
async def listed(request: Request) -> Response[Any]:
    found = await request.read(steps.mine, request.person)
    scenarios = bank.scenarios(request.settings.bank_folder)
    titles = {code: in_language(one.title, request.language) for code, one in scenarios.items()}
    return page(request, "measure/second_list.html", waiting=found, titles=titles)


@get("/second/{id:int}", guards=[GRADERS])
async def one(request: Request, id: FromPath[int]) -> Response[Any]:
    return show(request, await request.read(desk, request, id))


def desk(connection: sa.Connection, request: Request, id: int) -> Desk:
    """The inquiry with nothing of what the first grader said."""
    task = tasks.by_id(connection, id)
    if task is None or not any(one.id == id for one in steps.mine(connection, request.person)):
        raise NotFound(N_("This is not waiting for a second look, or no longer."))
    rules = forms.rules(connection, task, request.settings.bank_folder)
    sent = tuple(one for one in dispatches.of_inquiry(connection, id) if one.status is Sending.SENT)
    return Desk(
        task=task,
        rules=rules,
        key=facts(rules.scenario, task.written_form),
        sent=sent,
        letters=tuple(letters(connection, id, request.vault, keep=own_names(sent))),
    )


def show(
    request: Request, found: Desk, *, status: int = 200, values: Mapping[str, str] | None = None,
    faults: tuple[Fault, ...] = (),
) -> Response[Any]:  # fmt: skip
    asked = found.rules.instrument
    own_words = {one.name for one in asked.leaves if not choices.closed(one) and not one.required}
    shown = tuple(one for one in asked.items if one.name not in own_words)  # a comment would be kept nowhere
    form = msgspec.structs.replace(asked, items=shown, style=Style.ONE_PAGE)
    filled = Filled(fields=fields_of(values or {}, form), seed=str(found.task.id))
    return page(
        request,
        "measure/second.html",
        status=status,
        desk=found,
        task=found.task,
        title=in_language(found.rules.scenario.title, request.language),
        place=place(form, filled, View(reader=reader(form, request.language)), now=request.now),
        faults={PREFIX + fault.where: fault for fault in faults},
    )


@post("/second/{id:int}", guards=[GRADERS])
async def send_in(request: Request, id: FromPath[int]) -> Response[Any]:
    try:
        found = await request.read(desk, request, id)
    except NotFound as told:
        raise Conflict(told.title) from told
    values = posted.kept((await request.form()).multi_items())
    form = found.rules.instrument
    try:
        await request.step(
            steps.grade, id, person=request.person, answers=nested(form, fields_of(values, form)), rules=found.rules,
            language=request.language,
        )  # fmt: skip
    except Invalid as told:
        return show(request, found, status=422, values=values, faults=told.faults)
    return redirect(request, "/second", said=N_("Thank you. Your second look is in."))


HANDLERS = [listed, one, send_in]
