"""The register of units: who lacks an address, one unit's page, corrections and mergers."""

from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from survey.league import Place
from survey.person import RoleName
from survey.problems import Invalid
from survey.steps import change_unit
from survey.store import standings, units
from survey.store.units import Listed, Wanted
from survey.texts import N_
from survey.unit import Unit, UnitAddress
from survey.wave import Wave
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.unit_words import CHANNELS, COUNTRIES, FORMS, LACKING, SIZES, bounds, hours

COORDINATOR = allow(RoleName.COORDINATOR)
SHOWN = 100  # units of a long list, until somebody asks for all


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one unit."""

    unit: Unit
    addresses: list[UnitAddress]
    closed_days: tuple[date, ...]
    parent: Unit | None
    successor: Unit | None
    merged: list[Unit]  # units that this one took over
    results: list[tuple[Wave, Place]]  # as published, newest first

    def current(self, channel: str) -> str:
        return next((a.address for a in self.addresses if a.channel == channel and a.replaced_at is None), "")


class Closing(msgspec.Struct, frozen=True):
    last_day: date
    successor: str = ""


@get("/units", guards=[COORDINATOR])
async def every(
    request: Request,
    text: FromQuery[str] = "",
    county: FromQuery[str] = "",
    size: FromQuery[str] = "",
    lacks: FromQuery[str] = "",
    closed: FromQuery[str] = "",
    whole: FromQuery[str] = "",
) -> Response[Any]:
    low, high = bounds(size)
    wanted = Wanted(
        text=text,
        county=county,
        at_least=low,
        at_most=high,
        lacks=lacks if lacks in LACKING else "",
        closed=bool(closed),
    )
    found = await request.read(units.listed, wanted)
    return page(
        request,
        "planning/units.html",
        units=found if whole else found[:SHOWN],
        total=len(found),
        asked={"text": text, "county": county, "size": size, "lacks": lacks, "closed": closed},
        counties=await request.read(units.counties),
        lacking=counted(found),
        sizes=SIZES,
        lacks_words=LACKING,
    )


def counted(found: list[Listed]) -> dict[str, int]:
    """Channel -> units without an address for it."""
    return {channel: sum(channel in one.lacking for one in found) for channel in LACKING}


def sheet(connection: sa.Connection, unit_id: int) -> Sheet:
    unit = change_unit.known(connection, unit_id)
    return Sheet(
        unit=unit,
        addresses=units.addresses_of(connection, unit_id),
        closed_days=units.closed_days_of(connection, unit_id),
        parent=units.by_id(connection, unit.parent_id) if unit.parent_id else None,
        successor=units.by_id(connection, unit.successor_id) if unit.successor_id else None,
        merged=units.merged_into(connection, unit_id),
        results=standings.published_of(connection, [unit_id]),
    )


@get("/units/{unit_id:int}", guards=[COORDINATOR])
async def one(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    found = await request.read(sheet, unit_id)
    return page(
        request,
        "planning/unit.html",
        sheet=found,
        unit=found.unit,
        opening=hours(found.unit.opening, request.language),
        channels=CHANNELS,
        countries=COUNTRIES,
        forms=FORMS,
    )


@get("/units/{unit_id:int}/edit", guards=[COORDINATOR])
async def edit(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    found = await request.read(sheet, unit_id)
    return form(request, found, details_of(found, request.language))


@post("/units/{unit_id:int}/edit", guards=[COORDINATOR])
async def save(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    given = msgspec.convert(
        {name: str(value) for name, value in (await request.form()).items()}, change_unit.Details, strict=False
    )
    try:
        moved = await request.step(change_unit.change, unit_id=unit_id, details=given, by=request.person.id)
    except Invalid as fault:
        return form(request, await request.read(sheet, unit_id), given, fault)
    if moved:
        said = N_("Saved. %(n)s mails that nobody has approved yet now go to the new address.")
        return redirect(request, f"/units/{unit_id}", said=said, n=moved)
    return redirect(request, f"/units/{unit_id}", said=N_("Saved."))


@post("/units/{unit_id:int}/close", guards=[COORDINATOR])
async def close(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    try:
        given = bind(Closing, await request.form())
        await request.step(
            change_unit.close,
            unit_id=unit_id,
            last_day=given.last_day,
            successor=given.successor.strip(),
            by=request.person.id,
        )
    except Invalid as fault:
        found = await request.read(sheet, unit_id)
        return form(request, found, details_of(found, request.language), fault)
    return redirect(request, f"/units/{unit_id}", said=N_("The unit is closed."))


def details_of(found: Sheet, language: str) -> change_unit.Details:
    unit = found.unit
    return change_unit.Details(
        name=unit.name,
        county=unit.county,
        peer_group=unit.peer_group,
        population="" if unit.population is None else str(unit.population),
        written_form=unit.written_form,
        website=unit.website,
        email=found.current("email"),
        phone=found.current("phone"),
        opening=hours(unit.opening, language),
        closed_days="\n".join(day.isoformat() for day in found.closed_days),
    )


def form(request: Request, found: Sheet, details: change_unit.Details, fault: Invalid | None = None) -> Response[Any]:
    return page(
        request,
        "planning/unit_form.html",
        status=422 if fault else 200,
        sheet=found,
        unit=found.unit,
        details=details,
        faults=faults_by_field(fault.faults) if fault else {},
        forms=FORMS,
    )


HANDLERS = [every, one, edit, save, close]
