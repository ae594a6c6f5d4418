"""The timetable on one page: what runs when."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = structlog.get_logger()

Job = Callable[[datetime], Any]


class Heartbeat:
    """Runs each job every so many seconds in a thread of its own; what is due is always a row in the database."""

    def __init__(self, jobs: dict[str, tuple[float, Job]]) -> None:
        self._jobs = jobs
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for name, (seconds, job) in jobs.items():
            self._scheduler.add_job(_run, IntervalTrigger(seconds=seconds), args=[name, job], id=name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=True)


def _run(name: str, job: Job) -> None:
    try:
        job(datetime.now(UTC))
    except Exception:  # a loop's edge: the next beat tries again, the log says why
        log.exception("job failed", job=name)
