"""A wave's standings are worked out anew from its facts; publication ends that."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring.score import Score, scores
from survey import bundle, standing
from survey.peer import Groups
from survey.problems import Conflict, NotFound
from survey.results import Sheets, Work
from survey.standing import Standing
from survey.steps.object import turn
from survey.store import forms, results, standings, units, waves
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.wave import Wave, WaveStatus


def score(db: Database, now: datetime, wave_id: int, *, own_bank: Path | None = None) -> list[Standing]:
    """Rebuild the derived table `standing` of one wave; raises Conflict once it is published."""
    with db.read() as connection:
        wave = standing_wave(connection, wave_id)
        works = results.works(connection, wave_id)
        found = fresh(connection, wave, now, own_bank=own_bank, works=works)
    db.write(_keep, wave.id, found, works)
    return found


def fresh(
    connection: sa.Connection,
    wave: Wave,
    now: datetime,
    *,
    own_bank: Path | None = None,
    works: Sequence[Work] | None = None,
    groups: Mapping[int, Groups] | None = None,
) -> list[Standing]:
    """The standings as the facts have them now, or would with these `works`, without a glance at the derived table.

    `groups`: the peer groups of units; those of the register unless given.
    """
    protocol = protocol_of(wave, own_bank)
    grading = forms.grading(connection, protocol, wave.forms, own_bank)
    sheets = Sheets(grading)
    asked = results.works(connection, wave.id) if works is None else works
    listed = units.by_ids(connection, {work.unit_id for work in asked}) if groups is None else []
    return standing.standings(
        wave,
        protocol,
        sheets,
        asked,
        before=totals_before(connection, wave),
        earlier=scores_before(connection, wave, protocol, grading),
        groups={one.id: one.groups for one in listed} if groups is None else groups,
        now=now,
    )


def standing_wave(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    if wave.status is WaveStatus.PUBLISHED:
        raise Conflict(N_("This wave is published: its figures are frozen."))
    return wave


def protocol_of(wave: Wave, own_bank: Path | None) -> Protocol:
    return bank.protocol(wave.rules, own_bank)


def totals_before(connection: sa.Connection, wave: Wave) -> dict[int, float]:
    """Totals of the wave that this one is compared with; none where the rules were others."""
    previous = waves.by_id(connection, wave.previous_id) if wave.previous_id else None
    if previous is None or (previous.protocol, previous.protocol_version) != (wave.protocol, wave.protocol_version):
        return {}
    return {one.unit_id: one.total for one in standings.of_wave(connection, previous.id) if one.total is not None}


def scores_before(
    connection: sa.Connection, wave: Wave, protocol: Protocol, grading: Mapping[Channel, Instrument]
) -> list[Score]:
    """The published scores of that wave, from the channels that were graded with the same forms as now."""
    document = standings.bundle(connection, wave.previous_id) if wave.previous_id else None
    if document is None:
        return []
    before = bundle.read(document)
    if (before.rules.id, before.rules.version) != (wave.protocol, wave.protocol_version):
        return []
    same = {
        channel
        for channel, form in grading.items()
        if channel in before.grading and before.grading[channel].sha256 == bundle.sha256(bundle.encoded(form))
    }
    contacts = [one for one in before.contacts if one.channel in same]
    return scores(protocol, [result for one in contacts for result in bundle.results_of(one)])


def _keep(connection: sa.Connection, wave_id: int, found: list[Standing], works: list[Work]) -> None:
    take_turns(connection, turn(wave_id))
    standing_wave(connection, wave_id)  # it may have been published while we were counting
    # Where something was graded or decided on meanwhile, these figures are of yesterday: the next beat makes others.
    if results.works(connection, wave_id) == works:
        standings.replace(connection, wave_id, found)
