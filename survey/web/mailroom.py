"""The holding pen: mails that match nothing, with guesses, and every mail's own page."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from mailer.kind import Kind
from survey.mail import MailStatus
from survey.person import RoleName
from survey.problems import NotFound
from survey.steps import decide as steps
from survey.store import mails, overview
from survey.texts import N_
from survey.vault import Vault
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.letters import Letter, letter
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.words import CHANNELS, EVIDENCE, KINDS, STATUSES

COORDINATOR = allow(RoleName.COORDINATOR)
SHOWN = 50


class Pen(msgspec.Struct, frozen=True):
    """A mail in the holding pen, with the inquiries it might answer."""

    letter: Letter
    guesses: list[overview.Row]


def pen(connection: sa.Connection, vault: Vault, status: MailStatus) -> list[Pen]:
    held = mails.with_status(connection, status, limit=SHOWN)
    wanted = {guess["inquiry"] for mail in held for guess in mail.guesses or ()}
    rows = overview.of_inquiries(connection, sorted(wanted))
    return [
        Pen(letter(mail, vault), [rows[g["inquiry"]] for g in mail.guesses or () if g["inquiry"] in rows])
        for mail in held
    ]


@get("/post", guards=[COORDINATOR])
async def holding_pen(request: Request, show: FromQuery[str] = "held") -> Response[Any]:
    status = MailStatus.DISMISSED if show == "dismissed" else MailStatus.HELD
    found = await request.read(pen, request.vault, status)
    count = (await request.read(mails.status_counts)).get(status, 0)
    return page(
        request, "coordinator/pen.html", pens=found, count=count, dismissed=status is MailStatus.DISMISSED,
        kinds=KINDS, statuses=STATUSES, channels=CHANNELS,
    )  # fmt: skip


@get("/post/{mail_id:int}", guards=[COORDINATOR])
async def one(request: Request, mail_id: FromPath[int], find: FromQuery[str] = "") -> Response[Any]:
    mail = await request.read(mails.by_id, mail_id)
    if mail is None:
        raise NotFound(N_("There is no such mail"))
    replies = await request.read(mails.answered_by, mail_id)
    rows = await request.read(overview.of_inquiries, [reply.inquiry_id for reply in replies])
    guessed = await request.read(overview.of_inquiries, [guess["inquiry"] for guess in mail.guesses or ()])
    found = await request.read(overview.search_everywhere, words=find) if find else []
    return page(
        request, "coordinator/mail.html", letter=letter(mail, request.vault), mail=mail,
        replies=[(reply, rows[reply.inquiry_id]) for reply in replies if reply.inquiry_id in rows],
        guesses=list(guessed.values()), find=find, found=found, kinds=KINDS, evidence=EVIDENCE,
        statuses=STATUSES, channels=CHANNELS,
    )  # fmt: skip


class Placing(msgspec.Struct, frozen=True):
    inquiry: int
    then: str = ""


@post("/post/{mail_id:int}/place", guards=[COORDINATOR])
async def place(request: Request, mail_id: FromPath[int]) -> Response[Any]:
    given = bind(Placing, await request.form())
    await request.step(steps.place, mail_id, inquiry_id=given.inquiry, by=request.person.id, protocol=request.protocol)
    then = "/post" if given.then == "pen" else f"/post/{mail_id}"
    return redirect(request, then, said=N_("The mail has found its inquiry."))


@post("/post/{mail_id:int}/unplace", guards=[COORDINATOR])
async def unplace(request: Request, mail_id: FromPath[int]) -> Response[Any]:
    given = bind(Placing, await request.form())
    await request.step(
        steps.unplace, mail_id, inquiry_id=given.inquiry, by=request.person.id, protocol=request.protocol
    )
    return redirect(request, f"/post/{mail_id}", said=N_("The mail no longer counts as an answer to that inquiry."))


class Dismissal(msgspec.Struct, frozen=True):
    undo: bool = False


@post("/post/{mail_id:int}/dismiss", guards=[COORDINATOR])
async def dismiss(request: Request, mail_id: FromPath[int]) -> Response[Any]:
    given = bind(Dismissal, await request.form())
    await request.step(steps.dismiss, mail_id, by=request.person.id, undo=given.undo)
    said = N_("The mail is back in the holding pen.") if given.undo else N_("The mail was put aside.")
    return redirect(request, "/post", said=said)


class KindChoice(msgspec.Struct, frozen=True):
    inquiry: int
    kind: Kind
    then: str = ""


@post("/post/{mail_id:int}/kind", guards=[COORDINATOR])
async def kind(request: Request, mail_id: FromPath[int]) -> Response[Any]:
    given = bind(KindChoice, await request.form())
    await request.step(
        steps.correct_kind, mail_id, inquiry_id=given.inquiry, kind=given.kind, by=request.person.id,
        protocol=request.protocol,
    )  # fmt: skip
    then = f"/inquiries/{given.inquiry}" if given.then == "inquiry" else f"/post/{mail_id}"
    return redirect(request, then, said=N_("The kind is corrected, and the clock follows it."))


HANDLERS = [holding_pen, one, place, unplace, dismiss, kind]
