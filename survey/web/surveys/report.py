"""The field report of a survey that has been opened."""

from typing import Any

from litestar import Response

from survey.round import Round
from survey.web.page import page
from survey.web.request import Request
from survey.web.surveys import words


async def shown(request: Request, asked: Round) -> Response[Any]:
    return page(request, "surveys/report.html", asked=asked, words=words)
