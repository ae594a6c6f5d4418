"""A wave is closed, its figures are frozen in a bundle, and from then on everybody sees exactly those."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from survey import bundle
from survey.bundle import Bundle
from survey.keyring import Keyring
from survey.objection import Objection, State
from survey.problems import Conflict, Fault, NotFound
from survey.results import Work, ending
from survey.results import closed as ended
from survey.standing import Standing
from survey.steps import freeze, release_counts, tell
from survey.steps.object import last_limit, turn
from survey.steps.report import report
from survey.steps.score import fresh, score
from survey.store import audits, ledger, objections, reports, results, standings, survey_releases, units, waves
from survey.store.database import Database, take_turns
from survey.store.standings import Publication
from survey.texts import N_
from survey.wave import Wave, WaveStatus

NOT_FINISHED = N_("Not finished")
NOT_DECIDED = N_("Not decided")
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
    with db.read() as connection:
        wave = still_open(connection, wave_id)
        works = results.works(connection, wave_id)
        if not leave_out:
            refuse_open(connection, works, now)
        works = [ended(work, now) for work in works]
        figures = fresh(connection, wave, now, own_bank=own_bank, works=works)
    left, scored = db.write(_close, now, wave_id, by=by, leave_out=leave_out, works=works, figures=figures)
    if not scored:
        score(db, now, wave_id, own_bank=own_bank)
    return left


def publish(
    db: Database,
    now: datetime,
    wave_id: int,
    *,
    by: int | None,
    own_bank: Path | None = None,
    keys: Keyring | None = None,
    heard: bool = False,
    surveys: Collection[int] = (),
) -> Publication:
    """Freeze the figures of a closed wave, signed where there is a key, and show them to everybody.

    `surveys`: finished surveys whose counts go with it.

    Refused while units may object or wait for a decision; with `heard` also where they never could.
    """
    with db.read() as connection:
        wave = closed(connection, wave_id)
        works = results.works(connection, wave.id)
        refuse_open(connection, works, now)
        refuse_unheard(connection, wave_id, now, heard=heard)
        figures = fresh(connection, wave, now, own_bank=own_bank)
        found = freeze.gathered(connection, now, wave, works=works, figures=figures, own_bank=own_bank)
        said = release_counts.gathered(connection, surveys, own_bank=own_bank)
    found = bundle.with_surveys(found, said)
    one, document = freeze.packed(found, now, by=by, keys=keys)
    db.write(_publish, one, document, found, works=works, heard=heard)
    report(db, now, wave_id, own_bank=own_bank)
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


class Undecided(Conflict):
    """Refused because of objections that nobody has decided on; `faults` names the first of them."""

    def __init__(self, left: list[Objection], names: Mapping[int, str]) -> None:
        advice = N_("Decide on each of them first.")
        super().__init__(N_("%(n)s objections are not decided."), advice=advice, n=len(left))
        self.faults = tuple(Fault(names[one.unit_id], NOT_DECIDED) for one in left[:SHOWN])


def refuse_unheard(connection: sa.Connection, wave_id: int, now: datetime, *, heard: bool) -> None:
    window = objections.window(connection, wave_id)
    if window is None:
        if heard:
            raise Conflict(
                N_("No unit could object to this wave."),
                advice=N_("Open it for objections first, or say that it is published without right of reply."),
            )
        return
    ends = last_limit(connection, window, list(results.units(connection, wave_id)))
    if ends and not ends.over(now):
        raise Conflict(
            N_("Units may still object to this wave, until the end of %(day)s."),
            advice=N_("Publish it once that day is over."),
            day=ends.last_day.isoformat(),
        )
    if left := objections.of_wave(connection, wave_id, State.UNDECIDED):
        raise Undecided(left, {one.id: one.name for one in units.by_ids(connection, {one.unit_id for one in left})})


def still_open(connection: sa.Connection, wave_id: int) -> Wave:
    wave = waves.by_id(connection, wave_id)
    if wave is None:
        raise NotFound(N_("There is no such wave."))
    if wave.status is not WaveStatus.OPEN:
        raise Conflict(N_("Only an open wave can be closed."))
    return wave


def _close(
    connection: sa.Connection,
    now: datetime,
    wave_id: int,
    *,
    by: int | None,
    leave_out: bool,
    works: list[Work],
    figures: list[Standing],
) -> tuple[int, bool]:
    """How many were left out, and whether `figures` are still what follows: they are kept only then."""
    still_open(connection, wave_id)
    found = results.works(connection, wave_id)
    if not leave_out:
        refuse_open(connection, found, now)
    left = [work for work in found if ending(work, now) is None]
    results.settle(connection, {one.id: one.outcome for work in found if (one := ended(work, now)) != work})
    results.accept(connection, wave_id)
    waves.update(connection, wave_id, status=WaveStatus.CLOSED, closed_at=now)
    same = results.works(connection, wave_id) == works
    if same:
        standings.replace(connection, wave_id, figures)
    tell.of_contacts(connection, now, wave_id)
    detail = f"{len(left)} left out" if left else ""
    audits.note(connection, now, by=by, action="wave.close", subject=f"wave:{wave_id}", detail=detail)
    return len(left), same


def _publish(
    connection: sa.Connection, one: Publication, document: bytes, found: Bundle, *, works: list[Work], heard: bool
) -> None:
    take_turns(connection, turn(one.wave_id))
    closed(connection, one.wave_id)
    refuse_unheard(connection, one.wave_id, one.published_at, heard=heard)
    same = results.works(connection, one.wave_id) == works
    if not same or tuple(ledger.of_wave(connection, one.wave_id)) != found.ledger:
        raise Conflict(N_("The wave changed while it was being published."), advice=N_("Try again."))
    standings.replace(connection, one.wave_id, found.standings)
    reports.forget(connection, one.wave_id)
    standings.freeze(connection, one, document)
    keep_counts(connection, one, found)
    waves.update(connection, one.wave_id, status=WaveStatus.PUBLISHED)
    tell.of_publication(connection, one.published_at, one.wave_id)
    audits.note(
        connection,
        one.published_at,
        by=one.published_by,
        action="wave.publish",
        subject=f"wave:{one.wave_id}",
        detail=f"sha256 {one.sha256}",
    )


def keep_counts(connection: sa.Connection, one: Publication, found: Bundle) -> None:
    """Of each survey what is published first is published ever after."""
    for told in found.surveys:
        if survey_releases.keep(connection, told, one.published_at, by=one.published_by) != told:
            raise Conflict(N_("The wave changed while it was being published."), advice=N_("Try again."))
        subject, detail = f"round:{told.id}", f"wave:{one.wave_id}"
        audits.note(
            connection, one.published_at, by=one.published_by, action="round.publish", subject=subject, detail=detail
        )
