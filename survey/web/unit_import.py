"""A unit table is sent, looked at, confirmed."""

from typing import Any

from babel.numbers import format_decimal
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from survey import shipped
from survey.person import RoleName
from survey.problems import Fault, Invalid, NotFound
from survey.register.changes import Preview
from survey.register.columns import FIELDS as FIELD_NAMES
from survey.steps import import_units as steps
from survey.store import uploads
from survey.texts import N_
from survey.web.formats import LOCALES
from survey.web.guards import allow
from survey.web.page import page, redirect
from survey.web.request import Request
from survey.web.unit_words import COUNTRIES, FIELDS, hours, place

COORDINATOR = allow(RoleName.COORDINATOR)
SHOWN = 100  # new and changed units listed one by one


@get("/units/import", guards=[COORDINATOR], sync_to_thread=False)
def choose(request: Request) -> Response[Any]:
    return upload_form(request)


@post("/units/import", guards=[COORDINATOR])
async def send(request: Request) -> Response[Any]:
    form = await request.form()
    country = str(form.get("country", "NO"))
    file = form.get("file")
    name, data = "", b""
    if form.get("shipped"):
        name, data, country = shipped.MUNICIPALITIES, shipped.municipalities(), "NO"
    elif isinstance(file, UploadFile):
        name, data = file.filename or "", await file.read()
    try:
        if country not in COUNTRIES:
            raise Invalid(steps.HAS_FAULTS, (Fault("country", N_("Choose one of the answers.")),))
        if not data and not name:
            raise Invalid(steps.HAS_FAULTS, (Fault("", N_("Choose a file first.")),))
        kept = await request.step(keep, data=data, name=name, country=country, by=request.person.id)
    except Invalid as fault:
        return upload_form(request, fault)
    return redirect(request, f"/units/import/{kept}")


def keep(db: Any, now: Any, *, data: bytes, name: str, country: str, by: int) -> int:
    return steps.keep(db, data, now, name=name[:200], country=country, by=by)


@get("/units/import/{upload_id:int}", guards=[COORDINATOR])
async def look(request: Request, upload_id: FromPath[int]) -> Response[Any]:
    upload = await request.read(uploads.by_id, upload_id)
    if upload is None:
        raise NotFound(N_("This table is not kept any more"), advice=N_("Send the file again."))
    if upload.applied_at is not None:
        return redirect(request, "/units", said=N_("This table was imported before."))
    found: Preview = await request.step(lambda db, _: steps.preview_upload(db, upload))
    return page(
        request,
        "planning/preview.html",
        upload=upload,
        preview=found,
        shown=SHOWN,
        fields=FIELDS,
        faults=[(place(fault, request.text), fault) for fault in found.faults],
        told=lambda value: told(value, request.language),
    )


@post("/units/import/{upload_id:int}", guards=[COORDINATOR])
async def confirm(request: Request, upload_id: FromPath[int]) -> Response[Any]:
    digest = str((await request.form()).get("digest", ""))
    done = await request.step(steps.confirm, upload_id=upload_id, digest=digest, by=request.person.id)
    if done is None:
        return redirect(request, "/units", said=N_("This table was imported before."))
    said = N_("Imported: %(new)s new units, %(changed)s changed.")
    return redirect(request, "/units", said=said, new=len(done.new), changed=len(done.changed))


def upload_form(request: Request, fault: Invalid | None = None) -> Response[Any]:
    told = [(place(one, request.text), one) for one in fault.faults] if fault else []
    return page(
        request,
        "planning/import.html",
        status=422 if fault else 200,
        faults=told,
        countries_told=[(code, request.text(name)) for code, name in COUNTRIES.items()],
        columns=[", ".join(names[:6]) for names in FIELD_NAMES.values()],
    )


def told(value: Any, language: str) -> str:
    """A value of a unit as a reader writes it; nothing for nothing."""
    match value:
        case None | "" | ():
            return ""
        case dict():
            return hours(value, language)
        case int():
            return format_decimal(value, locale=LOCALES[language])
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


HANDLERS = [choose, send, look, confirm]
