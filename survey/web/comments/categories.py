"""What comments are about, axis by axis: shares with their intervals, what has changed, and the table to take away."""

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Response, get

from instruments.codebook import Axis
from instruments.language import in_language
from survey.category_report import PLACES, Share
from survey.store import tags
from survey.texts import N_
from survey.web import download
from survey.web.comments import category_pictures, gathered, trust
from survey.web.comments.frame import HOME, READERS, framed
from survey.web.comments.gathered import Board, Line
from survey.web.ranking import attachment
from survey.web.request import Request
from survey.web.surveys.words import CHANNELS
from survey.web.words import CHANNELS as BY_TESTERS

CATEGORIES = f"{HOME}/categories"
KNOWN = {**BY_TESTERS, **CHANNELS}
LEVELS = {
    "": N_("All"),
    "unit_id": N_("Unit"),
    "channel": N_("Channel"),
    "service": N_("Service"),
    "period": N_("Period"),
}
HEAD = (
    N_("Axis"), N_("Code"), N_("Category"), N_("Broken down by"), N_("Of which"),
    N_("Comments with the category"), N_("Comments sorted"), N_("Share in percent"), N_("From"), N_("To"),
)  # fmt: skip


class Section(msgspec.Struct, frozen=True, kw_only=True):
    axis: Axis
    name: str
    lines: list[Line]
    of: int | None
    picture: str
    trust: list[str]


@get(CATEGORIES, guards=[READERS])
async def overview(request: Request) -> Response[Any]:
    board = await request.step(gathered.board, request)
    return framed(
        request,
        "comments/categories.html",
        board=board,
        sections=[section(request, board, axis) for axis in board.scheme.axes] if board.place else [],
        only_own=not request.person.sees_all_units,
        waiting=await request.read(tags.how_many_wait),
    )


def section(request: Request, board: Board, axis: Axis) -> Section:
    name = in_language(axis.name, request.language) or axis.code
    lines = board.lines(axis, request.language)
    of = next((one.share.of for one in lines if one.share), None)
    return Section(
        axis=axis,
        name=name,
        lines=lines,
        of=of,
        picture=category_pictures.shares(request, [(one.name, one.share) for one in lines], f"axis-{axis.code}", name),
        trust=trust.sentences(request, board.trust(axis.code), {one.code: one.name for one in lines}),
    )


@get(f"{HOME}/categories.csv", guards=[READERS])
async def as_csv(request: Request) -> Response[bytes]:
    board = await request.step(gathered.board, request)
    percent = request.text(N_("hidden: too few, or it would give away others"))
    rows = [
        [
            axis.code,
            code,
            board.scheme.name(axis.code, code, request.language),
            request.text(level),
            where,
            *cells(share, percent),
        ]
        for axis in board.scheme.axes
        for code, level, where, share in figures(request, board, axis)
    ]
    content = download.table([request.text(one) for one in HEAD], rows, request.language)
    return attachment(content, "text/csv", "medlytt-categories.csv")


def cells(share: Share | None, hidden: str) -> list[download.Cell]:
    if share is None:
        return [hidden, None, None, None, None]
    low, high = share.interval.low or 0.0, share.interval.high or 0.0
    return [share.number, share.of, *(round(100 * one, 1) for one in (share.value, low, high))]


def figures(request: Request, board: Board, axis: Axis) -> Iterator[tuple[str, str, str, Share | None]]:
    """Code, level, place, share: every figure of the source that this reader's pages have."""
    if board.place is None:
        return
    release = board.release(axis.code)
    for code in axis.codes:
        if board.unit_id is not None:
            yield code, LEVELS["unit_id"], board.unit_name, board.share(axis.code, code)
            continue
        yield code, LEVELS[""], "", release.total(code)
        for dimension in PLACES:
            for place in release.places(dimension):
                name = named(request, board, dimension, place)
                if name is not None:
                    yield code, LEVELS[dimension], name, release.at(dimension, place, code)


def named(request: Request, board: Board, dimension: str, place: str) -> str | None:
    """None: a unit that is not the reader's."""
    match dimension:
        case "unit_id":
            return board.units.get(int(place))
        case "channel":
            return request.text(KNOWN[place]) if place in KNOWN else place
        case "service":
            return board.scheme.name("area", place, request.language)
        case _:
            return place


HANDLERS = [overview, as_csv]
