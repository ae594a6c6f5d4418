"""Where a unit reads its own cases, objects to what it finds wrong, and takes an objection back."""

import secrets
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath, FromQuery

from survey import objection
from survey.person import RoleName
from survey.problems import Conflict, Invalid, NotFound
from survey.steps import object as steps
from survey.steps.object import Given, Said
from survey.store import objections
from survey.texts import N_
from survey.upload import LARGEST
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.objections.case import STATES, Item, Own, limit_lines, own_of
from survey.web.page import page, redirect
from survey.web.ranking import words_of
from survey.web.request import Request

READERS = allow(RoleName.QUALITY, RoleName.COORDINATOR)
QUALITY = allow(RoleName.QUALITY)


@get("/rankings/{wave_id:int}/{code:str}/cases", guards=[READERS])
async def cases(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[Any]:
    own = await sync_to_thread(own_of, request, wave_id, code)
    evidence = await request.read(objections.files, [one.id for one in own.objections])
    return page(
        request,
        "objections/cases.html",
        own=own,
        only_lost=bool(request.query_params.get("lost")),
        board=own.board,
        place=own.place,
        states=STATES,
        evidence=evidence,
        withdrawn=[one for one in own.objections if one.state is objection.State.WITHDRAWN],
        lines=limit_lines(own.limit, words_of(request)),
    )


class Form(msgspec.Struct, frozen=True):
    item: str = ""
    reason: str = ""
    token: str = ""


@get("/rankings/{wave_id:int}/{code:str}/cases/{inquiry_id:int}/object", guards=[QUALITY])
async def ask(
    request: Request, wave_id: FromPath[int], code: FromPath[str], inquiry_id: FromPath[int], item: FromQuery[str] = ""
) -> Response[Any]:
    own = await sync_to_thread(own_of, request, wave_id, code)
    return drawn(request, own, inquiry_id, Form(item=item, token=secrets.token_hex(16)))


@post("/rankings/{wave_id:int}/{code:str}/cases/{inquiry_id:int}/object", guards=[QUALITY])
async def make(
    request: Request, wave_id: FromPath[int], code: FromPath[str], inquiry_id: FromPath[int]
) -> Response[Any]:
    form = await request.form()
    given = bind(Form, form)
    own = await sync_to_thread(own_of, request, wave_id, code)
    about(own, inquiry_id, given.item)
    said = Said(
        token=given.token or secrets.token_hex(16),
        inquiry_id=inquiry_id,
        item=given.item,
        reason=given.reason,
        files=await files_of(form),
    )
    try:
        await request.step(steps.make, said, by=request.person)
    except Invalid as fault:
        return drawn(request, own, inquiry_id, given, fault=fault, lost=bool(said.files))
    return redirect(
        request,
        f"/rankings/{wave_id}/{code}/cases#case-{inquiry_id}",
        said=N_("Your objection is in. Somebody who did not grade the inquiry decides."),
    )


def about(own: Own, inquiry_id: int, name: str) -> list[Item]:
    """The item that is objected to; nothing for the whole inquiry."""
    items = [one for one in own.case(inquiry_id).items if name and one.name == name]
    if name and not items:
        raise NotFound(N_("This inquiry has no such item."))
    return items


async def files_of(form: FormMultiDict) -> list[Given]:
    """Each read no further than it may be long."""
    return [
        Given(name=one.filename, content=await one.read(LARGEST + 1))
        for name, one in form.multi_items()
        if name == "files" and isinstance(one, UploadFile) and one.filename
    ]


def drawn(
    request: Request, own: Own, inquiry_id: int, given: Form, *, fault: Invalid | None = None, lost: bool = False
) -> Response[Any]:
    case, items = own.case(inquiry_id), about(own, inquiry_id, given.item)
    if not own.may_object and fault is None:
        raise Conflict(steps.CLOSED_NOW if own.limit else N_("This wave is not open for objections."))
    return page(
        request,
        "objections/object.html",
        status=422 if fault else 200,
        own=own,
        place=own.place,
        board=own.board,
        case=case,
        items=items,
        given=given,
        faults=faults_by_field(fault.faults) if fault else {},
        lost=lost,
        longest=objection.LONGEST,
        most_files=objection.MOST_FILES,
        megabytes=LARGEST // 2**20,
        lines=limit_lines(own.limit, words_of(request)),
    )


@post("/objections/{id:int}/withdraw", guards=[QUALITY])
async def withdraw(request: Request, id: FromPath[int]) -> Response[Any]:
    found = await request.step(steps.withdraw, id, by=request.person)
    code = await request.read(objections.code_of, found.unit_id)
    return redirect(
        request,
        f"/rankings/{found.wave_id}/{code}/cases#case-{found.inquiry_id}",
        said=N_("The objection is taken back."),
    )


HANDLERS = [cases, ask, make, withdraw]
