"""On which days and hours a unit can be contacted: its office hours within the protocol's."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from instruments.clock import Calendar
from instruments.protocol import Hours, Protocol
from instruments.scenario import Channel
from survey.planning.brief import Subject, Window

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What an office keeps that has told us nothing else.
USUAL: Mapping[str, tuple[str, str]] = {
    "NO": ("08:00", "15:30"),
    "SE": ("08:00", "16:30"),
    "DK": ("09:00", "15:00"),
    "FI": ("08:00", "16:00"),
}
SHORTEST = 15  # minutes: a shorter overlap is no office hour to plan for

Span = tuple[int, int]  # minutes since midnight


class UnitHours:
    """The working days of one unit inside the window, and its spans of the day for each channel."""

    def __init__(self, subject: Subject, protocol: Protocol, window: Window) -> None:
        self.calendar = Calendar(subject.unit.country, subject.closed)
        self.opening = subject.unit.opening or usual_week(subject.unit.country)
        self.protocol = protocol
        self.days = working_days(self.calendar, window)
        self._spans: dict[tuple[Channel, str], tuple[Span, ...]] = {}
        self._usable: dict[Channel, list[int]] = {}
        self._ends: dict[tuple[date, int], datetime] = {}

    def spans(self, channel: Channel, day: date) -> tuple[Span, ...]:
        """When the channel can be used on this working day; empty: not at all."""
        weekday = WEEKDAYS[day.weekday()]
        if (channel, weekday) not in self._spans:
            self._spans[channel, weekday] = self._overlap(channel, self.opening.get(weekday))
        return self._spans[channel, weekday]

    def usable(self, channel: Channel) -> list[int]:
        """Indices into `days` of those on which the channel can be used."""
        if channel not in self._usable:
            self._usable[channel] = [index for index, day in enumerate(self.days) if self.spans(channel, day)]
        return self._usable[channel]

    def moment(self, day: date, minute: int) -> datetime:
        return self.calendar.midnight(day).replace(hour=minute // 60, minute=minute % 60)

    def end_after(self, day: date, working_days: int) -> datetime:
        """24:00 at the end of the n-th working day after the day, in UTC."""
        if (day, working_days) not in self._ends:
            end = self.calendar.midnight(self.calendar.add(day, working_days) + timedelta(days=1))
            self._ends[day, working_days] = end.astimezone(UTC)
        return self._ends[day, working_days]

    def _overlap(self, channel: Channel, office: tuple[str, str] | None) -> tuple[Span, ...]:
        if office is None:
            return ()
        opens, closes = (minutes(time.fromisoformat(text)) for text in office)
        found = ((max(opens, minutes(one.start)), min(closes, minutes(one.until))) for one in self._rules(channel))
        return tuple((start, end) for start, end in found if end - start >= SHORTEST)

    def _rules(self, channel: Channel) -> tuple[Hours, ...]:
        if channel is Channel.EMAIL and self.protocol.email:
            return (self.protocol.email.send,)
        return self.protocol.phone.call if channel is Channel.PHONE and self.protocol.phone else ()


def working_days(calendar: Calendar, window: Window) -> list[date]:
    length = (window.last - window.first).days + 1
    return [day for day in (window.first + timedelta(days=n) for n in range(length)) if calendar.works(day)]


def usual_week(country: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(WEEKDAYS[:5], USUAL.get(country, USUAL["NO"]))


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute
