"""A wave is closed, its figures are frozen in a bundle, and from then on everybody sees exactly those."""

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sqlalchemy as sa

from instruments.instrument import Outcome
from survey import bundle
from survey.inquiry import Status
from survey.problems import Conflict, Fault, NotFound
from survey.results import Work, ending
from survey.steps.score import fresh, protocol_of, score
from survey.store import audits, forms, results, standings, units, waves
from survey.store.database import Database
from survey.store.standings import Publication
from survey.texts import N_
from survey.wave import Wave, WaveStatus

NOT_FINISHED = N_("Not finished")
SHOWN = 20  # so many open inquiries are named; their number says the rest


class StillOpen(Conflict):
    """Refused because of inquiries that are not finished; `faults` names the first of them."""

    def __init__(self, works: list[Work], names: Mapping[int, str]) -> None:
        super().__init__(
            N_("%(n)s inquiries are still open."),
            advice=N_("Finish them or take them back first; then try again."),
            n=len(works),
        )
        self.faults = tuple(Fault(f"{names[work.unit_id]}, {work.slot}", NOT_FINISHED) for work in works[:SHOWN])
        self.inquiries = tuple(work.id for work in works)


def close(
    db: Database,
    now: datetime,
    wave_id: int,
    *,
    by: int | None,
    leave_out: bool = False,
    own_bank: Path | None = None,
) -> int:
    """End the field work; returns how many inquiries were left out as not tested.

    Work that was sent in counts as accepted. Refused while inquiries are open, unless `leave_out` takes them out.
    """
    left = db.write(_close, now, wave_id, by=by, leave_out=leave_out)
    score(db, now, wave_id, own_bank=own_bank)
    return left


def publish(db: Database, now: datetime, wave_id: int, *, by: int | None, own_bank: Path | None = None) -> Publication:
    """Freeze the figures of a closed wave and show them to everybody."""
    with db.read() as connection:
        wave = closed(connection, wave_id)
        protocol = protocol_of(wave, own_bank)
        grading = forms.grading(connection, protocol, wave.forms, own_bank)
        works = results.works(connection, wave.id)
        refuse_open(connection, works, now)
        figures = fresh(connection, wave, now, own_bank=own_bank)
    frozen = bundle.made(
        wave,
        protocol,
        grading,
        works=works,
        standings=figures,
        now=now,
        program=program(),
    )
    document = bundle.encoded(frozen)
    one = Publication(wave_id=wave.id, published_at=now, published_by=by, sha256=bundle.sha256(document))
    db.write(_publish, one, document, works=works)
    return one


def closed(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    if wave.status is WaveStatus.PUBLISHED:
        raise Conflict(N_("This wave is published already."))
    if wave.status is not WaveStatus.CLOSED:
        raise Conflict(N_("This wave is not closed yet."), advice=N_("Close it first; then publish it."))
    return wave


def refuse_open(connection: sa.Connection, works: list[Work], now: datetime) -> None:
    if left := [work for work in works if ending(work, now) is None]:
        raise StillOpen(left, {one.id: one.name for one in units.by_ids(connection, {work.unit_id for work in left})})


def program() -> str:
    try:
        return f"medlytt {version('medlytt')}"
    except PackageNotFoundError:  # started from a checkout by ./run
        return "medlytt"


def _close(connection: sa.Connection, now: datetime, wave_id: int, *, by: int | None, leave_out: bool) -> int:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    if wave.status is not WaveStatus.OPEN:
        raise Conflict(N_("Only an open wave can be closed."))
    works = results.works(connection, wave_id)
    if not leave_out:
        refuse_open(connection, works, now)
    left = [work for work in works if ending(work, now) is None]
    results.settle(connection, {work.id: Outcome.NOT_TESTED for work in left})
    ended = {work.id: outcome for work in works if (outcome := ending(work, now)) and work.status is not Status.DONE}
    results.settle(connection, ended)
    results.accept(connection, wave_id)
    waves.update(connection, wave_id, status=WaveStatus.CLOSED, closed_at=now)
    detail = f"{len(left)} left out" if left else ""
    audits.note(connection, now, by=by, action="wave.close", subject=f"wave:{wave_id}", detail=detail)
    return len(left)


def _publish(connection: sa.Connection, one: Publication, document: bytes, *, works: list[Work]) -> None:
    closed(connection, one.wave_id)
    if results.works(connection, one.wave_id) != works:
        raise Conflict(N_("The wave changed while it was being published."), advice=N_("Try again."))
    standings.replace(connection, one.wave_id, bundle.read(document).standings)
    standings.freeze(connection, one, document)
    waves.update(connection, one.wave_id, status=WaveStatus.PUBLISHED)
    audits.note(
        connection,
        one.published_at,
        by=one.published_by,
        action="wave.publish",
        subject=f"wave:{one.wave_id}",
        detail=f"sha256 {one.sha256}",
    )
