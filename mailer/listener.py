"""Takes mail over SMTP or LMTP from the mail server in front of it, and answers 250 only when the mail is kept."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any, Self

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailer.inbox import MAX_BYTES, Deliver, content_key

log = logging.getLogger(__name__)
# aiosmtpd tells commands and their addresses: who wrote to whom does not belong in a log.
logging.getLogger("mail.log").setLevel(logging.ERROR)

KEPT = "250 2.0.0 kept"
NOT_NOW = "451 4.3.0 not kept, try again later"


class _Handler:
    def __init__(self, deliver: Deliver, source: str, *, threads: ThreadPoolExecutor) -> None:
        self.deliver = deliver
        self.source = source
        self.threads = threads
        self.busy = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        recipients = tuple(envelope.rcpt_tos)
        self.busy += 1
        try:
            await asyncio.get_running_loop().run_in_executor(self.threads, self._keep, raw, envelope, recipients)
        except Exception:  # whatever went wrong with keeping it, the mail server still has it
            log.exception("a mail could not be kept")
            return NOT_NOW
        finally:
            self.busy -= 1
        return KEPT

    def _keep(self, raw: bytes, envelope: Envelope, recipients: tuple[str, ...]) -> None:
        key = content_key(raw, recipients)
        if not raw[:12].lower().startswith(b"return-path:"):
            # RFC 5321 4.4: whoever delivers for good writes down the envelope's sender; <> marks what machines send.
            sender = (envelope.mail_from or "").strip("<>").encode(errors="surrogateescape")
            raw = b"Return-Path: <" + sender + b">\r\n" + raw
        self.deliver(raw, source=self.source, key=key, recipients=recipients)


class _Smtp(SMTP):
    # A damaged mail may hold a megabyte without a line break: it is kept and shown, not turned away.
    line_length_limit = MAX_BYTES


class _Lmtp(LMTP):
    """aiosmtpd answers once after DATA; RFC 2033 wants one answer per recipient."""

    line_length_limit = MAX_BYTES
    answers = 1

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        assert self.envelope is not None  # noqa: S101 - aiosmtpd's own contract
        self.answers = max(1, len(self.envelope.rcpt_tos))
        try:
            await super().smtp_DATA(arg)
        finally:
            self.answers = 1

    async def push(self, status: Any) -> None:
        code = status[:3] if isinstance(status, str) else status[:3].decode(errors="replace")
        for _ in range(1 if code in {"354", "501", "503"} else self.answers):
            await super().push(status)


class Listener:
    """A running listener in a thread of its own; `port` is the one it got, `close` waits for mails under way."""

    def __init__(self, host: str, port: int, deliver: Deliver, *, lmtp: bool, max_bytes: int, workers: int) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="deliver")
        self._handler = _Handler(deliver, "lmtp" if lmtp else "smtp", threads=self._threads)
        self._protocol: type[SMTP] = _Lmtp if lmtp else _Smtp
        self._max_bytes = max_bytes
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="listener", daemon=True)
        self._thread.start()
        try:
            self._server = self._call(self._listen(host, port))
        except BaseException:
            self._stop()
            raise
        self.port: int = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        self._call(self._finish())
        self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    async def _listen(self, host: str, port: int) -> asyncio.Server:
        return await self._loop.create_server(self._session, host, port, backlog=256)

    def _session(self) -> SMTP:
        return self._protocol(
            self._handler,
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            hostname="localhost",  # not the machine's name
            ident="ready",
            timeout=120.0,
            loop=self._loop,
        )

    async def _finish(self) -> None:
        self._server.close()
        for _ in range(200):  # ten seconds; a mail cut off here is sent again and known by its key
            if not self._handler.busy:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)  # for the last answers to leave
        sessions = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._threads.shutdown()


def listen(
    host: str, port: int, deliver: Deliver, *, lmtp: bool = False, max_bytes: int = MAX_BYTES, workers: int = 16
) -> Listener:
    """Start listening (port 0: any free one). `deliver` runs in one of `workers` threads, several at a time.

    It trusts whoever can connect, so it belongs on loopback behind a real mail server. Over `max_bytes`: 552.
    """
    return Listener(host, port, deliver, lmtp=lmtp, max_bytes=max_bytes, workers=workers)
