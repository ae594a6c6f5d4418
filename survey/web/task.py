"""One task of a tester: the page for a mail, a call or a search, and what can be sent from it."""

import secrets
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath

from instruments.entry import entries
from instruments.fields import item_of, nested
from instruments.instrument import Outcome
from mailer.kind import Kind
from survey.grade import SAID, Submission
from survey.picture import LARGEST
from survey.problems import Fault, Invalid, NotFound, TooLarge
from survey.steps import decline as declining
from survey.steps import evidence
from survey.steps import grade as grading
from survey.steps.decide import correct_kind
from survey.steps.work import AlreadySent
from survey.store import grades, tasks
from survey.texts import N_
from survey.web import filling
from survey.web.page import redirect
from survey.web.questions.posted import fields_of, posted
from survey.web.questions.question import PREFIX
from survey.web.request import Request
from survey.web.task_files import own_files, took_files
from survey.web.task_page import KIND, TESTER, kept, open_sheet, plain, show
from survey.web.task_sheet import Sheet
from survey.web.words import KINDS


@get("/tasks/{id:int}", guards=[TESTER])
async def one(request: Request, id: FromPath[int]) -> Response[Any]:
    return show(request, await open_sheet(request, id))


@post("/tasks/{id:int}/grade", guards=[TESTER])
async def send_in(request: Request, id: FromPath[int]) -> Response[Any]:
    form = await request.form()
    values = kept(form)
    found = await open_sheet(request, id)
    if found.open:
        try:
            await took_evidence(request, id)
            values |= await took_files(request, id, found.rules.instrument, form)
            found = await open_sheet(request, id)
        except (Invalid, TooLarge) as told:
            return await show_refused(request, id, told)
    if found.task.is_sent and not await is_known(request, id):
        return show(request, found, status=409, values=values)
    if await corrected(request, found, values):
        asked, found = found.asks, await open_sheet(request, id)
        if not found.open:
            return redirect(request, "/today", said=N_("Thank you. That was no answer yet: the clock runs on."))
        if found.asks and not asked:
            return redirect(request, f"/tasks/{id}", said=N_("Thank you. Then it is an answer: grade it."))
    if found.asks and (fresh := unseen(request, found, await request.form())):
        return show(request, found, status=422, values=values, fresh=fresh)
    values = own_files(found, values)
    return await submitted(request, found, values, said=None, reason="")


def unseen(request: Request, found: Sheet, form: FormMultiDict) -> frozenset[str]:
    """Questions that follow from what was just answered, and were not on the page: they are asked before it is in."""
    instrument = found.rules.instrument
    given = posted(form.multi_items(), instrument)
    laid = entries(instrument, given.fields, now=request.now, seed=found.seed, language=request.language)
    return filling.unseen(laid, given)


async def took_evidence(request: Request, id: int) -> bool:
    """Keep the address and the picture that a form brings along; whether there were any."""
    form = await request.form()
    url, upload = plain(form.get("url", "")), form.get("screenshot")
    who = {"inquiry_id": id, "person_id": request.person.id}
    if url:
        await request.step(evidence.add_address, url, **who)
    if isinstance(upload, UploadFile) and upload.filename:
        content = await upload.read(LARGEST + 1)
        await request.step(evidence.add_screenshot, content, name=plain(upload.filename), **who)
        return True
    return bool(url)


async def show_refused(request: Request, id: int, told: Invalid | TooLarge) -> Response[Any]:
    """The form again, with what was wrong about the evidence."""
    faults = told.faults if isinstance(told, Invalid) else (Fault("screenshot", told.title, **told.values),)
    values = kept(await request.form())
    return show(request, await open_sheet(request, id), status=told.status, values=values, faults=faults)


async def is_known(request: Request, id: int) -> bool:
    """The same form, sent twice."""
    return await request.read(grades.has_token, id, plain((await request.form()).get("token", "")))


async def corrected(request: Request, found: Sheet, values: Mapping[str, str]) -> bool:
    """Whether the tester says that a mail is something else than was guessed."""
    changed = False
    for letter in found.letters:
        said = values.get(f"{KIND}{letter.mail.id}", "")
        if said in KINDS and said != letter.kind:
            await request.step(
                correct_kind,
                letter.mail.id,
                inquiry_id=found.task.id,
                kind=Kind(said),
                by=request.person.id,
                protocol=lambda _: found.rules.protocol,
            )
            changed = True
    return changed


@post("/tasks/{id:int}/said", guards=[TESTER])
async def say(request: Request, id: FromPath[int]) -> Response[Any]:
    form = await request.form()
    said = str(form.get("said", ""))
    if said not in {one.value for one in SAID}:
        raise NotFound(N_("There is no such task."))
    found = await open_sheet(request, id)
    reason = plain(form.get("reason", ""))
    return await submitted(request, found, {}, said=Outcome(said), reason=reason)


async def submitted(
    request: Request, found: Sheet, values: Mapping[str, str], *, said: Outcome | None, reason: str
) -> Response[Any]:
    submission = Submission(
        inquiry_id=found.task.id,
        person_id=request.person.id,
        token=plain((await request.form()).get("token", ""))[:40] or secrets.token_urlsafe(12),
        answers=nested(found.rules.instrument, fields_of(values, found.rules.instrument)),
        said=said,
        reason=reason,
        language=request.language,
        times_right=bool(values.get("times_right")),
    )
    try:
        await request.step(grading.submit, submission, rules=found.rules)
    except Invalid as told:
        items = {item.name for item in found.rules.instrument.every}
        faults = [
            Fault(PREFIX + one.where if item_of(one.where) in items else one.where, one.message, **one.values)
            for one in told.faults
        ]
        return show(request, found, status=422, values=values or None, faults=faults)
    except AlreadySent:
        return show(request, await open_sheet(request, found.task.id), status=409, values=values)
    following = await request.read(tasks.next_of_group, found.task, request.now)
    path = f"/tasks/{following}" if following else "/today"
    return redirect(request, path, said=N_("Sent in: %(what)s."), what=f"{found.task.unit_name}, {found.title}")


@post("/tasks/{id:int}/decline", guards=[TESTER])
async def decline(request: Request, id: FromPath[int]) -> Response[Any]:
    reason = plain((await request.form()).get("reason", ""))
    try:
        await request.step(declining.decline, inquiry_id=id, person_id=request.person.id, reason=reason)
    except Invalid as told:
        faults = [Fault("decline", fault.message, **fault.values) for fault in told.faults]
        return show(request, await open_sheet(request, id), status=422, faults=faults)
    return redirect(request, "/today", said=N_("The task went back to the coordinator."))


HANDLERS = [one, send_in, say, decline]
