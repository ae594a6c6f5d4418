"""What a report is told with: names of its wave, and what citizens said as its reader may see it."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from instruments import bank
from survey.comment import Kind, Source
from survey.problems import NotFound, NotPermitted
from survey.report import Report
from survey.store import forms, rounds, standings, waves
from survey.wave import Wave, WaveStatus
from survey.web.comments import category, codes, gathered
from survey.web.reports.citizens import Grade, Quote, Said
from survey.web.reports.names import Names
from survey.web.request import Request
from survey.web.surveys import unit_results

QUOTED = 3


def names_of(connection: sa.Connection, wave: Wave, *, own_bank: Path | None = None) -> Names:
    """Enough to tell all reports of a wave."""
    protocol = bank.protocol(wave.rules, own_bank)
    return Names(
        wave=wave,
        protocol=protocol,
        forms=forms.grading(connection, protocol, wave.forms, own_bank),
        places={one.standing.unit_id: one for one in standings.places(connection, wave.id)},
        previous=waves.by_id(connection, wave.previous_id) if wave.previous_id else None,
        scheme=codes.in_use(connection),
        published=wave.status is WaveStatus.PUBLISHED,
    )


def said(request: Request, report: Report) -> Said | None:
    """To be called in a thread, for those who may see the unit's own pages: everything is read from these."""
    if report.asked is None:
        return None
    with request.db.read() as connection:
        asked = rounds.by_id(connection, report.asked)
    if asked is None:
        return None
    return Said(
        round_id=asked.id,
        title=asked.title,
        grades=tuple(grades(request, asked.id, report.unit_id)),
        quotes=tuple(quotes(request, asked.id, report)),
    )


def grades(request: Request, round_id: int, unit_id: int) -> Iterator[Grade]:
    try:
        found = unit_results.of_unit(request.db, request.now, round_id, unit_id, request)
    except (NotFound, NotPermitted):
        return
    for one in found.sections:
        index = one.cell.figures.skr if one.cell else None
        if index is not None and index.value is not None:
            yield Grade(one.channel, index.value, index.low, index.high, index.n)


def quotes(request: Request, round_id: int, report: Report) -> Iterator[Quote]:
    """One for each of the most frequent categories, as the page of the category would show them to this reader."""
    axis = report.voices[0].axis if report.voices else ""
    board = gathered.beside(request.db, request.now, request, Source(Kind.ROUND, round_id), report.unit_id)
    if board is None or not axis:
        return
    told: set[str] = set()
    for one in report.voices[:QUOTED]:
        share = board.share(axis, one.code)
        if share is None or share.number < category.FEWEST:
            continue
        found = (each for each in category.examples(request.db, board, axis, one.code) if each.comment.text not in told)
        if example := next(found, None):
            told.add(example.comment.text)
            yield Quote(board.scheme.name(axis, one.code, request.language), example.comment.text, example.language)
