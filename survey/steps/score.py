"""A wave's standings are worked out anew from its facts; publication ends that."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from instruments.protocol import Protocol
from instruments.scenario import Channel
from scoring.score import Score, scores
from survey import bundle, program, standing
from survey.peer import Groups
from survey.problems import Conflict, NotFound
from survey.results import Sheets, Work
from survey.standing import Standing
from survey.steps.object import turn
from survey.store import forms, measures, results, standings, units, waves
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.wave import Wave, WaveStatus

KIND = "standings"
MADE_WITH = 1
"""Counted up when this step or what it reads makes other figures of the same facts."""


class Kept(msgspec.Struct, frozen=True):
    """What was put into the derived table."""

    sha256: str


def score(db: Database, now: datetime, wave_id: int, *, own_bank: Path | None = None) -> list[Standing]:
    """Rebuild the derived table `standing` of one wave; raises Conflict once it is published."""
    with db.read() as connection:
        wave = standing_wave(connection, wave_id)
        basis = basis_of(connection, wave, now, own_bank=own_bank)
        works = results.works(connection, wave_id)
        found = fresh(connection, wave, now, own_bank=own_bank, works=works)
    db.write(_keep, now, wave.id, found=found, works=works, basis=basis)
    return found


def renew(db: Database, now: datetime, wave_id: int, *, own_bank: Path | None = None) -> bool:
    """Score a wave if anything that its figures follow from is new since the last time; whether that was done."""
    with db.read() as connection:
        basis = basis_of(connection, standing_wave(connection, wave_id), now, own_bank=own_bank)
        if still_stands(connection, wave_id, basis):
            return False
    score(db, now, wave_id, own_bank=own_bank)
    return True


def basis_of(connection: sa.Connection, wave: Wave, now: datetime, *, own_bank: Path | None) -> str:
    """A hash of all that the standings follow from, as `fresh` reads it."""
    protocol = protocol_of(wave, own_bank)
    listed = units.by_ids(connection, results.units(connection, wave.id))
    told = [
        MADE_WITH,
        program.scores_with(),
        wave,
        protocol,
        forms.grading(connection, protocol, wave.forms, own_bank),
        results.digest(connection, wave.id, now),
        [(one.id, one.groups) for one in listed],
        since(connection, wave.previous_id) if wave.previous_id else None,
    ]
    return bundle.sha256(msgspec.json.encode(told, order="sorted"))


def since(connection: sa.Connection, wave_id: int) -> tuple[Wave | None, str, str]:
    """All that another wave's change since this one hangs on."""
    frozen = standings.publication_of(connection, wave_id)
    return waves.by_id(connection, wave_id), standings.digest(connection, wave_id), frozen.sha256 if frozen else ""


def still_stands(connection: sa.Connection, wave_id: int, basis: str) -> bool:
    """Whether what is in the derived table was made of this basis, and nobody has put anything else there since."""
    if measures.basis(connection, wave_id, KIND) != basis:
        return False
    kept = msgspec.json.decode(measures.document(connection, wave_id, KIND) or "null", type=Kept | None)
    return kept == Kept(standings.digest(connection, wave_id))


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


def _keep(
    connection: sa.Connection,
    now: datetime,
    wave_id: int,
    *,
    found: list[Standing],
    works: list[Work],
    basis: str,
) -> None:
    take_turns(connection, turn(wave_id))
    standing_wave(connection, wave_id)  # it may have been published while we were counting
    # Where something was graded or decided on meanwhile, these figures are of yesterday: the next beat makes others.
    if results.works(connection, wave_id) == works:
        standings.replace(connection, wave_id, found)
        kept = Kept(standings.digest(connection, wave_id))
        measures.replace(connection, wave_id, [(KIND, kept)], basis=basis, now=now)
