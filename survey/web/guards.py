"""Who may call a route, and whether a form really came from one of our pages."""

import secrets
from typing import Any, cast
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import FormMultiDict
from litestar.handlers.base import BaseRouteHandler

from survey.person import Person, RoleName
from survey.problems import NotFound, NotPermitted, SignInNeeded
from survey.texts import N_
from survey.web.forms import LARGEST
from survey.web.request import Request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf"
HEADER = "x-csrf-token"


class Again(SignInNeeded):
    """A form that came too late or without a valid token: `typed` is shown again so that nothing is lost."""

    def __init__(self, title: str, typed: list[tuple[str, str]], *, status: int, advice: str) -> None:
        super().__init__(title, advice=advice)
        self.status = status
        self.typed = typed


class Allow:
    """A guard. `roles` empty: anybody who is signed in; `public`: everybody; `hook`: other programs, no form token."""

    def __init__(self, *roles: RoleName, public: bool = False, hook: bool = False) -> None:
        self.roles = frozenset(roles)
        self.public = public
        self.hook = hook

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if self.hook:
            return
        request = cast(Request, connection)  # app.py names it as the class of every request
        refuse_impossible(request)
        fault: Exception | None = request.scope["state"].get("fault")
        if fault is not None and not (self.public and request.method in SAFE):
            raise fault  # who asks could not be found out
        if not self.public:
            await self._refuse_strangers(request)
        if request.method not in SAFE:
            await refuse_foreign_form(request)

    def permits(self, person: Person) -> bool:
        if not self.roles or any(person.has(role) for role in self.roles):
            return True
        return RoleName.COORDINATOR in self.roles and person.coordinates

    async def _refuse_strangers(self, request: Request) -> None:
        if request.user is None:
            title = N_("You need to sign in.")
            if request.method in SAFE or not from_here(request):
                raise SignInNeeded(title)
            advice = N_("Nothing you wrote is lost: it is kept on this page.")
            raise Again(title, await typed(request), status=401, advice=advice)
        if not self.permits(request.user):
            raise NotPermitted(
                N_("You may not see this page."), advice=N_("Ask an administrator if you need it for your work.")
            )


def allow(*roles: RoleName) -> Allow:
    """Whoever has one of the roles; without roles whoever is signed in. An administrator passes as coordinator."""
    return Allow(*roles)


allow_public = Allow(public=True)
allow_hook = Allow(hook=True)


def refuse_impossible(request: Request) -> None:
    """Numbers that no row can have, and zero bytes, which PostgreSQL does not take: neither names anything."""
    large = any(isinstance(value, int) and value > LARGEST for value in request.path_params.values())
    if large or "%00" in request.url.query:
        raise NotFound(N_("This page does not exist."))


def from_here(request: Request) -> bool:
    """Did the browser send this from one of our own pages? Programs that are no browsers send neither header."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    own = {request.headers.get("host", ""), urlsplit(request.settings.url).netloc}
    return urlsplit(origin).netloc in own


async def refuse_foreign_form(request: Request) -> None:
    """Signed in: the session's own token. Signed out (sign-in, links): the browser's word on where it is from."""
    if not from_here(request):
        raise NotPermitted(N_("This form was sent from another site."), advice=N_("Open the page here and try again."))
    if request.user is None or request.scope["state"].get("program"):
        return  # a program sends its own token by itself, no other site can make it do so
    given = request.headers.get(HEADER) or str((await request.form()).get(FIELD, ""))
    if not secrets.compare_digest(given.encode(), request.session.csrf.encode()):
        raise Again(
            N_("Please send this once more."),
            await typed(request),
            status=403,
            advice=N_("You were signed in anew since this page was opened. Nothing you wrote is lost."),
        )


async def typed(request: Request) -> list[tuple[str, str]]:
    """What the form held, without tokens and passwords; files cannot be kept."""
    form: FormMultiDict = await request.form()
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != FIELD and "password" not in name
    ]
