"""The categories of comments as they are and as they were: read, printed, taken to a spreadsheet."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import codebook_table
from instruments.codebook import Codebook
from instruments.language import in_language
from survey.scheme import Scheme
from survey.steps import schemes as steps
from survey.store import people, schemes
from survey.texts import N_
from survey.web.comments import scheme_words
from survey.web.comments.frame import COORDINATOR, HOME, READERS, framed
from survey.web.comments.scheme_words import Told
from survey.web.page import redirect
from survey.web.request import Request

PLACE = f"{HOME}/scheme"


class Version(msgspec.Struct, frozen=True, kw_only=True):
    kept: Scheme
    book: Codebook
    told: tuple[Told, ...] = ()
    """What changed since the version before."""

    @property
    def number(self) -> int:
        return self.kept.version


class Known(msgspec.Struct, frozen=True, kw_only=True):
    versions: tuple[Version, ...] = ()
    """Published ones, the newest first."""
    draft: Scheme | None = None
    names: dict[int, str] = {}

    @property
    def in_use(self) -> Version | None:
        return self.versions[0] if self.versions else None


@get(PLACE, guards=[READERS])
async def show(request: Request) -> Response[Any]:
    found = await request.read(looked_up, request)
    return framed(request, "comments/scheme.html", found=found, shown=found.in_use, named=named(request))


@get(f"{PLACE}/versions/{{version:int}}", guards=[READERS])
async def earlier(request: Request, version: FromPath[int]) -> Response[Any]:
    found = await request.read(looked_up, request)
    shown = next((one for one in found.versions if one.number == version), None)
    if shown is None:
        await request.read(schemes.known, version)
        return redirect(request, f"{PLACE}/draft")
    return framed(request, "comments/scheme.html", found=found, shown=shown, named=named(request))


@get(f"{PLACE}/versions", guards=[READERS])
async def lineage(request: Request) -> Response[Any]:
    found = await request.read(looked_up, request)
    books = [one.book for one in reversed(found.versions)]
    axes = books[-1].axes if books else ()
    pictures = [
        (in_language(axis.name, request.language), drawn)
        for axis in axes
        if (drawn := scheme_words.picture(books, axis.code, request.language, request.text))
    ]
    return framed(request, "comments/scheme_versions.html", found=found, pictures=pictures)


@get(f"{PLACE}/versions/{{version:int}}/csv", guards=[READERS])
async def take_away(request: Request, version: FromPath[int]) -> Response[bytes]:
    found = await request.read(schemes.known, version)
    data = codebook_table.to_csv(found.read(), delimiter="," if request.language == "en" else ";")
    headers = {"content-disposition": f'attachment; filename="medlytt-categories-{version}.csv"'}
    return Response(data, media_type="text/csv", headers=headers)


@post(f"{PLACE}/begin", guards=[COORDINATOR])
async def begin(request: Request) -> Response[Any]:
    await request.step(steps.begin, own_bank=request.settings.bank_folder)
    return redirect(request, PLACE, said=N_("These categories are in use now. The first model is being trained."))


def looked_up(connection: sa.Connection, request: Request) -> Known:
    every = schemes.every(connection)
    published = [one for one in every if not one.is_draft]
    ids = {id for one in every for id in (one.created_by, one.published_by) if id}
    return Known(
        versions=told_of(published, request),
        draft=next((one for one in every if one.is_draft), None),
        names=people.names(connection, ids),
    )


def told_of(published: list[Scheme], request: Request) -> tuple[Version, ...]:
    books = {one.version: one.read() for one in published}
    return tuple(
        Version(
            kept=one,
            book=books[one.version],
            told=tuple(
                scheme_words.told(change, before, books[one.version], request.language, request.text)
                for change in books[one.version].changes
                if (before := books.get(one.version - 1))
            ),
        )
        for one in published
    )


def named(request: Request) -> Any:
    return lambda texts: in_language(texts, request.language)


HANDLERS = [show, earlier, lineage, take_away, begin]
