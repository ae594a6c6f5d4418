"""A tester's work comes in, once, however often it is sent."""

from datetime import datetime

import sqlalchemy as sa

from instruments.instrument import Outcome
from survey import grade
from survey.attempt import Attempt
from survey.grade import Facts, Grade, GradeStatus, Submission
from survey.inquiry import Status
from survey.problems import Conflict, Invalid
from survey.rules import Rules
from survey.steps.work import checked
from survey.store import attempts, drafts, grades, inquiries, mails, tasks
from survey.store.database import Database
from survey.task import WORKABLE, Task
from survey.texts import N_


def submit(db: Database, now: datetime, submission: Submission, *, rules: Rules) -> Grade:
    """The grade of this token, new or known; raises Invalid with what is missing, AlreadySent when another is in."""
    return db.write(submit_in, now, submission, rules)


def submit_in(connection: sa.Connection, now: datetime, submission: Submission, rules: Rules) -> Grade:
    """The same inside a transaction that is open already."""
    held = tasks.locked(connection, submission.inquiry_id)
    if known := grades.by_token(connection, submission.token):
        if (known.inquiry_id, known.person_id) != (submission.inquiry_id, submission.person_id):
            raise Conflict(N_("This page belongs to another task. Open the task again."))
        return known
    task = checked(held, submission.person_id, now=now)
    facts = facts_of(connection, task, rules, now=now)
    others = _other_calls(connection, task, facts)
    if missing := grade.faults(facts, submission, others=others):
        raise Invalid(N_("Something is missing before this can be sent in."), missing)
    ends_as = submission.said or grade.outcome(facts) or Outcome.NOT_TESTED
    sent = grades.add(
        connection,
        inquiry_id=task.id,
        person_id=submission.person_id,
        token=submission.token,
        instrument=rules.instrument.id,
        instrument_version=rules.instrument.version,
        answers=grade.stored_answers(facts, submission),
        outcome=ends_as,
        recognised=ends_as is Outcome.DETECTED,
        submitted_at=now,
        status=GradeStatus.SUBMITTED,
        reason=submission.reason.strip(),
    )
    inquiries.update(
        connection,
        task.id,
        was=tuple(WORKABLE),
        status=Status.SUBMITTED,
        outcome=ends_as,
        recognised=ends_as is Outcome.DETECTED,
        note="",
    )
    drafts.erase(connection, task.id, submission.person_id)
    return sent


def facts_of(connection: sa.Connection, task: Task, rules: Rules, *, now: datetime) -> Facts:
    """What is recorded about the inquiry; pages show it by the same rules by which it is sent in."""
    return Facts(
        inquiry=task,
        protocol=rules.protocol,
        instrument=rules.instrument,
        attempts=tuple(attempts.of_inquiry(connection, task.id)) if not task.by_mail else (),
        replies=tuple(kind for kind, _ in mails.kinds_and_arrivals(connection, task.id)) if task.by_mail else (),
        cap_seconds=rules.cap_seconds,
        now=now,
    )


def _other_calls(connection: sa.Connection, task: Task, facts: Facts) -> list[Attempt]:
    if task.channel != "phone" or not facts.attempts or task.tester_id is None:
        return []
    since = facts.attempts[0].started_at
    return attempts.calls_of(connection, task.tester_id, since=since, but=task.id)
