"""An inquiry as its tester meets it: with its unit, its wave, and where it stands on today's list."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from survey.inquiry import Inquiry, Status
from survey.wave import WaveStatus

WORKABLE = frozenset({Status.PLANNED, Status.TO_GRADE, Status.SENT_BACK})
OPEN_TO_REVIEW = frozenset({Status.SUBMITTED, Status.DONE})


class Task(Inquiry, frozen=True, kw_only=True):
    unit_name: str
    county: str = ""
    country: str = "NO"
    website: str = ""
    address: str = ""  # of the unit, in this task's channel
    wave_name: str
    wave_status: WaveStatus
    protocol: str
    protocol_version: int = 1
    forms: dict[str, str] = {}  # of the wave

    @property
    def kind(self) -> str:
        """call, mail or web: what the tester has to do."""
        return {"email": "mail", "phone": "call"}.get(self.channel, "web")

    @property
    def device(self) -> str:
        return self.channel.removeprefix("web").removeprefix("_")

    @property
    def site(self) -> str:
        """Where a search starts: the unit's address for the web, else its website."""
        return self.address or self.website

    @property
    def is_sent(self) -> bool:
        return self.status in OPEN_TO_REVIEW


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What a tester has to do now, the late ones first."""

    calls: tuple[Task, ...] = ()
    mails: tuple[Task, ...] = ()
    searches: tuple[Task, ...] = ()

    @property
    def all(self) -> tuple[Task, ...]:
        return (*self.calls, *self.mails, *self.searches)

    def late(self, now: datetime) -> int:
        return sum(task.overdue(now) for task in self.all)


def day(tasks: Sequence[Task], now: datetime) -> Day:
    """Today's list: what was sent back and what is late on top, then by the moment it should be in."""
    ordered = sorted(
        (task for task in tasks if task.waits_for_tester(now)),
        key=lambda task: (task.status is not Status.SENT_BACK, not task.overdue(now), task.until, task.id),
    )
    by_unit = sorted(
        (task for task in ordered if task.kind == "web"),
        key=lambda task: (not task.overdue(now), task.unit_name, task.channel, task.id),
    )
    return Day(
        calls=tuple(task for task in ordered if task.kind == "call"),
        mails=tuple(task for task in ordered if task.kind == "mail"),
        searches=tuple(by_unit),
    )
