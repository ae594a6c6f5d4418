"""One category: how frequent it is, where and when, what people wrote, and how far it can be trusted."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from instruments.codebook import Axis, Category
from instruments.language import in_language
from scoring.comments.similar import representative
from survey.category_report import Share
from survey.comment import Wanted
from survey.problems import NotFound
from survey.store import category_counts, comments
from survey.store.comments import Shelved
from survey.store.database import Database
from survey.texts import N_
from survey.web.comments import category_pictures, gathered, trust
from survey.web.comments.categories import CATEGORIES, named
from survey.web.comments.frame import READERS, framed
from survey.web.comments.gathered import Board
from survey.web.request import Request

EXAMPLES = 5
ENOUGH_READ = 2_000
"""Comments that tell which categories stand together, and among which examples are chosen."""
AMONG = 40
BESIDE = 6
FEWEST = 5
TITLES = {"unit_id": N_("By unit"), "channel": N_("By channel"), "service": N_("By service")}
OFTEN = ((0.5, N_("in more than half of them")), (0.2, N_("in some of them")), (0.0, N_("in a few of them")))
ENOUGH = 40
"""Comments of a category from which on it is told how often another stands beside it, and then in rough words."""


Row = tuple[str, Share | None]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The category by unit, channel, service or time."""

    title: str
    rows: list[Row]
    picture: str

    @property
    def hidden(self) -> list[str]:
        return [name for name, share in self.rows if share is None]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    board: Board
    axis: Axis
    category: Category
    examples: list[Shelved]
    beside: list[tuple[str, str, str, str]]
    """Axis, code, name, how often in words."""


@get(f"{CATEGORIES}/{{axis:str}}/{{code:str}}", guards=[READERS])
async def show(request: Request, axis: FromPath[str], code: FromPath[str]) -> Response[Any]:
    found = await request.step(look, request, axis, code)
    board, name = found.board, in_language(found.category.name, request.language)
    share = board.share(axis, code) if board.place else None
    return framed(
        request,
        "comments/category.html",
        found=found,
        board=board,
        name=name,
        definition=in_language(found.category.definition, request.language),
        axis_name=in_language(found.axis.name, request.language),
        share=share,
        change=board.change(axis, code) if board.place else None,
        parts=list(parts(request, board, found.axis, code, name)) if board.place else [],
        trust=trust.of_category(request, code, board.checked.get(axis, [])),
        least=FEWEST,
    )


def look(db: Database, now: datetime, request: Request, axis_code: str, code: str) -> Found:
    board = gathered.board(db, now, request, (axis_code,))
    axis = next((one for one in board.scheme.axes if one.code == axis_code), None)
    category = board.scheme.category(axis_code, code)
    if axis is None or category is None:
        raise NotFound(N_("There is no such category in the scheme in use."))
    share = board.share(axis_code, code) if board.place else None
    if share is None or share.number < FEWEST:
        return Found(board=board, axis=axis, category=category, examples=[], beside=[])
    return Found(
        board=board,
        axis=axis,
        category=category,
        examples=examples(db, board, axis_code, code),
        beside=beside(db, request, board, axis_code, code) if board.unit_id is None else [],
    )


def wanted(board: Board) -> Wanted:
    return Wanted(sources=(board.place.source,) if board.place else (), unit_id=board.unit_id)


def examples(db: Database, board: Board, axis: str, code: str) -> list[Shelved]:
    """Some that stand for many, among those that people or the tagger are surest of; the same ones at each look."""
    seed = crc32(f"{board.scheme.version} {board.source} {board.unit_id} {axis} {code}".encode())
    with db.read() as connection:
        found = comments.representative(
            connection,
            board.scheme.version,
            msgspec.structs.replace(wanted(board), only_units=board.only_units),
            axis,
            code,
            seed=seed,
            limit=AMONG,
            below=sample(board, axis, code) if board.only_units is None else None,
        )
    if found.few:
        return []
    return [
        found.comments[at] for at in representative([one.comment.text for one in found.comments], EXAMPLES, seed=seed)
    ]


def sample(board: Board, axis: str, code: str) -> bytes | None:
    """The key below which there are about ENOUGH_READ comments of the category; None where all are read."""
    share = board.share(axis, code)
    if share is None or share.number <= ENOUGH_READ:
        return None
    return int(ENOUGH_READ / share.number * 2**64).to_bytes(8) + bytes(8)


def beside(db: Database, request: Request, board: Board, axis: str, code: str) -> list[tuple[str, str, str, str]]:
    """Other categories of the same comments, without their numbers: those stand in no table, so nothing guards them."""
    with db.read() as connection:
        numbers = category_counts.beside(
            connection, board.scheme.version, axis, code, wanted(board), below=sample(board, axis, code)
        )
    share = board.share(axis, code)
    whole = min(share.number, ENOUGH_READ) if share else 0
    known = {(one.code, each) for one in board.scheme.axes for each in one.codes if each != one.none}
    some = sorted(
        (one for one in numbers.items() if one[1] >= FEWEST and one[0] in known), key=lambda one: (-one[1], one[0])
    )
    return [(*key, board.scheme.name(*key, request.language), often(request, n, whole)) for key, n in some[:BESIDE]]


def often(request: Request, number: int, whole: int) -> str:
    if whole < ENOUGH:
        return ""
    return request.text(next(words for least, words in OFTEN if number >= least * whole))


def parts(request: Request, board: Board, axis: Axis, code: str, name: str) -> Iterator[Part]:
    over_time = [(one.title, board.share(axis.code, code, one)) for one in board.line[::-1]]
    periods = [(one, board.release(axis.code).at("period", one, code)) for one in board.periods(axis.code)[::-1]]
    if len(periods) > 1:
        yield part(request, request.text(N_("By period, the newest first")), periods, "period")
    if len(over_time) > 1:
        yield part(request, request.text(N_("Before and now, the newest first")), over_time, "line")
    if board.unit_id is None:
        for dimension, title in TITLES.items():
            rows = by(request, board, axis.code, code, dimension)
            if len(rows) > 1:
                yield part(request, request.text(title), rows, dimension, middle=board.share(axis.code, code))


def by(request: Request, board: Board, axis: str, code: str, dimension: str) -> list[Row]:
    """The highest share first; what is hidden at the end."""
    release = board.release(axis)
    found = [
        (name, release.at(dimension, place, code))
        for place in release.places(dimension)
        if (name := named(request, board, dimension, place)) is not None
    ]
    return sorted(found, key=lambda row: (row[1] is None, -(row[1].value if row[1] else 0), row[0].casefold()))


def part(request: Request, title: str, rows: Sequence[Row], identity: str, *, middle: Share | None = None) -> Part:
    line = (middle.value, request.text(N_("all together"))) if middle else None
    picture = category_pictures.shares(request, rows, identity, title, middle=line)
    return Part(title=title, rows=list(rows), picture=picture)


HANDLERS = [show]
