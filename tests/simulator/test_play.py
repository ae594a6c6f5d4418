import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from instruments.clock import Calendar
from mailer.listener import listen
from mailer.message import Address, Message
from mailer.parse import parse
from mailer.smtp import Smtp

NORWAY = Calendar("NO")
START = datetime(2026, 3, 2, 9, tzinfo=NORWAY.zone)


class Archive:
    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.refuse = 0

    def __call__(self, raw: bytes, /, *, source: str, key: str, recipients: tuple[str, ...]) -> None:
        if self.refuse:
            self.refuse -= 1
            raise OSError("not now")
        self.kept.append(raw)


class Simulator:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.port: int = self.answer()["smtp_port"]

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def say(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.answer()


@contextmanager
def playing(port: int, *options: str) -> Iterator[Simulator]:
    command = [sys.executable, "-m", "simulator", "--deliver-port", str(port), "--sim-start", START.isoformat()]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *options], stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        try:
            yield Simulator(process)
        finally:
            process.terminate()
            assert process.wait(120) == 0


def send(port: int, number: int) -> None:
    with Smtp("127.0.0.1", port, tls="none") as transport:
        for n in range(number):
            transport.send(
                Message(
                    sender=Address("Kari Nordli", f"kari{n}@fjordpost.test"),
                    to=(Address("", f"post@unit{n}.kommune.test"),),
                    subject="Garasje",
                    text="Hei! Må jeg søke om å bygge garasje?\n",
                    message_id=f"<{n}@fjordpost.test>",
                    date=START + timedelta(minutes=n),
                )
            )


@pytest.mark.parametrize("refuse", [0, 5])
def test_a_wave_played_step_by_step_loses_nothing_and_its_log_agrees(tmp_path: Path, refuse: int) -> None:
    archive = Archive()
    archive.refuse = refuse
    log = tmp_path / "log.jsonl"
    with listen("127.0.0.1", 0, archive) as listener, playing(listener.port, "--log", str(log)) as simulator:
        send(simulator.port, 40)
        early = simulator.say(f"until {(START + timedelta(hours=4)).isoformat()}")
        assert 0 < early["delivered"] == len(archive.kept)
        assert all((parse(raw).arrived_at or START) <= START + timedelta(hours=4, seconds=5) for raw in archive.kept)
        assert "error" in simulator.say("until tomorrow")
        done = simulator.say("flush")
        assert (done["received"], done["delivered"], done["waiting"]) == (40, len(archive.kept), 0)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert sum(event["event"] == "inquiry" for event in events) == 40
    planned = sum(len(event["planned"]) for event in events if event["event"] == "inquiry")
    sent = [event["message_id"].strip("<>") for event in events if event["event"] == "sent"]
    assert len(sent) == planned == len(archive.kept)
    assert sorted(sent) == sorted(parse(raw).message_id.strip("<>") for raw in archive.kept)


def test_time_that_runs_brings_the_answers_by_itself() -> None:
    archive = Archive()
    begun = str(time.time())
    with (
        listen("127.0.0.1", 0, archive) as listener,
        playing(listener.port, "--seconds-per-day", "0.05", "--real-start", begun) as simulator,
    ):
        send(simulator.port, 10)
        for _ in range(1000):
            told = simulator.say("status")
            if not told["waiting"]:
                break
            time.sleep(0.1)
        assert told["delivered"] == len(archive.kept) > 5


def test_a_service_that_is_away_gets_its_mail_when_it_is_back() -> None:
    archive = Archive()
    with listen("127.0.0.1", 0, archive) as listener:
        port = listener.port
    with playing(port) as simulator:
        send(simulator.port, 5)
        assert simulator.process.stdin is not None
        simulator.process.stdin.write("flush\n")
        simulator.process.stdin.flush()
        time.sleep(0.3)
        with listen("127.0.0.1", port, archive):
            assert simulator.answer()["waiting"] == 0
    assert len(archive.kept) >= 5
