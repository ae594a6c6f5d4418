"""Files of comments: sent, looked at, taken in, and taken back as a whole."""

from datetime import date
from pathlib import PurePath
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from survey.comment import Kind, Source
from survey.comment_file import FIELDS, Entry
from survey.intake.alike import alike
from survey.masking import masked_text
from survey.problems import Fault, Invalid, TooLarge
from survey.steps import collections as steps
from survey.steps import keep_upload
from survey.steps.import_comments import LONGEST_TITLE, Delivery, Into, look, take
from survey.store import category_counts, collections, tags, units
from survey.store.collections import Collection
from survey.tables.sheet import CANNOT_READ, LARGEST
from survey.texts import N_
from survey.web.comments import codes
from survey.web.comments.codes import Scheme
from survey.web.comments.frame import COORDINATOR, HOME, framed
from survey.web.forms import bind, faults_by_field, typed
from survey.web.page import redirect
from survey.web.request import Request
from survey.web.surveys.words import CHANNELS
from survey.web.unit_words import place

HERE = f"{HOME}/import"
FIRST = 10  # rows shown as they were understood
SHOWN = 50  # faults told, those that say the same once
NAMED = 10  # rows named of each


class Named(msgspec.Struct, frozen=True):
    title: str = ""
    keep_until: date | None = None


class Brought(msgspec.Struct, frozen=True):
    """A file that came in, and how many comments there are of it."""

    collection: Collection
    number: int

    @property
    def source(self) -> str:
        return str(Source(Kind.COLLECTION, self.collection.id))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was understood and would be stored."""

    text: str
    unit: str
    channel: str
    period: str
    service: str
    codes: list[str]


@get(HERE, guards=[COORDINATOR])
async def every(request: Request) -> Response[Any]:
    return await overview(request)


@post(HERE, guards=[COORDINATOR])
async def preview(request: Request) -> Response[Any]:
    file = (await request.form()).get("file")
    data = await file.read(LARGEST + 1) if isinstance(file, UploadFile) else b""
    try:
        if not isinstance(file, UploadFile) or not data:
            raise Invalid(CANNOT_READ, (Fault("", N_("Choose a file first.")),))
        found = await request.step(look, data, Into(), keys=request.keyring)
    except (Invalid, TooLarge) as fault:
        return await overview(request, fault)
    kept = keep_upload.seal_with(request.vault, data, request.now, person_id=request.person.id)
    named = Named(title=PurePath(file.filename or "").stem[:LONGEST_TITLE])
    return await looked_at(request, found, kept, named)


@post(f"{HERE}/take", guards=[COORDINATOR])
async def take_in(request: Request) -> Response[Any]:
    form = await request.form()
    kept, named = str(form.get("kept", "")), Named(title=typed(str(form.get("title", ""))))
    data = keep_upload.opened_with(request.vault, kept, request.now, person_id=request.person.id)
    try:
        named = bind(Named, form)
        into = Into(title=named.title, keep_until=named.keep_until)
        found = await request.step(take, data, into, keys=request.keyring, by=request.person.id)
    except Invalid as fault:
        looked = await request.step(look, data, Into(), keys=request.keyring)
        return await looked_at(request, looked, kept, named, fault)
    said = N_("Taken in: %(new)s comments. The model sorts them in a minute or two; then review those it doubts.")
    return redirect(request, HERE, said=said, new=found.new)


@post(f"{HERE}/{{collection_id:int}}/drop", guards=[COORDINATOR])
async def drop(request: Request, collection_id: FromPath[int]) -> Response[Any]:
    number = await request.step(steps.drop, collection_id, by=request.person.id)
    return redirect(
        request, HERE, said=N_("Taken back: %(n)s comments are gone, with all that was said of them."), n=number
    )


async def overview(request: Request, fault: Invalid | TooLarge | None = None) -> Response[Any]:
    told = [(place(one, request.text), one) for one in fault.faults] if isinstance(fault, Invalid) else []
    return framed(
        request,
        "comments/import.html",
        status=fault.status if fault else 200,
        brought=await request.read(brought),
        refused=fault,
        faults=told,
        columns=[", ".join((name, *names[:6])) for name, names in FIELDS.items()],
        axes=(await request.read(codes.in_use)).axes,
        waiting=await request.read(tags.how_many_wait),
    )


def brought(connection: sa.Connection) -> list[Brought]:
    numbers = category_counts.sources(connection)
    every = collections.every(connection)
    return [Brought(one, numbers.get(Source(Kind.COLLECTION, one.id), 0)) for one in every]


async def looked_at(
    request: Request, found: Delivery, kept: str, named: Named, fault: Invalid | None = None
) -> Response[Any]:
    there = await request.read(collections.known, found.collection_id) if found.collection_id is not None else None
    return framed(
        request,
        "comments/import_preview.html",
        status=fault.status if fault else 200,
        found=found,
        there=there,
        kept=kept,
        named=named,
        longest=LONGEST_TITLE,
        faults=faults_by_field(fault.faults) if fault else {},
        bad=len({one.line for one in found.entries.faults}),
        alike=alike(found.entries.faults),
        shown=SHOWN,
        named_rows=NAMED,
        first=await request.read(rows, found.entries.rows[:FIRST], request),
    )


def rows(connection: sa.Connection, some: tuple[Entry, ...], request: Request) -> list[Row]:
    scheme = codes.in_use(connection)
    ids = {one.unit_id for one in some if one.unit_id is not None}
    named = {one.id: one.name for one in units.by_ids(connection, ids)}
    return [row(one, scheme, named, request) for one in some]


def row(one: Entry, scheme: Scheme, named: dict[int, str], request: Request) -> Row:
    return Row(
        text=masked_text(one.text, one.language),
        unit=named.get(one.unit_id or 0, ""),
        channel=request.text(CHANNELS[one.channel]) if one.channel in CHANNELS else one.channel or "",
        period=one.period,
        service=one.service,
        codes=[scheme.name(axis, code, request.language) for axis, some in one.codes.items() for code in some],
    )


HANDLERS = [every, preview, take_in, drop]
