"""The testers' work as a coordinator sees it: late, without a tester, in, and each inquiry's own page."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from instruments import bank
from survey.dispatch import Dispatch
from survey.inquiry import Inquiry
from survey.person import RoleName
from survey.problems import NotFound
from survey.steps import decide, review
from survey.steps.decide import Decision
from survey.store import dispatches, inquiries, overview, people, units, waves
from survey.texts import N_
from survey.unit import Unit
from survey.vault import Vault
from survey.wave import Wave
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.letters import Letter, letters
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.task_done import done
from survey.web.words import CHANNELS, DISPATCHES, EVENTS, EVIDENCE, KINDS, OUTCOMES, STATUSES

COORDINATOR = allow(RoleName.COORDINATOR)
SHOWS = {
    "submitted": N_("Work is in"),
    "late": N_("Late"),
    "free": N_("Without a tester"),
    "doubtful": N_("Needs a decision"),
    "all": N_("All"),
}
PER_PAGE = 50


@get("/waves/{wave_id:int}/work", guards=[COORDINATOR])
async def work(
    request: Request,
    wave_id: FromPath[int],
    show: FromQuery[str] = "submitted",
    find: FromQuery[str] = "",
    start: FromQuery[int] = 0,
) -> Response[Any]:
    """A search looks at all of them, whatever list it was begun from."""
    wave = await request.read(waves.by_id, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    show, start = "all" if find else show if show in SHOWS else "submitted", max(start, 0)
    found = await request.read(
        overview.listing, wave_id, show, now=request.now, words=find.strip(), start=start, most=PER_PAGE
    )
    return page(
        request, "coordinator/work.html", wave=wave, found=found, show=show, shows=SHOWS, find=find, start=start,
        per_page=PER_PAGE, statuses=STATUSES, channels=CHANNELS,
    )  # fmt: skip


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one inquiry."""

    inquiry: Inquiry
    wave: Wave
    unit: Unit
    dispatches: list[Dispatch]
    letters: list[Letter]
    history: list[dict[str, Any]]
    grades: list[dict[str, Any]]
    testers: list[tuple[int, str]]
    tester: str


def whole(connection: sa.Connection, inquiry_id: int, vault: Vault) -> Whole:
    inquiry = inquiries.by_id(connection, inquiry_id)
    if inquiry is None:
        raise NotFound(N_("There is no such inquiry"))
    wave, unit = waves.by_id(connection, inquiry.wave_id), units.by_id(connection, inquiry.unit_id)
    if wave is None or unit is None:
        raise NotFound(N_("There is no such inquiry"))
    sent = dispatches.of_inquiry(connection, inquiry_id)
    keep = tuple(name for one in sent for name in (one.sender_name, one.sender))
    names = people.names(connection, [inquiry.tester_id] if inquiry.tester_id else [])
    return Whole(
        inquiry=inquiry,
        wave=wave,
        unit=unit,
        dispatches=sent,
        letters=letters(connection, inquiry_id, vault, keep=keep),
        history=[dict(row) for row in overview.history(connection, inquiry_id)],
        grades=[dict(row) for row in overview.grades(connection, inquiry_id)],
        testers=overview.possible_testers(connection, inquiry.wave_id, inquiry.unit_id),
        tester=names.get(inquiry.tester_id or 0, ""),
    )


@get("/inquiries/{inquiry_id:int}", guards=[COORDINATOR])
async def one(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    found = await request.read(whole, inquiry_id, request.vault)
    scenario = bank.scenarios(request.settings.bank_folder).get(found.inquiry.scenario)
    title = scenario.title.get(request.language, found.inquiry.scenario) if scenario else found.inquiry.scenario
    work = await request.read(
        done, inquiry_id, found.grades, own=request.settings.bank_folder, language=request.language
    )
    return page(
        request, "coordinator/inquiry.html", whole=found, work=work, inquiry=found.inquiry, title=title,
        statuses=STATUSES, channels=CHANNELS, outcomes=OUTCOMES, kinds=KINDS, evidence=EVIDENCE, events=EVENTS,
        sendings=DISPATCHES,
    )  # fmt: skip


class Deciding(msgspec.Struct, frozen=True):
    decision: Decision
    address: str = ""


@post("/inquiries/{inquiry_id:int}/decide", guards=[COORDINATOR])
async def decide_doubt(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    given = bind(Deciding, await request.form())
    await request.step(
        decide.decide, inquiry_id, decision=given.decision, address=given.address, by=request.person.id,
        protocol=request.protocol,
    )  # fmt: skip
    return redirect(request, f"/inquiries/{inquiry_id}", said=N_("Your decision is recorded."))


@post("/inquiries/{inquiry_id:int}/accept", guards=[COORDINATOR])
async def accept(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    await request.step(review.accept, inquiry_id=inquiry_id, by_id=request.person.id)
    return redirect(request, f"/inquiries/{inquiry_id}", said=N_("The work is accepted."))


class Reason(msgspec.Struct, frozen=True):
    reason: str = ""


@post("/inquiries/{inquiry_id:int}/send-back", guards=[COORDINATOR])
async def send_back(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    given = bind(Reason, await request.form())
    await request.step(review.send_back, inquiry_id=inquiry_id, by_id=request.person.id, reason=given.reason)
    return redirect(request, f"/inquiries/{inquiry_id}", said=N_("The work went back to the tester with your reason."))


class Handover(msgspec.Struct, frozen=True):
    tester: int
    reason: str = ""


@post("/inquiries/{inquiry_id:int}/reassign", guards=[COORDINATOR])
async def reassign(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    given = bind(Handover, await request.form())
    await request.step(
        review.reassign, inquiry_id=inquiry_id, tester_id=given.tester, by_id=request.person.id, reason=given.reason
    )
    return redirect(request, f"/inquiries/{inquiry_id}", said=N_("The task has a new tester."))


HANDLERS = [work, one, decide_doubt, accept, send_back, reassign]
