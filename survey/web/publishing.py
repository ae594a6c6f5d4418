"""The step that cannot be undone: a coordinator looks once more, then the figures are everybody's."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from survey import league, results
from survey.objection import State
from survey.person import RoleName
from survey.problems import NotFound
from survey.steps import publish, release_counts
from survey.steps.object import last_limit
from survey.store import objections, survey_releases
from survey.store import results as works_of
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web import ranking_view
from survey.web.forms import Whole, bind
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.proof import public_key
from survey.web.ranking import board_of, words_of
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)


@get("/rankings/{wave_id:int}/publish", guards=[COORDINATOR])
async def ask(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    # Not a handler in a thread: Litestar 2.25 puts one that shares its path with a POST into a thread twice.
    return await sync_to_thread(last_look, request, wave_id)


def last_look(request: Request, wave_id: int) -> Response[Any]:
    board = board_of(request, wave_id)
    if board.wave.status is not WaveStatus.CLOSED:
        raise NotFound(N_("There is nothing to publish here."), advice=N_("Only a closed wave can be published."))
    with request.db.read() as connection:
        works = works_of.works(connection, wave_id)
        window = objections.window(connection, wave_id)
        limit = last_limit(connection, window, [one.standing.unit_id for one in board.places]) if window else None
        surveys = release_counts.finished(connection)
        released = survey_releases.of(connection, [one.id for one in surveys])
        undecided = len(objections.of_wave(connection, wave_id, State.UNDECIDED))
    return page(
        request,
        "ranking/publish.html",
        board=board,
        first=ranking_view.lead(board.places, words_of(request)),
        units=len(league.ranked(board.places)),
        inquiries=len(works),
        signed=public_key(request) is not None,
        open_ones=sum(results.ending(work, request.now) is None for work in works),
        limit=limit,
        surveys=surveys,
        chosen=release_counts.proposed(surveys, board.wave),
        released=released,
        undecided=undecided,
    )


class Publishing(msgspec.Struct, frozen=True):
    without_reply: bool = False
    survey: tuple[Whole, ...] = ()


@post("/rankings/{wave_id:int}/publish", guards=[COORDINATOR])
async def publish_it(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    given = bind(Publishing, await request.form())
    await request.step(
        publish.publish, wave_id, by=request.person.id, own_bank=request.settings.bank_folder,
        keys=request.keyring, heard=not given.without_reply, surveys=given.survey,
    )  # fmt: skip
    return redirect(request, f"/rankings/{wave_id}", said=N_("The ranking is published: everybody can see it now."))


HANDLERS = [ask, publish_it]
