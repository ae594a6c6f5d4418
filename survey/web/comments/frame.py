"""What the pages on comments have in common: who reads them, how they lead to one another."""

from typing import Any

from litestar import Response

from survey.person import RoleName
from survey.texts import N_
from survey.web.guards import allow
from survey.web.navigation import Entry
from survey.web.page import page
from survey.web.request import Request

HOME = "/comments"
READERS = allow(RoleName.COORDINATOR, RoleName.QUALITY)
COORDINATOR = allow(RoleName.COORDINATOR)
PLACES = (
    Entry(N_("Read"), HOME, READERS),
    Entry(N_("Categories"), f"{HOME}/categories", READERS),
    Entry(N_("Report"), f"{HOME}/report", READERS),
    Entry(N_("Review"), f"{HOME}/review", COORDINATOR),
    Entry(N_("Import"), f"{HOME}/import", COORDINATOR),
    Entry(N_("Scheme"), f"{HOME}/scheme", READERS),
    Entry(N_("Model"), f"{HOME}/model", COORDINATOR),
    Entry(N_("Quality"), f"{HOME}/quality", READERS),
)


def framed(request: Request, template: str, /, *, status: int = 200, **context: Any) -> Response[str]:
    """`page()` for a template that extends comments/frame.html; a place shows once its page exists."""
    paths: frozenset[str] = request.app.state.paths
    places = [one for one in PLACES if one.path in paths and one.who.permits(request.person)]
    return page(request, template, status=status, places=places, **context)
