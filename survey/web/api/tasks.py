"""A tester's tasks for programs: what is open, and one graded by the same step as on its page."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from instruments.instrument import Outcome
from survey.grade import Grade, Submission
from survey.person import RoleName
from survey.problems import NotFound
from survey.steps import grade as grading
from survey.store import grades, tasks
from survey.task import Task
from survey.texts import N_
from survey.web.api import body
from survey.web.guards import allow
from survey.web.request import Request
from survey.web.task_page import open_sheet
from survey.web.task_sheet import Sheet

TESTER = allow(RoleName.TESTER)


class ToGrade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`token` is the program's own: the same one sent again is the same grade, however often."""

    token: Annotated[str, msgspec.Meta(min_length=8, max_length=40)]
    answers: dict[str, Any] = {}
    said: Outcome | None = None
    reason: str = ""
    times_right: bool = False
    language: str = "en"


@get("/api/tasks", guards=[TESTER])
async def every(request: Request) -> Response[bytes]:
    found = await request.read(tasks.of_tester, request.person.id, request.now)
    return body.answer([line(one) for one in found])


@get("/api/tasks/{id:int}", guards=[TESTER])
async def one(request: Request, id: FromPath[int]) -> Response[bytes]:
    found = await open_sheet(request, id)
    return body.answer(line(found.task) | {"title": found.title, "open": found.open, "instrument": form(found)})


@post("/api/tasks/{id:int}/grade", guards=[TESTER], status_code=200)
async def grade(request: Request, id: FromPath[int]) -> Response[bytes]:
    given = await body.read(request, ToGrade)
    found = await open_sheet(request, id)
    submission = Submission(
        inquiry_id=id,
        person_id=request.person.id,
        token=given.token,
        answers=given.answers,
        said=given.said,
        reason=given.reason,
        times_right=given.times_right,
        language=given.language,
    )
    return body.answer(told(await request.step(grading.submit, submission, rules=found.rules)))


@get("/api/tasks/{id:int}/grade", guards=[TESTER])
async def graded(request: Request, id: FromPath[int]) -> Response[bytes]:
    found = await open_sheet(request, id)
    standing = await request.read(grades.standing, found.task.id)
    if standing is None:
        raise NotFound(N_("This task has no grade yet."))
    return body.answer(told(standing))


def line(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "unit": task.unit_name,
        "channel": task.channel,
        "sector": task.sector,
        "scenario": task.scenario,
        "due_at": task.due_at,
        "status": task.status,
    }


def form(found: Sheet) -> str:
    return f"{found.rules.instrument.id}@{found.rules.instrument.version}"


def told(one: Grade) -> dict[str, Any]:
    return {
        "task": one.inquiry_id,
        "token": one.token,
        "instrument": f"{one.instrument}@{one.instrument_version}",
        "answers": one.answers,
        "outcome": one.outcome,
        "status": one.status,
        "submitted_at": one.submitted_at,
    }


HANDLERS = [every, one, grade, graded]
