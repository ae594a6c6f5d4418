"""Small mends in the browser: the words and points of a question, the names of languages, what the form is for."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import mending
from instruments.instrument import Instrument, Item, Purpose, Style
from instruments.language import UNKNOWN, in_language
from survey.person import RoleName
from survey.problems import Conflict, Fault, Invalid, NotFound
from survey.steps import draft_form
from survey.texts import LANGUAGES, N_
from survey.web.editions import kept, mend_form, words
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.mend_form import Mended
from survey.web.editions.view import view
from survey.web.forms import faults_by_field, typed
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
STYLES = {Style.ONE_PAGE: N_("All questions on one page"), Style.PAGES: N_("One question at a time")}


async def draft(request: Request, name: str) -> Kept:
    found: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    if not found.is_draft:
        advice = N_("Make a new version of it and change that one.")
        raise Conflict(N_("This form is published and cannot be changed any more."), advice=advice)
    return found


def item_of(form: Instrument, item: str) -> Item:
    found = mending.find(form, item)
    if found is None:
        raise NotFound(N_("The form has no such question."))
    return found


async def fields(request: Request) -> dict[str, str]:
    return {name: typed(value) for name, value in (await request.form()).items() if isinstance(value, str)}


@get(f"{HOME}/{{name:str}}/items/{{item:str}}", guards=[COORDINATOR])
async def look(request: Request, name: FromPath[str], item: FromPath[str]) -> Response[Any]:
    mine = await draft(request, name)
    return item_page(request, mine, Mended(item_of(mine.instrument, item)))


@post(f"{HOME}/{{name:str}}/items/{{item:str}}", guards=[COORDINATOR])
async def save(request: Request, name: FromPath[str], item: FromPath[str]) -> Response[Any]:
    mine = await draft(request, name)
    given = await fields(request)
    found = mend_form.mended(item_of(mine.instrument, item), given, languages(mine.instrument))
    if found.faults:
        return item_page(request, mine, found, given)

    def change(form: Instrument) -> Instrument:
        return mending.with_item(form, mend_form.mended(item_of(form, item), given, languages(form)).item)

    await request.step(draft_form.mend, name=name, change=change, what="item", by=request.person.id)
    following = neighbour(mine.instrument, item, 1) if given.get("then") == "next" else None
    target = f"{mine.path}/items/{following.name}" if following else mine.path
    return redirect(request, target, said=N_("Saved."))


def languages(form: Instrument) -> tuple[str, ...]:
    """Those of the form, then those of this service that it lacks."""
    rest = () if UNKNOWN in form.languages else tuple(code for code in LANGUAGES if code not in form.languages)
    return (*form.languages, *rest)


def neighbour(form: Instrument, name: str, step: int) -> Item | None:
    items = [item for item in form.every if item.label or item.choices]
    names = [item.name for item in items]
    at = names.index(name) + step if name in names else -1
    return items[at] if 0 <= at < len(items) else None


def item_page(
    request: Request, mine: Kept, found: Mended, given: dict[str, str] | None = None
) -> Response[Any]:
    item, form = found.item, mine.instrument
    shown = languages(form)
    return view(
        request,
        "item",
        status=422 if found.faults else 200,
        mine=mine,
        item=item,
        given=given or {},
        label=in_language(item.label, request.language) or item.name,
        codes=form.languages,
        extra=[code for code in shown if code not in form.languages],
        choices=mend_form.indexed(item),
        beyond=len(item.choices) - mend_form.MOST_CHOICES,
        shared=mending.sharing(form, item),
        previous=neighbour(form, item.name, -1),
        following=neighbour(form, item.name, 1),
        faults=faults_by_field(found.faults),
        counts=[(code.value, request.text(text)) for code, text in words.COUNTS.items()],
        has_points=any(each.scored for each in form.every) or form.purpose is Purpose.GRADING,
        conditions_open=bool(item.relevance or item.constraint or item.calculation),
    )


@get(f"{HOME}/{{name:str}}/settings", guards=[COORDINATOR])
async def settings(request: Request, name: FromPath[str]) -> Response[Any]:
    return settings_page(request, await draft(request, name))


@post(f"{HOME}/{{name:str}}/settings", guards=[COORDINATOR])
async def save_settings(request: Request, name: FromPath[str]) -> Response[Any]:
    mine = await draft(request, name)
    given = await fields(request)

    def change(form: Instrument) -> Instrument:
        shown = languages(form)
        told: dict[str, Any] = {
            field: mend_form.texts(getattr(form, field), field, given, languages=shown) for field in TOLD
        }
        if not told["title"]:
            raise Invalid(N_("Something in the form needs another look."), (Fault("title", N_("Write a title.")),))
        if given.get("purpose") in set(Purpose):
            told["purpose"] = Purpose(given["purpose"])
        if given.get("style") in set(Style):
            told["style"] = Style(given["style"])
        return msgspec.structs.replace(form, **told, anonymous=given.get("anonymous") == "on")

    try:
        await request.step(draft_form.mend, name=name, change=change, what="settings", by=request.person.id)
    except Invalid as fault:
        return settings_page(request, mine, fault)
    return redirect(request, mine.path, said=N_("Saved."))


TOLD = ("title", "intro")


@post(f"{HOME}/{{name:str}}/languages", guards=[COORDINATOR])
async def save_languages(request: Request, name: FromPath[str]) -> Response[Any]:
    mine = await draft(request, name)
    given = await fields(request)
    try:
        codes = renamed(mine.instrument, given)
    except Invalid as fault:
        return settings_page(request, mine, fault)
    default = given.get("default", "")
    default = codes.get(default, default) if default in mine.instrument.languages else ""

    def change(form: Instrument) -> Instrument:
        return mending.in_languages(form, codes, default=default)

    await request.step(draft_form.mend, name=name, change=change, what="languages", by=request.person.id)
    return redirect(request, mine.path, said=N_("Saved."))


def renamed(form: Instrument, given: dict[str, str]) -> dict[str, str]:
    """Old code -> new code; raises Invalid where two languages would become one."""
    wanted = {code: given.get(f"language-{code}") or code for code in form.languages}
    known = {*words.TONGUES, *form.languages}
    if len(set(wanted.values())) < len(wanted) or not set(wanted.values()) <= known:
        told = Fault("languages", N_("Each language needs a name of its own."))
        raise Invalid(N_("Something in the form needs another look."), (told,))
    return {old: new for old, new in wanted.items() if old != new}


def settings_page(request: Request, mine: Kept, fault: Invalid | None = None) -> Response[Any]:
    form = mine.instrument
    return view(
        request,
        "settings",
        status=422 if fault else 200,
        mine=mine,
        form=form,
        faults=faults_by_field(fault.faults) if fault else {},
        codes=form.languages,
        tongues=[(code, name) for code, name in words.TONGUES.items()],
        purposes=[(code.value, request.text(text)) for code, text in words.PURPOSES.items()],
        styles=[(code.value, request.text(text)) for code, text in STYLES.items()],
        unknown=UNKNOWN,
    )


HANDLERS = [look, save, settings, save_settings, save_languages]
