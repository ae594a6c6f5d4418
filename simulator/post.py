"""The post: takes mail in over SMTP, keeps replies until their moment, and delivers them until they are taken."""

import asyncio
import heapq
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from itertools import count

from aiosmtpd.smtp import SMTP, Envelope, Session

from simulator.clock import Clock
from simulator.office import Reply


class Intake:
    """aiosmtpd's handler: one call of `take(raw, sender, recipient)` per mail and recipient."""

    def __init__(self, take: Callable[[bytes, str, str], None]) -> None:
        self.take = take

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        for recipient in envelope.rcpt_tos:
            self.take(envelope.original_content or b"", (envelope.mail_from or "").strip("<>"), recipient)
        return "250 2.0.0 taken"

    def session(self) -> SMTP:
        loop = asyncio.get_running_loop()
        return SMTP(self, hostname="mail.kommune.test", ident="ESMTP", enable_SMTPUTF8=True, timeout=600, loop=loop)


class Wire:
    """One SMTP connection to the service's listener, opened anew after each fault."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def deliver(self, reply: Reply) -> str:
        """The listener's last answer; OSError or EOFError if there was none."""
        if self._writer is None:
            await self._open()
        try:
            dotted = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in reply.raw.split(b"\r\n"))
            for command in (f"MAIL FROM:<{reply.envelope_from}>", f"RCPT TO:<{reply.to}>", "DATA"):
                if (told := await self._say(command.encode()))[:1] not in "23":
                    await self._say(b"RSET")
                    return told
            return await self._say(dotted.removesuffix(b"\r\n") + b"\r\n.")
        except (OSError, EOFError):
            await self.close()
            raise

    async def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    async def _open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        await self._answer()
        await self._say(b"EHLO mail.kommune.test")

    async def _say(self, line: bytes) -> str:
        if self._writer is None:
            raise EOFError
        self._writer.write(line + b"\r\n")
        return await self._answer()

    async def _answer(self) -> str:
        if self._reader is None:
            raise EOFError
        while True:
            line = await self._reader.readline()
            if not line:
                raise EOFError
            if line[3:4] != b"-":
                return line.decode(errors="replace").strip()


class Outbox:
    """Replies that wait for their moment, and carriers that deliver them; like a real mail server it never gives up."""

    def __init__(self, clock: Clock, wires: list[Wire], *, told: Callable[[Reply, str], None]) -> None:
        self.clock = clock
        self.wires = wires
        self.told = told
        self.delivered = 0
        self.under_way = 0
        self._waiting: list[tuple[datetime, int, Reply]] = []
        self._due: asyncio.Queue[Reply] = asyncio.Queue()
        self._numbers = count()
        self._changed = asyncio.Event()

    @property
    def waiting(self) -> int:
        return len(self._waiting) + self.under_way

    def add(self, reply: Reply) -> None:
        heapq.heappush(self._waiting, (reply.at, next(self._numbers), reply))
        self._changed.set()

    def release(self, until: datetime | None) -> None:
        """Everything due up to this moment (or everything at all) goes to the carriers."""
        while self._waiting and (until is None or self._waiting[0][0] <= until):
            self.under_way += 1
            self._due.put_nowait(heapq.heappop(self._waiting)[2])

    async def settled(self) -> None:
        """Until all that was released has been taken."""
        await self._due.join()

    async def keep_time(self) -> None:
        """Release replies as simulated time passes; if it does not pass by itself, wait for ever."""
        while True:
            self._changed.clear()
            wait = self.clock.wait(self._waiting[0][0], time.time()) if self._waiting else None
            if wait is None or wait > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), wait)
                continue
            self.release(self.clock.simulated(time.time()))
            await asyncio.sleep(0)

    async def carry(self, wire: Wire) -> None:
        while True:
            reply = await self._due.get()
            await self._insist(wire, reply)
            self.under_way -= 1
            self._due.task_done()

    async def _insist(self, wire: Wire, reply: Reply) -> None:
        pause = 0.05
        while True:
            try:
                answer = await wire.deliver(reply)
            except (OSError, EOFError) as fault:
                answer = f"4 {type(fault).__name__}"
            if answer.startswith("2"):
                self.delivered += 1
            if not answer.startswith("4"):
                self.told(reply, answer)
                return
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)
