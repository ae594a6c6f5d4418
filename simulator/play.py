"""A wave in compressed time: simulated moments pass one after the other, real mails travel in between."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from instruments.clock import Calendar
from simulator.shift import Shift
from simulator.world import World, units_file
from survey.jobs import Jobs
from survey.settings import Settings
from survey.steps.follow_up import close_waiting, follow_up
from survey.store.database import Database

STEP = timedelta(minutes=30)
SHIFTS = ((10, 0), (13, 30))  # when testers sit down, local time
DAY = timedelta(days=1)


class SimulatedClock:
    """Moves on by itself a little with every look, so that no two mails leave at the same moment."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=7)
        return self.at

    def move(self, to: datetime) -> None:
        self.at = max(self.at, to)


class Municipalities:
    """The process that plays all municipalities; it is told how far time has come and delivers what is due by then."""

    def __init__(self, folder: Path, world: World, *, start: datetime, seed: int, deliver_port: int) -> None:
        told = units_file(folder / "units.json", world.offices)
        command = [
            sys.executable, "-m", "simulator", "--deliver-port", str(deliver_port), "--seed", str(seed),
            "--sim-start", start.isoformat(), "--units", str(told), "--log", str(folder / "municipalities.jsonl"),
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        self.smtp_port = int(self._read()["smtp_port"])

    def until(self, moment: datetime) -> dict[str, Any]:
        return self._say(f"until {moment.isoformat()}")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _say(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 - opened above
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - opened above
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the simulator of the municipalities stopped")
        answer: dict[str, Any] = msgspec.json.decode(line)
        return answer


def moments(first: date, until: datetime, calendar: Calendar) -> Iterator[datetime]:
    """Every half hour of working days from seven to six, and midnight of every day."""
    day = first
    while calendar.midnight(day) <= until:
        hours = range(14, 36) if calendar.works(day) else ()
        yield from (at for n in hours if (at := calendar.midnight(day) + n * STEP) <= until)
        day += DAY
        yield min(calendar.midnight(day) - timedelta(minutes=1), until)


def play(
    db: Database,
    settings: Settings,
    world: World,
    *,
    wave_id: int,
    first: date,
    until: datetime,
    seed: int,
    folder: Path,
    progress: Callable[[float], None],
    hands_off: datetime | None = None,
) -> None:
    """Play a wave from its first day to `until`: mails leave and come in over SMTP, testers and a coordinator work.

    From `hands_off` on nobody works any more, so that the people of the demo find something to do.
    """
    calendar = Calendar("NO")
    clock = SimulatedClock(calendar.midnight(first))
    jobs = Jobs(db, settings, clock)
    shift = Shift(db, wave_id, world.skills, seed=seed, coordinator=world.people["kari"], vault=jobs.vault)
    listener = jobs.listen_anywhere()
    with closing(listener):
        offices = Municipalities(folder, world, start=clock.at, seed=seed, deliver_port=listener.port)
        jobs.settings = msgspec.structs.replace(settings, smtp_port=offices.smtp_port)
        with closing(offices):
            planned = list(moments(first, until, calendar))
            for number, moment in enumerate(planned):
                clock.move(moment)
                jobs.send()
                offices.until(clock.at)
                jobs.sorter.sort(clock.at, limit=100_000)
                if hands_off is None or moment < hands_off:
                    _office_hours(jobs, shift, moment, calendar)
                progress((number + 1) / len(planned))


def _office_hours(jobs: Jobs, shift: Shift, moment: datetime, calendar: Calendar) -> None:
    local = calendar.local(moment)
    if (local.hour, local.minute) in SHIFTS and calendar.works(local.date()):
        close_waiting(jobs.db, moment)
        follow_up(jobs.db, moment, jobs.rules.protocol)
        shift.coordinate(moment)
        shift.work(moment)
