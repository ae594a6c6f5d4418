"""The improvement report of a unit: everybody's once published, but for what citizens say, which is for the house."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from survey.document import Document
from survey.problems import NotFound
from survey.report import Report
from survey.store import reports
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web.guards import allow_public
from survey.web.page import page
from survey.web.ranking import visible, words_of
from survey.web.reports import gathered
from survey.web.reports.names import Names
from survey.web.reports.telling import document
from survey.web.request import Request
from survey.web.shelf import ready


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A report as this reader may have it; None: it is not made yet."""

    names: Names
    unit_id: int
    report: Report | None
    house: bool


@get("/rankings/{wave_id:int}/{code:str}/report", guards=[allow_public], sync_to_thread=True)
def show(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[Any]:
    found = found_for(request, wave_id, code)
    if found.report is None:
        return page(request, "reports/waiting.html", names=found.names, place=found.names.places[found.unit_id])
    return ready(request, wave_id, lambda: drawn(request, found))


def drawn(request: Request, found: Found) -> Response[Any]:
    place = found.names.places[found.unit_id]
    return page(
        request, "reports/report.html", names=found.names, place=place, house=found.house, one=told(request, found)
    )


def told(request: Request, found: Found) -> Document:
    """For the page and for what is taken away from it."""
    if found.report is None:
        raise NotFound(N_("This report is not made yet."), advice=N_("Look again in a few minutes."))
    said = gathered.said(request, found.report) if found.house else None
    return document(found.report, found.names, words_of(request), said=said, house=found.house)


def found_for(request: Request, wave_id: int, code: str) -> Found:
    """NotFound where this reader may not have it: to them it does not exist."""
    with request.db.read() as connection:
        wave = visible(connection, request, wave_id)["wave"]
        names = gathered.names_of(connection, wave, own_bank=request.settings.bank_folder)
        unit_id = next((id for id, one in names.places.items() if one.code == code), None)
        if unit_id is None:
            raise NotFound(N_("This unit was not part of the test."))
        house = request.user is not None and request.user.sees(unit_id)
        if wave.status not in (WaveStatus.CLOSED, WaveStatus.PUBLISHED) or not (names.published or house):
            advice = N_("Reports are made when the wave is closed.")
            raise NotFound(N_("There is no report of this unit yet."), advice=advice)
        return Found(names=names, unit_id=unit_id, report=reports.of_unit(connection, wave_id, unit_id), house=house)


HANDLERS = [show]
