"""The citizens' mail server and SMS gateway: what comes in, what is turned away, what is reported back."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from simulator.bounce import notice
from simulator.office import Reply
from simulator.plot import Played
from simulator.post import Intake

NO_SUCH_USER = "550 5.1.1 no such user"
MOST = 100_000  # bytes of a text with what surrounds it
Take = Callable[[bytes, str, str], None]


class Mailboxes(Intake):
    """Knows at the door who does not live here."""

    def __init__(self, take: Take, *, lives: Callable[[str], bool]) -> None:
        super().__init__(take)
        self.lives = lives

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.lives(address):
            return NO_SUCH_USER
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 welcome"


def failure(raw: bytes, *, sender: str, to: str, now: datetime) -> Reply:
    """The report that a mailbox is gone, for the sender on the envelope."""
    at = now + timedelta(minutes=3)
    domain = to.rpartition("@")[2]
    message_id = f"<{secrets.token_hex(10)}@mail.{domain}>"
    report = notice(
        Played.BOUNCE, at=at, asked=now, domain=domain, sender=sender, to=to, message_id=message_id, raw=raw
    )
    return Reply(
        at=at, played=Played.BOUNCE, message_id=message_id, inquiry="", envelope_from="", to=sender, raw=report
    )


def gateway(take: Callable[[str, str], bool]) -> ThreadingHTTPServer:
    """Takes texts as JSON; `take(number, text)` says whether there is such a number."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:  # noqa: N802
            size = min(int(self.headers.get("Content-Length") or 0), MOST)
            told: dict[str, str] = msgspec.json.decode(self.rfile.read(size))
            status = 202 if take(told["to"], told["text"]) else 400
            body = msgspec.json.encode({"id": secrets.token_hex(8)})
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)
