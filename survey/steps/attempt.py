"""A button is pressed on the phone or web page: the step is timed and kept, once."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey import attempt as timing
from survey import call, search
from survey.attempt import Attempt, Marks
from survey.problems import Conflict
from survey.rules import Rules
from survey.steps.work import workable
from survey.store import attempts, inquiries
from survey.store.calendars import calendar_of
from survey.store.database import Database
from survey.task import Task
from survey.texts import N_


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """All steps of one attempt as the page has them; `token` was made with the page."""

    inquiry_id: int
    person_id: int
    token: str
    marks: Marks


def press(db: Database, now: datetime, pressed: Press, *, rules: Rules) -> Attempt:
    """Keep what is new; raises OutOfStep with what is recorded when another window was first."""
    return db.write(press_in, now, pressed, rules)


def press_in(connection: sa.Connection, now: datetime, pressed: Press, rules: Rules) -> Attempt:
    """The same inside a transaction that is open already."""
    task = workable(connection, pressed.inquiry_id, pressed.person_id, now=now)
    earlier = attempts.of_inquiry(connection, task.id)
    known = next((one for one in earlier if one.token == pressed.token), None)
    before = [one for one in earlier if known is None or one.number < known.number]
    if known is None and pressed.marks:
        _begin(connection, task, pressed, now=now, rules=rules, earlier=earlier)
    moves = timing.moves_for(task.channel)
    marks = timing.merge(
        moves,
        known.steps if known else (),
        pressed.marks,
        not_before=max((one.ended_at for one in before if one.ended_at), default=task.due_at),
        not_after=now,
    )
    if known and marks == known.steps:
        return known
    new: dict[str, Any] = {
        "steps": marks,
        "result": timing.result(moves, marks),
        "started_at": marks[0].at,
        "ended_at": timing.ended_at(moves, marks),
    }
    if known:
        found = msgspec.structs.replace(known, **new)
        attempts.record(connection, found)
    else:
        number = len(earlier) + 1
        found = attempts.add(connection, task.id, pressed.person_id, number=number, token=pressed.token, **new)
    if task.started_at is None:
        inquiries.update(connection, task.id, started_at=marks[0].at)
    return found


def _begin(
    connection: sa.Connection, task: Task, pressed: Press, *, now: datetime, rules: Rules, earlier: list[Attempt]
) -> None:
    if attempts.by_token(connection, pressed.token):
        raise Conflict(N_("This page belongs to another task. Open the task again."))
    started_at = min(pressed.marks[0].at, now)
    if task.channel == "phone":
        _may_call(connection, task, pressed, started_at=started_at, rules=rules, earlier=earlier)
    elif search.standing(earlier):
        raise Conflict(N_("This search is already begun in another window. Open the task again."))


def _may_call(
    connection: sa.Connection,
    task: Task,
    pressed: Press,
    *,
    started_at: datetime,
    rules: Rules,
    earlier: list[Attempt],
) -> None:
    if rules.protocol.phone is None:
        raise Conflict(N_("This protocol has no calls."))
    if attempts.open_call(connection, pressed.person_id, but=task.id):
        raise Conflict(N_("Another call of yours is still going on. End it first: you find it on top of your list."))
    calendar = calendar_of(connection, task.unit_id)
    following = call.following(
        earlier, rules.protocol.phone, calendar=calendar, not_before=task.due_at, now=started_at
    )
    match following.do:
        case call.Do.CALL:
            return
        case call.Do.LATER:
            raise Conflict(N_("It is not the hour for this call. The page says when it may be made."))
        case call.Do.GO_ON:
            raise Conflict(N_("This call is already going on in another window. Open the task again."))
        case _:
            raise Conflict(N_("This call needs no further attempt."))
