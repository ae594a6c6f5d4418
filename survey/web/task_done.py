"""What a tester did on a task, as a coordinator reads it over: attempts, evidence, answers in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.store import attempts, evidence, forms, tasks
from survey.store.evidence import Evidence
from survey.task import Task
from survey.web.questions.question import Question
from survey.web.questions.read_over import read_over
from survey.web.questions.said import reader
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
) -> Done | None:
    task = tasks.by_id(connection, inquiry_id)
    if task is None:
        return None
    rules = forms.rules(connection, task, own)
    answers = {}
    for one in graded:
        instrument = forms.form(connection, f"{one['instrument']}@{one['instrument_version']}", own)
        answers[one["id"]] = read_over(instrument, one["answers"], reader(instrument, language))
    made = [] if task.by_mail else attempts.of_inquiry(connection, inquiry_id)
    return Done(
        task=task,
        tried=tuple(tried(one, rules) for one in made if one.steps),
        evidence=tuple(evidence.of_inquiry(connection, inquiry_id)),
        answers=answers,
    )
