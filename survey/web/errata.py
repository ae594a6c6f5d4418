"""A coordinator corrects what is published: looks at what would move, then makes a new edition with a public reason."""

import secrets
from enum import StrEnum
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from instruments.instrument import Item, Outcome
from instruments.language import in_language
from survey import erratum, grade, results
from survey.erratum import Erratum
from survey.person import RoleName
from survey.problems import Invalid, NotPermitted
from survey.steps import amend
from survey.steps.amend import Case, LookAgain
from survey.steps.foresee import foresee
from survey.store import units
from survey.texts import N_
from survey.web import errata_look
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.words import CHANNELS, OUTCOMES

COORDINATOR = allow(RoleName.COORDINATOR)
PREFIX = "item-"
ENDING, NO_ANSWER = N_("Ending"), N_("no answer")


class Press(StrEnum):
    LOOK = "look"
    PUBLISH = "publish"
    CHANGE = "change"
    """Back to the form, with all that was typed."""


class Typed(msgspec.Struct, frozen=True):
    press: Press = Press.LOOK
    token: str = ""
    looked: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    names_nobody: bool = False


@get("/inquiries/{inquiry_id:int}/erratum", guards=[COORDINATOR])
async def ask(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    return await form(request, Erratum(inquiry_id=inquiry_id, token=""))


@post("/inquiries/{inquiry_id:int}/erratum", guards=[COORDINATOR])
async def send(request: Request, inquiry_id: FromPath[int]) -> Response[Any]:
    sent = await request.form()
    typed = bind(Typed, sent)
    given = Erratum(
        inquiry_id=inquiry_id,
        token=typed.token[:100] or secrets.token_hex(16),
        choices=chosen(sent),
        outcome=typed.outcome,
        reason=typed.reason.replace("\r\n", "\n"),  # a hidden field may come back with other ends of lines
        names_nobody=typed.names_nobody,
    )
    try:
        match typed.press:
            case Press.CHANGE:
                return await form(request, given)
            case Press.PUBLISH if typed.looked:
                return await publish(request, given, typed.looked)
            case _:
                return await look(request, given)
    except Invalid as told:
        return await form(request, given, told)


async def publish(request: Request, given: Erratum, looked: str) -> Response[Any]:
    """Nothing but what was looked at; where that is no longer what would come of it, one looks again."""
    own, keys = request.settings.bank_folder, request.keyring
    try:
        made = await request.step(amend.amend, given, by=request.person, own_bank=own, keys=keys, looked=looked)
    except LookAgain:
        return await look(request, given, again=True)
    said = N_("Edition %(n)s is published; the one before stays as it was.")
    return redirect(request, f"/rankings/{made.wave_id}/editions", said=said, n=made.edition)


async def look(request: Request, given: Erratum, *, again: bool = False) -> Response[Any]:
    own, keys = request.settings.bank_folder, request.keyring
    # A look is one intention: pressed twice it is one erratum, however often one looked before.
    given = msgspec.structs.replace(given, token=secrets.token_hex(16))
    found = await request.step(foresee, given, by=request.person, own_bank=own, keys=keys)
    view = await request.read(errata_look.view, request, found)
    return page(
        request,
        "ranking/erratum_look.html",
        status=409 if again else 200,
        again=again,
        case=found.case,
        typed=given,
        changes=changes(given, found.case, request),
        channel=CHANNELS[found.case.work.channel],
        prefix=PREFIX,
        **view,
    )


def chosen(sent: FormMultiDict) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): value
        for name, value in sent.multi_items()
        if name.startswith(PREFIX) and isinstance(value, str) and value
    }


def changes(given: Erratum, case: Case, request: Request) -> list[tuple[str, str, str]]:
    """What is put right: its name, what stands now and what will."""
    if given.outcome is not None:
        now = results.ending(case.work, request.now)
        then = request.text(OUTCOMES[now.value]) if now else ""
        return [(request.text(ENDING), then, request.text(OUTCOMES[given.outcome.value]))]
    found = {one["item"]: one for one in (question(each, case, request.language) for each in asked(case))}
    return [
        (
            found[item]["label"],
            found[item]["now"] or request.text(NO_ANSWER),
            dict(found[item]["choices"]).get(value, value),
        )
        for item, value in erratum.changes(given, case.work).items()
        if item in found
    ]


async def form(request: Request, typed: Erratum, told: Invalid | None = None) -> Response[Any]:
    own = request.settings.bank_folder
    case = await request.read(amend.case_of, typed.inquiry_id, by=request.person, own_bank=own)
    if case.hindrance:
        raise NotPermitted(case.hindrance)
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
