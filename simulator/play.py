"""A wave in compressed time: simulated moments pass one after the other, real mails travel in between."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from instruments.clock import Calendar
from simulator.program import Program
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


def municipalities(folder: Path, world: World, *, start: datetime, seed: int, deliver_port: int) -> Program:
    """The process that plays all municipalities; it is told how far time has come and delivers what is due by then."""
    told = units_file(folder / "units.json", world.offices)
    options = ["--deliver-port", str(deliver_port), "--seed", str(seed), "--sim-start", start.isoformat()]
    options += ["--units", str(told), "--log", str(folder / "municipalities.jsonl")]
    return Program("simulator", options)


def moments(first: date, until: datetime, calendar: Calendar, *, coarse: bool = False) -> Iterator[datetime]:
    """Every half hour of working days from seven to six, or only when testers sit down, and midnight of every day."""
    day = first
    wanted = [2 * hour + minute // 30 for hour, minute in SHIFTS] if coarse else range(14, 36)
    while calendar.midnight(day) <= until:
        hours = wanted if calendar.works(day) else ()
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
    beside: Callable[[datetime], None] | None = None,
    coarse: bool = False,
) -> None:
    """Play a wave from its first day to `until`: mails leave and come in over SMTP, testers and a coordinator work.

    From `hands_off` on nobody works any more, so that the people of the demo find something to do. `beside` is told
    each moment: something else that goes on at the same time. With `coarse` post goes twice a day, not every half hour.
    """
    calendar = Calendar("NO")
    clock = SimulatedClock(calendar.midnight(first))
    jobs = Jobs(db, settings, clock)
    shift = Shift(db, wave_id, world.skills, seed=seed, coordinator=world.people["kari"], vault=jobs.vault)
    listener = jobs.listen_anywhere()
    with closing(listener):
        offices = municipalities(folder, world, start=clock.at, seed=seed, deliver_port=listener.port)
        jobs.settings = msgspec.structs.replace(settings, smtp_port=offices.ready["smtp_port"])
        with closing(offices):
            planned = list(moments(first, until, calendar, coarse=coarse))
            for number, moment in enumerate(planned):
                clock.move(moment)
                if beside:
                    beside(moment)
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
