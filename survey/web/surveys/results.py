"""Results of surveys, for those who answer for a unit and for coordinators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath

from survey.comment import Kind, Source
from survey.field_report import Report
from survey.person import Person, RoleName
from survey.problems import NotFound
from survey.round import Round, RoundStatus
from survey.showing import Cell, cell
from survey.store import forms, responses, rounds, tallies, units
from survey.store.database import Database
from survey.texts import N_
from survey.unit import Unit
from survey.web.comments import gathered as gathered_comments
from survey.web.comments import trust
from survey.web.guards import allow
from survey.web.page import page
from survey.web.request import Request
from survey.web.surveys import gathered, pictures, unit_results, words
from survey.web.surveys.gathered import channels

STAFF = allow(RoleName.QUALITY, RoleName.COORDINATOR)
RESULTS = "/results/surveys"
ASKED = (RoundStatus.OPEN, RoundStatus.CLOSED, RoundStatus.FINISHED)


Cells = dict[tuple[int | None, str], Cell | None]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One unit and channel among those that the reader may see."""

    unit: Unit
    channel: str
    answered: int | None
    cell: Cell | None
    no_reply: float | None


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader may see of a survey."""

    asked: Round
    rows: list[Standing]
    everything: dict[str, Cell | None]
    """By channel, all units together; for nobody who sees only some below the floor."""


@get(RESULTS, guards=[STAFF])
async def every(request: Request) -> Response[Any]:
    found = [one for one in await request.read(rounds.every) if one.status in ASKED]
    mine = await request.read(lambda connection: visible(connection, request.person, found))
    return page(request, "results/list.html", surveys=mine, words=words, only_own=not request.person.sees_all_units)


def visible(connection: Any, person: Person, found: Sequence[Round]) -> list[Round]:
    """Those that ask about a unit of theirs."""
    if person.sees_all_units:
        return list(found)
    return [one for one in found if person.units & {own.unit_id for own in rounds.units(connection, one.id)}]


@get(f"{RESULTS}/{{round_id:int}}", guards=[STAFF])
async def one(request: Request, round_id: FromPath[int]) -> Response[Any]:
    found = await request.step(board, round_id, request)
    compared = [row for row in found.rows if row.cell and row.cell.compared and row.cell.figures.skr]
    return page(
        request,
        "results/survey.html",
        board=found,
        asked=found.asked,
        compared=compared,
        pictures={channel: pictures.units(request, compared, channel) for channel in found.asked.forms},
        words=words,
        final=found.asked.status is RoundStatus.FINISHED,
    )


def board(db: Database, now: datetime, round_id: int, request: Request) -> Board:
    person = request.person
    with db.read() as connection:
        asked = rounds.known(connection, round_id)
        if asked.status not in ASKED or asked not in visible(connection, person, [asked]):
            raise NotFound(N_("There is no such survey."))
        mine = [own.unit_id for own in rounds.units(connection, round_id) if person.sees(own.unit_id)]
        named = sorted(units.by_ids(connection, mine), key=lambda unit: (unit.name.casefold(), unit.id))
        cells = cells_of(connection, asked, request)
    report = gathered.report(db, now, asked, settings=request.settings)
    known = [channel for channel in channels(asked, {channel for _, channel in cells}) if (None, channel) in cells]
    rows = [standing(report, unit, channel, cells) for channel in known for unit in named]
    order = {unit.id: at for at, unit in enumerate(named)}
    return Board(
        asked=asked,
        rows=sorted(rows, key=lambda row: order[row.unit.id]),
        everything={c: cells[None, c] for c in known},
    )


def standing(report: Report, unit: Unit, channel: str, cells: Cells) -> Standing:
    line, found = report.line(unit.id, channel), cells.get((unit.id, channel))
    return Standing(unit=unit, channel=channel, answered=line.answered, cell=found, no_reply=line.no_reply)


def cells_of(connection: sa.Connection, asked: Round, request: Request) -> Cells:
    """By unit (None: all of them) and channel; worked out anew when more answers have been opened."""
    kept: dict[int, tuple[Any, Cells]] = request.app.state.survey_cells
    stamp = tallies.answered(connection, asked.id)
    if asked.id not in kept or kept[asked.id][0] != stamp:
        kept[asked.id] = stamp, worked_out(connection, asked, request)
    return kept[asked.id][1]


def worked_out(connection: sa.Connection, asked: Round, request: Request) -> Cells:
    said: dict[tuple[int | None, str], list[dict[str, Any]]] = {}
    for one in responses.of_round(connection, asked.id):
        if one.channel is not None:
            said.setdefault((None, one.channel), []).append(one.answers)
            if one.unit_id is not None:
                said.setdefault((one.unit_id, one.channel), []).append(one.answers)
    every = channels(asked, {channel for _, channel in said})
    names = {channel: asked.form_of(channel) for channel in every}
    known = forms.every_found(connection, names.values(), request.settings.bank_folder)
    found: Cells = {(None, channel): None for channel in every if names[channel] in known}
    for (unit_id, channel), answers in said.items():
        form = known.get(names.get(channel, ""))
        if form is not None:
            found[unit_id, channel] = cell(form, answers, k=asked.rules.k, final=False)
    return found


@get(f"{RESULTS}/{{round_id:int}}/units/{{unit_id:int}}", guards=[STAFF])
async def of_unit(request: Request, round_id: FromPath[int], unit_id: FromPath[int]) -> Response[Any]:
    found = await request.step(unit_results.of_unit, round_id, unit_id, request)
    sorted_out = await request.step(gathered_comments.beside, request, Source(Kind.ROUND, round_id), unit_id)
    return page(
        request,
        "results/unit.html",
        found=found,
        asked=found.asked,
        unit=found.unit,
        sections=[pictures.section(request, one) for one in found.sections],
        words=words,
        final=found.asked.status is RoundStatus.FINISHED,
        board=sorted_out,
        trust=trust.by_axis(request, sorted_out) if sorted_out else {},
    )


HANDLERS = [every, one, of_unit]
