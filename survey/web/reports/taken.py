"""A unit's report to take away: the same words as on its page, as PDF and as a workbook."""

import re

from litestar import Response, get
from litestar.params import FromPath

from survey.printing import pdf, workbook
from survey.problems import NotFound
from survey.report import Report
from survey.texts import N_
from survey.web.guards import allow_public
from survey.web.ranking import attachment, words_of
from survey.web.reports.book import book
from survey.web.reports.page import Found, found_for, told
from survey.web.request import Request

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/rankings/{wave_id:int}/{code:str}/report.pdf", guards=[allow_public], sync_to_thread=True)
def as_pdf(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[bytes]:
    found = found_for(request, wave_id, code)
    report = made_already(found)
    # Dated by its figures: the same report gives the same file.
    printed = pdf.made(told(request, found), now=report.computed_at, base=request.settings.url)
    return attachment(printed, PDF, file_name(found, "pdf"))


@get("/rankings/{wave_id:int}/{code:str}/report.xlsx", guards=[allow_public], sync_to_thread=True)
def as_workbook(request: Request, wave_id: FromPath[int], code: FromPath[str]) -> Response[bytes]:
    found = found_for(request, wave_id, code)
    report = made_already(found)
    told_of = book(report, found.names, words_of(request), house=found.house)
    return attachment(workbook.made(told_of, now=report.computed_at), XLSX, file_name(found, "xlsx"))


def made_already(found: Found) -> Report:
    if found.report is None:
        raise NotFound(N_("This report is not made yet."), advice=N_("Look again in a few minutes."))
    return found.report


def file_name(found: Found, ending: str) -> str:
    """Of letters that every system takes: `medlytt-3-3909.pdf`."""
    code = re.sub(r"[^0-9A-Za-z-]", "_", found.names.places[found.unit_id].code)
    return f"medlytt-{found.names.wave.id}-{code}.{ending}"


HANDLERS = [as_pdf, as_workbook]
