"""Contacts for a survey: a table is sent, looked at, taken in; and what came in so far, in numbers."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from survey.contact import Contact, Fate
from survey.intake.columns import FIELDS
from survey.person import RoleName
from survey.problems import Fault, Invalid, TooLarge
from survey.round import Cell, Round, RoundStatus
from survey.steps import keep_upload
from survey.steps.read_contacts import look, take
from survey.store import rounds, units
from survey.store.rounds import Feed
from survey.tables.sheet import CANNOT_READ, LARGEST
from survey.texts import N_
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys import words
from survey.web.unit_words import place

COORDINATOR = allow(RoleName.COORDINATOR)
HERE = "/coordinator/surveys/{round_id:int}/contacts"
FEED = "upload"
FEEDS = {
    FEED: N_("Files sent on this page"),
    "folder": N_("Watched folder"),
    "command line": N_("Command line"),
    "api": N_("Programs"),
}
FIRST = 10  # rows shown as they were understood
SHOWN = 200  # faults told one by one


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the contacts of one unit and channel."""

    unit: str
    channel: str
    fates: Mapping[Fate, int]

    @property
    def total(self) -> int:
        return sum(self.fates.values())


class Around(msgspec.Struct, frozen=True, kw_only=True):
    asked: Round
    cells: list[Counted]
    feeds: list[Feed]

    @property
    def total(self) -> int:
        return sum(cell.total for cell in self.cells)

    @property
    def drawn(self) -> int:
        return sum(cell.fates.get(Fate.DRAWN, 0) for cell in self.cells)


@get(HERE, guards=[COORDINATOR])
async def every(request: Request, round_id: FromPath[int]) -> Response[Any]:
    return await overview(request, round_id)


@post(HERE, guards=[COORDINATOR])
async def preview(request: Request, round_id: FromPath[int]) -> Response[Any]:
    file = (await request.form()).get("file")
    data = await file.read(LARGEST + 1) if isinstance(file, UploadFile) else b""
    try:
        if not data:
            raise Invalid(CANNOT_READ, (Fault("", N_("Choose a file first.")),))
        found = await request.step(look, round_id, data, keys=request.keyring, sms=sends_sms(request))
    except (Invalid, TooLarge) as fault:
        return await overview(request, round_id, fault)
    around = await request.read(around_of, round_id)
    first = [one.contact for one in found.entries.rows[:FIRST]]
    named = await request.read(names, {one.unit_id for one in first})
    kept = keep_upload.seal(request.keyring, round_id, data, request.now, person_id=request.person.id)
    return page(
        request,
        "surveys/contacts_preview.html",
        asked=around.asked,
        found=found,
        first=[(one, named[one.unit_id], masked(one)) for one in first],
        bad=len({one.line for one in found.entries.faults}),
        shown=SHOWN,
        kept=kept,
        words=words,
    )


@post(f"{HERE}/take", guards=[COORDINATOR])
async def take_in(request: Request, round_id: FromPath[int]) -> Response[Any]:
    kept = str((await request.form()).get("kept", ""))
    data = keep_upload.opened(request.keyring, round_id, kept, request.now, person_id=request.person.id)
    sms, by = sends_sms(request), request.person.id
    found = await request.step(take, round_id, data, keys=request.keyring, feed=FEED, sms=sms, by=by)
    said = N_("Taken in: %(new)s new contacts, of which %(drawn)s are invited. %(before)s had come in before.")
    new, drawn, before = found.counted.new, found.counted.drawn, found.counted.before
    there = f"/coordinator/surveys/{round_id}/contacts"
    return redirect(request, there, said=said, new=new, drawn=drawn, before=before)


async def overview(request: Request, round_id: int, fault: Invalid | TooLarge | None = None) -> Response[Any]:
    around = await request.read(around_of, round_id)
    told = [(place(one, request.text), one) for one in fault.faults] if isinstance(fault, Invalid) else []
    return page(
        request,
        "surveys/contacts.html",
        status=fault.status if fault else 200,
        around=around,
        asked=around.asked,
        takes=around.asked.status is RoundStatus.OPEN and around.asked.personal_erased_at is None,
        refused=fault,
        faults=told,
        columns=[", ".join(names[:7]) for names in FIELDS.values()],
        words=words,
        source=lambda name: request.text(FEEDS[name]) if name in FEEDS else name.removeprefix("api:"),
    )


def around_of(connection: sa.Connection, round_id: int) -> Around:
    asked = rounds.known(connection, round_id)
    by_cell: dict[Cell, dict[Fate, int]] = {}
    for (cell, fate), number in rounds.contact_counts(connection, round_id).items():
        by_cell.setdefault(cell, {})[fate] = number
    named = names(connection, {cell.unit_id for cell in by_cell})
    cells = [Counted(unit=named[cell.unit_id], channel=cell.channel, fates=fates) for cell, fates in by_cell.items()]
    return Around(
        asked=asked,
        cells=sorted(cells, key=lambda one: (one.unit.casefold(), one.channel)),
        feeds=rounds.feeds(connection, round_id),
    )


def names(connection: sa.Connection, ids: set[int]) -> dict[int, str]:
    return {one.id: one.name for one in units.by_ids(connection, ids)}


def masked(one: Contact) -> str:
    """Enough to see that the columns were understood, not enough to write to anybody."""
    local, at, domain = one.email.partition("@")
    told = [f"{local[:1]}…{at}{domain}" if at else "", f"{one.phone[:3]} … {one.phone[-2:]}" if one.phone else ""]
    return ", ".join(filter(None, told))


def sends_sms(request: Request) -> bool:
    return request.settings.sms != "none"


HANDLERS = [every, preview, take_in]
