"""Citizens and Desk: the application in front of the site that answers citizens' pages."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import structlog
from litestar.types import ASGIApp, Receive, Send

from survey.keyring import Keyring
from survey.round import Cell
from survey.settings import Settings
from survey.store.database import Database
from survey.web.assets import Assets
from survey.web.citizens.asked import Manner, Register, Visit
from survey.web.citizens.call import FORM, LARGEST, Call, Reply, called, from_here, pairs, raw
from survey.web.citizens.codes import ASSIST, Codes
from survey.web.citizens.survey import Survey
from survey.web.citizens.tokens import offered
from survey.web.filling import Press

LOG = structlog.get_logger()
OURS = re.compile(r"/(a|k|q|t)/|/(code|assist)(/thanks)?$")
LINK = re.compile(r"/a/(\d{1,9})/([A-Za-z0-9_-]{1,64})")
SIGNED = re.compile(r"(/a/\d{1,9}/[A-Za-z0-9_-]{1,64})/signature")
UNNAMED = re.compile(r"/t/(\d{1,9})/(\d{1,18})/([a-z_]{1,32})")
COUNTER = re.compile(r"/([kq])/([A-Za-z0-9_-]{1,64})(/thanks|/privacy)?")
NONCE = re.compile(r"[0-9a-f]{32}")
FINAL = (Press.SEND, Press.HAVE)
COUNTERS = {"k": Manner.KIOSK, "q": Manner.COUNTER}


class Refused(Exception):
    """A request that is no call of ours; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Citizens:
    """ASGI, in front of the site: citizens' pages end here, everything else goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not OURS.match(scope["path"]):
            await self.app(scope, receive, send)
        else:
            scope["citizen"] = True  # all headers are set here
            await scope["litestar_app"].state.desk(scope, receive, send)


class Desk:
    """No cookie is read, no session looked up, nothing written down about whoever asks."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        *,
        keys: Keyring,
        assets: Assets,
        clock: Callable[[], datetime],
        processes: int = 1,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.secure = settings.url.startswith("https://")
        self.survey = Survey(settings, db, register=Register(db, keys, settings.bank_folder), assets=assets)
        self.pages = self.survey.pages
        self.codes = Codes(self.survey.register, self.pages, processes=processes)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        reply = await self.answer(scope, receive)
        head = scope["method"] == "HEAD"
        await send({"type": "http.response.start", "status": reply.status, "headers": raw(reply, secure=self.secure)})
        await send({"type": "http.response.body", "body": b"" if head else reply.body, "more_body": False})

    async def answer(self, scope: Any, receive: Receive) -> Reply:
        headers = dict(scope["headers"])
        now = self.clock()
        call = called(scope, headers, now)
        try:
            if scope["method"] == "POST":
                if not from_here(headers, self.settings.url):
                    raise Refused(403)
                call = msgspec.structs.replace(call, form=pairs(await body(receive, headers)))
                return await self.posted(call)
            if scope["method"] in ("GET", "HEAD"):
                return await self.got(call)
            raise Refused(405)
        except Refused as refused:
            return self.pages.plain("refused.html", call, status=refused.status)
        except Exception as fault:  # noqa: BLE001 - told to the citizen, in the log without what was sent
            number = secrets.token_hex(4)
            LOG.error("failed", number=number, method=scope["method"], route="/a", exc_info=fault)
            return self.pages.plain("failed.html", call, status=500, number=number)

    async def got(self, call: Call) -> Reply:
        match call.path:
            case "/a/thanks":
                return self.pages.thanks(call)
            case "/assist/thanks":
                return self.pages.thanks(call, start=ASSIST)
            case "/a/privacy":
                return self.pages.privacy(call)
            case "/code" | "/assist":
                return self.codes.ask(call)
        if counter := COUNTER.fullmatch(call.path):
            return await self.at_counter(call, *counter.groups())
        visit = await self.linked(call)
        if visit is None:
            return self.gone(call)
        if visit.spent:
            return self.pages.before(visit, call, start=ASSIST if visit.manner is Manner.ASSISTED else "")
        return self.survey.begin(visit, call)

    async def at_counter(self, call: Call, kind: str, code: str, further: str | None) -> Reply:
        visit = await self.survey.register.counter(code, COUNTERS[kind], call.now)
        if visit is None:
            return self.gone(call)
        if further == "/privacy":
            return self.pages.privacy(call, start=f"/{kind}/{code}")
        if further and visit.manner is Manner.KIOSK:
            return self.pages.thanks(call, start=f"/k/{code}", kiosk=True)
        if further:
            return self.pages.thanks(call)
        return self.survey.begin(visit, call)

    async def posted(self, call: Call) -> Reply:
        if call.path in ("/code", "/assist"):
            return await self.codes.typed(call)
        if counter := COUNTER.fullmatch(call.path):
            visit = await self.survey.register.counter(counter[2], COUNTERS[counter[1]], call.now)
            nonce = next((value for name, value in call.form if name == "seed"), "")
            if visit is None or not NONCE.fullmatch(nonce):
                return self.gone(call, sent=True)
            mark = visit.asked.doors.spent(b"kiosk" + nonce.encode())
            return await self.survey.turn(visit, call, mark=mark, thanks=f"{call.path}/thanks")
        if found := await self.with_tokens(call):
            return found
        sending = any(name == "press" and value in FINAL for name, value in call.form)
        visit = await self.linked(call, sending=sending)
        if visit is None:
            return self.gone(call, sent=True)
        thanks = "/assist/thanks" if visit.manner is Manner.ASSISTED else "/a/thanks"
        return await self.survey.turn(visit, call, mark=visit.mark, thanks=thanks)

    async def with_tokens(self, call: Call) -> Reply | None:
        """What concerns blind tokens; None where nothing does."""
        if unnamed := UNNAMED.fullmatch(call.path):
            cell = Cell(int(unnamed[2]), unnamed[3])
            visit = await self.survey.register.unnamed(int(unnamed[1]), cell, call.now)
            if visit is None:
                return self.gone(call, sent=True)
            mark = await self.survey.tokens.mark(visit, call)
            return await self.survey.turn(visit, call, mark=mark, thanks="/a/thanks")
        if signed := SIGNED.fullmatch(call.path):
            visit = await self.linked(msgspec.structs.replace(call, path=signed[1]))
            if visit is None or not offered(visit):
                return self.gone(call)
            return await self.survey.tokens.sign(visit, call)
        return None

    async def linked(self, call: Call, *, sending: bool = False) -> Visit | None:
        link = LINK.fullmatch(call.path)
        return await self.survey.register.visit(int(link[1]), link[2], call.now, sending=sending) if link else None

    def gone(self, call: Call, *, sent: bool = False) -> Reply:
        """One page for a link that never was and for one whose time is over: it tells nobody which."""
        return self.pages.plain("gone.html", call, status=404, sent=sent)


async def body(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    if not headers.get(b"content-type", b"").lower().startswith(FORM.encode()):
        raise Refused(415)
    found: bytes = b""
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400)
        found += message.get("body", b"")
        if len(found) > LARGEST:
            raise Refused(413)
        if not message.get("more_body"):
            return found
