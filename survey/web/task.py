"""One task of a tester: the page for a mail, a call or a search, and what can be sent from it."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath

from instruments.instrument import Outcome
from mailer.kind import Kind
from survey.draft import Draft, Save
from survey.grade import SAID, Submission
from survey.person import RoleName
from survey.picture import LARGEST
from survey.problems import Fault, Invalid, NotFound, TooLarge
from survey.steps import decline as declining
from survey.steps import draft as drafting
from survey.steps import evidence
from survey.steps import grade as grading
from survey.steps.decide import correct_kind
from survey.steps.work import AlreadySent
from survey.store import grades, tasks
from survey.texts import N_
from survey.web.guards import allow
from survey.web.instrument_form import PREFIX, questions, values_of
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.task_sheet import Sheet, sheet
from survey.web.words import KINDS, OUTCOMES

TESTER = allow(RoleName.TESTER)
KIND = "kind-"  # of the fields that confirm or correct what a mail is
KEPT = (PREFIX, KIND, "times_right")
LONGEST = 4000
MOST_FIELDS = 400


async def open_sheet(request: Request, id: int) -> Sheet:
    return await request.read(
        sheet,
        id,
        request.person.id,
        now=request.now,
        own=request.settings.bank_folder,
        vault=request.vault,
        language=request.language,
    )


def show(
    request: Request,
    found: Sheet,
    *,
    status: int = 200,
    values: Mapping[str, str] | None = None,
    faults: Iterable[Fault] = (),
    clash: bool = False,
) -> Response[str]:
    """The page of the task's kind; `values` are what the form had when it was sent and could not be taken."""
    shown = dict(found.values if values is None else values)
    asked = questions(found.rules.instrument, values_of(shown), request.language, text=request.text)
    graded = found.earlier.answers if found.earlier else {}
    closed = "question" if found.question else "later"
    template = "sent" if found.task.is_sent else found.task.kind if found.open else closed
    return page(
        request,
        f"tester/{template}.html",
        status=status,
        sheet=found,
        task=found.task,
        questions=asked,
        sent=questions(found.rules.instrument, graded, request.language, text=request.text),
        values=shown,
        faults={fault.where: fault for fault in faults},
        clash=clash,
        token=secrets.token_urlsafe(12),
        window=secrets.token_urlsafe(6),
        kinds=KINDS,
        outcomes=OUTCOMES,
    )


@get("/tasks/{id:int}", guards=[TESTER])
async def one(request: Request, id: FromPath[int]) -> Response[Any]:
    return show(request, await open_sheet(request, id))


def kept(form: FormMultiDict) -> dict[str, str]:
    """The fields of a form that a draft keeps."""
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name.startswith(KEPT)]
    return {name[:80]: plain(value) for name, value in fields[:MOST_FIELDS]}


def plain(text: object) -> str:
    """What somebody typed, within bounds; PostgreSQL takes no zero bytes."""
    return str(text).replace("\0", "").strip()[:LONGEST]


@get("/tasks/{id:int}/draft", guards=[TESTER])
async def draft_now(request: Request, id: FromPath[int]) -> Response[Any]:
    found = await open_sheet(request, id)
    return told(request, found.draft, clash=False)


@post("/tasks/{id:int}/draft", guards=[TESTER])
async def save_draft(request: Request, id: FromPath[int]) -> Response[Any]:
    draft, clash = await keep(request, id)
    if "json" in request.headers.get("accept", ""):
        return told(request, draft, clash=clash)
    if clash:
        values = draft.values | kept(await request.form())
        return show(request, await open_sheet(request, id), status=409, values=values, clash=True)
    return redirect(request, f"/tasks/{id}", said=N_("The draft is saved."))


async def keep(request: Request, id: int) -> tuple[Draft, bool]:
    form = await request.form()
    revision = str(form.get("revision", "0"))
    save = Save(
        window=plain(form.get("window", ""))[:40],
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
        values=kept(form),
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


@post("/tasks/{id:int}/grade", guards=[TESTER])
async def send_in(request: Request, id: FromPath[int]) -> Response[Any]:
    values = kept(await request.form())
    found = await open_sheet(request, id)
    if found.open:
        try:
            await took_evidence(request, id)
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
    return await submitted(request, found, values, said=None, reason="")


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
        answers=values_of(values),
        said=said,
        reason=reason,
        times_right=bool(values.get("times_right")),
    )
    try:
        await request.step(grading.submit, submission, rules=found.rules)
    except Invalid as told:
        items = {item.name for item in found.rules.instrument.items}
        faults = [Fault(PREFIX + f.where if f.where in items else f.where, f.message, **f.values) for f in told.faults]
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


HANDLERS = [one, draft_now, save_draft, send_in, say, decline]
