"""The disclosure pack: a unit's list of test contacts, as page, CSV and workbook."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from litestar import Response, get
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from instruments import bank
from instruments.characters import characters
from instruments.scenario import Persona
from instruments.xlsform.write import OPTIONS
from survey.disclosure import Contact, Pack, Way
from survey.person import RoleName
from survey.problems import NotFound
from survey.steps import disclose, look
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web import download
from survey.web.guards import allow
from survey.web.objections.case import board_and_place
from survey.web.page import page
from survey.web.ranking import Board, attachment, words_of
from survey.web.ranking_view import Words
from survey.web.request import Request

READERS = allow(RoleName.QUALITY, RoleName.COORDINATOR)
WAYS = {Way.MAIL: N_("E-mail"), Way.ANSWER: N_("E-mail, answer to a question"), Way.CALL: N_("Phone")}
HEAD = (
    N_("Day"), N_("Time"), N_("Channel"), N_("Name given"), N_("Sender's address"), N_("Sent to"), N_("Subject"),
    N_("Inquiry"),
)  # fmt: skip
WIDTHS = (12, 8, 16, 24, 34, 34, 44, 10)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/rankings/{wave_id:int}/{code:str}/contacts", guards=[READERS])
async def show(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[Any]:
    return await sync_to_thread(drawn, request, wave_id, code)


def drawn(request: Request, wave_id: int, code: str) -> Response[Any]:
    board, place, pack = pack_of(request, wave_id, code)
    look.at_contacts(request.db, request.now, by=request.person.id, wave_id=wave_id, unit_id=place.standing.unit_id)
    return page(request, "objections/contacts.html", board=board, place=place, pack=pack, ways=WAYS)


@get("/rankings/{wave_id:int}/{code:str}/contacts.csv", guards=[READERS])
async def as_csv(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[bytes]:
    rows, words = await sync_to_thread(took, request, wave_id, code), words_of(request)
    content = download.table([words.translate(name) for name in HEAD], rows, words.language)
    return attachment(content, "text/csv", f"medlytt-{wave_id}-{code}-contacts.csv")


@get("/rankings/{wave_id:int}/{code:str}/contacts.xlsx", guards=[READERS])
async def as_workbook(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[bytes]:
    rows, words = await sync_to_thread(took, request, wave_id, code), words_of(request)
    content = workbook([words.translate(name) for name in HEAD], rows, words.translate(N_("Test contacts")))
    return attachment(content, WORKBOOK, f"medlytt-{wave_id}-{code}-contacts.xlsx")


def pack_of(request: Request, wave_id: int, code: str) -> tuple[Board, Any, Pack]:
    """Nothing while the wave runs, not for coordinators either: the list would tell who asks."""
    board, place = board_and_place(request, wave_id, code)
    if board.wave.status not in (WaveStatus.CLOSED, WaveStatus.PUBLISHED):
        raise NotFound(N_("The list of test contacts is there once the wave is closed."))
    with request.db.read() as connection:
        pack = disclose.pack(connection, wave_id, place.standing.unit_id, personas=personas(request))
    return board, place, pack


def personas(request: Request) -> dict[str, Persona]:
    return {one.id: one for cast in bank.casts(request.settings.bank_folder).values() for one in cast.personas}


def took(request: Request, wave_id: int, code: str) -> list[list[download.Cell]]:
    _, place, pack = pack_of(request, wave_id, code)
    disclose.taken(request.db, request.now, by=request.person.id, wave_id=wave_id, unit_id=place.standing.unit_id)
    words = words_of(request)
    return [row(one, words) for one in pack.contacts]


def row(one: Contact, words: Words) -> list[download.Cell]:
    local = one.at.astimezone(words.formats.zone)
    way = words.translate(WAYS[one.way])
    return [
        local.date().isoformat(), f"{local:%H:%M}", way, one.name, one.address, one.to, one.subject, one.inquiry_id
    ]  # fmt: skip


def workbook(head: Sequence[str], rows: Sequence[Sequence[download.Cell]], title: str) -> bytes:
    """Texts stay texts: nothing that stood in a subject is calculated."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        bold, sheet = book.add_format({"bold": True, "bottom": 1}), book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(zip(head, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
            for number, cells in enumerate(rows, start=1):
                cell = cells[column]
                sheet.write(number, column, characters(cell) if isinstance(cell, str) else cell)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(head) - 1)
    return file.getvalue()


HANDLERS = [show, as_csv, as_workbook]
