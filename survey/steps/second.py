"""A second person grades what was drawn, blind; where the two differ, a third decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from instruments import answers as answered
from survey import choices, refusal
from survey.measurement.second import Decision, is_drawn
from survey.person import Person
from survey.problems import Conflict, Fault, Invalid, NotFound, NotPermitted
from survey.rules import Rules
from survey.store import audits, seconds
from survey.store.database import Database
from survey.store.seconds import Waiting
from survey.texts import N_


def mine(connection: sa.Connection, person: Person) -> list[Waiting]:
    """What this person may grade a second time: drawn, somebody else's, in waves where they have a part."""
    own = seconds.tests_in(connection, person.id)
    return [
        one
        for one in seconds.waiting(connection, person_id=person.id)
        if is_drawn(one.seed, one.id) and (person.coordinates or one.wave_id in own)
    ]


def grade(
    db: Database,
    now: datetime,
    inquiry_id: int,
    *,
    person: Person,
    answers: Mapping[str, Any],
    rules: Rules,
    language: str,
) -> None:
    """Raises Invalid with what is missing, Conflict where somebody else was first."""
    checked = answered.check(rules.instrument, answers, now=now, seed=str(inquiry_id), language=language)
    if faults := refusal.faults(rules.instrument, checked.problems):
        raise Invalid(N_("Something is missing before this can be sent in."), faults)
    values = {
        "inquiry_id": inquiry_id,
        "person_id": person.id,
        "instrument": rules.instrument.id,
        "instrument_version": rules.instrument.version,
        "answers": choices.told(rules.instrument, checked.values, choices.closed),  # what is compared, and no words
        "submitted_at": now,
    }
    db.write(_grade, person, values)


def _grade(connection: sa.Connection, person: Person, values: dict[str, Any]) -> None:
    may = any(one.id == values["inquiry_id"] for one in mine(connection, person))
    if not may or not seconds.add(connection, **values):
        raise Conflict(N_("This is not waiting for a second look, or no longer."))


def decide(db: Database, now: datetime, id: int, *, wave_id: int, decision: Decision, reason: str, by: Person) -> None:
    """Who is right where two differ; somebody who graded neither time says so, with a reason."""
    if not reason.strip():
        raise Invalid(
            N_("Something is missing."), (Fault("reason", N_("Say why, so that all grade alike from now on.")),)
        )
    db.write(_decide, now, id, wave_id=wave_id, decision=decision, reason=reason.strip(), by=by)


def _decide(
    connection: sa.Connection, now: datetime, id: int, *, wave_id: int, decision: Decision, reason: str, by: Person
) -> None:
    twice = seconds.by_id(connection, id, wave_id=wave_id)
    if twice is None:
        raise NotFound(N_("There is no such second grade."))
    if by.id in (twice.first_by, twice.second_by):
        raise NotPermitted(N_("You graded this yourself: somebody else decides."))
    seconds.decide(connection, id, decision=decision, reason=reason, by_id=by.id, now=now)
    subject = f"inquiry:{twice.inquiry_id}"
    audits.note(connection, now, by=by.id, action="second.decide", subject=subject, detail=decision)
