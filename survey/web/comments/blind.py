"""A blind sample is coded: the text alone, nothing of what the model or the other coder says."""

import secrets
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from survey.problems import Conflict, Invalid, NotFound
from survey.steps import blind as steps
from survey.steps.correct import Said
from survey.store import blinds
from survey.texts import N_
from survey.web.comments import codes
from survey.web.comments.codes import Scheme
from survey.web.comments.frame import COORDINATOR, framed
from survey.web.comments.review import BOTH, GONE, HERE, PART
from survey.web.comments.said import given
from survey.web.comments.slip import Slip, slips
from survey.web.page import page, redirect
from survey.web.request import Request

SAMPLE = f"{HERE}/blind/{{draw_id:int}}"


class Left(msgspec.Struct, frozen=True):
    left: int


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """One comment at a time: which one is next depends on what the other coder has done."""

    scheme: Scheme
    slips: list[Slip]
    progress: Left


@get(SAMPLE, guards=[COORDINATOR])
async def look(request: Request, draw_id: FromPath[int]) -> Response[Any]:
    return blind_page(request, draw_id, await request.read(desk, draw_id, request))


@post(SAMPLE, guards=[COORDINATOR])
async def say(request: Request, draw_id: FromPath[int]) -> Response[Any]:
    form = given(await request.form())
    said = Said(token=form.token, comment_id=form.comment_id, codes=form.codes)
    told = ""
    try:
        await request.step(steps.code, draw_id, said, by=request.person.id)
    except (Conflict, NotFound):
        told = GONE
    except Invalid as fault:
        found = await request.read(desk, draw_id, request)
        kept = [form.chosen(one) for one in found.slips]
        return blind_page(request, draw_id, msgspec.structs.replace(found, slips=kept), fault)
    if PART not in request.headers:
        return redirect(request, f"{HERE}/blind/{draw_id}", said=told, kind="warning")
    found = await request.read(desk, draw_id, request)
    rest: dict[str, Any] = {
        "slips": found.slips,
        "said": told,
        "post_to": f"{HERE}/blind/{draw_id}",
        "channels": BOTH,
        "blind": True,
    }
    return page(request, "comments/part.html", desk=found, **rest)


def blind_page(request: Request, draw_id: int, found: Desk, fault: Invalid | None = None) -> Response[Any]:
    return framed(
        request,
        "comments/blind.html",
        status=fault.status if fault else 200,
        desk=found,
        slips=found.slips,
        fault=fault,
        names=found.scheme.axis_names(request.language),
        post_to=f"{HERE}/blind/{draw_id}",
        channels=BOTH,
        blind=True,
        alone=False,
    )


def desk(connection: sa.Connection, draw_id: int, request: Request) -> Desk:
    scheme = codes.in_use(connection)
    if draw_id not in {one.id for one in blinds.every(connection, scheme.version)}:
        raise NotFound(N_("There is no such sample."))
    by = request.person.id
    id = blinds.next_for(connection, draw_id, by)
    tokens = {id: secrets.token_urlsafe(12)} if id else {}
    return Desk(
        scheme=scheme,
        slips=slips(connection, scheme, tokens, request, blind=True),
        progress=Left(len(blinds.free_for(connection, draw_id, by))),
    )


HANDLERS = [look, say]
