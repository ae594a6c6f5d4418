"""The forms of a wave: the protocol's own, or one of this house for a channel, chosen before the wave opens."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import bank
from instruments.instrument import Instrument
from instruments.language import in_language
from instruments.protocol import Protocol
from instruments.scenario import Channel
from survey.edition import Edition
from survey.fitting import Misfit, Why
from survey.person import RoleName
from survey.problems import Invalid, NotFound
from survey.steps import choose_forms
from survey.store import editions, waves
from survey.texts import N_, Translate
from survey.wave import Wave
from survey.web.editions.kept import Kept
from survey.web.editions.view import view
from survey.web.forms import faults_by_field, typed
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request
from survey.web.words import CHANNELS

COORDINATOR = allow(RoleName.COORDINATOR)
OPTION = N_("%(title)s, version %(n)s")
PARTS = {"time": N_("time"), "quality": N_("quality")}
MISFITS = {
    Why.UNSCORED: N_("Nothing in this form gives points: no unit would get a score in this channel."),
    Why.MOST: N_("It gives at most %(here)s points; the protocol's own form gives %(usual)s."),
    Why.PART: N_("It gives %(here)s points for %(part)s; the protocol's own form gives %(usual)s."),
    Why.SECTOR: N_("Some of its questions count in sectors that the protocol's own form does not name: %(here)s."),
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    channel: str
    name: str
    usual: Kept
    options: tuple[tuple[str, str], ...]
    chosen: str
    misfits: tuple[str, ...] = ()


@get("/waves/{wave_id:int}/forms", guards=[COORDINATOR])
async def look(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    wave = await request.read(known, wave_id)
    return await forms_page(request, wave, wave.forms)


@post("/waves/{wave_id:int}/forms", guards=[COORDINATOR])
async def choose(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    wave = await request.read(known, wave_id)
    given = {name: typed(value) for name, value in (await request.form()).items() if isinstance(value, str)}
    chosen = {channel.value: given.get(channel.value, "") for channel in Channel}
    try:
        found = await request.step(
            choose_forms.choose,
            wave_id=wave_id,
            chosen=chosen,
            agreed=given.get("agreed") == "on",
            by=request.person.id,
            own_bank=request.settings.bank_folder,
        )
    except Invalid as fault:
        return await forms_page(request, wave, wave.forms, fault=fault)
    if any(found.values()):
        return await forms_page(request, wave, chosen, found)
    return redirect(request, f"/waves/{wave_id}/plan", said=N_("The forms are chosen."))


def known(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    return wave


async def forms_page(
    request: Request,
    wave: Wave,
    chosen: Mapping[str, str],
    found: Mapping[Channel, tuple[Misfit, ...]] | None = None,
    *,
    fault: Invalid | None = None,
) -> Response[Any]:
    protocol = request.protocol(wave.rules)
    offered = await request.read(offers, wave)
    return view(
        request,
        "wave_forms",
        status=422 if fault else 409 if found else 200,
        wave=wave,
        rows=[row(request, protocol, channel, offered, chosen=chosen, found=found) for channel in protocol.grading],
        offered=offered,
        open=wave.status in choose_forms.BEFORE_OPENING,
        warned=bool(found),
        faults=faults_by_field(fault.faults) if fault else {},
    )


def offers(connection: sa.Connection, wave: Wave) -> list[Edition]:
    """What can be chosen, and what the wave has already, be it withdrawn."""
    found = choose_forms.candidates(connection)
    names = {one.name for one in found}
    had = [editions.by_name(connection, name) for name in wave.forms.values() if name not in names]
    return [*found, *(one for one in had if one and one.is_sound)]


def row(
    request: Request,
    protocol: Protocol,
    channel: Channel,
    offered: list[Edition],
    *,
    chosen: Mapping[str, str],
    found: Mapping[Channel, tuple[Misfit, ...]] | None,
) -> Row:
    usual = bank.one(Instrument, protocol.grading[channel], request.settings.bank_folder)
    home = Kept(name=f"{usual.id}@{usual.version}", instrument=usual)
    titles = [(one, in_language(one.read().title, request.language) or one.name) for one in offered]
    return Row(
        channel=channel.value,
        name=request.text(CHANNELS[channel]),
        usual=home,
        options=tuple((one.name, request.text(OPTION, title=title, n=one.version)) for one, title in titles),
        chosen=chosen.get(channel, ""),
        misfits=tuple(told(one, request.text) for one in (found or {}).get(channel, ())),
    )


def told(one: Misfit, text: Translate) -> str:
    part = text(PARTS[one.part]) if one.part in PARTS else ""
    return text(MISFITS[one.why], here=one.here, usual=one.usual, part=part)


HANDLERS = [look, choose]
