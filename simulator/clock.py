"""Simulated time: how it runs beside real time, and when somebody is in the office."""

from datetime import datetime, time, timedelta

import msgspec

from instruments.clock import Calendar

OPENS = time(8)
CLOSES = time(15, 30)


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """simulated = start + (real - real_start) * factor; with factor 0 time moves only when told to."""

    start: datetime
    real_start: float
    factor: float

    def simulated(self, real: float) -> datetime:
        return self.start + timedelta(seconds=(real - self.real_start) * self.factor)

    def wait(self, until: datetime, real: float) -> float | None:
        """Real seconds from `real` until the simulated moment; None if it does not come by itself."""
        if self.factor <= 0:
            return None
        return self.real_start + (until - self.start).total_seconds() / self.factor - real


def after(moment: datetime, hours: float, calendar: Calendar) -> datetime:
    """The moment when so many office hours have passed."""
    at = opening(moment, calendar)
    left = timedelta(hours=hours)
    while (today := datetime.combine(at.date(), CLOSES, at.tzinfo) - at) < left:
        left -= today
        at = opening(datetime.combine(at.date(), CLOSES, at.tzinfo), calendar)
    return at + left


def opening(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself if somebody is in, else when the office next opens."""
    at = calendar.local(moment)
    if at.time() >= CLOSES:
        at = calendar.midnight(at.date() + timedelta(days=1))
    day = calendar.next_working(at.date())
    first = datetime.combine(day, OPENS, calendar.zone)
    return max(at, first)
