"""The report of a survey's field work: counted from its answers and its invitations, which meet in sums only."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.instrument import Instrument
from survey import field_report, satisfaction
from survey.count import Counted
from survey.count import Kind as Said
from survey.field_report import Kind, Report
from survey.round import DESK, Round, RoundStatus
from survey.satisfaction import Reply
from survey.store import forms as form_of
from survey.store import invitations, rounds, tallies
from survey.store.response_counts import Place
from survey.store.tallies import Tallies

Numbers = frozenset[Any]


def report_of_answers(
    connection: sa.Connection, asked: Round, found: Tallies | None = None, *, own_bank: Path | None
) -> Report:
    """Without those who were asked: what the report tells of answers is hidden in the very same places.

    `found` are the round's tallies, where they have been read already."""
    return worked_out(asked, {}, {}, heard(connection, asked, found, own_bank=own_bank))


class Heard(msgspec.Struct, frozen=True):
    answers: dict[tuple[int | None, str | None, Kind], int]
    replies: dict[tuple[int | None, str | None, Reply], int]
    units: tuple[int, ...]
    channels: tuple[str, ...]


def heard(connection: sa.Connection, asked: Round, found: Tallies | None = None, *, own_bank: Path | None) -> Heard:
    if found is None:
        found = tallies.of_round(connection, asked, own_bank)
    names = {kind.form for one in found.values() for kind, _ in one.kinds}
    forms = {name: form for name in names if (form := form_of.found(connection, name, own_bank))}
    units = tuple(one.unit_id for one in rounds.units(connection, asked.id))
    slips = DESK not in asked.forms and invitations.any_at(connection, asked.id, units, DESK)
    return Heard(*sorted_out(found, forms), units, (*asked.forms, *([DESK] if slips else [])))


def worked_out(asked: Round, fates: Any, invited: Any, given: Heard) -> Report:
    numbers = (frozenset(counts.items()) for counts in (fates, invited, given.answers, given.replies))
    whole = counted(*numbers, given.units, given.channels)
    return msgspec.structs.replace(whole, final=asked.status is RoundStatus.FINISHED)


@lru_cache(maxsize=8)
def counted(
    fates: Numbers, invited: Numbers, answers: Numbers, replies: Numbers, units: tuple[int, ...], asked: tuple[str, ...]
) -> Report:
    """The same numbers give the same report; what is hidden does not change from one look to the next either."""
    given = (dict(sorted(counts, key=str)) for counts in (fates, invited, answers, replies))
    return field_report.report(*given, units=units, channels=asked)


def sorted_out(
    found: Mapping[Place, Counted], forms: Mapping[str, Instrument]
) -> tuple[dict[tuple[int | None, str | None, Kind], int], dict[tuple[int | None, str | None, Reply], int]]:
    """Answers by what kind they are, and by whether there was a reply."""
    answers: dict[tuple[int | None, str | None, Kind], int] = {}
    replies: dict[tuple[int | None, str | None, Reply], int] = {}
    screens = {name: satisfaction.screening(form) for name, form in forms.items()}
    for (unit_id, channel), of_place in found.items():
        for one, number in of_place.kinds:
            item = screens.get(one.form)
            said = satisfaction.reply(item, one.said) if item else None
            key = unit_id, channel, kind(one, said)
            answers[key] = answers.get(key, 0) + number
            if said is not None:
                place = unit_id, channel, said
                replies[place] = replies.get(place, 0) + number
    return answers, replies


def kind(one: Said, said: Reply | None) -> Kind:
    if one.kiosk:
        return Kind.KIOSK
    if one.assisted:
        return Kind.ASSISTED
    if said is Reply.NOT_MINE:
        return Kind.NOT_MINE
    return Kind.PARTIAL if one.partial else Kind.WHOLE
