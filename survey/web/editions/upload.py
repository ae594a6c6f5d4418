"""A file comes in: a new form, a mended draft, or a copy of one that is there."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from instruments import bank, files
from instruments.imported import Imported
from instruments.instrument import Instrument
from instruments.xlsform.write import write
from survey.edition import Finding
from survey.person import RoleName
from survey.steps import draft_form
from survey.texts import N_
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.view import view
from survey.web.forms import typed
from survey.web.guards import allow
from survey.web.page import redirect
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
FORMS = (".xlsx", ".xlsm", ".xls", ".md", ".lss", ".json", ".toml")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FILES = 20
DRAFTED = N_("This is a draft that you can change.")


class Sent(msgspec.Struct, frozen=True):
    """The form's own file first in the name, what belongs to it beside."""

    name: str
    data: bytes
    attachments: dict[str, bytes]


@get(f"{HOME}/new", guards=[COORDINATOR])
async def choose(request: Request) -> Response[Any]:
    return await upload_page(request)


@post(f"{HOME}/new", guards=[COORDINATOR])
async def send(request: Request) -> Response[Any]:
    sent = await taken(request)
    if sent is None:
        return await upload_page(request, (NOTHING,))
    found = await read(sent)
    if found.instrument is None:
        return await upload_page(request, told(found), source=sent.name)
    made = await request.step(
        draft_form.take_in,
        found=found,
        source=sent.name,
        by=request.person.id,
        own_bank=request.settings.bank_folder,
    )
    return redirect(request, f"{HOME}/{made.name}", said=N_("The file was read."))


@post(f"{HOME}/{{name:str}}/upload", guards=[COORDINATOR])
async def send_again(request: Request, name: FromPath[str]) -> Response[Any]:
    draft = await request.read(kept.known, name, request.settings.bank_folder)
    sent = await taken(request)
    if sent is None:
        return await upload_page(request, (NOTHING,), draft=draft)
    found = await read(sent)
    if found.instrument is None:
        return await upload_page(request, told(found), draft=draft, source=sent.name)
    await request.step(draft_form.replace, name=name, found=found, source=sent.name, by=request.person.id)
    return redirect(request, draft.path, said=N_("The file was read and has taken the place of the former one."))


@post(f"{HOME}/{{name:str}}/copy", guards=[COORDINATOR])
async def copy(request: Request, name: FromPath[str]) -> Response[Any]:
    made = await request.step(draft_form.copy, name=name, by=request.person.id, own_bank=request.settings.bank_folder)
    return redirect(request, f"{HOME}/{made.name}", said=DRAFTED)


@post(f"{HOME}/copy", guards=[COORDINATOR])
async def copy_chosen(request: Request) -> Response[Any]:
    name = typed(str((await request.form()).get("name", "")))
    made = await request.step(draft_form.copy, name=name, by=request.person.id, own_bank=request.settings.bank_folder)
    return redirect(request, f"{HOME}/{made.name}", said=DRAFTED)


@get(f"{HOME}/example", guards=[COORDINATOR])
async def example(request: Request) -> Response[bytes]:
    data = await sync_to_thread(lambda: write(bank.example()))
    headers = {"content-disposition": 'attachment; filename="medlytt-example.xlsx"'}
    return Response(data, media_type=WORKBOOK, headers=headers)


NOTHING = Finding(where="", message=N_("Choose a file first."))


async def taken(request: Request) -> Sent | None:
    """What was sent; the first file that can hold a form is the form, the others belong to it."""
    form = await request.form()
    given = [one for one in form.getall("file", []) if isinstance(one, UploadFile) and one.filename][:MOST_FILES]
    contents = {(one.filename or "")[:200]: await one.read() for one in given}
    name = main(tuple(contents))
    if not name:
        return None
    return Sent(name, contents.pop(name), contents)


def main(names: Sequence[str]) -> str:
    fitting = [name for name in names if name.lower().endswith(FORMS)]
    return next(iter([*fitting, *names]), "")


async def read(sent: Sent) -> Imported:
    """In a thread: a large workbook takes a second."""
    return await sync_to_thread(files.read, sent.data, sent.name, sent.attachments)


def told(found: Imported) -> tuple[Finding, ...]:
    return tuple(Finding(where=one.where, message=one.message, severity=one.severity) for one in found.problems)


async def upload_page(
    request: Request, findings: tuple[Finding, ...] = (), *, draft: Kept | None = None, source: str = ""
) -> Response[Any]:
    shipped = bank.every(Instrument, request.settings.bank_folder)
    starts = [kept.of_bank(one) for one in shipped.values()]
    return view(
        request,
        "upload",
        status=422 if findings else 200,
        findings=findings,
        draft=draft,
        source=source,
        starts=kept.by_purpose(sorted(starts, key=lambda one: one.title(request.language))),
        formats=", ".join(FORMS),
    )


HANDLERS = [choose, send, send_again, copy, copy_chosen, example]
