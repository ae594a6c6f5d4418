"""The units of a survey: what each says in its own name, its open survey at the counter, its slips and codes."""

from typing import Any, Literal

import msgspec
import segno
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from survey.asking import OWN_WORDS
from survey.invitation import Way
from survey.person import RoleName
from survey.problems import Invalid, NotFound
from survey.round import Round
from survey.steps import unit_words as steps
from survey.steps.hand_out import MOST, hand_out
from survey.store import rounds, units
from survey.store.rounds import Own
from survey.texts import LANGUAGES, N_, translator
from survey.unit import Unit
from survey.web.forms import bind, faults_by_field, typed
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys import words
from survey.web.surveys.listing import HOME

COORDINATOR = allow(RoleName.COORDINATOR)
SHOWN = 100
UNITS = f"{HOME}/{{round_id:int}}/units"
UNIT = f"{UNITS}/{{unit_id:int}}"


class Place(msgspec.Struct, frozen=True):
    """A unit in a survey."""

    asked: Round
    unit: Unit
    own: Own

    @property
    def path(self) -> str:
        return f"{HOME}/{self.asked.id}/units/{self.unit.id}"


class Wanted(msgspec.Struct, frozen=True):
    way: Literal["code", "assisted"] = "code"
    number: int = 20
    channel: str = ""
    language: str = ""


def place_of(connection: sa.Connection, round_id: int, unit_id: int) -> Place:
    asked, own = rounds.known(connection, round_id), rounds.own(connection, round_id, unit_id)
    unit = units.by_id(connection, unit_id)
    if own is None or unit is None:
        raise NotFound(steps.NOT_OF_IT)
    return Place(asked, unit, own)


@get(UNITS, guards=[COORDINATOR])
async def every(
    request: Request, round_id: FromPath[int], find: FromQuery[str] = "", whole: FromQuery[str] = ""
) -> Response[Any]:
    asked = await request.read(rounds.known, round_id)
    own = {one.unit_id: one for one in await request.read(rounds.units, round_id)}
    found = sorted(await request.read(units.by_ids, own), key=lambda one: (one.name.casefold(), one.id))
    wanted = [one for one in found if find.strip().casefold() in one.name.casefold() or find.strip() == one.code]
    return page(
        request,
        "surveys/units.html",
        asked=asked,
        own=own,
        found=wanted if whole else wanted[:SHOWN],
        total=len(wanted),
        find=find,
        words=words,
    )


@get(UNIT, guards=[COORDINATOR])
async def one(request: Request, round_id: FromPath[int], unit_id: FromPath[int]) -> Response[Any]:
    return await unit_page(request, await request.read(place_of, round_id, unit_id))


async def unit_page(
    request: Request, place: Place, fault: Invalid | None = None, *, given: dict[str, str] | None = None
) -> Response[Any]:
    return page(
        request,
        "surveys/unit.html",
        status=422 if fault else 200,
        place=place,
        asked=place.asked,
        values=said(place.own) if given is None else given,
        asking={code: name for code, name in words.CHANNELS.items() if place.asked.forms.get(code)},
        faults=faults_by_field(fault.faults) if fault else {},
        editable=place.asked.status in steps.BEFORE_THE_END,
        most=MOST,
        longest=steps.LONGEST,
        words=words,
    )


def said(own: Own) -> dict[str, str]:
    """What the form holds: `greeting-nb` and so on."""
    texts = {
        f"{part}-{language}": own.texts.get(language, {}).get(part, "") for language in LANGUAGES for part in OWN_WORDS
    }
    return {"sender_name": own.sender_name, "sender_email": own.sender_email, **texts}


@post(f"{UNIT}/words", guards=[COORDINATOR])
async def put_words(request: Request, round_id: FromPath[int], unit_id: FromPath[int]) -> Response[Any]:
    place = await request.read(place_of, round_id, unit_id)
    form = await request.form()
    given = {name: typed(str(form.get(name, ""))) for name in said(place.own)}
    texts = {language: {part: given[f"{part}-{language}"] for part in OWN_WORDS} for language in LANGUAGES}
    try:
        await request.step(
            steps.put_words,
            round_id,
            unit_id,
            sender_name=given["sender_name"],
            sender_email=given["sender_email"],
            texts=texts,
            by=request.person.id,
        )
    except Invalid as fault:
        return await unit_page(request, place, fault, given=given)
    return redirect(request, place.path, said=N_("Kept. The next message says it."))


class Lever(msgspec.Struct, frozen=True):
    on: bool = False


@post(f"{UNIT}/kiosk", guards=[COORDINATOR])
async def put_kiosk(request: Request, round_id: FromPath[int], unit_id: FromPath[int]) -> Response[Any]:
    on = bind(Lever, await request.form()).on
    await request.step(steps.put_kiosk, round_id, unit_id, on=on, by=request.person.id)
    told = N_("The survey at the counter is open.") if on else N_("The survey at the counter has ended.")
    return redirect(request, f"{HOME}/{round_id}/units/{unit_id}", said=told)


@get(f"{UNIT}/poster", guards=[COORDINATOR])
async def poster(
    request: Request, round_id: FromPath[int], unit_id: FromPath[int], language: FromQuery[str] = ""
) -> Response[Any]:
    place = await request.read(place_of, round_id, unit_id)
    if not place.own.kiosk:
        raise NotFound(N_("There is no survey at this counter."))
    tongue = language if language in LANGUAGES else place.asked.language
    said, address = translator(tongue), f"{request.settings.url}/q/{place.own.kiosk}"
    around: dict[str, Any] = {
        "place": place,
        "asked": place.asked,
        "tongue": tongue,
        "said": said,
        "paper": words.PAPER,
    }
    picture = qr(address, said(words.PAPER["picture"]))
    return page(request, "surveys/poster.html", address=address, picture=picture, **around)


@post(f"{UNIT}/codes", guards=[COORDINATOR])
async def codes(request: Request, round_id: FromPath[int], unit_id: FromPath[int]) -> Response[Any]:
    """The page itself is the only place where they stand: it is not kept, and no address shows it again."""
    place = await request.read(place_of, round_id, unit_id)
    try:
        wanted = bind(Wanted, await request.form())
        made = await request.step(
            hand_out,
            round_id,
            unit_id,
            way=Way(wanted.way),
            channel=wanted.channel,
            language=wanted.language,
            number=wanted.number,
            keys=request.keyring,
            by=request.person.id,
        )
    except Invalid as fault:
        return await unit_page(request, place, fault)
    said, site = translator(wanted.language), request.settings.url
    told = said(words.PAPER["picture"])
    slips = [(one, qr(f"{site}/a/{round_id}/{one.token}", told)) for one in made] if wanted.way == "code" else []
    template = "surveys/slips.html" if slips else "surveys/assist.html"
    around: dict[str, Any] = {
        "place": place,
        "asked": place.asked,
        "tongue": wanted.language,
        "said": said,
        "paper": words.PAPER,
    }
    return page(request, template, made=made, slips=slips, site=site, **around)


def qr(address: str, title: str) -> str:
    """SVG of an address; its classes and attributes pass the content policy."""
    made = segno.make(address, error="m", micro=False)
    return str(
        made.svg_inline(omitsize=True, border=2, title=title, svgclass="qr", lineclass=None, dark="#000", light="#fff")
    )


HANDLERS = [every, one, put_words, put_kiosk, poster, codes]
