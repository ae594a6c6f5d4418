"""How a form looks to those who fill it in, as wide as a phone or a desk; nothing that is answered here is kept."""

import secrets
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from instruments.answers import Checked
from instruments.fields import flat
from instruments.instrument import Style
from survey.person import RoleName
from survey.texts import N_
from survey.web import demonstration, filling
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.view import view
from survey.web.guards import allow
from survey.web.headers import CSP
from survey.web.questions.place import Filled, place
from survey.web.questions.question import leaves
from survey.web.questions.said import reader
from survey.web.questions.view import View
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
WIDTHS = {"phone": N_("As on a phone"), "desk": N_("As on a large screen")}
FRAMING = {"content-security-policy": f"{CSP}; frame-src 'self'"}
FRAMED = {
    "content-security-policy": demonstration.HEADERS["content-security-policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "x-frame-options": "SAMEORIGIN",
}


@get(f"{HOME}/{{name:str}}/preview", guards=[COORDINATOR])
async def preview(
    request: Request, name: FromPath[str], language: FromQuery[str] = "", width: FromQuery[str] = "phone"
) -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    found = view(
        request,
        "preview",
        mine=mine,
        code=in_form(mine, language or request.language),
        width=width if width in WIDTHS else "phone",
        widths=WIDTHS,
    )
    found.headers.update(FRAMING)
    return found


def in_form(mine: Kept, language: str) -> str:
    return demonstration.instrument_language(mine.instrument, language)


@get(f"{HOME}/{{name:str}}/page", guards=[COORDINATOR])
async def framed(request: Request, name: FromPath[str], language: FromQuery[str] = "") -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    return page_of(request, mine, Filled(seed=secrets.token_hex(8)), in_form(mine, language or request.language))


@post(f"{HOME}/{{name:str}}/page", guards=[COORDINATOR])
async def go_on(request: Request, name: FromPath[str]) -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    given = filling.sent((await request.form()).multi_items(), mine.instrument)
    language = in_form(mine, given.language or request.language)
    turn = filling.turned(mine.instrument, msgspec.structs.replace(given, language=language), now=request.now)
    if turn.checked:
        return end_of(request, mine, turn.checked, language)
    filled = Filled(at=turn.at, fields=turn.fields, seen=turn.seen, faults=turn.faults, end=turn.end, seed=given.seed)
    return page_of(request, mine, filled, language, fresh=turn.fresh)


def page_of(
    request: Request, mine: Kept, filled: Filled, language: str, *, fresh: frozenset[str] = frozenset()
) -> Response[Any]:
    shown = View(reader=reader(mine.instrument, language), fresh=fresh)
    found = place(mine.instrument, filled, shown, now=request.now)
    return framed_as(demonstration.answer(request, "editions/framed.html", found, status=422 if filled.faults else 200))


def end_of(request: Request, mine: Kept, checked: Checked, language: str) -> Response[Any]:
    whole = msgspec.structs.replace(mine.instrument, style=Style.ONE_PAGE)
    shown = View(reader=reader(mine.instrument, language))
    found = place(whole, Filled(fields=flat(checked.values)), shown, now=request.now)
    answered = tuple(leaves(found.questions))
    return framed_as(demonstration.answer(request, "editions/framed_end.html", found, answered=answered))


def framed_as(answer: Response[Any]) -> Response[Any]:
    """The one page of the site that may stand in a frame, of this site alone."""
    answer.headers.update(FRAMED)
    return answer


HANDLERS = [preview, framed, go_on]
