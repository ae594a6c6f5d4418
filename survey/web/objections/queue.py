"""The coordinators' queue of objections: what waits for a decision, what is decided, and until when one may object."""

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, FromQuery

from survey.objection import (
    MOST_DAYS,
    USUAL_DAYS,
    Extension,
    Limit,
    Objection,
    State,
    Window,
)
from survey.person import RoleName
from survey.problems import Invalid
from survey.steps import object as objecting
from survey.store import objections
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.objections.case import STATES, Label, labels, limit_lines
from survey.web.page import page, redirect
from survey.web.ranking import Board, board_of, words_of
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
PER_PAGE = 50
OLD = timedelta(days=7)
USUAL_MORE = 7


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One objection in a list."""

    objection: Objection
    unit: str
    about: Label
    days: int

    @property
    def old(self) -> bool:
        return self.days >= OLD.days


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some rows of a list, from `start` (0 is the first) on."""

    rows: list[Row]
    start: int
    total: int


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    board: Board
    window: Window | None
    limit: Limit | None
    extensions: list[Extension]
    waiting: Part
    decided: Part
    withdrawn: int


@get("/waves/{wave_id:int}/objections", guards=[COORDINATOR])
async def queue(
    request: Request, wave_id: FromPath[int], start: FromQuery[int] = 0, decided: FromQuery[int] = 0
) -> Response[Any]:
    """`start` and `decided`: from which row on either list is shown."""
    return await sync_to_thread(show_queue, request, wave_id, starts=(start, decided))


class Opening(msgspec.Struct, frozen=True):
    days: int = USUAL_DAYS


@post("/waves/{wave_id:int}/objections", guards=[COORDINATOR])
async def open_(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    try:
        given = bind(Opening, await request.form())
        await request.step(objecting.open_window, wave_id, days=given.days, by=request.person.id)
    except Invalid as fault:
        return await sync_to_thread(show_queue, request, wave_id, fault)
    return redirect(request, f"/waves/{wave_id}/objections", said=N_("The wave is open for objections."))


def show_queue(
    request: Request, wave_id: int, fault: Invalid | None = None, typed: str = "", *, starts: tuple[int, int] = (0, 0)
) -> Response[Any]:
    board = board_of(request, wave_id)
    with request.db.read() as connection:
        found = queue_of(connection, request, board, starts=starts)
    return page(
        request,
        "objections/queue.html",
        status=422 if fault else 200,
        queue=found,
        per_page=PER_PAGE,
        board=board,
        states=STATES,
        usual=USUAL_DAYS,
        most=MOST_DAYS,
        longer=found.window is not None and found.window.days < MOST_DAYS,
        usual_more=USUAL_MORE,
        typed=typed,
        closed=board.wave.status is WaveStatus.CLOSED,
        faults=faults_by_field(fault.faults) if fault else {},
        lines=limit_lines(found.limit, words_of(request)),
    )


def queue_of(connection: sa.Connection, request: Request, board: Board, *, starts: tuple[int, int]) -> Queue:
    made = objections.of_wave(connection, board.wave.id)
    names = {place.standing.unit_id: place.name for place in board.places}
    window = objections.window(connection, board.wave.id)

    def part(chosen: list[Objection], start: int) -> Part:
        """A list that has become shorter than where its reader was shows its last rows."""
        start = min(max(start, 0), max(len(chosen) - 1, 0) // PER_PAGE * PER_PAGE)
        shown = chosen[start : start + PER_PAGE]
        told = labels(
            connection, request, board, [(one.inquiry_id, one.item) for one in shown], words=words_of(request)
        )
        rows = [
            Row(
                objection=one,
                unit=names.get(one.unit_id, ""),
                about=told[one.inquiry_id, one.item],
                days=(request.now - one.at).days,
            )
            for one in shown
        ]
        return Part(rows=rows, start=start, total=len(chosen))

    return Queue(
        board=board,
        window=window,
        limit=objecting.last_limit(connection, window, list(names)) if window else None,
        extensions=objections.extensions(connection, board.wave.id),
        waiting=part([one for one in made if one.state is State.UNDECIDED], starts[0]),
        decided=part([one for one in made if one.decided], starts[1]),
        withdrawn=sum(one.state is State.WITHDRAWN for one in made),
    )


HANDLERS = [queue, open_]
