"""What a plan looks like: mails and calls per day, and each tester's days against the cap."""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from survey.planning.plan import Load
from survey.planning.summary import Summary
from survey.wave import Wave

HEIGHT = 40.0  # of a tester's strip, in its own units; a day is 1 wide... times STEP
STEP = 6.0
MOST_DAYS = 420


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One day's bar, in the units of its plot."""

    day: date
    value: float
    x: float
    y: float
    height: float


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    width: float
    height: float
    columns: tuple[Column, ...]
    top: float  # the value at the upper edge
    line: float | None  # y of the cap
    weeks: tuple[float, ...]  # x of each Monday


class Row(msgspec.Struct, frozen=True, kw_only=True):
    load: Load
    plot: Plot

    @property
    def share(self) -> float:
        return self.load.busiest / self.load.per_day


def load_rows(plan: Summary, wave: Wave) -> list[Row]:
    """The fullest first; all strips have the same height for the same value."""
    top = max((max(load.per_day, load.busiest) for load in plan.loads), default=1)
    rows = [
        Row(load=load, plot=plot(load.days, wave, top=top, line=load.per_day, height=HEIGHT)) for load in plan.loads
    ]
    return sorted(rows, key=lambda row: (-row.share, row.load.tester_id))


def bars(days: Mapping[date, float], wave: Wave) -> Plot:
    return plot(days, wave, top=max(days.values(), default=1), line=None, height=3 * HEIGHT)


def plot(days: Mapping[date, float], wave: Wave, *, top: float, line: float | None, height: float) -> Plot:
    length = min((wave.ends_on - wave.starts_on).days + 1, MOST_DAYS)
    columns = []
    mondays = []
    for number in range(length):
        day = wave.starts_on + timedelta(days=number)
        if day.weekday() == 0:
            mondays.append(round(number * STEP, 1))
        if value := days.get(day, 0):
            tall = round(value / top * height, 2)
            columns.append(
                Column(day=day, value=value, x=round(number * STEP + 0.5, 1), y=round(height - tall, 2), height=tall)
            )
    return Plot(
        width=length * STEP,
        height=height,
        columns=tuple(columns),
        top=top,
        line=None if line is None else round(height - line / top * height, 2),
        weeks=tuple(mondays),
    )
