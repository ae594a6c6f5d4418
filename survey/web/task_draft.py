"""Unfinished work: saved as it is typed, or by its button, which may also add an instance to a repeat."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from survey.draft import Draft, Save
from survey.problems import Invalid
from survey.steps import draft as drafting
from survey.texts import N_
from survey.web import filling
from survey.web.page import redirect
from survey.web.questions.posted import values_of
from survey.web.questions.question import PREFIX
from survey.web.request import Request
from survey.web.task import show_refused
from survey.web.task_files import took_files
from survey.web.task_page import TESTER, kept, open_sheet, plain, show
from survey.web.task_sheet import Sheet

NO_FILES: Mapping[str, str] = {}


@get("/tasks/{id:int}/draft", guards=[TESTER])
async def draft_now(request: Request, id: FromPath[int]) -> Response[Any]:
    found = await open_sheet(request, id)
    return told(request, found.draft, clash=False)


@post("/tasks/{id:int}/draft", guards=[TESTER])
async def save_draft(request: Request, id: FromPath[int]) -> Response[Any]:
    found = await open_sheet(request, id)
    form = await request.form()
    given = filling.sent(form.multi_items(), found.rules.instrument)
    try:
        files = await took_files(request, id, found.rules.instrument, form)
    except Invalid as told_why:
        return await show_refused(request, id, told_why)
    draft, clash = await keep(request, id, values=changed(request, found, given), files=files)
    if "json" in request.headers.get("accept", ""):
        return told(request, draft, clash=clash)
    if clash:
        values = draft.values | kept(await request.form())
        return show(request, await open_sheet(request, id), status=409, values=values, clash=True)
    if given.press in filling.CHANGES:
        return redirect(request, f"/tasks/{id}#field-{PREFIX}{filling.near(given)}")
    return redirect(request, f"/tasks/{id}", said=N_("The draft is saved."))


def changed(request: Request, found: Sheet, given: filling.Sent) -> dict[str, str] | None:
    """The form's fields with one more instance of a repeat, or with one less, where a button asks for that."""
    if given.press not in filling.CHANGES:
        return None
    given = msgspec.structs.replace(given, language=request.language, seed=found.seed)
    turn = filling.turned(found.rules.instrument, given, now=request.now)
    return values_of(turn.fields, found.rules.instrument)


async def keep(
    request: Request, id: int, *, values: dict[str, str] | None = None, files: Mapping[str, str] = NO_FILES
) -> tuple[Draft, bool]:
    """`values` stand instead of the questions' fields in the form; `files` are those that came along."""
    form = await request.form()
    typed = kept(form)
    if values is not None:
        typed = {name: text for name, text in typed.items() if not name.startswith(PREFIX)} | values
    revision = str(form.get("revision", "0"))
    save = Save(
        window=plain(form.get("window", ""))[:40],
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
        values=typed | dict(files),
        settled=bool(form.get("settled")),
    )
    return await request.step(drafting.save, save, inquiry_id=id, person_id=request.person.id)


def told(request: Request, draft: Draft, *, clash: bool) -> Response[bytes]:
    body = {
        "revision": draft.revision,
        "values": draft.values,
        "others": draft.others,
        "saved_at": draft.saved_at,
        "clash": clash,
        "csrf": request.session.csrf,
    }
    return Response(msgspec.json.encode(body), media_type="application/json", status_code=409 if clash else 200)


HANDLERS = [draft_now, save_draft]
