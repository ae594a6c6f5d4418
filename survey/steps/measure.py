"""How good a wave's figures are is worked out anew where the figures have changed."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.protocol import Protocol
from instruments.scenario import Cast
from scoring.items import Result
from scoring.score import Score
from scoring.score import score as scored
from survey import bundle, results
from survey.measurement.places import Places, places
from survey.measurement.treatment import Treatment, treatment
from survey.problems import NotFound
from survey.results import Sheets
from survey.steps.score import protocol_of
from survey.store import forms, measures, standings, waves
from survey.store import results as works_of
from survey.store.database import Database
from survey.texts import N_
from survey.wave import Wave, WaveStatus

WITH_FIGURES = (WaveStatus.OPEN, WaveStatus.CLOSED, WaveStatus.PUBLISHED)
TREATMENT = "treatment"
PLACES = "places"


class Fresh(msgspec.Struct, frozen=True):
    treatment: Treatment
    places: Places


def measure_all(db: Database, now: datetime, *, own_bank: Path | None = None) -> int:
    """Every wave whose figures are new since the last time; returns how many."""
    with db.read() as connection:
        found = waves.with_status(connection, *WITH_FIGURES)
        due = [one.id for one in found if measures.basis(connection, one.id, PLACES) != basis_of(connection, one.id)]
    for id in due:
        measure(db, now, id, own_bank=own_bank)
    return len(due)


def measure(db: Database, now: datetime, wave_id: int, *, own_bank: Path | None = None) -> Fresh:
    """Rebuild the derived table `wave_measure` of one wave."""
    with db.read() as connection:
        basis, found = basis_of(connection, wave_id), fresh(connection, wave_id, now, own_bank=own_bank)
    kinds = ((TREATMENT, found.treatment), (PLACES, found.places))
    db.write(measures.replace, wave_id, kinds, basis=basis, now=now)
    return found


def basis_of(connection: sa.Connection, wave_id: int) -> str:
    """A hash of the standings and of who asked: figures of contacts hardly change without any of them."""
    known = sorted(standings.of_wave(connection, wave_id), key=lambda one: one.unit_id)
    told = [(one.unit_id, one.total, one.rank, one.sectors, one.channels, one.notes) for one in known]
    both = [told, measures.who_asked(connection, wave_id)]
    return hashlib.sha256(msgspec.json.encode(both, order="sorted")).hexdigest()


def fresh(connection: sa.Connection, wave_id: int, now: datetime, *, own_bank: Path | None = None) -> Fresh:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    protocol = protocol_of(wave, own_bank)
    found = scores_of(connection, wave, protocol, now, own_bank=own_bank)
    cast = {one.id: one for each in bank.every(Cast, own_bank).values() for one in each.personas}
    return Fresh(treatment(found, measures.asked(connection, wave_id), cast), places(protocol, found, seed=wave.seed))


def scores_of(
    connection: sa.Connection, wave: Wave, protocol: Protocol, now: datetime, *, own_bank: Path | None
) -> list[Score]:
    """By unit: as they were frozen, before publication as the facts have them now."""
    document = standings.bundle(connection, wave.id)
    if document is not None:
        items = [one for contact in bundle.read(document).contacts for one in bundle.results_of(contact)]
    else:
        sheets = Sheets(forms.grading(connection, protocol, wave.forms, own_bank))
        each = results.of_wave(protocol, sheets, works_of.works(connection, wave.id), now=now)
        items = [one for some in each.values() for one in some]
    by_unit: dict[str, list[Result]] = {}
    for item in items:
        by_unit.setdefault(item.unit, []).append(item)
    return [scored(protocol, unit, some) for unit, some in by_unit.items()]
