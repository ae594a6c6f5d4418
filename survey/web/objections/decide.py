"""The coordinators' queue of objections, and the page on which somebody who did not grade it decides."""

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
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
    MOST_DAYS,
    OUTCOMES,
    USUAL_DAYS,
    Extension,
    Limit,
    Objection,
    Ruling,
    State,
    Window,
    field_of,
)
from survey.person import RoleName
from survey.problems import Fault, Invalid
from survey.steps import decide_objection as steps
from survey.steps import object as objecting
from survey.store import dispatches, evidence, ledger, objections
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web.forms import bind, faults_by_field
from survey.web.guards import allow
from survey.web.letters import Letter, letters
from survey.web.objections.case import STATES, Case, Label, cases_of, labels, limit_lines
from survey.web.page import page, redirect
from survey.web.ranking import Board, board_of, words_of
from survey.web.request import Request
from survey.web.words import EVIDENCE, KINDS
from survey.web.words import OUTCOMES as OUTCOME_WORDS

COORDINATOR = allow(RoleName.COORDINATOR)
OLD = timedelta(days=7)
USUAL_MORE = 7


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One objection in a list."""

    objection: Objection
    unit: str
    about: Label
    days: int

    @property
    def old(self) -> bool:
        return self.days >= OLD.days


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    board: Board
    window: Window | None
    limit: Limit | None
    extensions: list[Extension]
    waiting: list[Row]
    decided: list[Row]
    withdrawn: int


@get("/waves/{wave_id:int}/objections", guards=[COORDINATOR])
async def queue(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return await sync_to_thread(show_queue, request, wave_id)


class Opening(msgspec.Struct, frozen=True):
    days: int = USUAL_DAYS


@post("/waves/{wave_id:int}/objections", guards=[COORDINATOR])
async def open_(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    try:
        given = bind(Opening, await request.form())
        await request.step(objecting.open_window, wave_id, days=given.days, by=request.person.id)
    except Invalid as fault:
        return await sync_to_thread(show_queue, request, wave_id, fault)
    return redirect(request, f"/waves/{wave_id}/objections", said=N_("The wave is open for objections."))


def show_queue(request: Request, wave_id: int, fault: Invalid | None = None, typed: str = "") -> Response[Any]:
    board = board_of(request, wave_id)
    with request.db.read() as connection:
        found = queue_of(connection, request, board)
    return page(
        request,
        "objections/queue.html",
        status=422 if fault else 200,
        queue=found,
        board=board,
        states=STATES,
        usual=USUAL_DAYS,
        most=MOST_DAYS,
        longer=found.window is not None and found.window.days < MOST_DAYS,
        usual_more=USUAL_MORE,
        typed=typed,
        closed=board.wave.status is WaveStatus.CLOSED,
        faults=faults_by_field(fault.faults) if fault else {},
        lines=limit_lines(found.limit, words_of(request)),
    )


def queue_of(connection: sa.Connection, request: Request, board: Board) -> Queue:
    made = objections.of_wave(connection, board.wave.id)
    names = {place.standing.unit_id: place.name for place in board.places}
    told = labels(connection, request, board, [(one.inquiry_id, one.item) for one in made], words=words_of(request))
    rows = [
        Row(
            objection=one,
            unit=names.get(one.unit_id, ""),
            about=told[one.inquiry_id, one.item],
            days=(request.now - one.at).days,
        )
        for one in made
    ]
    window = objections.window(connection, board.wave.id)
    return Queue(
        board=board,
        window=window,
        limit=objecting.last_limit(connection, window, list(names)) if window else None,
        extensions=objections.extensions(connection, board.wave.id),
        waiting=[row for row in rows if row.objection.state is State.UNDECIDED],
        decided=[row for row in rows if row.objection.decided],
        withdrawn=sum(row.objection.state is State.WITHDRAWN for row in rows),
    )


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


HANDLERS = [queue, open_, show, decide, undo]
