"""The world outside: a mail server that takes what comes and answers it, insisting as mail servers do."""

import asyncio
import contextlib
import smtplib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session

RECEIPT = "Takk for henvendelsen. Vi har mottatt e-posten din og svarer så snart vi kan.\n"
FULL = (
    "Hei!\n\nSøknadsfristen er 1. mars, og du søker på skjemaet på nettsiden vår. Det koster 410 kroner i måneden, og "
    "du får svar innen fire uker. Åpningstidene er 8 til 15.\n\nVennlig hilsen\nInnbyggertorget\n"
)


class Taken:
    """A mail that the outside has accepted."""

    def __init__(self, envelope: Envelope) -> None:
        head = BytesParser().parsebytes(envelope.original_content or b"", headersonly=True)
        self.message_id = str(head["Message-ID"])
        self.subject = str(head["Subject"])
        self.sender = str(envelope.mail_from)
        self.recipient = envelope.rcpt_tos[0]


class Answer:
    """A mail for the service: `acknowledged` once its listener has said 250."""

    def __init__(self, number: int, taken: Taken, text: str) -> None:
        self.message_id = f"<answer-{number}@svar.kommune.test>"
        self.to = taken.sender
        self.acknowledged = False
        self.tries = 0
        made = EmailMessage()
        made["From"] = taken.recipient
        made["To"] = taken.sender
        made["Subject"] = f"SV: {taken.subject}"
        made["Date"] = format_datetime(datetime.now(UTC))
        made["Message-ID"] = self.message_id
        made["In-Reply-To"] = taken.message_id
        made.set_content(text)
        self.raw = made.as_bytes()


class Outside:
    """Runs until closed. `tap` is told each moment at which a kill would hurt."""

    def __init__(self, listener: int, tap: Callable[[str], None], rng: Random) -> None:
        self.listener = listener
        self.tap = tap
        self.rng = rng
        self.taken: list[Taken] = []
        self.answers: list[Answer] = []
        self._stopping = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._carriers = [threading.Thread(target=self._carry, args=(n,), daemon=True) for n in range(3)]
        for carrier in self._carriers:
            carrier.start()

    @property
    def waiting(self) -> int:
        return sum(not answer.acknowledged for answer in self.answers)

    def close(self) -> None:
        self._stopping.set()
        for carrier in self._carriers:
            carrier.join()
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        open_still = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in open_still:
            task.cancel()
        await asyncio.gather(*open_still, return_exceptions=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tap("handed over")
        await asyncio.sleep(self.rng.uniform(0, 0.1))
        taken = Taken(envelope)
        self.taken.append(taken)  # from here on it is in the post, whether the sender hears of it or not
        self._write(taken)
        self.tap("accepted")
        await asyncio.sleep(self.rng.uniform(0, 0.2))
        return "250 2.0.0 taken"

    def _write(self, taken: Taken) -> None:
        texts = self.rng.choice([(FULL,), (FULL,), (RECEIPT, FULL), (RECEIPT,), ()])
        for text in texts:
            self.answers.append(Answer(len(self.answers), taken, text))

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: SMTP(self, timeout=60, loop=self._loop), "127.0.0.1", 0)

    def _carry(self, mine: int) -> None:
        while not self._stopping.is_set():
            for number, answer in enumerate(tuple(self.answers)):
                if number % 3 == mine and not answer.acknowledged and not self._stopping.is_set():
                    self._deliver(answer)
            time.sleep(0.05)

    def _deliver(self, answer: Answer) -> None:
        answer.tries += 1
        self.tap("answering")
        with contextlib.suppress(OSError, smtplib.SMTPException):
            with smtplib.SMTP("127.0.0.1", self.listener, "mail.kommune.test", timeout=10) as wire:
                wire.sendmail("post@kommune.test", [answer.to], answer.raw)
                answer.acknowledged = True
                self.tap("answered")
            return
        if not answer.acknowledged:
            time.sleep(0.1)
