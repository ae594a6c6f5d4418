"""Administration: who may do what here, and the log of who did."""

from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from mailer.message import Address
from survey.notice import Notice
from survey.person import Person, Role, RoleName, Tie
from survey.problems import Fault, Invalid, NotFound
from survey.steps import people as steps
from survey.store import audits, people, rounds, waves
from survey.store.people import UnitChoice
from survey.texts import LANGUAGES, N_
from survey.web.audit_words import ACTIONS
from survey.web.forms import TITLE, Whole, bind, faults_by_field
from survey.web.guards import allow
from survey.web.me import ROLES
from survey.web.page import page, redirect
from survey.web.request import Request

GUARDS = [allow(RoleName.ADMINISTRATOR)]
PER_PAGE = 100

# kind of subject -> where its page is
UNITS = ("unit", RoleName.QUALITY.value)  # what is followed by the id of a unit
SUBJECTS = {
    "person": "/people/",
    "wave": "/waves/",
    "inquiry": "/inquiries/",
    "mail": "/post/",
    "unit": "/units/",
    "round": "/coordinator/surveys/",
}


class PersonForm(msgspec.Struct, frozen=True):
    name: str = ""
    email: str = ""
    language: str = ""
    roles: list[RoleName] = []
    all_units: bool = False
    unit: list[str] = []
    lives: list[str] = []
    works: list[str] = []


class LogFilter(msgspec.Struct, frozen=True):
    action: str = ""
    person: Whole | None = None
    before: Whole | None = None


@get("/people", guards=GUARDS)
async def listing(request: Request) -> Response[Any]:
    found = await request.read(people.many)
    role = request.query_params.get("role", "")
    shown = [each for each in found if not role or any(own.role == role for own in each.roles)]
    return page(request, "people/list.html", people=found, shown=shown, role=role, role_names=ROLES)


@get("/people/new", guards=GUARDS)
async def new(request: Request) -> Response[Any]:
    given = PersonForm(language=request.settings.language, roles=[RoleName.TESTER])
    return await person_page(request, given)


@post("/people", guards=GUARDS)
async def add(request: Request) -> Response[Any]:
    given = PersonForm()
    try:
        given = bind(PersonForm, await request.form())
        details = details_of(given, await request.read(people.unit_choices))
        person_id = await request.step(steps.add, details=details, by=request.person.id)
    except Invalid as fault:
        return await person_page(request, given, fault=fault)
    answer = redirect(request, f"/people/{person_id}", said=N_("%(name)s can now sign in."), name=details.name)
    answer.background = BackgroundTask(sync_to_thread, request.app.state.post, welcome(request, details))
    return answer


@get("/people/{person_id:int}", guards=GUARDS)
async def show(request: Request, person_id: FromPath[int]) -> Response[Any]:
    person = await known(request, person_id)
    units = {unit.id: unit.label for unit in await request.read(people.unit_choices)}
    ties = await request.read(people.ties, person_id)
    return await person_page(request, form_of(person, ties, units), person=person)


@post("/people/{person_id:int}", guards=GUARDS)
async def change(request: Request, person_id: FromPath[int]) -> Response[Any]:
    given = PersonForm()
    try:
        given = bind(PersonForm, await request.form())
        details = details_of(given, await request.read(people.unit_choices))
        await request.step(steps.change, person_id=person_id, details=details, by=request.person.id)
    except Invalid as fault:
        return await person_page(request, given, person=await known(request, person_id), fault=fault)
    return redirect(request, f"/people/{person_id}", said=N_("Saved."))


@post("/people/{person_id:int}/deactivate", guards=GUARDS)
async def deactivate(request: Request, person_id: FromPath[int]) -> Response[Any]:
    person = await known(request, person_id)
    await request.step(steps.deactivate, person_id=person_id, by=request.person.id)
    said = N_("%(name)s is signed out everywhere and cannot sign in any more.")
    return redirect(request, f"/people/{person_id}", said=said, name=person.name)


@post("/people/{person_id:int}/activate", guards=GUARDS)
async def activate(request: Request, person_id: FromPath[int]) -> Response[Any]:
    person = await known(request, person_id)
    await request.step(steps.activate, person_id=person_id, by=request.person.id)
    return redirect(request, f"/people/{person_id}", said=N_("%(name)s can now sign in."), name=person.name)


@get("/audit", guards=GUARDS)
async def log(request: Request) -> Response[Any]:
    given = filter_of(request)
    entries = await request.read(
        audits.latest, action=given.action, person_id=given.person, before_id=given.before, limit=PER_PAGE + 1
    )
    known_people = await request.read(people.many)
    return page(
        request,
        "people/audit.html",
        entries=entries[:PER_PAGE],
        older=entries[PER_PAGE - 1].id if len(entries) > PER_PAGE else None,
        given=given,
        people=known_people,
        names={each.id: each.name for each in known_people},
        called=await request.read(called, entries[:PER_PAGE], known_people),
        roles=ROLES,
        actions=await request.read(audits.actions),
        action_names=ACTIONS,
        subjects=SUBJECTS,
    )


def called(connection: sa.Connection, entries: list[audits.Entry], known: list[Person]) -> dict[str, str]:
    """`wave:1` -> its name, for what the entries concern and for what their details refer to."""
    words = " ".join(f"{entry.subject} {entry.detail}" for entry in entries).replace(",", " ").split()
    ids = {int(id) for kind, _, id in (word.partition(":") for word in words) if kind in UNITS and id.isdigit()}
    found = {f"person:{each.id}": each.name for each in known}
    found |= {f"wave:{each.id}": each.name for each in waves.every(connection)}
    found |= {f"round:{each.id}": each.title for each in rounds.every(connection)}
    return found | {f"{kind}:{id}": name for id, name in people.unit_names(connection, ids).items() for kind in UNITS}


async def person_page(
    request: Request, given: PersonForm, *, person: Person | None = None, fault: Invalid | None = None
) -> Response[Any]:
    return page(
        request,
        "people/person.html",
        status=422 if fault else 200,
        person=person,
        given=given,
        faults=faults_by_field(fault.faults) if fault else {},
        units=await request.read(people.unit_choices),
        role_names=ROLES,
        all_languages=LANGUAGES,
    )


def welcome(request: Request, details: steps.Details) -> Notice:
    """No link that signs in: the mail may lie unread for weeks."""
    to = Address(details.name, details.email.strip().lower())
    link = f"{request.settings.url}/sign-in?lang={details.language}"
    return Notice(name="welcome", to=to, language=details.language, values={"link": link})


async def known(request: Request, person_id: int) -> Person:
    person = await request.read(people.one, person_id)
    if person is None:
        raise NotFound(N_("This person is not known here."))
    return person


def details_of(given: PersonForm, units: list[UnitChoice]) -> steps.Details:
    """The form as the step wants it; raises Invalid where a unit is not known or no unit is chosen."""
    faults: list[Fault] = []

    def ids(where: str, texts: list[str]) -> list[int]:
        found = [(text, UnitChoice.find(units, text)) for text in texts]
        faults.extend(Fault(where, N_("There is no unit “%(text)s”."), text=text) for text, id in found if id is None)
        return [id for _, id in found if id is not None]

    only = ids("unit", given.unit)
    lives, works = ids("lives", given.lives), ids("works", given.works)
    if RoleName.QUALITY in given.roles and not given.all_units and not given.unit:
        faults.append(Fault("unit", N_("Say which units the quality staff may see.")))
    if faults:
        raise Invalid(TITLE, tuple(faults))
    roles = [Role(role) for role in given.roles if role is not RoleName.QUALITY]
    if RoleName.QUALITY in given.roles:
        roles += [Role(RoleName.QUALITY)] if given.all_units else [Role(RoleName.QUALITY, id) for id in only]
    ties = [*(("lives", id) for id in lives), *(("works", id) for id in works)]
    return steps.Details(
        name=given.name, email=given.email, language=given.language, roles=tuple(roles), ties=tuple(ties)
    )


def form_of(person: Person, ties: list[Tie], units: dict[int, str]) -> PersonForm:
    def tied(kind: str) -> list[str]:
        return [units.get(tie.unit_id, str(tie.unit_id)) for tie in ties if tie.kind == kind]

    return PersonForm(
        name=person.name,
        email=person.email,
        language=person.language,
        roles=list(dict.fromkeys(own.role for own in person.roles)),
        all_units=any(own.role is RoleName.QUALITY and own.unit_id is None for own in person.roles),
        unit=[units.get(id, str(id)) for id in sorted(person.units)],
        lives=tied("lives"),
        works=tied("works"),
    )


def filter_of(request: Request) -> LogFilter:
    try:
        return msgspec.convert({k: v for k, v in request.query_params.items() if v}, LogFilter, strict=False)
    except msgspec.ValidationError:
        return LogFilter()


HANDLERS = [listing, new, add, show, change, deactivate, activate, log]
