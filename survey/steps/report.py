"""Improvement reports are made when a wave is closed, and anew when what they stand on changes; publication keeps their
findings."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.protocol import Protocol
from scoring.score import score
from survey import guarantee, improvement, results
from survey.guarantee import Met
from survey.improvement import Known
from survey.problems import Conflict, NotFound
from survey.report import Report
from survey.results import Sheets, Work, ending
from survey.standing import Standing
from survey.steps import hear, national
from survey.steps.object import turn
from survey.steps.score import fresh, protocol_of
from survey.store import attempts, calendars, findings, forms, guarantees, mails, reports, standings, waves
from survey.store import results as works_of
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.wave import Wave, WaveStatus

MADE_WITH = 4
"""Counted up when the same facts give another report."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the reports of one wave are made of."""

    wave: Wave
    protocol: Protocol
    works: list[Work]
    standings: list[Standing]
    known: dict[int, Known]

    @property
    def digest(self) -> str:
        told: list[Any] = [MADE_WITH, self.wave.rules, self.wave.forms, self.works, timeless(self.wave, self.standings)]
        return hashlib.sha256(msgspec.json.encode([*told, sorted(self.known.items())])).hexdigest()


def timeless(wave: Wave, figures: Sequence[Standing]) -> list[Standing]:
    """In one order, whenever they were worked out."""
    ordered = sorted(figures, key=lambda one: one.unit_id)
    return [msgspec.structs.replace(one, computed_at=wave.created_at) for one in ordered]


def turn_of_editions(wave_id: int) -> str:
    """Errata and reports of a published wave take turns by this name."""
    return f"editions-{wave_id}"


def report(db: Database, now: datetime, wave_id: int, *, own_bank: Path | None = None) -> bool:
    """Make the reports of a wave that is over, if they are not as the facts are; returns whether they were made."""
    with db.read() as connection:
        facts = facts_of(connection, over(connection, wave_id), now, own_bank=own_bank)
        digest = facts.digest
        known = reports.digest(connection, wave_id) == digest
        kept = facts.wave.status is not WaveStatus.PUBLISHED or findings.any_of(connection, wave_id)
        made = reports.of_wave(connection, wave_id) if known else worked_out(connection, facts, now, own_bank=own_bank)
    national.number(db, now, wave_id, own_bank=own_bank, anew=not known)
    if known and (kept or not any(one.proposals for one in made)):
        return False
    return db.write(_keep, now, facts, made, digest) and not known


def over(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    if wave.status not in (WaveStatus.CLOSED, WaveStatus.PUBLISHED):
        raise Conflict(N_("Reports are made when the wave is closed."))
    return wave


def made(connection: sa.Connection, wave: Wave, now: datetime, *, own_bank: Path | None = None) -> list[Report]:
    """As the facts have them now, without a glance at the derived table."""
    return worked_out(connection, facts_of(connection, wave, now, own_bank=own_bank), now, own_bank=own_bank)


def facts_of(connection: sa.Connection, wave: Wave, now: datetime, *, own_bank: Path | None) -> Facts:
    protocol = protocol_of(wave, own_bank)
    works = works_of.works(connection, wave.id)
    published = wave.status is WaveStatus.PUBLISHED
    figures = standings.of_wave(connection, wave.id)
    if not published and not figures:
        figures = fresh(connection, wave, now, own_bank=own_bank)
    return Facts(
        wave=wave,
        protocol=protocol,
        works=works,
        standings=sorted(figures, key=lambda one: one.unit_id),
        known=known_of(connection, wave, works, [one.unit_id for one in figures], now),
    )


def known_of(
    connection: sa.Connection, wave: Wave, works: Sequence[Work], units: Sequence[int], now: datetime
) -> dict[int, Known]:
    said = hear.heard(connection, wave)
    promised = {unit: some for unit, some in guarantees.every(connection).items() if unit in set(units)}
    calendar = calendars.of_units(connection, promised)
    earlier = findings.of_wave(connection, wave.previous_id) if wave.previous_id else {}
    met = {unit: met_by(connection, [one for one in works if one.unit_id == unit], now) for unit in promised}
    return {
        unit: Known(
            heard=said.get(unit),
            promises=guarantee.checked(promised[unit], met[unit], calendar[unit]) if unit in promised else (),
            earlier=tuple(earlier.get(unit, ())),
        )
        for unit in units
        if unit in said or unit in promised or unit in earlier
    }


def met_by(connection: sa.Connection, works: Sequence[Work], now: datetime) -> list[Met]:
    ended = [(one, how) for one in works if (how := ending(one, now)) is not None and one.channel in ("email", "phone")]
    calls = attempts.of_inquiries(connection, [one.id for one, _ in ended if one.channel == "phone"])
    return [
        Met(
            channel=one.channel,
            started_at=one.started_at,
            answered_at=one.answered_at,
            ended=how,
            attempts=tuple(calls.get(one.id, ())),
            pauses=mails.pauses(connection, one.id) if one.channel == "email" else (),
        )
        for one, how in ended
    ]


def worked_out(connection: sa.Connection, facts: Facts, now: datetime, *, own_bank: Path | None) -> list[Report]:
    sheets = Sheets(forms.grading(connection, facts.protocol, facts.wave.forms, own_bank))
    found = results.of_wave(facts.protocol, sheets, facts.works, now=now)
    scored = [score(facts.protocol, str(unit), some) for unit, some in found.items()]
    return improvement.reports(facts.wave, facts.protocol, scored, facts.standings, known=facts.known, now=now)


def is_of_yesterday(connection: sa.Connection, wave: Wave, facts: Facts) -> bool:
    """Something was decided, corrected or published while the reports were made: whoever did that makes others."""
    figures = standings.of_wave(connection, wave.id) or facts.standings
    same = timeless(wave, figures) == timeless(wave, facts.standings)
    return not same or (wave, works_of.works(connection, wave.id)) != (facts.wave, facts.works)


def _keep(connection: sa.Connection, now: datetime, facts: Facts, made: Sequence[Report], digest: str) -> bool:
    for name in (turn(facts.wave.id), turn_of_editions(facts.wave.id)):
        take_turns(connection, name)
    wave = over(connection, facts.wave.id)
    if is_of_yesterday(connection, wave, facts):
        return False
    reports.replace(connection, wave.id, made, digest)
    if wave.status is WaveStatus.PUBLISHED:
        findings.keep(connection, wave.id, made, now)
    return True
