"""A form taken away in a file."""

from typing import Any

from litestar import Response, get
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from instruments import document
from instruments.instrument import Instrument
from instruments.xlsform.write import write, write_md
from survey.person import RoleName
from survey.problems import Conflict, NotFound
from survey.texts import N_
from survey.web.editions import kept
from survey.web.editions.kept import HOME, Kept
from survey.web.editions.upload import WORKBOOK
from survey.web.guards import allow
from survey.web.request import Request

COORDINATOR = allow(RoleName.COORDINATOR)
FORMATS = {
    "xlsx": (WORKBOOK, write),
    "toml": ("application/toml", lambda form: document.to_toml(form).encode()),
    "json": ("application/json", lambda form: document.to_json(form).encode()),
    "md": ("text/markdown; charset=utf-8", lambda form: write_md(form).encode()),
}


@get(f"{HOME}/{{name:str}}/download/{{format:str}}", guards=[COORDINATOR])
async def download(request: Request, name: FromPath[str], format: FromPath[str]) -> Response[Any]:
    mine: Kept = await request.read(kept.known, name, request.settings.bank_folder)
    if format not in FORMATS:
        raise NotFound(N_("This page does not exist."))
    media_type, make = FORMATS[format]
    try:
        data = await sync_to_thread(make, mine.instrument)
    except ValueError as fault:  # only a cell of a workbook has a longest text
        advice = N_("Take the form away as TOML or JSON instead.")
        raise Conflict(N_("A text in this form is too long for a cell of a workbook."), advice=advice) from fault
    headers = {"content-disposition": f'attachment; filename="{file_name(mine.instrument)}.{format}"'}
    return Response(data, media_type=media_type, headers=headers)


def file_name(form: Instrument) -> str:
    """Of letters that no header and no file system takes amiss."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in form.id)
    return f"{plain}-{form.version}"


HANDLERS = [download]
