"""What a tester saw: uploads come in bounded, and go out so that a browser can do nothing but show a picture."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from survey.person import RoleName
from survey.problems import Fault, Invalid, NotFound, NotPermitted, TooLarge
from survey.steps import evidence as steps
from survey.store import evidence, tasks
from survey.texts import N_
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request
from survey.web.task import show_refused, took_evidence
from survey.web.task_draft import keep

TESTER = allow(RoleName.TESTER)
SAFE_TO_SHOW = {
    "content-security-policy": "sandbox; default-src 'none'",
    "content-disposition": "inline",
    "cache-control": "private, max-age=3600",
}


@post("/tasks/{id:int}/evidence", guards=[TESTER])
async def add(request: Request, id: FromPath[int]) -> Response[Any]:
    """An address, a picture or both; what else the form holds is saved as a draft on the way."""
    await keep(request, id)
    try:
        if not await took_evidence(request, id):
            raise Invalid(N_("This file cannot be kept."), (Fault("url", N_("Paste an address or choose a picture.")),))
    except (Invalid, TooLarge) as told:
        return await show_refused(request, id, told)
    return redirect(request, f"/tasks/{id}", said=N_("Added."))


@post("/tasks/{id:int}/evidence/{evidence_id:int}/remove", guards=[TESTER])
async def remove(request: Request, id: FromPath[int], evidence_id: FromPath[int]) -> Response[Any]:
    await keep(request, id)
    await request.step(steps.remove, evidence_id, inquiry_id=id, person_id=request.person.id)
    return redirect(request, f"/tasks/{id}", said=N_("Removed."))


@get("/evidence/{id:int}", guards=[allow(RoleName.TESTER, RoleName.COORDINATOR)])
async def picture(request: Request, id: FromPath[int]) -> Response[bytes]:
    found = await request.read(evidence.by_id, id)
    content = await request.read(evidence.content, id)
    if found is None or content is None:
        raise NotFound(N_("This page does not exist."))
    task = await request.read(tasks.by_id, found.inquiry_id)
    if not request.person.coordinates and (task is None or task.tester_id != request.person.id):
        raise NotPermitted(N_("You may not see this page."))
    shown = "inline" if found.media_type.startswith("image/") else "attachment"
    return Response(
        content, media_type=found.media_type, headers=SAFE_TO_SHOW | {"content-disposition": shown}
    )


HANDLERS = [add, remove, picture]
