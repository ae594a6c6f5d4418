"""Contacts for a survey: a table is sent, looked at, taken in; and where they came from so far.

How many came in stands in the field report alone, where figures that would single somebody out are hidden.
"""

from typing import Any

import sqlalchemy as sa
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from survey.contact import Contact
from survey.intake.columns import FIELDS
from survey.person import RoleName
from survey.problems import Fault, Invalid, TooLarge
from survey.round import RoundStatus
from survey.steps import keep_upload
from survey.steps.read_contacts import look, take
from survey.store import rounds, units
from survey.tables.sheet import CANNOT_READ, LARGEST
from survey.texts import N_
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys import gathered, words
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
    first = [one.contact for one in found.entries.rows[:FIRST]]
    named = await request.read(names, {one.unit_id for one in first})
    kept = keep_upload.seal(request.keyring, round_id, data, request.now, person_id=request.person.id)
    return page(
        request,
        "surveys/contacts_preview.html",
        asked=await request.read(rounds.known, round_id),
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
    asked = await request.read(rounds.known, round_id)
    report = await request.step(gathered.report, asked, settings=request.settings, kept={})
    told = [(place(one, request.text), one) for one in fault.faults] if isinstance(fault, Invalid) else []
    return page(
        request,
        "surveys/contacts.html",
        status=fault.status if fault else 200,
        asked=asked,
        total=report.line(),
        feeds=await request.read(rounds.feeds, round_id),
        takes=asked.status is RoundStatus.OPEN and asked.personal_erased_at is None,
        refused=fault,
        faults=told,
        columns=[", ".join(names[:7]) for names in FIELDS.values()],
        words=words,
        source=lambda name: request.text(FEEDS[name]) if name in FEEDS else name.removeprefix("api:"),
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
