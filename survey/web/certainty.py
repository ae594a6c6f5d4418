"""How sure a ranking is: who could be among the best, the funnel, what changed, and chosen units side by side."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from survey import league
from survey.league import Place
from survey.problems import NotFound
from survey.texts import N_
from survey.web import certainty_pictures, ranking_view
from survey.web.guards import allow_public
from survey.web.page import page
from survey.web.ranking import Board, board_of, words_of
from survey.web.request import Request
from survey.web.shelf import ready

MOST = 10
"""So many units can be compared by eye."""
OFFERED = 20
"""So many are shown where words fit several units."""


@get("/rankings/{wave_id:int}/certainty", guards=[allow_public], sync_to_thread=True)
def certainty(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: certainty_drawn(request, wave_id))


def certainty_drawn(request: Request, wave_id: int) -> Response[Any]:
    board, words = sure_board(request, wave_id), words_of(request)
    number, among = league.best(board.places)
    found = certainty_pictures.funnel_of(board.places, board.protocol)
    return page(
        request,
        "ranking/certainty.html",
        board=board,
        lead=ranking_view.lead(board.places, words),
        number=number,
        among=among,
        funnel=certainty_pictures.funnel_plot(found, board.places, words, own=own(request)) if found else None,
        found=found,
        outside=certainty_pictures.outside(found, board.places) if found else [],
        kinds=certainty_pictures.PLACES,
        development=certainty_pictures.development(board.places, words, own=own(request)),
        moved=sorted(
            (one for one in board.places if one.standing.moved), key=lambda one: -(league.figure(one, "change") or 0)
        ),
    )


@get("/rankings/{wave_id:int}/compare", guards=[allow_public], sync_to_thread=True)
def compare(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: compare_drawn(request, wave_id))


def compare_drawn(request: Request, wave_id: int) -> Response[Any]:
    board, words = sure_board(request, wave_id), words_of(request)
    ranked = league.ranked(board.places)
    words_given = request.query_params.get("add", "").strip()[:100]
    fitting = league.meant(ranked, words_given) if words_given else []
    wanted = set(request.query_params.getall("unit", [])) | {one.code for one in fitting if len(fitting) == 1}
    picked = [one for one in ranked if one.code in wanted]
    shown = picked[:MOST]
    return page(
        request,
        "ranking/compare.html",
        board=board,
        labels=sorted(league.labels(ranked).values(), key=lambda one: league.letters(one, words.language)),
        sought=words_given,
        offered=in_alphabet(fitting, words.language)[:OFFERED] if len(fitting) > 1 else [],
        unknown=bool(words_given) and not fitting,
        shown=shown,
        too_many=len(picked) > MOST,
        most=MOST,
        picture=certainty_pictures.bars(shown, words) if len(shown) > 1 else None,
        pairs=certainty_pictures.apart(shown) if len(shown) > 1 else [],
    )


def in_alphabet(places: list[Place], language: str) -> list[Place]:
    return sorted(places, key=lambda one: league.letters(one.name, language))


def sure_board(request: Request, wave_id: int) -> Board:
    board = board_of(request, wave_id)
    if not board.sure:
        raise NotFound(N_("This ranking was published before there were figures for how sure it is."))
    return board


def own(request: Request) -> frozenset[int]:
    return frozenset(request.user.units) if request.user else frozenset()


HANDLERS = [certainty, compare]
