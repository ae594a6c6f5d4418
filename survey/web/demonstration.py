"""The bank's surveys, for everybody to try: page by page as a citizen meets them, and nothing is kept."""

import secrets
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import bank
from instruments.answers import Checked
from instruments.fields import flat
from instruments.instrument import Instrument, Purpose, Style
from instruments.language import direction
from survey.problems import NotFound
from survey.texts import N_, spoken
from survey.web import filling
from survey.web.guards import allow_public
from survey.web.headers import CSP
from survey.web.page import page
from survey.web.questions.place import Filled, Place, place
from survey.web.questions.question import leaves
from survey.web.questions.said import FOR_CITIZENS, reader
from survey.web.questions.view import View
from survey.web.request import Request

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": CSP.replace("img-src 'self'", "img-src 'self' data:"),  # the icon costs no request
}

BACK = "private, no-cache"
"""The browser's own button back finds the page as it was; with no-store there would be nothing but an error."""


@get("/demonstration/{name:str}", guards=[allow_public])
async def begin(request: Request, name: FromPath[str]) -> Response[Any]:
    instrument = shown_to_all(request, name)
    language = instrument_language(instrument, request.language)
    return show(request, instrument, Filled(seed=secrets.token_hex(8)), language=language)


@post("/demonstration/{name:str}", guards=[allow_public])
async def go_on(request: Request, name: FromPath[str]) -> Response[Any]:
    instrument = shown_to_all(request, name)
    given = filling.sent((await request.form()).multi_items(), instrument)
    language = instrument_language(instrument, given.language or request.language)
    given = msgspec.structs.replace(given, language=language)
    turn = filling.turned(instrument, given, now=request.now)
    filled = Filled(at=turn.at, fields=turn.fields, seen=turn.seen, faults=turn.faults, end=turn.end, seed=given.seed)
    if turn.checked:
        return thank(request, instrument, turn.checked, language=language)
    return show(request, instrument, filled, language=language, fresh=turn.fresh)


def shown_to_all(request: Request, name: str) -> Instrument:
    found = [
        one
        for one in bank.every(Instrument, request.settings.bank_folder).values()
        if one.id == name and one.purpose in FOR_CITIZENS
    ]
    if not found:
        raise NotFound(N_("This page does not exist."))
    return found[-1]


def instrument_language(instrument: Instrument, wanted: str) -> str:
    """The wanted one where the instrument has it, else its first."""
    known = instrument.languages
    return wanted if wanted in known or not known else known[0]


def show(
    request: Request, instrument: Instrument, filled: Filled, *, language: str, fresh: frozenset[str] = frozenset()
) -> Response[str]:
    view = View(reader=reader(instrument, language), fresh=fresh)
    found = place(instrument, filled, view, now=request.now)
    made = answer(request, "answer/demonstration.html", found, status=422 if filled.faults else 200)
    if instrument.purpose is not Purpose.KIOSK:  # where the next in the queue would see the answers of the one before
        made.headers["cache-control"] = BACK
    return made


def thank(request: Request, instrument: Instrument, checked: Checked, *, language: str) -> Response[str]:
    view = View(reader=reader(instrument, language))
    one_page = msgspec.structs.replace(instrument, style=Style.ONE_PAGE)
    found = place(one_page, Filled(fields=flat(checked.values)), view, now=request.now)
    stored = msgspec.json.format(msgspec.json.encode(checked.values)).decode()
    return answer(
        request, "answer/demonstrated.html", found, answered=tuple(leaves(found.questions)), stored=stored
    )


def answer(request: Request, template: str, found: Place, *, status: int = 200, **more: Any) -> Response[str]:
    words = spoken(found.language)
    made = page(
        request,
        template,
        status=status,
        language=words,
        direction=direction(words),
        place=found,
        action=request.url.path,
        press_to=request.url.path,
        **more,
    )
    made.headers.update(HEADERS)
    return made


HANDLERS = [begin, go_on]
