"""The national report of a wave: as a page, and to print."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from survey.web.guards import allow_public
from survey.web.national import telling
from survey.web.national.paper import printed
from survey.web.national.source import source_of
from survey.web.page import page
from survey.web.ranking import attachment, words_of
from survey.web.request import Request
from survey.web.shelf import ready


@get("/rankings/{wave_id:int}/report", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int]) -> Response[Any]:
    return ready(request, wave_id, lambda: drawn(request, wave_id))


def drawn(request: Request, wave_id: int) -> Response[Any]:
    source = source_of(request, wave_id)
    document = telling.told(source, words_of(request))
    return page(request, "national/report.html", document=document, source=source)


@get("/rankings/{wave_id:int}/report.pdf", guards=[allow_public], sync_to_thread=True)
def to_print(request: Request, wave_id: FromPath[int]) -> Response[bytes]:
    source = source_of(request, wave_id)
    made = printed(request, source, "report", lambda: telling.told(source, words_of(request), whole=True))
    return attachment(made, "application/pdf", f"medlytt-{wave_id}-{request.language}.pdf")


HANDLERS = [show, to_print]
