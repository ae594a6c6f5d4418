"""Evidence of a unit goes out so that a browser can do nothing but show or keep it."""

from litestar import Response, get
from litestar.params import FromPath

from survey import objection
from survey.person import RoleName
from survey.problems import NotFound
from survey.store import objections
from survey.texts import N_
from survey.web.guards import allow
from survey.web.request import Request
from survey.web.task_evidence import SAFE_TO_SHOW

READERS = allow(RoleName.QUALITY, RoleName.COORDINATOR)


@get("/objections/files/{id:int}", guards=[READERS])
async def file(request: Request, id: FromPath[int]) -> Response[bytes]:
    """For the unit that sent it and for coordinators."""
    found = await request.read(objections.file, id)
    content = await request.read(objections.content, id)
    made = await request.read(objections.by_id, found.objection_id) if found else None
    allowed = made is not None and (
        request.person.coordinates or objection.may_object(request.person, made.unit_id)
    )
    if found is None or content is None or not allowed:
        raise NotFound(N_("This page does not exist."))
    shown = "inline" if found.media_type.startswith("image/") else "attachment"
    # Not kept by the browser: the next to sign in there may belong to another unit.
    headers = SAFE_TO_SHOW | {"content-disposition": shown, "cache-control": "no-store"}
    return Response(content, media_type=found.media_type, headers=headers)


HANDLERS = [file]
