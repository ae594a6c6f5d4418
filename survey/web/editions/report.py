"""One form on one page: what was read, what is wrong with it, what is lacking, and what to do next."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import mending
from instruments.completeness import Completeness, completeness
from instruments.imported import Lost
from instruments.instrument import HOLDING, UNSEEN, Instrument, Item
from instruments.language import in_language
from instruments.plain.advice import advice
from instruments.plain.found import Advice, Weight
from survey import edition
from survey.edition import Finding
from survey.person import RoleName
from survey.problems import Invalid
from survey.steps import draft_form, issue_form
from survey.store import editions
from survey.store.editions import Before
from survey.texts import N_
from survey.web import advice_words
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.view import view
from survey.web.forms import faults_by_field
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
UNTRANSLATED = "no text in "


class Row(msgspec.Struct, frozen=True):
    """An item among the others, `depth` groups within groups."""

    item: Item
    depth: int
    number: int
    """Of the question; 0 for what asks nothing."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    errors: tuple[tuple[int, Finding, str], ...]
    """Number among the findings of the file (-1: of the instrument), the finding, the name of the item it is about."""
    warnings: tuple[tuple[int, Finding, str], ...]
    lost: tuple[Lost, ...]
    languages: tuple[Completeness, ...]
    advice: list[tuple[Advice, tuple[str, ...]]]
    """Each with the languages that it holds for."""
    rows: tuple[Row, ...]
    before: Before | None
    versions: list[Kept]
    waves: list[str]


def report(connection: sa.Connection, mine: Kept, own: Path | None) -> Report:
    one = mine.edition
    found = edition.standing(one.findings if one else (), mine.instrument)
    told = [placed(each, mine) for each in found if not each.message.startswith(UNTRANSLATED)]
    return Report(
        errors=tuple(each for each in told if each[1].is_error),
        warnings=tuple(each for each in told if not each[1].is_error),
        lost=one.lost if one else (),
        languages=completeness(mine.instrument),
        advice=heaviest(advice(mine.instrument)),
        rows=tuple(rows(mine.instrument.items)),
        before=editions.last_change(connection, one.id) if one and one.is_draft else None,
        versions=kept.versions(connection, mine.instrument.id, own),
        waves=editions.uses(connection).get(mine.name, []),
    )


def placed(one: Finding, mine: Kept) -> tuple[int, Finding, str]:
    of_file = mine.edition.findings if mine.edition else ()
    numbers = [number for number, each in enumerate(of_file) if each == one and not one.path]
    # Answers come and go in the workbook only.
    there = "" if one.path.endswith(".choices") else item_at(mine.instrument, one.path)
    return next(iter(numbers), -1), one, there


def item_at(instrument: Instrument, path: str) -> str:
    """The item that a path such as `calls.choices.yes.label` or `lists.scale.choices.1` is about, if any."""
    names = {item.name for item in instrument.every}
    head = path
    while head and head not in names:
        head = head.rpartition(".")[0]
    if head or not path.startswith("lists."):
        return head
    shared = path.removeprefix("lists.").partition(".choices.")[0]
    return next((item.name for item in instrument.every if item.list == shared), "")


def label_of(form: Instrument, name: str, language: str) -> str:
    item = mending.find(form, name)
    return (in_language(item.label, language) if item else "") or name


def rows(items: Iterable[Item], depth: int = 0, count: list[int] | None = None) -> Iterable[Row]:
    count = count if count is not None else [0]
    for item in items:
        asks = item.kind not in UNSEEN | HOLDING and item.kind != "note"
        count[0] += asks
        yield Row(item, depth, count[0] if asks else 0)
        yield from rows(item.items, depth + 1, count)


@get(f"{HOME}/{{name:str}}", guards=[COORDINATOR])
async def show(request: Request, name: FromPath[str]) -> Response[Any]:
    return await report_page(request, name)


@post(f"{HOME}/{{name:str}}/publish", guards=[COORDINATOR])
async def publish(request: Request, name: FromPath[str]) -> Response[Any]:
    changes = str((await request.form()).get("changes", ""))
    try:
        await request.step(issue_form.publish, name=name, changes=changes, by=request.person.id)
    except Invalid as fault:
        return await report_page(request, name, fault, changes=changes)
    said = N_("Published. From now on it can be chosen for a wave, and nobody changes it any more.")
    return redirect(request, f"{HOME}/{name}", said=said)


@post(f"{HOME}/{{name:str}}/withdraw", guards=[COORDINATOR])
async def withdraw(request: Request, name: FromPath[str]) -> Response[Any]:
    await request.step(issue_form.withdraw, name=name, by=request.person.id)
    said = N_("Withdrawn. Waves that have it keep it; nobody else can choose it.")
    return redirect(request, f"{HOME}/{name}", said=said)


@post(f"{HOME}/{{name:str}}/undo", guards=[COORDINATOR])
async def undo(request: Request, name: FromPath[str]) -> Response[Any]:
    await request.step(draft_form.undo, name=name, by=request.person.id)
    return redirect(request, f"{HOME}/{name}", said=N_("The last change was taken back."))


@post(f"{HOME}/{{name:str}}/drop", guards=[COORDINATOR])
async def drop(request: Request, name: FromPath[str]) -> Response[Any]:
    await request.step(draft_form.drop, name=name, by=request.person.id)
    return redirect(request, HOME, said=N_("The draft was thrown away."))


@post(f"{HOME}/{{name:str}}/findings/{{number:int}}", guards=[COORDINATOR])
async def set_aside(request: Request, name: FromPath[str], number: FromPath[int]) -> Response[Any]:
    await request.step(draft_form.set_aside, name=name, number=number, by=request.person.id)
    return redirect(request, f"{HOME}/{name}", said=N_("The error was set aside."))


async def report_page(request: Request, name: str, fault: Invalid | None = None, *, changes: str = "") -> Response[Any]:
    own = request.settings.bank_folder

    def look(connection: sa.Connection) -> tuple[Kept, Report]:
        mine = kept.known(connection, name, own)
        return mine, report(connection, mine, own)

    mine, found = await request.step(lambda db, _: looked(db, look))
    return view(
        request,
        "report",
        status=422 if fault else 200,
        mine=mine,
        form=mine.instrument,
        report=found,
        faults=faults_by_field(fault.faults) if fault else {},
        changes=changes,
        advice_words=advice_words,
        at=lambda where: item_at(mine.instrument, where),
        label_of=lambda name: label_of(mine.instrument, name, request.language),
    )


def looked(db: Any, look: Any) -> Any:
    """In a thread, since the advice on a long form takes its time."""
    with db.read() as connection:
        return look(connection)


def heaviest(found: Sequence[Advice]) -> list[tuple[Advice, tuple[str, ...]]]:
    """What is the same in several languages is said once."""
    said: dict[Any, list[Advice]] = {}
    for one in found:
        said.setdefault(msgspec.json.encode(msgspec.structs.replace(one, language="")), []).append(one)
    ranked = sorted(said.values(), key=lambda same: same[0].weight is not Weight.STRONG)
    return [(same[0], tuple(one.language for one in same if one.language)) for same in ranked]


HANDLERS = [show, publish, withdraw, undo, drop, set_aside]
