"""A coordinator looks at the work: accepts it, sends it back with a reason, or gives it to somebody else."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from survey import attempt as timing
from survey.attempt import Mark, Step
from survey.grade import GradeStatus
from survey.inquiry import Status
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.store import attempts, audits, grades, inquiries, tasks
from survey.store.database import Database
from survey.task import OPEN_TO_REVIEW, Task
from survey.texts import N_
from survey.wave import WaveStatus

TIME_TO_MEND = timedelta(days=2)


def accept(db: Database, now: datetime, *, inquiry_id: int, by_id: int) -> None:
    db.write(_accept, now, inquiry_id, by_id=by_id)


def _accept(connection: sa.Connection, now: datetime, inquiry_id: int, *, by_id: int) -> None:
    task = _found(connection, inquiry_id)
    if task.status is not Status.SUBMITTED:
        raise Conflict(N_("There is nothing to accept here: the work is not in, or is accepted already."))
    grades.mark(connection, inquiry_id, GradeStatus.ACCEPTED)
    inquiries.update(connection, inquiry_id, status=Status.DONE)
    audits.note(connection, now, by=by_id, action="work.accept", subject=f"inquiry:{inquiry_id}")


def send_back(db: Database, now: datetime, *, inquiry_id: int, by_id: int, reason: str) -> None:
    """The same tester mends it; the earlier answers stay and are shown."""
    db.write(_send_back, now, inquiry_id, by_id=by_id, reason=_said(reason))


def _send_back(connection: sa.Connection, now: datetime, inquiry_id: int, *, by_id: int, reason: str) -> None:
    task = _open_to_change(connection, inquiry_id)
    if task.status not in OPEN_TO_REVIEW or grades.standing(connection, inquiry_id) is None:
        raise Conflict(N_("Nothing was sent in here that could go back."))
    grades.mark(connection, inquiry_id, GradeStatus.SENT_BACK)
    until = max(task.until, now + TIME_TO_MEND)
    inquiries.update(connection, inquiry_id, status=Status.SENT_BACK, until=until, note=reason)
    inquiries.note_assignment(
        connection, inquiry_id, tester_id=task.tester_id, event="sent_back", reason=reason, by_id=by_id, now=now
    )
    audits.note(connection, now, by=by_id, action="work.send_back", subject=f"inquiry:{inquiry_id}")


def reassign(
    db: Database, now: datetime, *, inquiry_id: int, tester_id: int, by_id: int, reason: str = ""
) -> None:
    """Somebody else does it; work that was sent in no longer counts."""
    db.write(_reassign, now, inquiry_id, tester_id=tester_id, by_id=by_id, reason=reason.strip())


def _reassign(
    connection: sa.Connection, now: datetime, inquiry_id: int, *, tester_id: int, by_id: int, reason: str
) -> None:
    task = _open_to_change(connection, inquiry_id)
    if tester_id == task.tester_id:
        raise Conflict(N_("This tester has the task already."))
    if not tasks.is_tester(connection, tester_id):
        raise Conflict(N_("This person is not an active tester."))
    if tasks.is_tied(connection, tester_id, task.unit_id):
        raise Conflict(N_("This tester lives or works in %(unit)s and never tests it."), unit=task.unit_name)
    values: dict[str, Any] = {"tester_id": tester_id, "until": max(task.until, now + TIME_TO_MEND), "note": ""}
    if task.status in (*OPEN_TO_REVIEW, Status.SENT_BACK):
        grades.mark(connection, inquiry_id, GradeStatus.SUPERSEDED)
        values |= {"status": Status.TO_GRADE if task.by_mail else Status.PLANNED}
    if not task.by_mail:
        _void_what_was_heard(connection, task, now)
    inquiries.update(connection, inquiry_id, **values)
    inquiries.note_assignment(
        connection, inquiry_id, tester_id=tester_id, event="reassigned", reason=reason, by_id=by_id, now=now
    )
    audits.note(connection, now, by=by_id, action="work.reassign", subject=f"inquiry:{inquiry_id}")


def _void_what_was_heard(connection: sa.Connection, task: Task, now: datetime) -> None:
    """Nobody can grade what another one heard or saw: those attempts are void, failed ones still count."""
    moves = timing.moves_for(task.channel)
    for one in attempts.of_inquiry(connection, task.id):
        heard = one.result in (None, Step.ANSWERED) or task.channel != "phone"
        if heard and one.result is not Step.VOID:
            marks = (*one.steps, Mark(Step.VOID, max(now, one.steps[-1].at)))
            ended = timing.ended_at(moves, marks)
            attempts.record(
                connection, msgspec.structs.replace(one, steps=marks, result=Step.VOID, ended_at=ended)
            )


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), (Fault("reason", N_("Say what should be done differently.")),))
    return reason.strip()


def _found(connection: sa.Connection, inquiry_id: int) -> Task:
    task = tasks.locked(connection, inquiry_id)
    if task is None:
        raise NotFound(N_("There is no such task."))
    return task


def _open_to_change(connection: sa.Connection, inquiry_id: int) -> Task:
    task = _found(connection, inquiry_id)
    if task.wave_status is not WaveStatus.OPEN:
        raise Conflict(N_("The wave is not open any more."))
    return task
