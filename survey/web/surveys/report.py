"""The field report of a survey that has been opened: how far it is, unit by unit, and what needs somebody."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from survey.contact import Fate
from survey.field_report import Line, Report
from survey.person import RoleName
from survey.plots.bars import Bar, bar_plot
from survey.round import Round
from survey.steps.batch import SMS_SWITCH
from survey.steps.switch import turn_sending
from survey.store import dispatches, rounds, units
from survey.texts import N_
from survey.unit import Unit
from survey.web.formats import Formats
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.surveys import gathered, words

COORDINATOR = allow(RoleName.COORDINATOR)
PER_PAGE = 100
CONTACTS = "/coordinator/surveys/{round_id:int}/contacts"
RESULTS = "/results/surveys"
STAGES = {
    "contacts": N_("Contacts that came in"),
    "drawn": N_("Drawn"),
    "sent": N_("Sent"),
    "answered": N_("Answered"),
}
RATES = ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "REF1", "CON1")


Place = tuple[Unit, str, bool]


class Row(msgspec.Struct, frozen=True):
    unit: Unit
    line: Line
    first: bool
    """Of its unit."""


async def shown(request: Request, asked: Round) -> Response[Any]:
    found = await request.step(gathered.report, asked, settings=request.settings, kept=request.app.state.invited)
    names = {one.id: one for one in await request.read(units.by_ids, found.units)}
    find = request.query_params.get("find", "").strip()
    rows = list(places(found, sorted_by_name(names.values(), find)))
    start = max(0, whole(request.query_params.get("start", "0")))
    channels = [channel for channel in found.channels if channel in words.CHANNELS]
    return page(
        request,
        "surveys/report.html",
        asked=asked,
        alarms=await request.read(gathered.alarms_of, asked, request.now, request.keyring),
        deletions=await request.read(gathered.deletions, asked.id),
        feeds=await request.read(rounds.feeds, asked.id),
        total=found.line(),
        by_channel=[found.line(channel=channel) for channel in channels],
        fates={fate: found.fate(fate) for fate in words.FATES if fate != Fate.DRAWN},
        rows=[row(found, place) for place in rows[start : start + PER_PAGE]],
        count=len(rows),
        start=start,
        per_page=PER_PAGE,
        find=find,
        picture=picture(request, found),
        rates=RATES,
        feed_named=lambda alarm: named(request, alarm.values),
        contacts_page=CONTACTS in request.app.state.paths,
        results_page=RESULTS in request.app.state.paths,
        words=words,
    )


def named(request: Request, values: dict[str, Any]) -> dict[str, Any]:
    """The values of an alarm, a feed by what people call it."""
    name = values.get("name", "")
    return values | {"name": request.text(words.FEEDS[name]) if name in words.FEEDS else name}


def places(found: Report, wanted: Iterable[Unit]) -> Iterator[Place]:
    """Unit, channel, and whether it is the first of its unit, where anything is known of them."""
    for unit in wanted:
        first = True
        for channel in found.channels:
            if found.knows(unit.id, channel):
                yield unit, channel, first
                first = False


def row(found: Report, place: Place) -> Row:
    unit, channel, first = place
    return Row(unit, found.line(unit.id, channel), first)


def sorted_by_name(found: Iterable[Unit], find: str) -> list[Unit]:
    wanted = [one for one in found if find.casefold() in one.name.casefold() or find == one.code]
    return sorted(wanted, key=lambda one: (one.name.casefold(), one.id))


def picture(request: Request, found: Report) -> str:
    """How far the survey is: four bars on one scale."""
    line, text = found.line(), request.text
    bars = [Bar(text(name), getattr(line, key), figure(request, getattr(line, key))) for key, name in STAGES.items()]
    told = "; ".join(f"{bar.label}: {bar.told}" for bar in bars)
    most = max((bar.value or 0 for bar in bars), default=0)
    return bar_plot(bars, most=most, identity="stages", title=text(N_("How far the survey is")), description=told)


def figure(request: Request, value: int | None) -> str:
    if value is None:
        return request.text(words.HIDDEN)
    return Formats(request.language, request.settings.timezone).number(value)


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class Lever(msgspec.Struct, frozen=True):
    switch: str = ""


@post("/coordinator/surveys/{round_id:int}/let-go", guards=[COORDINATOR])
async def let_go(request: Request, round_id: FromPath[int]) -> Response[Any]:
    """Messages may leave again, after somebody has mended what stopped them."""
    given = bind(Lever, await request.form())
    switch = SMS_SWITCH if given.switch == SMS_SWITCH else dispatches.SENDING_SWITCH
    await request.step(turn_sending, on=True, by=request.person.id, switch=switch)
    return redirect(request, f"/coordinator/surveys/{round_id}", said=N_("Messages leave again."))


HANDLERS = [let_go]
