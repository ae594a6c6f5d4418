"""Before any work on a task: whose it is, and whether it is still open."""

from datetime import datetime

import sqlalchemy as sa

from survey.problems import Conflict, NotFound, NotPermitted
from survey.store import tasks
from survey.task import Task
from survey.texts import N_
from survey.wave import WaveStatus


class AlreadySent(Conflict):
    """The work is in; nothing can be added to it."""

    code = "already-sent"


def workable(connection: sa.Connection, inquiry_id: int, person_id: int, *, now: datetime) -> Task:
    """The task, held for this transaction; raises where this person cannot work on it now."""
    return checked(tasks.locked(connection, inquiry_id), person_id, now=now)


def checked(task: Task | None, person_id: int, *, now: datetime) -> Task:
    if task is None:
        raise NotFound(N_("There is no such task."))
    if task.tester_id != person_id:
        raise NotPermitted(N_("This task is not yours, or no longer."))
    if task.is_sent:
        raise AlreadySent(N_("This task is already sent in."))
    if task.wave_status is not WaveStatus.OPEN:
        raise Conflict(N_("The wave is not open: nothing can be sent in."))
    if not task.waits_for_tester(now):
        raise Conflict(N_("There is nothing to do on this task now."))
    return task
