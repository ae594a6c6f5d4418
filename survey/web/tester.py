"""A tester's first page: what to do now; and the calendar: what comes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from litestar import Response, get

from instruments import bank
from instruments.language import in_language
from instruments.protocol import Protocol
from instruments.scenario import Scenario
from survey import call
from survey.call import Do, Next
from survey.inquiry import Status
from survey.person import Person, RoleName
from survey.steps import second
from survey.store import attempts, drafts, grades, mails, tasks
from survey.store.calendars import calendar_of
from survey.task import Day, Task, day
from survey.web import task, task_attempt, task_draft, task_evidence, task_question
from survey.web.guards import allow
from survey.web.page import page
from survey.web.request import Request

AHEAD = timedelta(days=21)
ERASE = timedelta(days=3)  # what a browser kept of work that is in, is erased there for so long
RECENT = timedelta(days=7)  # mails without an answer stand on the page for so long
MOST = 60  # web tasks on the page; the rest come up as these are done


class CallLine(msgspec.Struct, frozen=True):
    task: Task
    next: Next

    @property
    def now(self) -> bool:
        return self.next.do is not Do.LATER

    @property
    def start(self) -> datetime | None:
        return self.next.window.start if self.next.window else None


class Group(msgspec.Struct, frozen=True):
    """Searches on one website with one device, which are quickest done in a row."""

    unit_name: str
    device: str
    tasks: tuple[Task, ...]


class Today(msgspec.Struct, frozen=True, kw_only=True):
    calls: tuple[CallLine, ...]
    day: Day
    questions: tuple[Task, ...]
    groups: tuple[Group, ...]
    next_at: datetime | None
    begun: frozenset[int]
    sent_today: int
    waiting: int
    silent: tuple[Task, ...]
    sent: tuple[int, ...]
    second: int
    """Answers by mail that wait for this person's second look."""

    @property
    def calls_now(self) -> tuple[CallLine, ...]:
        return tuple(line for line in self.calls if line.now)

    @property
    def calls_later(self) -> tuple[CallLine, ...]:
        return tuple(line for line in self.calls if not line.now)

    @property
    def before(self) -> datetime | None:
        """When the hours for today's first call end."""
        ends = [line.next.window.until for line in self.calls_now if line.next.window]
        return min(ends, default=None)

    @property
    def sent_back(self) -> int:
        return sum(task.status is Status.SENT_BACK for task in self.day.all)


def look(connection: sa.Connection, person: Person, now: datetime, own: Path | None) -> Today:
    person_id = person.id
    today = day(tasks.of_tester(connection, person_id, now), now)
    made = attempts.of_inquiries(connection, [one.id for one in today.calls])
    lines = [_line(connection, one, made.get(one.id, []), now=now, own=own) for one in today.calls]
    asked = [one.inquiry_id for one in mails.open_questions(connection, tester_id=person_id)]
    return Today(
        calls=tuple(sorted(lines, key=lambda line: (not line.now, line.start or now))),
        day=today,
        questions=tuple(one for id in asked if (one := tasks.by_id(connection, id))),
        groups=tuple(grouped(today.searches[:MOST])),
        next_at=tasks.next_due(connection, person_id, now),
        begun=frozenset(drafts.of_person(connection, person_id)) | frozenset(made),
        sent_today=grades.sent_in(connection, person_id, now - timedelta(hours=12)),
        waiting=tasks.waiting(connection, person_id),
        silent=tuple(tasks.silent(connection, person_id, now - RECENT)),
        sent=tuple(grades.sent_by(connection, person_id, now - ERASE)),
        second=len(second.mine(connection, person)),
    )


def _line(connection: sa.Connection, one: Task, made: list[Any], *, now: datetime, own: Path | None) -> CallLine:
    try:
        phone = bank.one(Protocol, f"{one.protocol}@{one.protocol_version}", own).phone
    except bank.UnknownError:
        phone = None  # the task's own page says what is wrong
    if phone is None:
        return CallLine(one, Next(do=Do.GRADE))
    calendar = calendar_of(connection, one.unit_id)
    return CallLine(one, call.following(made, phone, calendar=calendar, not_before=one.due_at, now=now))


def grouped(searches: Iterable[Task]) -> Iterable[Group]:
    for (unit, device), some in groupby(searches, key=lambda one: (one.unit_name, one.device)):
        yield Group(unit, device, tuple(some))


def titles(own: Path | None, language: str) -> dict[str, str]:
    """What each scenario is about, by its id."""
    return {id: in_language(one.title, language) for id, one in bank.every(Scenario, own).items()}


@get("/today", guards=[allow(RoleName.TESTER)])
async def today(request: Request) -> Response[Any]:
    own = request.settings.bank_folder
    found = await request.read(look, request.person, request.now, own)
    return page(request, "tester/today.html", today=found, titles=titles(own, request.language), most=MOST)


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """One day of the calendar."""

    on: date
    calls: tuple[Task, ...]
    groups: tuple[Group, ...]
    searches: int


@get("/calendar", guards=[allow(RoleName.TESTER)])
async def calendar(request: Request) -> Response[Any]:
    found = await request.read(tasks.of_tester, request.person.id, request.now + AHEAD)
    zone = ZoneInfo(request.settings.timezone)
    coming = (one for one in found if not one.waits_for_tester(request.now))
    by_day = groupby(coming, key=lambda one: one.due_at.astimezone(zone).date())
    days = [coming_on(on, list(some)) for on, some in by_day]
    names = titles(request.settings.bank_folder, request.language)
    return page(request, "tester/calendar.html", days=days, titles=names)


def coming_on(on: date, some: list[Task]) -> Coming:
    searches = sorted((one for one in some if one.kind == "web"), key=lambda one: (one.unit_name, one.channel))
    calls = tuple(one for one in some if one.kind == "call")
    return Coming(on=on, calls=calls, groups=tuple(grouped(searches)), searches=len(searches))


PARTS = (task, task_draft, task_attempt, task_evidence, task_question)
HANDLERS = [today, calendar, *(handler for part in PARTS for handler in part.HANDLERS)]
