"""How well we grade: two people on the same answers, item by item, tester by tester and over time."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import bank
from instruments.instrument import Instrument, for_sector
from instruments.language import in_language
from survey.measurement.second import SHARE, Agreed, Decision, Twice, agreed, is_drawn
from survey.person import RoleName
from survey.problems import Invalid, NotFound
from survey.steps import second as steps
from survey.store import forms, people, seconds, waves
from survey.texts import N_
from survey.wave import Wave
from survey.web.comments import codes, quality_figures
from survey.web.comments.quality import means
from survey.web.comments.quality_figures import Agreed as OnComments
from survey.web.forms import bind
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
LEAST = 5
"""Answers that a tester must share with others before anything is said of how the tester grades."""
DECISIONS = {
    Decision.FIRST: N_("The first grade is right"),
    Decision.SECOND: N_("The second grade is right"),
    Decision.NEITHER: N_("Neither is right"),
}


class Look(msgspec.Struct, frozen=True, kw_only=True):
    wave: Wave
    agreed: Agreed
    waiting: int  # drawn and not graded twice yet
    people: dict[int, str]
    units: dict[int, str]
    labels: dict[str, str]  # of items
    choices: dict[tuple[str, str], str]
    comments: list[tuple[str, OnComments]]


@get("/waves/{wave_id:int}/measurement", guards=[COORDINATOR])
async def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return await shown(request, wave_id)


async def shown(request: Request, wave_id: int, *, status: int = 200, refused: int = 0) -> Response[Any]:
    found = await request.read(looked_up, request, wave_id)
    scenarios = bank.scenarios(request.settings.bank_folder)
    return page(
        request,
        "measure/quality.html",
        status=status,
        wave=found.wave,
        found=found,
        share=SHARE,
        means=means,
        least=LEAST,
        decisions=DECISIONS,
        refused=refused,
        titles={code: in_language(one.title, request.language) for code, one in scenarios.items()},
    )


def looked_up(connection: sa.Connection, request: Request, wave_id: int) -> Look:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    found = seconds.of_wave(connection, wave_id)
    asked = {one.id: form_of(connection, request, one) for one in found}
    texts = [(item, choice) for form in asked.values() for item in form.leaves for choice in item.choices]
    scheme = codes.in_use(connection)
    coded = quality_figures.coded(connection, scheme.version)
    language = request.language
    return Look(
        wave=wave,
        agreed=agreed(found, asked),
        waiting=sum(is_drawn(one.seed, one.id) for one in seconds.waiting(connection, wave_id=wave_id)),
        people=people.names(connection, {id for one in found for id in (one.first_by, one.second_by)}),
        units=people.unit_names(connection, {one.unit_id for one in found}),
        labels={item.name: in_language(item.label, language) for item, _ in texts},
        choices={(item.name, choice.value): in_language(choice.label, language) for item, choice in texts},
        comments=[
            (in_language(axis.name, language), quality_figures.agreed(coded, axis)) for axis in scheme.axes if coded
        ],
    )


def form_of(connection: sa.Connection, request: Request, one: Twice) -> Instrument:
    form = forms.form(connection, f"{one.instrument}@{one.instrument_version}", request.settings.bank_folder)
    return for_sector(form, one.sector)


class Said(msgspec.Struct, frozen=True):
    decision: Decision
    reason: str = ""


@post("/waves/{wave_id:int}/measurement/{id:int}", guards=[COORDINATOR])
async def decide(request: Request, wave_id: FromPath[int], id: FromPath[int]) -> Response[Any]:
    try:
        said = bind(Said, await request.form())
        await request.step(
            steps.decide, id, wave_id=wave_id, decision=said.decision, reason=said.reason, by=request.person
        )
    except Invalid:
        return await shown(request, wave_id, status=422, refused=id)
    return redirect(request, f"/waves/{wave_id}/measurement", said=N_("The decision is written down."))


HANDLERS = [show, decide]
