"""What the places hang on: how far they move with other weights, without one contact, without noticed tests."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath

from instruments import bank
from instruments.language import in_language
from survey.league import Place
from survey.measurement.places import Hangs, Places
from survey.plots.moves import Move, move_plot
from survey.steps.measure import PLACES
from survey.store import inquiries
from survey.texts import N_
from survey.web import words as texts
from survey.web.guards import allow_public
from survey.web.measure.frame import framed, kept
from survey.web.ranking import Board, board_of, words_of
from survey.web.ranking_view import Words
from survey.web.request import Request
from survey.web.shelf import ready

WEIGHTS, CONTACT, NOTICED = "by_weights", "by_contact", "by_noticed"
ENDS = {WEIGHTS: ("weights_low", "weights_high"), CONTACT: ("contact_low", "contact_high")}
TITLES = {
    WEIGHTS: N_("Places with other weights"),
    CONTACT: N_("Places without one contact"),
}


class Told(msgspec.Struct, frozen=True):
    """One unit: its name and code, and what its place hangs on."""

    place: Place
    hangs: Hangs


@get("/rankings/{wave_id:int}/sensitivity", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    board, words = board_of(request, wave_id), words_of(request)
    found = kept(request, wave_id, PLACES, Places)
    known = {one.standing.unit_id: one for one in board.places}
    units = [Told(known[one.unit_id], one) for one in found.units if one.unit_id in known] if found else []
    wanted = request.query_params.get("unit", "")[:20]
    own = request.user.units if request.user else frozenset[int]()
    chosen = next((one for one in units if one.place.code == wanted), None)
    return framed(
        request,
        "sensitivity",
        board,
        found=found,
        units=units,
        chosen=chosen,
        own=own,
        lead=lead(found, chosen, words),
        most=most_of(request, board, chosen, words),
        pictures={
            how: picture(units, how, chosen=chosen, words=words)
            for how in ENDS
            if units and found and (how == CONTACT or found.weighted)
        },
        titles=TITLES,
    )


def lead(found: Places | None, chosen: Told | None, words: Words) -> str:
    if not found or not found.units:
        return words.translate(N_("There is nothing to say yet."))
    if chosen:
        text = (
            N_(
                "%(unit)s is at place %(rank)s. It moves by at most %(weights)s when the weights move a little, "
                "and by at most %(contact)s when one contact is left out."
            )
            if found.weighted
            else N_("%(unit)s is at place %(rank)s. It moves by at most %(contact)s when one contact is left out.")
        )
        one = chosen.hangs
        values = {"unit": chosen.place.name, "rank": one.rank, "weights": one.by_weights, "contact": one.by_contact}
        return words.translate(text, **values)
    text = (
        N_(
            "Half of the units move by at most %(weights)s places when the weights move a little, "
            "and by at most %(contact)s when one contact is left out."
        )
        if found.weighted
        else N_("Half of the units move by at most %(contact)s places when one contact is left out.")
    )
    return words.translate(text, weights=found.half(WEIGHTS), contact=found.half(CONTACT))


def most_of(request: Request, board: Board, chosen: Told | None, words: Words) -> str:
    """The contact on which the chosen unit's score hangs most, for those who may see what lies behind its score."""
    if chosen is None or chosen.hangs.contact is None:
        return ""
    if not board.publication and not (request.user and request.user.sees(chosen.place.standing.unit_id)):
        return ""
    with request.db.read() as connection:
        return named(connection, chosen.hangs.contact, request, words)


def named(connection: sa.Connection, id: int, request: Request, words: Words) -> str:
    one = inquiries.by_id(connection, id)
    if one is None:
        return ""
    scenarios: Mapping[str, Any] = bank.scenarios(request.settings.bank_folder)
    title = in_language(scenarios[one.scenario].title, words.language) if one.scenario in scenarios else one.scenario
    return f"{title} ({words.translate(texts.CHANNELS.get(one.channel, one.channel))})"


def picture(units: list[Told], how: str, *, chosen: Told | None, words: Words) -> str:
    low, high = ENDS[how]
    moves = [
        Move(
            one.place.name, one.hangs.rank, getattr(one.hangs, low), getattr(one.hangs, high), chosen=one is chosen
        )
        for one in units
    ]  # fmt: skip
    ordered = sorted(getattr(one.hangs, how) for one in units)
    return move_plot(
        moves,
        identity=how.replace("_", "-"),
        title=words.translate(TITLES[how]),
        description=words.translate(
            N_(
                "A line for each unit, best at the top. "
                "Half of them move by at most %(half)s places, none by more than %(most)s."
            ),
            half=ordered[(len(ordered) - 1) // 2],
            most=ordered[-1],
        ),
    )


HANDLERS = [show]
