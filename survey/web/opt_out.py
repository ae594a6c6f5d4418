"""No more surveys: a page with one button for people, and the same address for the button of a mail program."""

from litestar import Response, get, post
from litestar.params import FromPath

from survey.steps.opt_out import Covers, Found, linked, opt_out
from survey.web.citizens.call import HEADERS, NOWHERE, Call
from survey.web.citizens.pages import Pages
from survey.web.forms import LARGEST
from survey.web.guards import allow_hook
from survey.web.request import Request

UNKNOWN = 404
LONGEST = 10_000  # bytes of a form that is not even read


# A mail program has no cookie and no token of a form (RFC 8058): the secret is in the address.
@get("/out/{round_id:int}/{token:str}", guards=[allow_hook])
async def ask(request: Request, round_id: FromPath[int], token: FromPath[str]) -> Response[bytes]:
    """Changes nothing: programs that open links are no citizens."""
    found = await look(request, round_id, token)
    if found.covers is Covers.NOTHING:
        return shown(request, "nothing_to_stop.html", "", status=UNKNOWN)
    return shown(request, "opt_out.html", language_of(found))


@post("/out/{round_id:int}/{token:str}", guards=[allow_hook], status_code=200, request_max_body_size=LONGEST)
async def stop(request: Request, round_id: FromPath[int], token: FromPath[str]) -> Response[bytes]:
    """From the page and from the mail program alike: what is asked stands in the address."""
    found = await look(request, round_id, token)
    if found.covers is Covers.NOTHING:
        return shown(request, "nothing_to_stop.html", "", status=UNKNOWN)
    covers = await request.step(opt_out, round_id, token, keys=request.keyring)
    return shown(request, "opted_out.html", language_of(found), covers=covers)


async def look(request: Request, round_id: int, token: str) -> Found:
    if round_id > LARGEST:
        return Found()
    return await request.read(linked, round_id, token, keys=request.keyring)


def language_of(found: Found) -> str:
    """The one in which the message was written."""
    return found.invited.language if found.invited else ""


def shown(
    request: Request, template: str, language: str, *, status: int = 200, covers: Covers = Covers.NOTHING
) -> Response[bytes]:
    call = Call(
        path=request.url.path,
        query=[("lang", request.query_params.get("lang", ""))],
        languages=language or request.headers.get("accept-language", ""),
        now=request.now,
    )
    pages = Pages(request.settings, request.app.state.assets)
    reply = pages.plain(template, call, status=status, cache=NOWHERE, covers=covers)
    return Response(reply.body, status_code=reply.status, headers=HEADERS | {"cache-control": reply.cache})


HANDLERS = [ask, stop]
