"""Results of surveys, for those who answer for a unit and for coordinators."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.params import FromPath

from instruments.instrument import Instrument
from survey.comment import Kind, Source
from survey.count import Count, together
from survey.field_report import Report
from survey.person import Person, RoleName
from survey.problems import NotFound
from survey.round import Round, RoundStatus
from survey.showing import Cell, glances
from survey.store import forms, rounds, tallies, units
from survey.store.database import Database
from survey.store.tallies import Tallies
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
Kept = dict[tuple[int | None, str], tuple[int, Cell | None]]
"""With how many answers each was made of: released ones are never changed, there only come more."""


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


def board(db: Database, _: datetime, round_id: int, request: Request) -> Board:
    person = request.person
    with db.read() as connection:
        asked = rounds.known(connection, round_id)
        if asked.status not in ASKED or asked not in visible(connection, person, [asked]):
            raise NotFound(N_("There is no such survey."))
        mine = [own.unit_id for own in rounds.units(connection, round_id) if person.sees(own.unit_id)]
        named = sorted(units.by_ids(connection, mine), key=lambda unit: (unit.name.casefold(), unit.id))
        found = tallies.of_round(connection, asked, request.settings.bank_folder)
        cells = cells_of(connection, asked, found, request)
        report = gathered.report_of_answers(connection, asked, found, settings=request.settings)
    known = [channel for channel in channels(asked, {channel for _, channel in cells}) if (None, channel) in cells]
    rows = [standing(report, unit, channel, cells) for channel in known for unit in named]
    order = {unit.id: at for at, unit in enumerate(named)}
    return Board(
        asked=asked,
        rows=sorted(rows, key=lambda row: order[row.unit.id]),
        everything={c: cells[None, c] for c in known},
    )


def standing(report: Report, unit: Unit, channel: str, cells: Cells) -> Standing:
    found = cells.get((unit.id, channel))
    answered, no_reply = report.heard(unit.id, channel)
    return Standing(unit=unit, channel=channel, answered=answered, cell=found, no_reply=no_reply)


def cells_of(connection: sa.Connection, asked: Round, found: Tallies, request: Request) -> Cells:
    """By unit (None: all of them) and channel, of those that the reader may see."""
    kept: Kept = request.app.state.survey_cells.setdefault(asked.id, {})
    cells: Cells = {}
    for channel, form in forms_of(connection, asked, found, own_bank=request.settings.bank_folder).items():
        here = of_channel(found, channel)
        mine = {id: one for id, one in here.items() if id is not None and request.person.sees(id)}
        cells |= glanced(asked, channel, form, mine, here=here, kept=kept)
        if not request.person.sees_all_units and not told_of_others(form, here, mine, k=asked.rules.k):
            cells[None, channel] = None
    return cells


def forms_of(
    connection: sa.Connection, asked: Round, found: Tallies, *, own_bank: Path | None
) -> dict[str, Instrument]:
    """By channel."""
    names = {channel: asked.form_of(channel) for channel in channels(asked, {channel for _, channel in found})}
    known = forms.every_found(connection, names.values(), own_bank)
    return {channel: known[name] for channel, name in names.items() if name in known}


def of_channel(found: Tallies, channel: str) -> dict[int | None, Count]:
    return {unit_id: one.count for (unit_id, at), one in found.items() if at == channel}


def glanced(
    asked: Round, channel: str, form: Instrument, mine: Mapping[int, Count], *, here: Mapping[Any, Count], kept: Kept
) -> Cells:
    """Those of `mine`, and of all that is `here`; made again where more answers were opened."""
    # What is of no unit counts in the whole alone.
    wanted: dict[tuple[int | None, str], Count] = {(id, channel): one for id, one in mine.items()}
    wanted[None, channel] = together(here.values())
    fresh = {at: one for at, one in wanted.items() if at not in kept or kept[at][0] != one.n}
    kept |= {at: (fresh[at].n, one) for at, one in glances(form, fresh, k=asked.rules.k).items()}
    return {at: kept[at][1] for at in wanted}


def told_of_others(form: Instrument, here: Mapping[int | None, Count], mine: Collection[int], *, k: int) -> bool:
    """Whether all the others together could be shown: they are what the whole leaves over for who knows the own."""
    others = together(one for id, one in here.items() if id not in mine)
    found = glances(form, {None: others}, k=k)[None]
    return not others.n or (found is not None and found.figures.skr is not None)


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
