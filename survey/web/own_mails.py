"""Which mails a person gets: chosen on their own page, or stopped by the address that stands in each mail."""

import hmac
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from survey.outbox import Occasion, stop_code
from survey.problems import NotFound, TooMany
from survey.steps import tell_again
from survey.store import people
from survey.texts import N_
from survey.web.forms import LARGEST
from survey.web.guards import allow, allow_hook
from survey.web.outbox import OCCASIONS
from survey.web.page import page, redirect
from survey.web.request import Request

LONGEST = 10_000  # bytes of a form that is not even read


@post("/me/mails", guards=[allow()])
async def choose(request: Request) -> Response[Any]:
    form = await request.form()
    wanted = frozenset(str(value) for value in form.getall("wanted", []))
    await request.step(tell_again.choose, request.person.id, wanted=wanted)
    return redirect(request, "/me", said=N_("Saved."))


# A mail program has no cookie and no token of a form (RFC 8058): the secret is in the address.
@get("/mails/stop/{person_id:int}/{occasion:str}/{secret:str}", guards=[allow_hook])
async def ask(
    request: Request, person_id: FromPath[int], occasion: FromPath[str], secret: FromPath[str]
) -> Response[Any]:
    """Changes nothing: programs that open links are no people."""
    what = meant(request, person_id, occasion, secret)
    language = await language_of(request, person_id)
    return page(request, "outbox/stop.html", language=language, what=OCCASIONS[what], done=False)


@post(
    "/mails/stop/{person_id:int}/{occasion:str}/{secret:str}",
    guards=[allow_hook],
    status_code=200,
    request_max_body_size=LONGEST,
)
async def stop(
    request: Request, person_id: FromPath[int], occasion: FromPath[str], secret: FromPath[str]
) -> Response[Any]:
    """From the page and from the mail program alike: what is asked stands in the address."""
    what = meant(request, person_id, occasion, secret)
    language = await language_of(request, person_id)
    await request.step(tell_again.stop, person_id, what)
    return page(request, "outbox/stop.html", language=language, what=OCCASIONS[what], done=True)


def meant(request: Request, person_id: int, occasion: str, secret: str) -> Occasion:
    tries = request.app.state.tries
    if tries.too_many(request.client_host, request.now):
        raise TooMany(N_("There were too many wrong addresses from here."), advice=N_("Try again in ten minutes."))
    right = stop_code(request.app.state.key(), person_id, occasion)
    known = occasion in set(Occasion) and person_id <= LARGEST
    if not known or not hmac.compare_digest(right.encode(), secret.encode("utf-8", "replace")):
        tries.wrong(request.client_host)
        raise NotFound(
            N_("This address stops no mails."), advice=N_("Sign in and choose on your own page which mails you get.")
        )
    return Occasion(occasion)


async def language_of(request: Request, person_id: int) -> str:
    """The one in which the mail was written."""
    found = await request.read(people.one, person_id)
    if found is None:
        raise NotFound(N_("This address stops no mails."))
    return request.chosen_language or found.language


HANDLERS = [choose, ask, stop]
