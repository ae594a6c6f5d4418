"""A coordinator's waves: what each needs before it opens, how it goes, what only a person can decide."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import bank
from survey.comment import Kind, Source, Wanted
from survey.mail import MailStatus
from survey.person import RoleName
from survey.problems import NotFound
from survey.steps import approve as steps
from survey.steps import publish
from survey.steps.switch import turn_sending
from survey.store import (
    category_counts,
    dispatches,
    inquiries,
    mails,
    objections,
    overview,
    people,
    switches,
    units,
    waves,
)
from survey.texts import N_
from survey.wave import Wave
from survey.web import domains
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys.gathered import all_alarms
from survey.web.words import CHANNELS, STATUSES, WAVE_STATUSES

COORDINATOR = allow(RoleName.COORDINATOR)
# In the order in which an inquiry passes through them; what needs a person stands first in its group.
OVER = ("submitted", "not_tested", "done")
PROGRESS = ("planned", "held", "sending", "doubtful", "waiting", "to_grade", "sent_back", *OVER)
MOST = 20  # of each list; the rest stands on the page of the wave's work


class Bar(msgspec.Struct, frozen=True):
    """One channel's inquiries by where they are."""

    channel: str
    total: int
    counts: dict[str, int]


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page of one wave shows."""

    wave: Wave
    bars: list[Bar]
    doubtful: list[overview.Row]
    late: overview.Listing
    without_tester: overview.Listing
    submitted: int
    loads: list[overview.Load]
    unfinished: int
    mails: dict[str, int]
    held_mails: int
    questions: int  # that units asked back and nobody has answered
    sending_on: bool
    switch: dict[str, Any] | None
    planner: str
    approver: str
    comments: int  # texts of the testers, once the wave is over
    heard: bool  # units may object, or could
    undecided: int  # objections


def glance(connection: sa.Connection, wave_id: int, now: datetime) -> Glance:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    counts = inquiries.status_counts(connection, wave_id)
    lever = switches.read(connection, dispatches.SENDING_SWITCH)
    names = people.names(connection, [id for id in (wave.created_by, wave.approved_by) if id])
    return Glance(
        wave=wave,
        bars=bars(counts),
        doubtful=overview.doubtful(connection, wave_id),
        late=overview.listing(connection, wave_id, "late", now=now, most=MOST),
        without_tester=overview.listing(connection, wave_id, "free", now=now, most=MOST),
        submitted=sum(n for (_, status), n in counts.items() if status == "submitted"),
        loads=overview.loads(connection, wave_id, now),
        unfinished=sum(n for (_, status), n in counts.items() if status not in OVER),
        mails=dispatches.counts(connection, wave_id),
        held_mails=mails.status_counts(connection).get(MailStatus.HELD, 0),
        questions=len(mails.open_questions(connection, wave_id=wave_id)),
        sending_on=dispatches.sending_is_on(connection),
        switch=dict(lever) if lever else None,
        planner=names.get(wave.created_by or 0, ""),
        approver=names.get(wave.approved_by or 0, ""),
        comments=category_counts.number(connection, Wanted(sources=(Source(Kind.WAVE, wave_id),))),
        heard=objections.window(connection, wave_id) is not None,
        undecided=objections.undecided(connection).get(wave_id, 0),
    )


def bars(counts: dict[tuple[str, str], int]) -> list[Bar]:
    channels = [channel for channel in CHANNELS if any(key[0] == channel for key in counts)]
    found = []
    for channel in channels:
        own = {status: counts.get((channel, status), 0) for status in PROGRESS}
        found.append(Bar(channel, sum(own.values()), {status: n for status, n in own.items() if n}))
    return found


@get("/waves", guards=[COORDINATOR])
async def every(request: Request) -> Response[Any]:
    found = await request.read(waves.every)
    held = (await request.read(mails.status_counts)).get(MailStatus.HELD, 0)
    on = await request.read(dispatches.sending_is_on)
    return page(
        request, "coordinator/waves.html", waves=found, statuses=WAVE_STATUSES, held=held, sending_on=on,
        titles=titles(request, found), units=await request.read(units.any_known),
        undecided=await request.read(objections.undecided),
        survey_alarms=sum(map(len, (await request.read(all_alarms, request.now, request.keyring)).values())),
    )  # fmt: skip


@get("/waves/{wave_id:int}", guards=[COORDINATOR])
async def one(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    found = await request.read(glance, wave_id, request.now)
    return page(
        request,
        "coordinator/wave.html",
        glance=found,
        wave=found.wave,
        lacks=found.wave.lacks_before_opening(),
        own=found.wave.created_by == request.person.id,
        title=titles(request, [found.wave])[found.wave.id],
        channels=CHANNELS,
        statuses=STATUSES,
        wave_statuses=WAVE_STATUSES,
        progress=PROGRESS,
        folder=request.settings.transport == "folder",
        domains=await request.read(domains.look, request.settings),
    )


def titles(request: Request, found: list[Wave]) -> dict[int, str]:
    """What each wave's protocol is called; a protocol that left the bank is called by its id."""
    known = bank.protocols(request.settings.bank_folder)
    return {
        wave.id: known[wave.protocol].title.get(request.language, wave.protocol)
        if wave.protocol in known
        else wave.protocol
        for wave in found
    }


@post("/waves/{wave_id:int}/self-mail", guards=[COORDINATOR])
async def self_mail(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    domain = request.settings.persona_domains[0]
    await request.step(steps.send_self_mail, wave_id, domain=domain, by=request.person)
    return redirect(
        request, f"/waves/{wave_id}", said=N_("A mail to ourselves is on its way. Load the page again soon.")
    )


@post("/waves/{wave_id:int}/approve", guards=[COORDINATOR])
async def approve(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    await request.step(steps.approve, wave_id, by=request.person)
    return redirect(request, f"/waves/{wave_id}", said=N_("You have approved the recipients and the mails."))


@post("/waves/{wave_id:int}/open", guards=[COORDINATOR])
async def open_(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    await request.step(steps.open_wave, wave_id, by=request.person)
    return redirect(request, f"/waves/{wave_id}", said=N_("The wave is open. Mails leave when they are due."))


class Closing(msgspec.Struct, frozen=True):
    leave_out: bool = False


@post("/waves/{wave_id:int}/close", guards=[COORDINATOR])
async def close(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    given = bind(Closing, await request.form())
    own = request.settings.bank_folder
    await request.step(publish.close, wave_id, by=request.person.id, leave_out=given.leave_out, own_bank=own)
    return redirect(request, f"/waves/{wave_id}", said=N_("The wave is closed. Nothing more leaves."))


class Lever(msgspec.Struct, frozen=True):
    on: bool = False
    then: str = "/waves"
    reason: str = ""


@post("/sending", guards=[COORDINATOR])
async def sending(request: Request) -> Response[Any]:
    """Stop all sending, or let it go on; acts before the next mail."""
    given = bind(Lever, await request.form())
    await request.step(turn_sending, on=given.on, by=request.person.id, reason=given.reason)
    said = N_("Mails leave again.") if given.on else N_("All sending is stopped.")
    then = given.then if given.then.startswith("/waves") else "/waves"
    return redirect(request, then, said=said, kind="done" if given.on else "warning")


HANDLERS = [every, one, self_mail, approve, open_, close, sending]
