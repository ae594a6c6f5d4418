"""The category report: one page to print, whose first line says what people complain most about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get

from instruments.codebook import Axis
from survey.comment import LEAST
from survey.store import category_counts, tags
from survey.store.comments import Shelved
from survey.store.database import Database
from survey.texts import N_
from survey.web.comments import category_pictures, gathered, trust
from survey.web.comments.category import examples, sample, wanted
from survey.web.comments.frame import HOME, READERS, framed
from survey.web.comments.gathered import Board, Line
from survey.web.request import Request

COMPLAINT = ("tone", "negative")
"""Where a scheme has it, only reasons that complain are told."""
REASONS, AREAS = "reasons", "area"
TOLD = 5
QUOTED = 3
SHORT = 200


class Reason(msgspec.Struct, frozen=True):
    line: Line
    quote: Shelved | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    board: Board
    reasons: list[Reason]


@get(f"{HOME}/report", guards=[READERS])
async def show(request: Request) -> Response[Any]:
    found = await request.step(look, request)
    board = found.board
    areas = lines(request, board, AREAS)
    tone = lines(request, board, COMPLAINT[0], with_none=True)
    every = [*(one.line for one in found.reasons), *areas, *tone]
    names = {
        one.code: one.name for axis in board.scheme.axes if board.place for one in board.lines(axis, request.language)
    }
    return framed(
        request,
        "comments/report.html",
        board=board,
        found=found,
        worst=[one.line for one in found.reasons[:QUOTED]],
        areas=areas[:TOLD],
        tone=tone,
        picture=category_pictures.shares(
            request,
            [(one.line.name, one.line.share) for one in found.reasons],
            "report-reasons",
            request.text(N_("What people complain about")),
        ),
        trust=trust.sentences(request, board.trust(REASONS), names) if board.place and has(board, REASONS) else [],
        waiting=await request.read(tags.how_many_wait),
        sorted_now=next((one.share.of for one in every if one.share), None),
    )


def look(db: Database, now: datetime, request: Request) -> Found:
    board = gathered.board(db, now, request)
    mine = complaining(lines(request, board, REASONS), said_in_complaints(db, board))
    quotes = quoted(db, board, [one.code for one in mine[:QUOTED]])
    reasons = [Reason(one, quotes.get(one.code)) for one in mine[:TOLD]]
    return Found(board=board, reasons=reasons)


def complaining(found: Sequence[Line], complaints: Mapping[str, int]) -> list[Line]:
    """The most frequent first, without what is seldom said in a complaint, such as praise.

    Of many comments the complaints are a sample: reasons are held against the one most often said in complaints.
    """
    if not complaints:
        return list(found)
    part = {one.code: complaints.get(one.code, 0) / one.share.number for one in found if one.share and one.share.number}
    most = max(part.values(), default=0.0)
    return [one for one in found if complaints.get(one.code, 0) >= LEAST and 2 * part[one.code] >= most]


def quoted(db: Database, board: Board, codes: Sequence[str]) -> dict[str, Shelved]:
    """One comment for each, none twice, a short one if there is any."""
    found: dict[str, Shelved] = {}
    for code in codes:
        taken = {one.comment.text for one in found.values()}
        some = [one for one in examples(db, board, REASONS, code) if one.comment.text not in taken]
        if some:
            found[code] = min(some, key=lambda one: max(len(one.comment.text), SHORT))
    return found


def has(board: Board, axis: str) -> bool:
    return any(one.code == axis for one in board.scheme.axes)


def said_in_complaints(db: Database, board: Board) -> dict[str, int]:
    """Reason -> complaints with it: to choose by, never to show, since no table guards these numbers."""
    if board.place is None or board.scheme.category(*COMPLAINT) is None:
        return {}
    with db.read() as connection:
        found = category_counts.beside(
            connection,
            board.scheme.version,
            *COMPLAINT,
            wanted(board),
            other=REASONS,
            below=sample(board, *COMPLAINT),
        )
    return {code: n for (_, code), n in found.items()}


def lines(request: Request, board: Board, code: str, *, with_none: bool = False) -> list[Line]:
    """What is shown of an axis, the most frequent first."""
    axis: Axis | None = next((one for one in board.scheme.axes if one.code == code), None)
    if axis is None or board.place is None:
        return []
    found = board.lines(axis, request.language)
    return [one for one in found if one.share and one.share.number and (with_none or one.code != axis.none)]


HANDLERS = [show]
