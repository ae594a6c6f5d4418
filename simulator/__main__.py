"""The simulator's command line: plays the municipalities until it is told to stop."""

import argparse
import asyncio
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

from instruments import bank
from instruments.clock import Calendar
from simulator import scene
from simulator.clock import Clock
from simulator.office import Offices, Reply, Unit, read
from simulator.post import Intake, Outbox, Wire

HELP = """\
Plays the municipalities at .test addresses: takes inquiries in over SMTP and answers them over SMTP.

Simulated time is sim-start + (now - real-start) * factor. On standard input it takes one command a line and
answers each with one line of JSON: `until ISO` delivers everything due up to that moment and says so when it has
been taken, `flush` delivers all there is, `status` only counts. With --factor 0 time moves by `until` alone.
SIGTERM stops it.
"""


class Play:
    """One run: offices, post and log."""

    def __init__(self, options: argparse.Namespace, log: TextIO | None) -> None:
        self.options = options
        self.log = log
        self.received = 0
        self.calendar = Calendar(options.country)
        self.clock = Clock(start=options.sim_start, real_start=options.real_start, factor=options.factor)
        scenes = scene.load(options.scenarios) if options.scenarios else map(scene.of, bank.scenarios().values())
        units = msgspec.json.decode(options.units.read_bytes(), type=tuple[Unit, ...]) if options.units else ()
        self.offices = Offices(
            scene.Library(scenes), seed=options.seed, calendar=self.calendar, units=units
        )
        wires = [Wire(options.deliver_host, options.deliver_port) for _ in range(options.connections)]
        self.outbox = Outbox(self.clock, wires, told=self.told)

    def take(self, raw: bytes, sender: str, to: str) -> None:
        inquiry = read(raw, envelope_from=sender, to=to, now=self.now, calendar=self.calendar)
        replies = self.offices.receive(inquiry)
        self.received += 1
        planned = [{"kind": reply.kind, "played": reply.played, "at": reply.at} for reply in replies]
        self.note("inquiry", {"message_id": inquiry.message_id, "to": to, "at": inquiry.date, "planned": planned})
        for reply in replies:
            self.outbox.add(reply)

    def told(self, reply: Reply, answer: str) -> None:
        what = {"inquiry": reply.inquiry, "message_id": reply.message_id, "to": reply.to, "at": reply.at}
        event = "sent" if answer.startswith("2") else "failed"
        self.note(event, {**what, "kind": reply.kind, "played": reply.played, "answer": answer})

    def note(self, event: str, what: dict[str, Any]) -> None:
        if self.log is not None:
            self.log.write(msgspec.json.encode({"event": event, **what}).decode() + "\n")
            self.log.flush()

    def now(self) -> datetime:
        return self.clock.simulated(time.time())

    async def obey(self, line: str) -> dict[str, Any]:
        command, _, argument = line.strip().partition(" ")
        match command:
            case "until":
                try:
                    self.outbox.release(moment(argument))
                except ValueError as fault:
                    return {"error": str(fault)}
                await self.outbox.settled()
            case "flush":
                self.outbox.release(None)
                await self.outbox.settled()
            case "status":
                pass
            case _:
                return {"error": f"unknown command {command!r}; known: until ISO, flush, status"}
        return self.counts()

    def counts(self) -> dict[str, Any]:
        return {"received": self.received, "delivered": self.outbox.delivered, "waiting": self.outbox.waiting}

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        server = await loop.create_server(Intake(self.take).session, "127.0.0.1", self.options.smtp_port, backlog=256)
        lines: asyncio.Queue[str] = asyncio.Queue()
        threading.Thread(target=listen_to, args=(sys.stdin, loop, lines), daemon=True).start()
        tasks = [loop.create_task(self.outbox.carry(wire)) for wire in self.outbox.wires]
        tasks += [loop.create_task(self.outbox.keep_time()), loop.create_task(self.serve(lines))]
        say({"ready": True, "smtp_port": server.sockets[0].getsockname()[1]})
        await stop.wait()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for wire in self.outbox.wires:
            await wire.close()
        self.note("stopped", self.counts())

    async def serve(self, lines: asyncio.Queue[str]) -> None:
        while True:
            say(await self.obey(await lines.get()))


def listen_to(source: TextIO, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
    """Standard input has no asyncio of its own that works for files, pipes and terminals alike."""
    for line in source:
        if line.strip():
            loop.call_soon_threadsafe(lines.put_nowait, line)


def say(what: Any) -> None:
    sys.stdout.write(msgspec.json.encode(what).decode() + "\n")
    sys.stdout.flush()


def moment(text: str) -> datetime:
    """An ISO time; without a zone it is taken as UTC."""
    at = datetime.fromisoformat(text.strip())
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "simulator", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smtp-port", type=int, default=0, help="where inquiries come in (0: any free one, told)")
    parser.add_argument("--deliver-host", default="127.0.0.1")
    parser.add_argument("--deliver-port", type=int, required=True, help="the service's listener")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sim-start", type=moment, required=True, help="ISO time")
    parser.add_argument("--real-start", type=float, default=time.time(), help="seconds since 1970 (default: now)")
    parser.add_argument("--factor", type=float, default=0.0, help="simulated seconds per real second")
    parser.add_argument("--seconds-per-day", type=float, help="real seconds per simulated day, instead of --factor")
    parser.add_argument("--scenarios", type=Path, help="JSON: [{id, words, phrases, full_answers}], else the bank's")
    parser.add_argument("--units", type=Path, help="JSON: [{address, name, language, skill}]; the rest is drawn")
    parser.add_argument("--country", default="NO", choices=["NO", "SE", "DK", "FI"])
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--log", type=Path, help="JSON lines: each inquiry with what was planned, each reply sent")
    options = parser.parse_args(arguments)
    if options.seconds_per_day:
        options.factor = 86_400 / options.seconds_per_day
    return options


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    if options.log is None:
        asyncio.run(Play(options, None).run())
        return 0
    with options.log.open("a", encoding="utf-8") as log:
        asyncio.run(Play(options, log).run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
