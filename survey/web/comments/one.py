"""One comment that a reader came upon, to be sorted otherwise."""

import secrets
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from survey.problems import Invalid, NotFound
from survey.steps import hold
from survey.steps.correct import Said
from survey.store import comments
from survey.texts import N_
from survey.web.comments import codes
from survey.web.comments.codes import Scheme
from survey.web.comments.frame import COORDINATOR, HOME, framed
from survey.web.comments.review import BOTH
from survey.web.comments.said import given
from survey.web.comments.slip import Slip, slips
from survey.web.page import redirect
from survey.web.request import Request

HERE = f"{HOME}/one/{{comment:str}}"


class Found(msgspec.Struct, frozen=True):
    scheme: Scheme
    slip: Slip


@get(HERE, guards=[COORDINATOR])
async def look(request: Request, comment: FromPath[str]) -> Response[Any]:
    found = await request.read(known, comment, request)
    return one_page(request, found, found.slip)


@post(HERE, guards=[COORDINATOR])
async def say(request: Request, comment: FromPath[str]) -> Response[Any]:
    form = given(await request.form())
    found = await request.read(known, comment, request)
    said = Said(token=form.token, comment_id=bytes.fromhex(found.slip.id), codes=form.codes, shown=form.shown)
    try:
        await request.step(hold.decide, said, by=request.person.id)
    except Invalid as fault:
        return one_page(request, found, form.chosen(found.slip), fault)
    return redirect(request, HOME, said=N_("Kept."))


def known(connection: sa.Connection, comment: str, request: Request) -> Found:
    try:
        id = bytes.fromhex(comment)
    except ValueError:
        id = b""
    if len(id) != 16 or comments.by_id(connection, id) is None:
        raise NotFound(N_("There is no such comment."))
    scheme = codes.in_use(connection)
    (only,) = slips(connection, scheme, {id: secrets.token_urlsafe(12)}, request)
    # Lists lead here, of one unit too: what stands beside the text in review would tell more than the list may.
    return Found(scheme, msgspec.structs.replace(only, asked="", channel="", service=""))


def one_page(request: Request, found: Found, shown: Slip, fault: Invalid | None = None) -> Response[Any]:
    return framed(
        request,
        "comments/one.html",
        status=fault.status if fault else 200,
        one=shown,
        fault=fault,
        names=found.scheme.axis_names(request.language),
        post_to=f"{HOME}/one/{shown.id}",
        channels=BOTH,
        blind=False,
        alone=True,
    )


HANDLERS = [look, say]
