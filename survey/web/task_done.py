"""What a tester did on a task, as a coordinator reads it over: attempts, evidence, answers in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments import bank
from instruments.instrument import Instrument
from survey.rules import rules_of
from survey.store import attempts, evidence, tasks
from survey.store.evidence import Evidence
from survey.task import Task
from survey.texts import Translate
from survey.web.instrument_form import Question, questions
from survey.web.task_sheet import Tried, tried


class Done(msgspec.Struct, frozen=True, kw_only=True):
    task: Task
    tried: tuple[Tried, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answers: dict[int, tuple[Question, ...]] = {}  # by the id of the grade
    open: bool = False  # nothing here is taken back: that is for the tester


def done(
    connection: sa.Connection,
    inquiry_id: int,
    graded: Sequence[dict[str, Any]],
    *,
    own: Path | None,
    language: str,
    text: Translate,
) -> Done | None:
    task = tasks.by_id(connection, inquiry_id)
    if task is None:
        return None
    rules = rules_of(task, own)
    answers = {}
    for one in graded:
        instrument = bank.one(Instrument, f"{one['instrument']}@{one['instrument_version']}", own)
        answers[one["id"]] = questions(instrument, one["answers"], language, text=text)
    made = [] if task.by_mail else attempts.of_inquiry(connection, inquiry_id)
    return Done(
        task=task,
        tried=tuple(tried(one, rules) for one in made if one.steps),
        evidence=tuple(evidence.of_inquiry(connection, inquiry_id)),
        answers=answers,
    )
