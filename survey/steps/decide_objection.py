"""Somebody who did not grade it decides on an objection; what is accepted is graded anew, and the wave scored anew."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from scoring.score import score
from survey import objection, results
from survey.ledger import Entry, Origin
from survey.objection import Objection, Ruling, State
from survey.person import Person
from survey.problems import Conflict, Fault, Invalid, NotPermitted
from survey.results import Work
from survey.standing import Standing, number
from survey.steps import regrade, tell
from survey.steps import score as scoring
from survey.steps.object import known, objection_known, turn
from survey.steps.score import fresh
from survey.store import audits, grades, ledger, objections, people, standings
from survey.store import results as works_of
from survey.store.database import Database, take_turns
from survey.texts import N_
from survey.wave import Wave, WaveStatus

TRIES = 3
DECIDED = N_("This objection has been decided already.")


class Case(regrade.Case, frozen=True, kw_only=True):
    """An objection with all that a decision on it is made of."""

    objection: Objection


class Outdated(Conflict):
    """Something else was graded or decided while the wave was being worked out."""


def decide(
    db: Database, now: datetime, id: int, ruling: Ruling, *, by: Person, own_bank: Path | None = None
) -> Entry | None:
    """The ledger's entry of an accepted objection; raises Invalid, NotPermitted, or Conflict once it is decided."""
    for _ in range(TRIES):
        with db.read() as connection:
            case = case_of(connection, id, own_bank)
            refuse(connection, case, by=by)
        refuse_faults(case, ruling)
        if not ruling.accepted:
            db.write(_reject, now, case, ruling, by=by)
            return None
        changed = objection.revised(case.work, ruling, case.sheet)
        with db.read() as connection:
            found = fresh(connection, case.wave, now, own_bank=own_bank, works=case.with_work(changed))
        try:
            return db.write(_accept, now, case, ruling, changed, found, by=by)
        except Outdated:
            scoring.score(db, now, case.wave.id, own_bank=own_bank)
    raise Conflict(N_("The wave changed while this was being decided."), advice=N_("Try again."))


def undo(db: Database, now: datetime, id: int, *, by: Person, own_bank: Path | None = None) -> None:
    """Make a decision undone while the wave is not published; what was scored anew for it is as it was, at once."""
    for _ in range(TRIES):
        with db.read() as connection:
            found = undoable(connection, id, by=by)
            works = works_of.works(connection, found.wave_id, without=found.grade_id)
            wave = known(connection, found.wave_id)
            figures = fresh(connection, wave, now, own_bank=own_bank, works=works) if found.grade_id else []
        try:
            return db.write(_undo, now, found, works, figures, by=by)
        except Outdated:
            continue
    raise Conflict(N_("The wave changed while this was being decided."), advice=N_("Try again."))


def undoable(connection: sa.Connection, id: int, *, by: Person) -> Objection:
    found = objection_known(connection, id)
    not_published(connection, found.wave_id)
    if why := hindrance(connection, found, by=by):
        raise NotPermitted(why)
    if not found.decided:
        raise Conflict(N_("There is no decision to undo."))
    refuse_built_on(connection, found)
    return found


def _undo(
    connection: sa.Connection, now: datetime, seen: Objection, works: list[Work], figures: list[Standing], *, by: Person
) -> None:
    take_turns(connection, turn(seen.wave_id))
    found = undoable(connection, seen.id, by=by)
    objections.move(
        connection, found.id, was=[found.state], state=State.UNDECIDED.value, said="", answer="", decided_by=None,
        decided_at=None, grade_id=None,
    )  # fmt: skip
    ledger.take_back(connection, found.id, now)
    tell.of_undoing(connection, found)
    if found.grade_id is not None:
        grades.erase(connection, found.grade_id)  # the one before counts again
        if found != seen or works_of.works(connection, found.wave_id) != works:
            raise Outdated(N_("The wave changed while this was being decided."))
        standings.replace(connection, found.wave_id, figures)
    note(connection, now, found, by=by, action="objection.undo")


def refuse_built_on(connection: sa.Connection, found: Objection) -> None:
    counting = grades.standing(connection, found.inquiry_id)
    if found.grade_id is not None and (counting is None or counting.id != found.grade_id):
        raise Conflict(
            N_("A later decision on the same inquiry builds on this one."), advice=N_("Undo the later one first.")
        )


def case_of(connection: sa.Connection, id: int, own_bank: Path | None) -> Case:
    found = objection_known(connection, id)
    case = regrade.case_of(connection, known(connection, found.wave_id), found.inquiry_id, own_bank)
    return Case(**msgspec.structs.asdict(case), objection=found)


def refuse(connection: sa.Connection, case: Case, *, by: Person) -> None:
    if why := hindrance(connection, case.objection, by=by):
        raise NotPermitted(why)
    not_published(connection, case.wave.id)
    if case.objection.state is not State.UNDECIDED:
        raise Conflict(DECIDED)


def hindrance(connection: sa.Connection, found: Objection, *, by: Person) -> str:
    """Why this person may not decide; empty if they may."""
    tied = {tie.unit_id for tie in people.ties(connection, by.id)}
    return objection.who_may_not_decide(by, found, graders=objections.graders(connection, found.inquiry_id), tied=tied)


def refuse_faults(case: Case, ruling: Ruling) -> None:
    faults = list(objection.ruling_faults(ruling, case.objection, case.work, case.sheet))
    if not faults and not ruling.names_nobody:
        told = {"answer": ruling.answer, "said": ruling.said if ruling.accepted else ""}
        marked = {where: regrade.named(text) for where, text in told.items()}
        faults = [Fault(where, regrade.NAMED, text=masked) for where, masked in marked.items() if masked]
        faults += [Fault("names_nobody", N_("Tick this once no name is left."))] if faults else []
    if faults:
        raise Invalid(N_("This cannot be decided yet."), tuple(faults))


def _reject(connection: sa.Connection, now: datetime, case: Case, ruling: Ruling, *, by: Person) -> None:
    take(connection, now, case, ruling, by=by, grade_id=None)
    note(connection, now, case.objection, by=by, action="objection.reject")


def _accept(
    connection: sa.Connection,
    now: datetime,
    case: Case,
    ruling: Ruling,
    changed: Work,
    found: list[Standing],
    *,
    by: Person,
) -> Entry:
    take_turns(connection, turn(case.wave.id))
    if works_of.works(connection, case.wave.id) != case.works:
        raise Outdated(N_("The wave changed while this was being decided."))
    told = {one.unit_id: one for one in standings.of_wave(connection, case.wave.id)}
    refuse_stale(case, told, found, now=now)
    made = regrade.grade(connection, now, case, changed, by=by)
    take(connection, now, case, ruling, by=by, grade_id=made.id)
    standings.replace(connection, case.wave.id, found)
    one = regrade.entry(
        connection, now, case, changed, origin=Origin.OBJECTION, item=case.objection.item, told=told, figures=found,
        reason=ruling.said, answer=ruling.answer,
    )  # fmt: skip
    note(connection, now, case.objection, by=by, action="objection.accept")
    return ledger.add(connection, case.wave.id, one, objection_id=case.objection.id)


def refuse_stale(case: Case, told: Mapping[int, Standing], found: Iterable[Standing], *, now: datetime) -> None:
    """Figures that do not follow from the works as they are must not stand in the ledger as those of before."""
    unit = case.work.unit_id
    mine = [one for one in case.works if one.unit_id == unit]
    graded = [item for one in mine for item in results.of_inquiry(case.protocol, case.sheets, one, now=now)]
    totals = {one.unit_id: one.total for one in found} | {unit: number(score(case.protocol, str(unit), graded).total)}
    if totals != {one.unit_id: one.total for one in told.values()}:
        raise Outdated(N_("The wave changed while this was being decided."))


def take(
    connection: sa.Connection, now: datetime, case: Case, ruling: Ruling, *, by: Person, grade_id: int | None
) -> None:
    """The decision is this person's, unless somebody was faster."""
    take_turns(connection, turn(case.wave.id))
    not_published(connection, case.wave.id)
    state = State.ACCEPTED if ruling.accepted else State.REJECTED
    if not objections.move(
        connection, case.objection.id, was=[State.UNDECIDED], state=state.value, said=ruling.said.strip(),
        answer=ruling.answer.strip(), decided_by=by.id, decided_at=now, grade_id=grade_id,
    ):  # fmt: skip
        raise Conflict(DECIDED)
    tell.of_decision(connection, now, case.objection)


def not_published(connection: sa.Connection, wave_id: int) -> Wave:
    wave = known(connection, wave_id)
    if wave.status is WaveStatus.PUBLISHED:
        raise Conflict(
            N_("This wave is published: its figures are frozen."),
            advice=N_("What is found wrong now becomes an erratum."),
        )
    return wave


def note(connection: sa.Connection, now: datetime, found: Objection, *, by: Person, action: str) -> None:
    subject, detail = f"inquiry:{found.inquiry_id}", f"objection:{found.id}"
    audits.note(connection, now, by=by.id, action=action, subject=subject, detail=detail)
