"""The next version of the categories is drafted: added, worded, merged, split, retired, looked over, published."""

from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.params import FromPath

from instruments import redraft
from instruments.codebook import Added, Axis, Category, Change, Codebook, Merged, Renamed, Retired, Split, axis
from instruments.language import in_language
from instruments.revision import ImpossibleError, amended, following
from instruments.scenario import FORMS
from survey.comment import Wanted
from survey.problems import Conflict, Fault, Invalid, NotFound, Problem
from survey.scheme import Scheme
from survey.steps import schemes as steps
from survey.store import category_counts, corrections, people, schemes
from survey.texts import LANGUAGES, N_
from survey.web import library_words
from survey.web.comments import scheme_form, scheme_preview, scheme_words
from survey.web.comments.frame import COORDINATOR, HOME, framed
from survey.web.comments.scheme import named
from survey.web.comments.scheme_preview import Preview
from survey.web.forms import faults_by_field, typed
from survey.web.page import redirect
from survey.web.request import Request

PLACE = f"{HOME}/scheme"
DRAFT = f"{PLACE}/draft"
PARTS = 4
NOT_BEGUN = N_("There are no categories yet.")
KEPT = N_("Kept in the draft. Nothing changes for the comments before you publish.")


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The version in use and the draft of the next one; `kept` is None while nothing has changed."""

    before: Codebook
    draft: Codebook
    kept: Scheme | None = None
    by: str = ""


class At(msgspec.Struct, frozen=True, kw_only=True):
    """A category on the desk."""

    desk: Desk
    axis: Axis
    category: Category


def desk(connection: sa.Connection) -> Desk:
    in_use, kept = schemes.in_use(connection), schemes.draft(connection)
    if in_use is None:
        raise Conflict(NOT_BEGUN)
    before = in_use.read()
    names = people.names(connection, [kept.created_by] if kept and kept.created_by else [])
    return Desk(
        before=before, draft=kept.read() if kept else following(before), kept=kept, by=next(iter(names.values()), "")
    )


def consequences(connection: sa.Connection, on: Desk) -> Preview:
    version = on.before.version
    numbers = {
        (one.code, code): n
        for one in on.before.axes
        for (code,), n in category_counts.by(connection, version, one.code, Wanted()).items()
    }
    return scheme_preview.preview(on.before, on.draft, corrections.standing_of(connection, version).values(), numbers)


def at(connection: sa.Connection, axis_code: str, code: str) -> At:
    on = desk(connection)
    found = axis(on.draft, axis_code)
    category = next((one for one in found.categories if one.code == code), None) if found else None
    if found is None or category is None:
        raise NotFound(N_("There is no such category in the draft."))
    return At(desk=on, axis=found, category=category)


@get(DRAFT, guards=[COORDINATOR])
async def show(request: Request) -> Response[Any]:
    on = await request.read(desk)
    names = scheme_words.Names((on.draft, on.before), request.language)
    return framed(
        request,
        "comments/scheme_draft.html",
        on=on,
        preview=await request.read(consequences, on),
        told=[scheme_words.told(one, on.before, on.draft, request.language, request.text) for one in on.draft.changes],
        can_undo=redraft.without_last(on.before, on.draft) is not None,
        names=names,
        named=named(request),
    )


@get(f"{PLACE}/add/{{axis_code:str}}", guards=[COORDINATOR])
async def new(request: Request, axis_code: FromPath[str]) -> Response[Any]:
    on, found = await axis_on_desk(request, axis_code)
    return form_page(request, found, Category(code="", name={}))


@post(f"{PLACE}/add/{{axis_code:str}}", guards=[COORDINATOR])
async def add(request: Request, axis_code: FromPath[str]) -> Response[Any]:
    on, found = await axis_on_desk(request, axis_code)
    typed_in = scheme_form.category_of(await request.form(), "")
    if not (name := scheme_form.first_name(typed_in)):
        return form_page(request, found, typed_in, (Fault("name-nb", N_("Give it a name.")),))
    code = redraft.code_of(name, {*found.codes, *(axis(on.before, axis_code) or found).codes})
    made = msgspec.structs.replace(typed_in, code=code)
    return await kept(request, lambda: amended(on.draft, Added(axis_code, code), made), found, made, new=True)


@get(f"{DRAFT}/{{axis_code:str}}/{{code:str}}", guards=[COORDINATOR])
async def one(request: Request, axis_code: FromPath[str], code: FromPath[str]) -> Response[Any]:
    found = await request.read(at, axis_code, code)
    return form_page(request, found.axis, found.category)


@post(f"{DRAFT}/{{axis_code:str}}/{{code:str}}/words", guards=[COORDINATOR])
async def words(request: Request, axis_code: FromPath[str], code: FromPath[str]) -> Response[Any]:
    found = await request.read(at, axis_code, code)
    form = await request.form()
    to = typed(str(form.get("code", ""))) or code
    made = scheme_form.category_of(form, to, found.category)

    def change() -> Codebook:
        if to != code:
            return amended(found.desk.draft, Renamed(axis_code, code, to), made)
        return redraft.reworded(found.desk.draft, axis_code, made)

    return await kept(request, change, found.axis, made, before=found.category)


@post(f"{DRAFT}/{{axis_code:str}}/{{code:str}}/merge", guards=[COORDINATOR])
async def merge(request: Request, axis_code: FromPath[str], code: FromPath[str]) -> Response[Any]:
    into = typed(str((await request.form()).get("into", "")))
    return await changed(request, axis_code, code, Merged(axis_code, (code, into), into), ())


@post(f"{DRAFT}/{{axis_code:str}}/{{code:str}}/split", guards=[COORDINATOR])
async def split(request: Request, axis_code: FromPath[str], code: FromPath[str]) -> Response[Any]:
    found = await request.read(at, axis_code, code)
    form = await request.form()
    given = [typed(str(part)) for part in form.getall("part", [])][: 2 * PARTS]
    parts = parts_of(found, [part for part in given if part], request.language)
    into = tuple(one.code for one in parts)
    new_ones = tuple(one for one in parts if one.code != code)
    return await changed(request, axis_code, code, Split(axis_code, code, into), new_ones)


def parts_of(found: At, names: list[str], language: str) -> list[Category]:
    """The one that keeps the name keeps the code; the others get words of their own afterwards."""
    taken, made = {*found.axis.codes}, list[Category]()
    before = axis(found.desk.before, found.axis.code)
    taken |= set(before.codes if before else ())
    for name in dict.fromkeys(names):
        if name == in_language(found.category.name, language):
            made.append(found.category)
        else:
            code = redraft.code_of(name, taken)
            taken.add(code)
            made.append(Category(code=code, name={language: name}))
    return made


@post(f"{DRAFT}/{{axis_code:str}}/{{code:str}}/retire", guards=[COORDINATOR])
async def retire(request: Request, axis_code: FromPath[str], code: FromPath[str]) -> Response[Any]:
    return await changed(request, axis_code, code, Retired(axis_code, code), ())


@post(f"{DRAFT}/undo", guards=[COORDINATOR])
async def undo(request: Request) -> Response[Any]:
    on = await request.read(desk)
    made = redraft.without_last(on.before, on.draft)
    if made is None or on.kept is None:
        said = N_("The last change cannot be taken back by itself: throw the draft away and begin anew.")
        return redirect(request, DRAFT, said=said, kind="warning")
    await request.step(steps.edit, made, by=request.person.id)
    return redirect(request, DRAFT, said=N_("The last change is taken back."))


@post(f"{DRAFT}/drop", guards=[COORDINATOR])
async def drop(request: Request) -> Response[Any]:
    on = await request.read(desk)
    if on.kept:
        await request.step(steps.drop, on.kept.version, by=request.person.id)
    return redirect(request, PLACE, said=N_("The draft is gone. The version in use is as it was."))


@post(f"{DRAFT}/publish", guards=[COORDINATOR])
async def publish(request: Request) -> Response[Any]:
    on = await request.read(desk)
    if on.kept is None or not on.draft.changes:
        return redirect(request, DRAFT, said=N_("Nothing has changed yet."), kind="warning")
    try:
        followed = await request.step(steps.publish, on.kept.version, by=request.person.id)
    except Problem as problem:
        return redirect(request, DRAFT, said=problem.title, kind="warning", **problem.values)
    said = N_("Version %(version)s is in use. Of the sorted comments %(n)s followed; a model is being trained.")
    return redirect(request, PLACE, said=said, version=on.kept.version, n=followed)


async def axis_on_desk(request: Request, code: str) -> tuple[Desk, Axis]:
    on = await request.read(desk)
    found = axis(on.draft, code)
    if found is None:
        raise NotFound(N_("There is no such kind of category."))
    return on, found


async def changed(
    request: Request, axis_code: str, code: str, change: Change, made: tuple[Category, ...]
) -> Response[Any]:
    """One click on a category's page; what is wrong stands there."""
    found = await request.read(at, axis_code, code)
    return await kept(
        request, lambda: amended(found.desk.draft, change, *made), found.axis, found.category, before=found.category
    )


async def kept(
    request: Request,
    make: Callable[[], Codebook],
    on: Axis,
    typed_in: Category,
    *,
    before: Category | None = None,
    new: bool = False,
) -> Response[Any]:
    try:
        draft = make()
    except ImpossibleError as impossible:
        told = [Fault("", library_words.told(one.message, request.text)) for one in impossible.faults]
        return form_page(request, on, typed_in, tuple(told), before=before)
    try:
        await request.step(steps.edit, draft, by=request.person.id)
    except Invalid as invalid:
        place = (on.code, typed_in.code)
        faults = scheme_form.faults(invalid.faults, draft, place, request.text)
        shown = msgspec.structs.replace(typed_in, code="") if new else typed_in
        return form_page(request, on, shown, faults, before=before)
    return redirect(request, DRAFT, said=KEPT)


def form_page(
    request: Request, on: Axis, category: Category, faults: tuple[Fault, ...] = (), *, before: Category | None = None
) -> Response[Any]:
    return framed(
        request,
        "comments/scheme_category.html",
        status=422 if faults else 200,
        axis=on,
        category=category,
        known=before or category,
        listed_faults=faults,
        faults=faults_by_field(faults),
        labels=scheme_form.LABELS,
        tongues=sorted(FORMS, key=lambda one: one != request.language),
        language_names=LANGUAGES,
        parts=PARTS,
        named=named(request),
    )


HANDLERS = [show, new, add, one, words, merge, split, retire, undo, drop, publish]
