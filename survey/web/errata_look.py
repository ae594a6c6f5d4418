"""What a correction would move, as the page tells it before anything is published."""

from typing import Any

import sqlalchemy as sa

from survey.movement import Movement, Part
from survey.steps.foresee import Foreseen
from survey.store import units
from survey.texts import N_
from survey.web import ranking_view
from survey.web.proof import Change, label
from survey.web.ranking import words_of
from survey.web.ranking_view import CHANNELS, Words
from survey.web.request import Request

SHOWN = 25
"""Rows that are open from the beginning; the others are a press away."""

CHANGED_BESIDE = {
    "code": N_("the program that works the figures out"),
    "program": N_("the program that works the figures out"),
    "codebook": N_("the categories of comments"),
    "units": N_("names or numbers of units"),
    "scenarios": N_("the scenarios"),
    "wave": N_("the name or the dates of the wave"),
    "protocol": N_("the rules"),
    "rules": N_("the rules"),
    "forms": N_("the grading forms"),
    "grading": N_("the grading forms"),
    "method": N_("how intervals and ranges of places are worked out"),
    "previous": N_("the wave before, which was corrected itself"),
}


def view(connection: sa.Connection, request: Request, found: Foreseen) -> dict[str, Any]:
    moves, case, words = found.movement, found.case, words_of(request)
    named = {one.id: one for one in units.by_ids(connection, told_of(moves))}
    unit = named[moves.entry.unit]
    return {
        "found": found,
        "moves": moves,
        "unit": unit,
        "names": {id: one.name for id, one in named.items()},
        "change": Change(entry=moves.entry, unit=unit, what=label(case.sheet, moves.entry.item, request.language)),
        "parts": [(part_name(part, found, words), part) for part in moves.own.parts if in_score(part, found)],
        "beside": sorted({request.text(CHANGED_BESIDE[name]) for name in moves.parts if name in CHANGED_BESIDE}),
        "shown": SHOWN,
    }


def told_of(moves: Movement) -> set[int]:
    return {moves.entry.unit, *(one.unit for one in moves.others), *(one.unit for one in moves.ranges)}


def in_score(part: Part, found: Foreseen) -> bool:
    """Where channels are what the score is made of, a page tells no sectors beside them."""
    return part.kind == "channels" or found.case.protocol.scoring not in ranking_view.WITHOUT_SECTORS


def part_name(part: Part, found: Foreseen, words: Words) -> str:
    if part.kind == "channels":
        return words.translate(CHANNELS[part.code]) if part.code in CHANNELS else part.code
    return ranking_view.sector_name(found.case.protocol, part.code, words.language)
