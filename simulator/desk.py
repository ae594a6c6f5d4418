"""What lies on one tester's desk when the demo opens: calls, answers, searches, some of it late or sent back."""

from datetime import datetime, timedelta
from itertools import islice
from random import Random

import sqlalchemy as sa

from simulator import testers
from survey.grade import Submission
from survey.inquiry import Inquiry, Status
from survey.problems import Conflict
from survey.steps import review
from survey.steps.grade import submit
from survey.store import forms, inquiries, tasks
from survey.store.database import Database

CALLS, ANSWERS, SEARCHES = 3, 3, 14
WHY = "Svaret nevner prisen, men du har krysset av for at den mangler. Se en gang til?"


def lay_out(db: Database, now: datetime, wave_id: int, *, tester: int, by: int) -> None:
    """Give a tester of the wave some of each kind of work, by the same steps that a coordinator uses."""
    with db.read() as connection:
        found = inquiries.of_wave(connection, wave_id)
    calls = soonest(found, "phone", Status.PLANNED)
    searches = soonest(found, "web_mobile", Status.PLANNED) + soonest(found, "web_desktop", Status.PLANNED)
    answers = soonest(found, "email", Status.SUBMITTED)[::-1]
    given = (one for one in answers if hand_over(db, now, one, tester=tester, by=by))
    for one in list(islice(given, ANSWERS))[:1]:
        send_in(db, now, one.id, tester=tester)
        review.send_back(db, now, inquiry_id=one.id, by_id=by, reason=WHY)
    for wanted, some in ((CALLS, calls), (SEARCHES, searches)):
        taken = (one for one in some if hand_over(db, now, one, tester=tester, by=by))
        db.write(make_due, list(islice(taken, wanted)), now)


def soonest(found: list[Inquiry], channel: str, status: Status) -> list[Inquiry]:
    some = [one for one in found if one.channel == channel and one.status is status]
    return sorted(some, key=lambda one: (one.due_at, one.id))


def hand_over(db: Database, now: datetime, one: Inquiry, *, tester: int, by: int) -> bool:
    """False where the tester lives or works there."""
    if one.tester_id == tester and one.status is Status.PLANNED:
        return True
    try:
        review.reassign(db, now, inquiry_id=one.id, tester_id=tester, by_id=by)
    except Conflict:
        return False
    return True


def make_due(connection: sa.Connection, some: list[Inquiry], now: datetime) -> None:
    """All of it is for today; the last of several should have been in yesterday."""
    for number, one in enumerate(some, 1):
        late = number == len(some) > CALLS
        until = now + timedelta(days=-1 if late else 2)
        inquiries.update(connection, one.id, due_at=now - timedelta(days=2), until=until)


def send_in(db: Database, now: datetime, inquiry_id: int, *, tester: int) -> None:
    with db.read() as connection:
        task = tasks.by_id(connection, inquiry_id)
        if task is None:
            return
        rules = forms.rules(connection, task)
    answers = testers.grade(Random(inquiry_id), 0.6, rules.instrument)  # noqa: S311 - play, not secrets
    work = Submission(inquiry_id=inquiry_id, person_id=tester, token=f"demo-desk-{inquiry_id}", answers=answers)
    submit(db, now, work, rules=rules)
