"""The command line of those who play the citizens: a program that is told how far time has come."""

import argparse
import asyncio
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, TextIO

import msgspec

from simulator.__main__ import listen_to, moment, say
from simulator.citizens.browser import Browser
from simulator.citizens.ledger import Report
from simulator.citizens.person import WalkIn
from simulator.citizens.post import Mailboxes, failure, gateway
from simulator.citizens.town import Town, people
from simulator.clock import Clock
from simulator.post import Outbox, Wire

HANDS = 6  # who surf at once

HELP = """\
Plays citizens: takes invitations in over SMTP (and texts over HTTP), follows the links in them, answers, opts out, and
has its mail server report mailboxes that are gone to the service's listener. On standard input it takes one command a
line and answers each with one line of JSON: `until ISO` does everything that is due up to that moment, `report` says
what was done per unit and channel. SIGTERM stops it.
"""


class Play:
    def __init__(self, options: argparse.Namespace, log: TextIO) -> None:
        self.options = options
        self._log = log
        self._writing = threading.Lock()
        self.town = Town(
            people(options.people.read_bytes()), seed=options.seed, start=options.sim_start, log=self.write
        )
        if options.walk_ins:
            walk_ins = msgspec.json.decode(options.walk_ins.read_bytes(), type=tuple[WalkIn, ...])
            self.town.expect(walk_ins, options.site)
        wires = [Wire("127.0.0.1", options.deliver_port)]
        clock = Clock(start=options.sim_start, real_start=0.0, factor=0.0)
        self.outbox = Outbox(clock, wires, told=lambda reply, answer: None)
        self.hands = ThreadPoolExecutor(HANDS, "citizen")
        self._own = threading.local()

    def write(self, event: dict[str, Any]) -> None:
        with self._writing:
            self._log.write(msgspec.json.encode(event).decode() + "\n")

    def take(self, raw: bytes, sender: str, to: str) -> None:
        if not self.town.take(raw, to):
            self.outbox.add(failure(raw, sender=sender, to=to, now=self.town.now))

    async def until(self, at: datetime) -> None:
        """Deeds first: whoever is told of a bounce, is told after it."""
        loop = asyncio.get_running_loop()
        # A deed may bring another that is due as well.
        while due := self.town.due(at):
            await asyncio.gather(*(loop.run_in_executor(self.hands, self._do, deeds) for deeds in due.values()))
        self.outbox.release(at)
        await self.outbox.settled()

    def _do(self, deeds: Any) -> None:
        browser: Browser | None = getattr(self._own, "browser", None)
        if browser is None:
            browser = self._own.browser = Browser()
        self.town.do(browser, deeds)

    def report(self) -> Report:
        times = quantiles(self.town.milliseconds or [0.0, 0.0], n=100)
        return Report(
            total=self.town.ledger.total(),
            lines=self.town.ledger.lines(),
            requests=self.town.requests,
            cookies=self.town.cookies,
            milliseconds=[round(times[49], 2), round(times[98], 2)],
            unanswered=self.town.unanswered(),
        )

    async def obey(self, line: str) -> Any:
        command, _, argument = line.strip().partition(" ")
        match command:
            case "until":
                await self.until(moment(argument))
                return self.town.ledger.total()
            case "report":
                with self._writing:
                    self._log.flush()
                return self.report()
            case _:
                return {"error": f"unknown command {command!r}; known: until ISO, report"}

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        door = Mailboxes(self.take, lives=self.town.lives)
        server = await loop.create_server(door.session, "127.0.0.1", 0, backlog=256)
        texts = gateway(self.town.take_text)
        threading.Thread(target=texts.serve_forever, daemon=True).start()
        lines: asyncio.Queue[str] = asyncio.Queue()
        threading.Thread(target=listen_to, args=(sys.stdin, loop, lines), daemon=True).start()
        tasks = [loop.create_task(self.outbox.carry(wire)) for wire in self.outbox.wires]
        tasks.append(loop.create_task(self.serve(lines)))
        say({"ready": True, "smtp_port": server.sockets[0].getsockname()[1], "sms_port": texts.server_port})
        await stop.wait()
        server.close()
        texts.shutdown()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.hands.shutdown()

    async def serve(self, lines: asyncio.Queue[str]) -> None:
        while True:
            say(await self.obey(await lines.get()))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "simulator.citizens", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=Path, required=True, help="JSON: who they are (simulator.citizens.person)")
    parser.add_argument("--walk-ins", type=Path, help="JSON: who comes by a counter, and when")
    parser.add_argument("--site", default="", help="where those find the survey")
    parser.add_argument("--deliver-port", type=int, required=True, help="the service's listener")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sim-start", type=moment, required=True, help="ISO time")
    parser.add_argument("--log", type=Path, required=True, help="JSON lines: what was answered")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    with options.log.open("w", encoding="utf-8") as log:
        asyncio.run(Play(options, log).run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
