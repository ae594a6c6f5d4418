"""A wave is ordered, its plan looked at, its mails read before anybody approves them."""

from typing import Any

import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from instruments import bank
from survey.person import Person, RoleName
from survey.planning import summary
from survey.problems import Invalid, NotFound
from survey.steps.plan import Planning, plan_wave, refuse_begun
from survey.store import crew, letters, people, plans, units, waves
from survey.store.units import Listed, Wanted
from survey.texts import N_
from survey.wave import Wave
from survey.web import plan_form
from survey.web.forms import Whole, faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.plan_form import Given
from survey.web.plan_plots import bars, load_rows
from survey.web.plan_words import HOLIDAYS, LACKS, RISKS
from survey.web.request import Request
from survey.web.words import CHANNELS

COORDINATOR = allow(RoleName.COORDINATOR)
PER_PAGE = 20


@get("/waves/new", guards=[COORDINATOR])
async def new(request: Request) -> Response[Any]:
    testers = await request.read(people.testers)
    return await order_form(request, plan_form.fresh(request.now.date(), testers))


@post("/waves/new", guards=[COORDINATOR])
async def make(request: Request) -> Response[Any]:
    return await planned(request, None)


@get("/waves/{wave_id:int}/replan", guards=[COORDINATOR])
async def anew(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    wave, testers, listed = await request.read(before, wave_id)
    every = len(await request.read(units.listed, Wanted()))
    form = plan_form.again(wave, units=listed, every=every, testers=testers)
    return await order_form(request, form, wave=wave)


@post("/waves/{wave_id:int}/replan", guards=[COORDINATOR])
async def make_anew(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return await planned(request, wave_id)


def before(connection: sa.Connection, wave_id: int) -> tuple[Wave, dict[int, int], list[Listed]]:
    refuse_begun(connection, wave_id)
    wave = known(connection, wave_id)
    ids = set(plans.units_of(connection, wave_id))
    listed = [one for one in units.listed(connection, Wanted(closed=True)) if one.id in ids]
    return wave, crew.of_wave(connection, wave_id), listed


def known(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave"))
    return wave


async def planned(request: Request, wave_id: int | None) -> Response[Any]:
    form = plan_form.given(await request.form())
    try:
        listed = await request.read(units.listed, plan_form.wanted(form))
        order = plan_form.order(form, listed, by=request.person.id, language=request.settings.language)
        made: Planning = await request.step(
            plan_wave,
            order=order,
            domains=request.settings.persona_domains,
            own_bank=request.settings.bank_folder,
            wave_id=wave_id,
        )
    except Invalid as fault:
        wave = await request.read(known, wave_id) if wave_id is not None else None
        return await order_form(request, form, fault, wave=wave)
    return redirect(request, f"/waves/{made.wave_id}/plan", said=N_("The wave is planned; nothing leaves yet."))


async def order_form(
    request: Request, form: Given, fault: Invalid | None = None, *, wave: Wave | None = None
) -> Response[Any]:
    protocols = await request.step(lambda *_: bank.protocols(request.settings.bank_folder))
    return page(
        request,
        "planning/new.html",
        status=422 if fault else 200,
        form=form,
        wave=wave,
        faults=faults_by_field(fault.faults) if fault else {},
        cards=[plan_form.card(one, request.language) for one in newest_first(protocols)],
        counties=await request.read(units.counties),
        unit_count=len(await request.read(units.listed, Wanted())),
        testers=await request.read(people.testers),
        ties=await request.read(ties_by_tester),
    )


def newest_first(protocols: Any) -> list[Any]:
    return sorted(protocols.values(), key=lambda one: (one.id.rpartition("-")[2].isdecimal(), one.id), reverse=True)


def ties_by_tester(connection: sa.Connection) -> dict[int, list[str]]:
    """Tester -> names of the units where they live or work."""
    found = people.ties(connection)
    names = people.unit_names(connection, {tie.unit_id for tie in found})
    by_tester: dict[int, list[str]] = {}
    for tie in found:
        by_tester.setdefault(tie.person_id, []).append(names.get(tie.unit_id, ""))
    return {id: sorted(set(own)) for id, own in by_tester.items()}


@get("/waves/{wave_id:int}/plan", guards=[COORDINATOR])
async def plan(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    wave = await request.read(known, wave_id)
    found = summary.read(wave.plan)
    if found is None:
        raise NotFound(N_("This wave is not planned yet"))
    shown = {id for one in (*found.shortfalls, *found.risks) for id in units_named(one)}
    rules = await request.step(lambda *_: bank.protocols(request.settings.bank_folder).get(wave.protocol))
    return page(
        request,
        "planning/plan.html",
        wave=wave,
        plan=found,
        title=rules.title.get(request.language, rules.title["en"]) if rules else wave.protocol,
        begun=wave.opened_at is not None,
        names=await request.read(people.unit_names, shown),
        testers=await request.read(people.names, [load.tester_id for load in found.loads]),
        rows=load_rows(found, wave),
        calendar=bars(found.days, wave),
        channels=CHANNELS,
        lacks=LACKS,
        risks=RISKS,
        holidays=HOLIDAYS,
        named=units_named,
    )


def units_named(one: Any) -> tuple[int, ...]:
    found: tuple[int, ...] = getattr(one, "first", None) or getattr(one, "units", ()) or ()
    return found if isinstance(found, tuple) else ()


@get("/waves/{wave_id:int}/mails", guards=[COORDINATOR])
async def mails(
    request: Request,
    wave_id: FromPath[int],
    unit: FromQuery[str] = "",
    scenario: FromQuery[str] = "",
    sample: FromQuery[Whole | None] = None,
    start: FromQuery[Whole] = 0,
) -> Response[Any]:
    wave = await request.read(known, wave_id)
    wanted = letters.Wanted(unit=unit, scenario=scenario, sample=sample)
    found, total = await request.read(letters.of_wave, wave_id, wanted, start=start, limit=PER_PAGE)
    scenarios = await request.step(lambda *_: bank.scenarios(request.settings.bank_folder))
    used = await request.read(letters.scenarios, wave_id)
    titles = {id: title(scenarios.get(id), request.language, id) for id in used}
    return page(
        request,
        "planning/mails.html",
        wave=wave,
        letters=found,
        total=total,
        start=start,
        per_page=PER_PAGE,
        asked={"unit": unit, "scenario": scenario, "sample": sample},
        titles=titles,
        another=(sample or 0) % 9973 + 1,
    )


def title(scenario: Any, language: str, id: str) -> str:
    texts: dict[str, str] = scenario.title if scenario else {}
    return texts.get(language) or texts.get("en") or id


@get("/testers", guards=[COORDINATOR])
async def testers(request: Request) -> Response[Any]:
    found: list[Person] = await request.read(people.testers)
    return page(
        request,
        "planning/testers.html",
        testers=found,
        ties=await request.read(ties_by_tester),
        loads=await request.read(crew.loads),
    )


HANDLERS = [new, make, anew, make_anew, plan, mails, testers]
