"""What the pages on one wave's measurement share: who may see them, what is kept of it, and the way between them."""

from typing import Any, TypeVar

import msgspec
from litestar import Response

from survey.store import measures
from survey.texts import N_
from survey.web.page import page
from survey.web.ranking import Board
from survey.web.request import Request

PAGES = (
    ("equal-treatment", N_("Equal treatment")),
    ("sensitivity", N_("What the places hang on")),
    ("plain-language", N_("Plain language")),
)
Kept = TypeVar("Kept", bound=msgspec.Struct)


def kept(request: Request, wave_id: int, kind: str, of: type[Kept]) -> Kept | None:
    """What was worked out last; None where nobody has done so yet."""
    with request.db.read() as connection:
        document = measures.document(connection, wave_id, kind)
    return None if document is None else msgspec.json.decode(document, type=of)


def framed(request: Request, template: str, board: Board, **context: Any) -> Response[Any]:
    return page(request, f"measure/{template}.html", board=board, pages=PAGES, **context)
