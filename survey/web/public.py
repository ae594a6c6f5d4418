"""The pages for everybody: the front page, the privacy notice, the accessibility statement."""

from typing import Any

from litestar import Response, get

from survey.store import waves
from survey.wave import WaveStatus
from survey.web.guards import allow_public
from survey.web.navigation import home
from survey.web.page import page, redirect
from survey.web.request import Request


@get("/", guards=[allow_public])
async def front(request: Request) -> Response[Any]:
    if request.user is not None:
        return redirect(request, home(request.user, request.app.state.paths))
    published = await request.read(waves.with_status, WaveStatus.PUBLISHED)
    return page(request, "public/front.html", published=list(reversed(published)))


@get("/privacy", guards=[allow_public], sync_to_thread=False)
def privacy(request: Request) -> Response[Any]:
    return page(request, "public/privacy.html")


@get("/accessibility", guards=[allow_public], sync_to_thread=False)
def accessibility(request: Request) -> Response[Any]:
    return page(request, "public/accessibility.html")


HANDLERS = [front, privacy, accessibility]
