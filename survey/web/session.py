"""The outermost layer: finds out who asks, before anything else, also for pages that do not exist."""

import re
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

import sqlalchemy as sa
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from survey.access import Access
from survey.person import Person
from survey.settings import Settings
from survey.steps.grant_access import seen
from survey.steps.sign_in import Signed, digest
from survey.store import accesses, people, sessions
from survey.store.database import Database
from survey.store.sessions import Session

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Visitor:
    """ASGI: sets `user` and `auth` of the scope from the session cookie, and answers HEAD as GET without a body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope["litestar_app"].state
        scope["user"], scope["auth"] = None, None
        try:
            if scope["path"].startswith("/api/") and (bearer := bearer_token(scope)) is not None:
                scope["user"] = await recognise_program(state.db, bearer, state.clock())
                scope["state"]["program"] = True
            elif not scope["path"].startswith("/static/") and (token := cookie_token(scope, state.settings)):
                scope["user"], scope["auth"] = await recognise(state.db, token, state.clock())
        except sa.exc.SQLAlchemyError as fault:
            scope["state"]["fault"] = fault  # the guard raises it, where it becomes a page
        if scope.get("method") == "HEAD":
            scope["method"] = "GET"  # type: ignore[typeddict-unknown-key]
            send = without_body(send)
        await self.app(scope, receive, send)


def without_body(send: Send) -> Send:
    async def head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
        await send(message)

    return head


async def recognise(db: Database, token: str, now: Any) -> tuple[Person | None, Session | None]:
    def look() -> tuple[Person | None, Session | None]:
        with db.read() as connection:
            session = sessions.current(connection, digest(token), now)
            return (people.one(connection, session.person_id), session) if session else (None, None)

    return look() if db.sqlite else await sync_to_thread(look)


async def recognise_program(db: Database, token: str, now: datetime) -> Person | None:
    """In whose name a program calls; the day of the call is remembered."""

    def look() -> tuple[Person | None, Access | None]:
        with db.read() as connection:
            access = accesses.current(connection, digest(token), now)
            return (people.one(connection, access.person_id), access) if access else (None, None)

    person, access = look() if db.sqlite else await sync_to_thread(look)
    if access and access.used_on != now.date():
        await sync_to_thread(seen, db, now, access_id=access.id)
    return person


def bearer_token(scope: Scope) -> str | None:
    """What a program sends in the place of a cookie; None if it sends nothing."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() == "bearer" else None
    return None


def cookie_name(settings: Settings) -> str:
    # The prefix makes browsers refuse a cookie that a neighbouring host has planted; it needs https.
    return "__Host-medlytt" if settings.url.startswith("https://") else "medlytt"


def cookie_token(scope: Scope, settings: Settings) -> str | None:
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        found = SimpleCookie(header).get(cookie_name(settings))
    except CookieError:
        return None
    return found.value if found and TOKEN.fullmatch(found.value) else None


def keep(signed: Signed, settings: Settings, now: Any) -> Cookie:
    """The cookie of a new session: host only, out of reach of scripts, not sent along from other sites' forms."""
    return Cookie(
        key=cookie_name(settings),
        value=signed.token,
        max_age=int((signed.session.expires_at - now).total_seconds()),
        httponly=True,
        secure=settings.url.startswith("https://"),
        samesite="lax",
    )


def forget(settings: Settings) -> Cookie:
    secure = settings.url.startswith("https://")
    return Cookie(key=cookie_name(settings), value="", max_age=0, httponly=True, secure=secure, samesite="lax")
