"""What earlier tests found, for everybody: by test and by municipality, each result with the page that tells it."""

from typing import Any

from litestar import Response, get

from survey import shipped
from survey.web.guards import allow_public
from survey.web.national import history_telling, swedish_telling
from survey.web.page import page
from survey.web.ranking import words_of
from survey.web.request import Request


@get("/history", guards=[allow_public], sync_to_thread=True)
def earlier(request: Request) -> Response[Any]:
    found = history_telling.told(
        shipped.earlier_results(),
        shipped.earlier_municipalities(),
        words_of(request),
        number=request.query_params.get("unit", "")[:20],
    )
    return page(request, "national/history.html", document=found)


@get("/history/sweden", guards=[allow_public], sync_to_thread=True)
def sweden(request: Request) -> Response[Any]:
    found = swedish_telling.told(shipped.swedish_figures(), words_of(request))
    return page(request, "national/history.html", document=found)


HANDLERS = [earlier, sweden]
