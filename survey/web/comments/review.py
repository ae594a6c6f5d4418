"""The queue of review: one comment at a time, what the model suggests, a key for each category."""

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post

from survey import pace
from survey.correction import Drawn, State
from survey.problems import Conflict, Invalid, NotFound
from survey.steps import hold
from survey.steps.correct import Said
from survey.store import blinds, corrections, holds, tags
from survey.store.holds import Hold
from survey.texts import N_
from survey.web.comments import codes
from survey.web.comments.codes import Scheme
from survey.web.comments.frame import COORDINATOR, HOME, framed
from survey.web.comments.said import Given, given
from survey.web.comments.slip import Slip, slips
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys.words import CHANNELS
from survey.web.words import CHANNELS as BY_TESTERS

HERE = f"{HOME}/review"
PART = "x-medlytt-part"
"""The script asks for what is new on the page alone."""
RECENT = timedelta(minutes=30)
"""So long the last comment can be taken back from the page; and of so long the pace is told."""
GONE = N_("This comment was dealt with elsewhere meanwhile. Here is the next one.")


class Last(msgspec.Struct, frozen=True):
    """What the reader said last, to be taken back."""

    token: str
    said: list[str]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    left: int
    unsure: int
    reviewed: int
    untagged: int
    """Wait for the model, not yet for a person."""
    mine: int
    """Within RECENT."""
    a_minute: float | None
    last: Last | None


class Sample(msgspec.Struct, frozen=True):
    """A blind sample of which somebody has comments left to code."""

    id: int
    left: int


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    scheme: Scheme
    slips: list[Slip]
    progress: Progress
    samples: list[Sample] = []


@get(HERE, guards=[COORDINATOR])
async def look(request: Request) -> Response[Any]:
    return review_page(request, await request.read(desk, request))


@post(f"{HERE}/next", guards=[COORDINATOR])
async def begin(request: Request) -> Response[Any]:
    await request.step(hold.some, by=request.person.id)
    return redirect(request, HERE)


@post(HERE, guards=[COORDINATOR])
async def say(request: Request) -> Response[Any]:
    form = given(await request.form())
    held = await request.read(mine, request)
    drawn = next((one.drawn for one in held if one.comment_id == form.comment_id), Drawn.SEARCH)
    said = Said(token=form.token, comment_id=form.comment_id, codes=form.codes, drawn=drawn, shown=form.shown)
    try:
        await request.step(hold.decide, said, by=request.person.id)
    except (Conflict, NotFound):
        return await go_on(request, form, said=GONE, kind="warning")
    except Invalid as fault:
        return await again(request, form, fault)
    return await go_on(request, form)


@post(f"{HERE}/skip", guards=[COORDINATOR])
async def skip(request: Request) -> Response[Any]:
    form = given(await request.form())
    await request.step(hold.pass_over, form.comment_id, by=request.person.id)
    return await go_on(request, form)


@post(f"{HERE}/undo", guards=[COORDINATOR])
async def undo(request: Request) -> Response[Any]:
    form = given(await request.form())
    taken = await request.step(hold.take_back, form.token, by=request.person.id)
    if taken is None:
        return await go_on(request, form, said=N_("There was nothing to take back."), kind="warning")
    return await go_on(request, form)


async def go_on(request: Request, form: Given, *, said: str = "", kind: str = "done") -> Response[Any]:
    """The next comments: to the script what it does not have yet, else the page anew."""
    await request.step(hold.some, by=request.person.id)
    if PART not in request.headers:
        return redirect(request, HERE, said=said, kind=kind)
    found = await request.read(desk, request)
    new = [one for one in found.slips if one.id not in form.have]
    return page(
        request,
        "comments/part.html",
        desk=found,
        slips=new,
        said=said,
        post_to=HERE,
        channels=BOTH,
        blind=False,
        alone=False,
    )


async def again(request: Request, form: Given, fault: Invalid) -> Response[Any]:
    """The same comment with what was chosen, and what is wrong with it."""
    found = await request.read(desk, request)
    kept = [form.chosen(one) for one in found.slips if one.id == form.comment_id.hex()]
    rest = [one for one in found.slips if one.id != form.comment_id.hex()]
    return review_page(request, msgspec.structs.replace(found, slips=[*kept, *rest]), fault)


def review_page(request: Request, found: Desk, fault: Invalid | None = None) -> Response[Any]:
    return framed(
        request,
        "comments/review.html",
        status=fault.status if fault else 200,
        desk=found,
        slips=found.slips,
        fault=fault,
        names=found.scheme.axis_names(request.language),
        post_to=HERE,
        channels=BOTH,
        blind=False,
        alone=False,
        samples=found.samples,
    )


def mine(connection: sa.Connection, request: Request) -> list[Hold]:
    return holds.of_person(connection, codes.in_use(connection).version, request.person.id, request.now)


def desk(connection: sa.Connection, request: Request) -> Desk:
    scheme = codes.in_use(connection)
    held = holds.of_person(connection, scheme.version, request.person.id, request.now)
    tokens = {one.comment_id: one.token for one in held}
    return Desk(
        scheme=scheme,
        slips=slips(connection, scheme, tokens, request),
        progress=progress(connection, scheme, request),
        samples=samples(connection, scheme, request),
    )


def samples(connection: sa.Connection, scheme: Scheme, request: Request) -> list[Sample]:
    open_ones = [one for one in blinds.every(connection, scheme.version) if one.resolved < one.size]
    found = [Sample(one.id, len(blinds.free_for(connection, one.id, request.person.id))) for one in open_ones]
    return [one for one in found if one.left]


def progress(connection: sa.Connection, scheme: Scheme, request: Request) -> Progress:
    states = tags.states(connection, scheme.version)
    since = request.now - RECENT
    recent = [
        one
        for one in corrections.last_of(connection, request.person.id, limit=40 * len(scheme.axes))
        if one.at >= since and one.drawn is not Drawn.BLIND
    ]
    moments = {one.token: one.at for one in recent}
    return Progress(
        left=sum(number for (state, _), number in states.items() if state is State.SUGGESTED),
        unsure=states.get((State.SUGGESTED, True), 0),
        reviewed=sum(number for (state, _), number in states.items() if state is State.CONFIRMED),
        untagged=tags.how_many_wait(connection),
        mine=corrections.said_since(connection, request.person.id, since),
        a_minute=pace.a_minute(list(moments.values())),
        last=last(recent, scheme, request.language),
    )


def last(recent: list[Any], scheme: Scheme, language: str) -> Last | None:
    if not recent:
        return None
    token = recent[0].token
    own = {one.axis: one.codes for one in recent if one.token == token}
    return Last(
        token, [scheme.name(axis.code, code, language) for axis in scheme.axes for code in own.get(axis.code, ())]
    )


BOTH = {**BY_TESTERS, **CHANNELS}
HANDLERS = [look, begin, say, skip, undo]
