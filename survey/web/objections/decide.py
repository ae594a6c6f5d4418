"""The page on which somebody who did not grade it decides an objection."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from instruments.instrument import Instrument, Item, Outcome
from instruments.language import in_language
from survey import league, objection
from survey.ledger import Entry
from survey.masking import masked_text
from survey.objection import (
    OUTCOMES,
    Objection,
    Ruling,
    field_of,
)
from survey.person import RoleName
from survey.problems import Fault, Invalid
from survey.steps import decide_objection as steps
from survey.store import dispatches, evidence, ledger, objections
from survey.texts import N_
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.letters import Letter, letters
from survey.web.objections.case import STATES, Case, cases_of
from survey.web.page import page, redirect
from survey.web.ranking import Board, board_of, words_of
from survey.web.request import Request
from survey.web.words import EVIDENCE, KINDS
from survey.web.words import OUTCOMES as OUTCOME_WORDS

COORDINATOR = allow(RoleName.COORDINATOR)


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision needs, on one page."""

    objection: Objection
    board: Board
    place: league.Place
    case: Case
    letters: list[Letter]
    sent: list[Any]
    files: list[objections.File]
    seen: list[evidence.Evidence]
    sheet: Instrument
    shown: list[Item]
    answers: dict[str, Any]
    entry: Entry | None
    hindrance: str
    graded: bool


def before(request: Request, id: int) -> Before:
    own, words = request.settings.bank_folder, words_of(request)
    with request.db.read() as connection:
        known = steps.case_of(connection, id, own)
        found = known.objection
        board = board_of(request, found.wave_id)
        place = next(one for one in board.places if one.standing.unit_id == found.unit_id)
        (case,) = cases_of(
            connection, request, board, objections.of_unit(connection, found.wave_id, found.unit_id), words=words,
            unit_id=found.unit_id, only=found.inquiry_id,
        )  # fmt: skip
        sent = dispatches.of_inquiry(connection, found.inquiry_id)
        keep = tuple(name for one in sent for name in (one.sender_name, one.sender))
        return Before(
            objection=found,
            board=board,
            place=place,
            case=case,
            letters=letters(connection, found.inquiry_id, request.vault, keep=keep),
            sent=sent,
            files=objections.files(connection, [id]).get(id, []),
            seen=evidence.of_inquiry(connection, found.inquiry_id),
            sheet=known.sheet,
            shown=about(known.sheet, found.item),
            answers=dict(known.work.answers or {}),
            entry=ledger.of_objection(connection, id),
            hindrance=steps.hindrance(connection, found, by=request.person),
            graded=objection.graded(known.work),
        )


def about(sheet: Instrument, item: str) -> list[Item]:
    """The item in question; of a whole inquiry all that bring points."""
    return [one for one in sheet.leaves if (one.name == item if item else one.scored) and one.choices]


class Form(msgspec.Struct, frozen=True):
    verdict: str = ""
    outcome: str = ""
    said: str = ""
    answer: str = ""
    names_nobody: bool = False


@get("/objections/{id:int}", guards=[COORDINATOR])
async def show(request: Request, id: FromPath[int]) -> Response[Any]:
    found = await sync_to_thread(before, request, id)
    given = Form(said=masked_text(found.objection.reason, ""))
    return drawn(request, found, given, {})


@post("/objections/{id:int}", guards=[COORDINATOR])
async def decide(request: Request, id: FromPath[int]) -> Response[Any]:
    form = await request.form()
    given = bind(Form, form)
    found = await sync_to_thread(before, request, id)
    choices = choices_of(form, found.answers)
    try:
        await request.step(
            steps.decide, id, ruling_of(given, choices), by=request.person, own_bank=request.settings.bank_folder
        )
    except Invalid as fault:
        return drawn(request, found, given, choices, fault=fault)
    said = N_("The objection is accepted, and the ranking worked out anew.")
    if given.verdict != "accept":
        said = N_("The objection is rejected.")
    return redirect(request, f"/waves/{found.objection.wave_id}/objections", said=said)


def choices_of(form: FormMultiDict, answers: dict[str, Any]) -> dict[str, str]:
    """What was chosen anew; an item that keeps its answer is none of them."""
    prefix = field_of("")
    found = {
        name.removeprefix(prefix): value
        for name, value in form.multi_items()
        if name.startswith(prefix) and isinstance(value, str) and value
    }
    return {name: value for name, value in found.items() if answers.get(name) != value}


def ruling_of(given: Form, choices: dict[str, str]) -> Ruling:
    """Raises Invalid where nothing was pressed that there is."""
    title = N_("This cannot be decided yet.")
    if given.verdict not in ("accept", "reject"):
        raise Invalid(title, (Fault("verdict", N_("Choose one of the answers shown.")),))
    if given.outcome and given.outcome not in set(OUTCOMES):
        raise Invalid(title, (Fault("outcome", N_("Choose one of the answers shown.")),))
    return Ruling(
        accepted=given.verdict == "accept",
        choices=choices,
        outcome=Outcome(given.outcome) if given.outcome else None,
        said=given.said,
        answer=given.answer,
        names_nobody=given.names_nobody,
    )


def drawn(
    request: Request, found: Before, given: Form, choices: dict[str, str], *, fault: Invalid | None = None
) -> Response[Any]:
    language = request.language
    faults = faults_by_field(fault.faults) if fault else {}
    wanted = {*faults, *map(field_of, choices)}
    newly = [one for one in found.sheet.leaves if one.choices and field_of(one.name) in wanted]
    return page(
        request,
        "objections/decide.html",
        status=422 if fault else 200,
        found=found,
        board=found.board,
        one=found.objection,
        case=found.case,
        given=given,
        choices=choices,
        choosable=[*found.shown, *(one for one in newly if one not in found.shown)],
        faults=faults,
        states=STATES,
        kinds=KINDS,
        evidence=EVIDENCE,
        outcomes=[(one.value, OUTCOME_WORDS[one.value]) for one in OUTCOMES],
        field_of=field_of,
        told=lambda texts: in_language(texts, language),
        longest=objection.LONGEST,
    )


@post("/objections/{id:int}/undo", guards=[COORDINATOR])
async def undo(request: Request, id: FromPath[int]) -> Response[Any]:
    await request.step(steps.undo, id, by=request.person, own_bank=request.settings.bank_folder)
    return redirect(request, f"/objections/{id}", said=N_("The decision is undone, and the ranking as it was."))


HANDLERS = [show, decide, undo]
