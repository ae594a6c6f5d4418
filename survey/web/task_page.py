"""The page of one task: what there is to read, to do and to fill in, with the draft as it is."""

import secrets
from collections.abc import Iterable, Mapping

import msgspec
from litestar import Response
from litestar.datastructures import FormMultiDict

from instruments.instrument import Style
from survey.person import RoleName
from survey.problems import Fault
from survey.web.guards import allow
from survey.web.page import page
from survey.web.questions import posted
from survey.web.questions.place import Filled, Place, place
from survey.web.questions.posted import fields_of
from survey.web.questions.question import PREFIX
from survey.web.questions.read_over import read_over
from survey.web.questions.said import reader
from survey.web.questions.view import View
from survey.web.request import Request
from survey.web.task_files import own_files
from survey.web.task_sheet import Sheet, sheet
from survey.web.words import KINDS, OUTCOMES

TESTER = allow(RoleName.TESTER)
KIND = "kind-"  # of the fields that confirm or correct what a mail is
KEPT = (PREFIX, KIND, "times_right")
LONGEST = 4000


async def open_sheet(request: Request, id: int) -> Sheet:
    return await request.read(
        sheet,
        id,
        request.person.id,
        now=request.now,
        own=request.settings.bank_folder,
        vault=request.vault,
        language=request.language,
    )


def show(
    request: Request,
    found: Sheet,
    *,
    status: int = 200,
    values: Mapping[str, str] | None = None,
    faults: Iterable[Fault] = (),
    clash: bool = False,
    fresh: frozenset[str] = frozenset(),
) -> Response[str]:
    """The page of the task's kind; `values` are what the form had when it was sent and could not be taken."""
    shown = dict(found.values if values is None else values)
    instrument = found.rules.instrument
    graded = found.earlier.answers if found.earlier else {}
    closed = "question" if found.question else "later"
    template = "sent" if found.task.is_sent else found.task.kind if found.open else closed
    return page(
        request,
        f"tester/{template}.html",
        status=status,
        sheet=found,
        task=found.task,
        place=place_of(request, found, shown, fresh=fresh),
        sent=read_over(instrument, graded, reader(instrument, request.language)),
        press_to=f"/tasks/{found.task.id}/draft",
        values=shown,
        faults={fault.where: fault for fault in faults},
        clash=clash,
        token=secrets.token_urlsafe(12),
        window=secrets.token_urlsafe(6),
        kinds=KINDS,
        outcomes=OUTCOMES,
    )


def place_of(request: Request, found: Sheet, values: Mapping[str, str], *, fresh: frozenset[str]) -> Place:
    """The form with what is filled in; a tester has it on one page."""
    instrument = msgspec.structs.replace(found.rules.instrument, style=Style.ONE_PAGE)
    view = View(reader=reader(instrument, request.language), fresh=fresh, uploads=True)
    filled = Filled(fields=fields_of(own_files(found, values), instrument), seed=found.seed)
    return place(instrument, filled, view, now=request.now)


def kept(form: FormMultiDict) -> dict[str, str]:
    """The fields of a form that a draft keeps."""
    return {name: text for name, text in posted.kept(form.multi_items()).items() if name.startswith(KEPT)}


def plain(text: object) -> str:
    """What somebody typed, within bounds; PostgreSQL takes no zero bytes."""
    return str(text).replace("\0", "").strip()[:LONGEST]
