"""The public ledger of a wave: how many objections there were, and each item that was changed, with what it did."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from survey import objection
from survey.ledger import Entry, Origin
from survey.objection import Tally
from survey.problems import NotFound
from survey.store import ledger, objections
from survey.texts import N_
from survey.web.guards import allow_public
from survey.web.objections.case import Label, labels
from survey.web.page import page
from survey.web.ranking import board_of, words_of
from survey.web.request import Request
from survey.web.shelf import ready
from survey.web.words import CHANNELS

ORIGINS = {
    Origin.OBJECTION: N_("Objection"),
    Origin.ERRATUM: N_("Erratum"),
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    entry: Entry
    about: Label
    unit: str
    code: str


@get("/rankings/{wave_id:int}/ledger", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    board, words = board_of(request, wave_id), words_of(request)
    if board.publication is None and not (request.user and request.user.coordinates):
        raise NotFound(N_("This ranking is not published."), advice=N_("It appears here once it is."))
    places = {place.standing.unit_id: place for place in board.places}
    with request.db.read() as connection:
        entries = ledger.of_wave(connection, wave_id)
        made = objections.of_wave(connection, wave_id)
        window = objections.window(connection, wave_id)
        extensions = objections.extensions(connection, wave_id)
        asked = objections.asked(connection, (one.inquiry_id for one in made))
        about = labels(connection, request, board, [(one.inquiry, one.item) for one in entries], words=words)
    lines = [
        Line(
            entry=one,
            about=about[one.inquiry, one.item],
            unit=places[one.unit].name if one.unit in places else "",
            code=places[one.unit].code if one.unit in places else "",
        )
        for one in entries
    ]
    return page(
        request,
        "objections/ledger.html",
        board=board,
        lines=lines,
        window=window,
        extensions=extensions,
        origins=ORIGINS,
        channels=CHANNELS,
        tallies=objection.tally(made, {id: one.channel for id, one in asked.items()}),
        total=sums(objection.tally(made, {})),
        words=words,
    )


def sums(found: list[Tally]) -> Tally:
    """Without kinds there is one tally at most: that of all of them."""
    return next(iter(found), Tally(kind="", made=0, accepted=0, rejected=0, undecided=0))


HANDLERS = [show]
