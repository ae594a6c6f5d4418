"""Where a coordinator gives units more time for objections, and says why."""

from typing import Any

import msgspec
from litestar import Response, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from survey.problems import Invalid
from survey.steps.extend import extend
from survey.texts import N_
from survey.web.forms import bind
from survey.web.objections.queue import COORDINATOR, show_queue
from survey.web.page import redirect
from survey.web.request import Request


class Longer(msgspec.Struct, frozen=True):
    more: int = 0
    was: int = 0
    reason: str = ""


@post("/waves/{wave_id:int}/objections/extend", guards=[COORDINATOR])
async def give(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    form = await request.form()
    typed = str(form.get("reason") or "")
    try:
        given = bind(Longer, form)
        await request.step(extend, wave_id, more=given.more, was=given.was, reason=given.reason, by=request.person.id)
    except Invalid as fault:
        return await sync_to_thread(show_queue, request, wave_id, fault, typed)
    return redirect(request, f"/waves/{wave_id}/objections", said=N_("Units have more time, and are told why."))


HANDLERS = [give]
