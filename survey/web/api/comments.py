"""Comments with their tags, and the figures of categories, for programs and spreadsheets: by the pages' thresholds."""

from typing import Any

import msgspec
from litestar import Response, get

from survey.category_report import PLACES, Share
from survey.problems import NotFound
from survey.store.comments import Shelved
from survey.texts import N_
from survey.web import download
from survey.web.api import body
from survey.web.comments import filters, gathered
from survey.web.comments.browse import looked_up
from survey.web.comments.frame import HOME, READERS
from survey.web.comments.gathered import Board
from survey.web.ranking import attachment
from survey.web.request import Request

PER_PAGE = 100
IN_FILE = 5_000
HEAD = (N_("Comment"), N_("Language"), N_("Reviewed by a person"))


@get("/api/comments", guards=[READERS])
async def every(request: Request) -> Response[bytes]:
    """A page of what the query asks for, as on the page of the same filters; `after` leads to the next one."""
    found = await request.read(looked_up, filters.asked(request), request, limit=PER_PAGE)
    page = found.page
    return body.answer(
        {
            "scheme": found.scheme.version,
            "few": page.few,
            "number": None if page.few else page.number,
            "comments": [told(one) for one in page.comments],
            "after": page.after.hex() if page.after else None,
        }
    )


def told(one: Shelved) -> dict[str, Any]:
    """Nothing of where it is from: who wants the comments of one unit asks for them, and gets five or none."""
    return {
        "id": one.comment.id.hex(),
        "text": one.comment.text,
        "language": one.language or one.comment.language,
        "state": one.state,
        "unsure": one.unsure,
        "tags": [msgspec.to_builtins(tag) for tag in one.tags],
    }


@get(f"{HOME}/comments.csv", guards=[READERS])
async def as_csv(request: Request) -> Response[bytes]:
    """What the page of the same filters shows, page by page, in one file."""
    found = await request.read(looked_up, filters.asked(request), request, limit=IN_FILE)
    axes = found.scheme.axes
    head = [*(request.text(one) for one in HEAD), *(axis.code for axis in axes)]
    rows = [
        [
            one.comment.text,
            one.language or one.comment.language,
            one.state,
            *(" ".join(one.codes(axis.code)) for axis in axes),
        ]
        for one in found.page.comments
    ]
    content = download.table(head, rows, request.language)
    return attachment(content, "text/csv", "medlytt-comments.csv")


@get("/api/comments/categories", guards=[READERS])
async def categories(request: Request) -> Response[bytes]:
    board = await request.step(gathered.board, request)
    if board.place is None:
        raise NotFound(N_("There are no such comments, or not all of them have come yet."))
    return body.answer(
        {
            "scheme": board.scheme.version,
            "source": board.source,
            "title": board.place.title,
            "unit": board.unit_id,
            "compared_with": board.compared or None,
            "axes": [
                {"axis": axis.code, "categories": [category(request, board, axis.code, one) for one in axis.codes]}
                for axis in board.scheme.axes
            ],
        }
    )


def category(request: Request, board: Board, axis: str, code: str) -> dict[str, Any]:
    """`null`: hidden, since it is too small or would give away what is."""
    found = {
        "code": code,
        "name": board.scheme.name(axis, code, request.language),
        **figure(board.share(axis, code)),
        "change": msgspec.to_builtins(board.change(axis, code)),
    }
    return found if board.unit_id is not None else found | {"by": by(board, axis, code)}


def by(board: Board, axis: str, code: str) -> dict[str, dict[str, Any]]:
    release = board.release(axis)
    return {
        dimension.removesuffix("_id"): {
            place: figure(release.at(dimension, place, code))
            for place in release.places(dimension)
            if dimension != "unit_id" or int(place) in board.units
        }
        for dimension in PLACES
    }


def figure(share: Share | None) -> dict[str, Any]:
    if share is None:
        return {"number": None, "of": None, "share": None, "low": None, "high": None}
    ends = share.interval
    return {"number": share.number, "of": share.of, "share": share.value, "low": ends.low, "high": ends.high}


HANDLERS = [every, as_csv, categories]
