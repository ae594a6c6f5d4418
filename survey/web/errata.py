"""A coordinator corrects what is published: the reason is public, and a new edition comes of it."""

import secrets
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from instruments.instrument import Item, Outcome
from instruments.language import in_language
from survey import erratum, grade
from survey.erratum import Erratum
from survey.person import RoleName
from survey.problems import Invalid, NotPermitted
from survey.steps import amend
from survey.steps.amend import Case
from survey.store import units
from survey.texts import N_
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.words import CHANNELS, OUTCOMES

COORDINATOR = allow(RoleName.COORDINATOR)
PREFIX = "item-"


class Typed(msgspec.Struct, frozen=True):
    token: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    names_nobody: bool = False


@get("/inquiries/{inquiry_id:int}/erratum", guards=[COORDINATOR])
async def ask(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    case = await request.read(amend.case_of, inquiry_id, by=request.person, own_bank=request.settings.bank_folder)
    if case.hindrance:
        raise NotPermitted(case.hindrance)
    return await form(request, case, Erratum(inquiry_id=inquiry_id, token=secrets.token_hex(16)))


@post("/inquiries/{inquiry_id:int}/erratum", guards=[COORDINATOR])
async def send(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    sent = await request.form()
    typed = bind(Typed, sent)
    given = Erratum(
        inquiry_id=inquiry_id,
        token=typed.token[:100] or secrets.token_hex(16),
        choices=chosen(sent),
        outcome=typed.outcome,
        reason=typed.reason,
        names_nobody=typed.names_nobody,
    )
    own = request.settings.bank_folder
    try:
        made = await request.step(amend.amend, given, by=request.person, own_bank=own, keys=request.keyring)
    except Invalid as told:
        case = await request.read(amend.case_of, inquiry_id, by=request.person, own_bank=own)
        return await form(request, case, given, told)
    said = N_("Edition %(n)s is published; the one before stays as it was.")
    return redirect(request, f"/rankings/{made.wave_id}/editions", said=said, n=made.edition)


def chosen(sent: FormMultiDict) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): value
        for name, value in sent.multi_items()
        if name.startswith(PREFIX) and isinstance(value, str) and value
    }


async def form(request: Request, case: Case, typed: Erratum, told: Invalid | None = None) -> Response[Any]:
    unit = await request.read(units.by_id, case.work.unit_id)
    return page(
        request,
        "ranking/erratum.html",
        status=422 if told else 200,
        case=case,
        unit=unit,
        typed=typed,
        faults=faults_by_field(told.faults) if told else {},
        questions=[question(one, case, request.language) for one in asked(case)],
        endings=[(one.value, request.text(OUTCOMES[one.value])) for one in grade.SAID],
        channel=CHANNELS[case.work.channel],
    )


def asked(case: Case) -> list[Item]:
    """Scored items with one answer to choose; others are changed in the work itself, before publication."""
    if not erratum.graded(case.work):
        return []
    return [
        one for one in case.sheet.leaves if one.scored and one.choices and not isinstance(standing(one, case), list)
    ]


def standing(one: Item, case: Case) -> Any:
    return (case.work.answers or {}).get(one.name)


def question(one: Item, case: Case, language: str) -> dict[str, Any]:
    """A field of the form: its name, what it asks, what may be chosen, and what stands now."""
    choices = [(each.value, in_language(each.label, language)) for each in one.choices]
    now = standing(one, case)
    return {
        "name": f"{PREFIX}{one.name}",
        "item": one.name,
        "label": in_language(one.label, language),
        "now": dict(choices).get(now, ""),
        "choices": [(value, label) for value, label in choices if value != now],
    }


HANDLERS = [ask, send]
