"""Comments are read and searched, never fewer than may be shown together."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get

from survey.comment import LEAST, Piece, pieces, terms
from survey.correction import State
from survey.store import comments
from survey.store.comments import Page, Shelved
from survey.web.comments import codes, filters
from survey.web.comments.codes import Scheme
from survey.web.comments.filters import Asked, Choices
from survey.web.comments.frame import HOME, READERS, framed
from survey.web.request import Request
from survey.web.surveys.words import CHANNELS
from survey.web.words import CHANNELS as BY_TESTERS

PER_PAGE = 25


class Found(msgspec.Struct, frozen=True, kw_only=True):
    scheme: Scheme
    choices: Choices
    page: Page


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing beside a comment that a filter would hide: only what its text itself tells."""

    id: str
    pieces: tuple[Piece, ...]
    language: str
    tags: list[str]
    reviewed: bool
    unsure: bool


@get(HOME, guards=[READERS])
async def read(request: Request) -> Response[Any]:
    asked = filters.asked(request)
    found = await request.read(looked_up, asked, request)
    searched = terms(asked.q)
    return framed(
        request,
        "comments/browse.html",
        asked=asked,
        found=found.page,
        choices=found.choices,
        categories=filters.named_categories(found.scheme, request.language),
        rows=[
            row(one, found.scheme, request.language, pieces(one.comment.text, searched)) for one in found.page.comments
        ],
        channels={**BY_TESTERS, **CHANNELS},
        languages_known=filters.LANGUAGES,
        states=filters.STATES,
        least=LEAST,
        only_own=not request.person.sees_all_units,
    )


def looked_up(connection: sa.Connection, asked: Asked, request: Request, *, limit: int = PER_PAGE) -> Found:
    scheme = codes.in_use(connection)
    wanted = filters.wanted(asked, request.person)
    after = filters.key(asked.after)
    page = comments.browse(connection, scheme.version, wanted, after=after, limit=limit)
    return Found(scheme=scheme, choices=filters.choices(connection, request.person), page=page)


def row(one: Shelved, scheme: Scheme, language: str, cut: tuple[Piece, ...]) -> Row:
    return Row(
        id=one.comment.id.hex(),
        pieces=cut,
        language=one.language or one.comment.language,
        tags=[
            scheme.name(tag.axis, tag.code, language)
            for axis in scheme.axes
            for tag in one.tags
            if tag.axis == axis.code
        ],
        reviewed=one.state == State.CONFIRMED,
        unsure=one.unsure,
    )


HANDLERS = [read]
