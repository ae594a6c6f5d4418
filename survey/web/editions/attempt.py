"""A form is tried out: answered on the left, its score worked out item by item on the right; nothing is kept."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from instruments import worth
from instruments.answers import Checked, check
from instruments.fields import item_of, nested
from instruments.instrument import Counts, Instrument, Outcome, Part, Style
from instruments.language import in_language
from instruments.worth import ItemPoints, Total
from survey.explain import STATUSES
from survey.person import RoleName
from survey.texts import N_, Translate
from survey.web import filling
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.preview import in_form
from survey.web.editions.view import view
from survey.web.filling import Press, Sent
from survey.web.formats import Formats
from survey.web.guards import allow
from survey.web.questions.place import Filled, place
from survey.web.questions.read_over import read_over
from survey.web.questions.said import reader
from survey.web.questions.view import View
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
PARTS = {Part.TIME: N_("time"), Part.QUALITY: N_("quality")}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    answer: str
    points: str
    weight: str
    adds: str
    why: tuple[str, ...]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    total: Total
    lines: tuple[Line, ...]
    knocked_out: tuple[str, ...]
    problems: int
    stored: str


@get(f"{HOME}/{{name:str}}/try", guards=[COORDINATOR])
async def begin(request: Request, name: FromPath[str]) -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    filled = Filled(seed=secrets.token_hex(8))
    return await try_page(request, mine, filled, in_form(mine, request.language))


@post(f"{HOME}/{{name:str}}/try", guards=[COORDINATOR])
async def work_out(request: Request, name: FromPath[str]) -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    whole = on_one_page(mine.instrument)
    given = filling.sent((await request.form()).multi_items(), whole)
    language = in_form(mine, given.language or request.language)
    given = msgspec.structs.replace(given, language=language)
    filled, checked = await sync_to_thread(answered, whole, given, request.now)
    return await try_page(request, mine, filled, language, checked=checked)


def answered(whole: Instrument, given: Sent, now: datetime) -> tuple[Filled, Checked]:
    fields = filling.turned(whole, given, now=now).fields
    checked = check(whole, nested(whole, fields), now=now, seed=given.seed, language=given.language)
    return Filled(fields=fields, faults=wrong(whole, given, checked), seed=given.seed), checked


def on_one_page(form: Instrument) -> Instrument:
    return msgspec.structs.replace(form, style=Style.ONE_PAGE)


def wrong(form: Instrument, given: Sent, checked: Checked) -> tuple[Any, ...]:
    """Told once somebody wants the score, not while the form still grows."""
    return tuple(filling.faults(form, given.posted, checked).values()) if given.press in (Press.ON, Press.SEND) else ()


async def try_page(
    request: Request, mine: Kept, filled: Filled, language: str, *, checked: Checked | None = None
) -> Response[Any]:
    words = reader(mine.instrument, language)
    # In a thread: a form of a thousand questions takes its time.
    found = await sync_to_thread(
        place, on_one_page(mine.instrument), filled, View(reader=words), now=request.now
    )
    told = await sync_to_thread(
        result, mine.instrument, checked, language, text=request.text, formats=formats_of(request)
    )
    return view(
        request,
        "try",
        mine=mine,
        place=found,
        action=f"{mine.path}/try",
        press_to=f"{mine.path}/try",
        result=told if checked else None,
    )


def formats_of(request: Request) -> Formats:
    return Formats(request.language, request.settings.timezone)


def result(
    form: Instrument, checked: Checked | None, language: str, *, text: Translate, formats: Formats
) -> Result | None:
    if checked is None:
        return None
    total = worth.total(worth.points(form, checked.values))
    answers = {one.path: one.chosen for one in read_over(form, checked.values, reader(form, language))}
    labels = {item.name: in_language(item.label, language) or item.name for item in form.every}
    return Result(
        total=total,
        lines=tuple(line(one, labels, answers, text=text, formats=formats) for one in total.items),
        knocked_out=tuple(labels.get(item_of(name), name) for name in total.knocked_out),
        problems=len(checked.problems),
        stored=msgspec.json.format(msgspec.json.encode(checked.values)).decode(),
    )


def line(
    one: ItemPoints, labels: Mapping[str, str], answers: Mapping[str, str], *, text: Translate, formats: Formats
) -> Line:
    """One item with what it brings, and why where it brings nothing or counts in a way of its own."""
    why = []
    if one.status is not Outcome.ANSWERED:
        why.append(text(N_("%(why)s: left out"), why=text(STATUSES[one.status])))
    if one.counts is Counts.BONUS:
        why.append(text(N_("bonus: adds points, takes none")))
    if one.counts is Counts.CRITICAL:
        why.append(text(N_("critical: without a point here nothing counts")))
    if one.part in PARTS:
        why.append(text(PARTS[one.part]))
    number = formats.number
    return Line(
        label=labels.get(item_of(one.item), one.item),
        answer=answers.get(one.item, ""),
        points="–" if one.points is None else f"{number(one.points)} / {number(one.max_points)}",
        weight=number(one.weight),
        adds="–" if one.points is None else number(round(one.points * one.weight, 4)),
        why=tuple(why),
    )


HANDLERS = [begin, work_out]
