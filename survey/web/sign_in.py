"""Signing in: a mailed link or a password, and out again."""

from datetime import timedelta
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from mailer.message import Address
from survey.notice import Notice
from survey.problems import Invalid, NotFound, TooMany
from survey.steps import sign_in as steps
from survey.web import session
from survey.web.forms import bind
from survey.web.guards import allow, allow_public
from survey.web.page import localised, page, redirect
from survey.web.request import Request

SMALL = 20_000  # bytes: strangers may send a form, not a file


class Password(msgspec.Struct, frozen=True):
    email: str
    password: str
    then: str = ""


class Ask(msgspec.Struct, frozen=True):
    email: str
    then: str = ""


class NewPassword(msgspec.Struct, frozen=True):
    password: str


@get("/sign-in", guards=[allow_public], sync_to_thread=False)
def form(request: Request) -> Response[Any]:
    then = local(request.query_params.get("then", ""))
    if request.user is not None:
        return redirect(request, then or "/")
    return page(request, "sign_in/form.html", then=then, email="", fault=None)


@post("/sign-in", guards=[allow_public], request_max_body_size=SMALL)
async def with_password(request: Request) -> Response[Any]:
    given = Password("", "")
    try:
        given = bind(Password, await request.form())
        async with request.app.state.hashing:
            signed = await request.step(
                steps.with_password,
                email=given.email,
                password=given.password,
                client=request.client_host,
                lasts=lasts(request),
            )
    except (Invalid, TooMany) as fault:
        then = local(given.then)
        return page(request, "sign_in/form.html", status=fault.status, then=then, email=given.email, fault=fault)
    return await begin(request, signed, given.then)


@post("/sign-in/link", guards=[allow_public], request_max_body_size=SMALL)
async def ask_for_link(request: Request) -> Response[Any]:
    """The answer is the same whether the address is known or not, and so is the time it takes."""
    return await ask(request, "sign_in")


@get("/sign-in/link/{token:str}", guards=[allow_public])
async def confirm(request: Request, token: FromPath[str]) -> Response[Any]:
    """Mail scanners open links: only the button signs in."""
    then = local(request.query_params.get("then", ""))
    try:
        person = await request.step(steps.look, token=token, purpose="sign_in")
    except NotFound:
        return already_in(request, then)
    return page(request, "sign_in/confirm.html", person=person, token=token, then=then)


@post("/sign-in/link/{token:str}", guards=[allow_public], request_max_body_size=SMALL)
async def with_link(request: Request, token: FromPath[str]) -> Response[Any]:
    then = str((await request.form()).get("then", ""))
    try:
        signed = await request.step(steps.with_link, token=token, lasts=lasts(request))
    except NotFound:
        return already_in(request, local(then))
    return await begin(request, signed, then)


@get("/password", guards=[allow_public], sync_to_thread=False)
def forgotten(request: Request) -> Response[Any]:
    email = request.user.email if request.user else ""
    return page(request, "sign_in/forgotten.html", email=email)


@post("/password", guards=[allow_public], request_max_body_size=SMALL)
async def ask_for_password(request: Request) -> Response[Any]:
    return await ask(request, "password")


@get("/password/{token:str}", guards=[allow_public])
async def choose_password(request: Request, token: FromPath[str]) -> Response[Any]:
    person = await request.step(steps.look, token=token, purpose="password")
    return page(
        request, "sign_in/password.html", person=person, token=token, shortest=steps.SHORTEST_PASSWORD, faults={}
    )


@post("/password/{token:str}", guards=[allow_public], request_max_body_size=SMALL)
async def set_password(request: Request, token: FromPath[str]) -> Response[Any]:
    shortest = steps.SHORTEST_PASSWORD
    try:
        given = bind(NewPassword, await request.form())
        async with request.app.state.hashing:
            signed = await request.step(steps.new_password, token=token, password=given.password, lasts=lasts(request))
    except Invalid as fault:
        person = await request.step(steps.look, token=token, purpose="password")
        faults = {each.where: each for each in fault.faults}
        template = "sign_in/password.html"
        return page(request, template, status=422, person=person, token=token, shortest=shortest, faults=faults)
    return await begin(request, signed, "/me")


@post("/sign-out", guards=[allow()])
async def sign_out(request: Request) -> Response[Any]:
    await request.step(steps.out, session=request.session)
    return gone(request)


@post("/sign-out/everywhere", guards=[allow()])
async def sign_out_everywhere(request: Request) -> Response[Any]:
    await request.step(steps.out, session=request.session, everywhere=True)
    return gone(request)


async def ask(request: Request, purpose: str) -> Response[Any]:
    given = bind(Ask, await request.form())
    task = BackgroundTask(mail_link, request, given, purpose)
    answer = page(request, "sign_in/asked.html", email=given.email, purpose=purpose)
    answer.background = task
    return answer


async def mail_link(request: Request, given: Ask, purpose: str) -> None:
    mailed = await request.step(steps.mail_link, email=given.email, purpose=purpose, client=request.client_host)
    if mailed is None:
        return
    where = "sign-in/link" if purpose == "sign_in" else "password"
    link = localised(request, f"{request.settings.url}/{where}/{mailed.token}", then=local(given.then))
    notice = Notice(
        name="sign_in_link" if purpose == "sign_in" else "password_link",
        to=Address(mailed.person.name, mailed.person.email),
        language=mailed.person.language,
        values={"link": link},
    )
    await sync_to_thread(request.app.state.post, notice)


async def begin(request: Request, signed: steps.Signed, then: str) -> Response[Any]:
    """A new session; one that was open in this browser before ends, whoever's it was."""
    if request.session is not None:
        await request.step(steps.out, session=request.session)
    answer = redirect(request, local(then) or "/")
    answer.set_cookie(session.keep(signed, request.settings, request.now))
    return answer


def already_in(request: Request, then: str) -> Response[Any]:
    """A used-up link is no news to whoever is signed in already: a second click, or the mail opened again."""
    if request.user is None:
        raise steps.stale()
    return redirect(request, then or "/")


def gone(request: Request) -> Response[Any]:
    answer = redirect(request, "/")
    answer.set_cookie(session.forget(request.settings))
    # The back button shall not show what the person before could see.
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def lasts(request: Request) -> timedelta:
    return timedelta(days=request.settings.keep_sessions)


def local(path: str) -> str:
    """A path of this site, or nothing: a sign-in must not send anybody to another site."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if safe else ""


HANDLERS = [
    form,
    with_password,
    ask_for_link,
    confirm,
    with_link,
    forgotten,
    ask_for_password,
    choose_password,
    set_password,
    sign_out,
    sign_out_everywhere,
]
