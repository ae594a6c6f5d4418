"""Working days, office hours and holidays: a deadline that explains itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays
import msgspec

ZONES: Mapping[str, str] = MappingProxyType(
    {"NO": "Europe/Oslo", "SE": "Europe/Stockholm", "DK": "Europe/Copenhagen", "FI": "Europe/Helsinki"}
)
NAMES: Mapping[str, str] = MappingProxyType({"Pentecost": "Whit Sunday", "Pentecost Monday": "Whit Monday"})
NOON = time(12)
DAY = timedelta(days=1)
SATURDAY = 5


class Clock(StrEnum):
    HOURS = "hours_skipping_weekends"
    FROM_NEXT_DAY = "working_days_from_next_day"  # the day of sending is day 0
    NOON_RULE = "working_days_noon_rule"  # the day of sending is day 1 if sent before 12:00 on a working day


class Calendar(msgspec.Struct, frozen=True):
    """A unit's days: its country (NO, SE, DK, FI) and the extra days on which it is closed."""

    country: str
    closed: frozenset[date] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(ZONES[self.country])

    def local(self, moment: datetime) -> datetime:
        """The moment in the unit's time; one without a zone is taken to be in it already."""
        # by way of UTC, so that a time that the change to summer time skipped becomes one that exists
        at = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return at.astimezone(UTC).astimezone(self.zone)

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)

    def holidays(self, day: date) -> tuple[str, ...]:
        """English names of the public holidays that fall on the day."""
        return public_holidays(self.country, day.year).get(day, ())

    def works(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.closed and not self.holidays(day)

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while not self.works(day):
            day += DAY
        return day

    def add(self, day: date, working_days: int) -> date:
        """The n-th working day after the day; the day itself for n = 0."""
        for _ in range(working_days):
            day = self.next_working(day + DAY)
        return day

    def between(self, after: date, until: date) -> int:
        """How many working days lie after the first and up to and including the second."""
        return sum(self.works(after + n * DAY) for n in range(1, (until - after).days + 1))


@lru_cache(maxsize=1024)
def public_holidays(country: str, year: int) -> Mapping[date, tuple[str, ...]]:
    """The category `public` of the locked python-holidays, which decides about eves."""
    days = holidays.country_holidays(country, years=year, language="en_US", categories=("public",))
    return MappingProxyType({day: tuple(NAMES.get(name, name) for name in days.get_list(day)) for day in days})


class Kind(StrEnum):
    """Why a day counts or does not; the pages find their words by it."""

    SENT = "sent"
    DAY = "day"  # counts as day `number`
    DAY_ZERO = "day_zero"
    AFTER_NOON = "after_noon"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    PAUSED = "paused"
    HOURS = "hours"  # `number` hours of this day count
    DEADLINE = "deadline"
    ANSWERED = "answered"  # on day `number`
    ANSWERED_ON_CLOSED_DAY = "answered_on_closed_day"  # counts for the date `until`, day `number`
    IN_TIME = "in_time"
    LATE = "late"
    INVALID = "invalid"


class Reason(msgspec.Struct, frozen=True):
    """One line of an explanation; `until` closes a span of days, `names` are English names of holidays."""

    kind: Kind
    at: date  # or datetime where the hour matters
    number: float | None = None
    until: date | None = None
    names: tuple[str, ...] = ()


class Verdict(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    INVALID = "invalid"  # answered before it was sent


class Deadline(msgspec.Struct, frozen=True):
    """`working_days` is the answer's day number; None without an answer and for the hour clock."""

    deadline: datetime
    why: tuple[Reason, ...]
    verdict: Verdict | None = None
    working_days: int | None = None


Pause = tuple[datetime, datetime]  # the unit asked something back; the persona answered


def deadline(
    clock: Clock,
    sent_at: datetime,
    *,
    limit: float,
    calendar: Calendar,
    answered_at: datetime | None = None,
    holidays_stop: bool = False,
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """When an answer is due, whether one came in time, and why.

    The limit is in hours or in whole working days. The hour clock stops on Saturdays and Sundays, with `holidays_stop`
    on every day that is not a working day; its limit itself is in time. A day clock ends at 24:00 of day `limit`, and
    that instant is late. Raises ValueError for a limit that the clock cannot count.
    """
    if limit < (clock == Clock.NOON_RULE) or (clock != Clock.HOURS and limit % 1):
        raise ValueError(f"the limit {limit:g} cannot be counted by the clock {clock}")
    sent = calendar.local(sent_at)
    spans = sorted((calendar.local(start), calendar.local(end)) for start, end in pauses)
    if clock == Clock.HOURS:
        end, why = after_hours(sent, limit, calendar=calendar, holidays_stop=holidays_stop, spans=spans)
    else:
        end, why = after_days(sent, int(limit), calendar=calendar, noon=clock == Clock.NOON_RULE, spans=spans)
    why = [Reason(Kind.SENT, sent), *why, Reason(Kind.DEADLINE, end)]
    if answered_at is None:
        return Deadline(end, tuple(why))
    answered = calendar.local(answered_at)
    if answered.astimezone(UTC) < sent.astimezone(UTC):
        return Deadline(end, (*why, Reason(Kind.INVALID, answered)), Verdict.INVALID)
    number = None
    if clock == Clock.HOURS:
        why.append(Reason(Kind.ANSWERED, answered))
    else:
        counted, number = answer_day(sent, answered, calendar=calendar, noon=clock == Clock.NOON_RULE, spans=spans)
        kind = Kind.ANSWERED if counted == answered.date() else Kind.ANSWERED_ON_CLOSED_DAY
        why.append(Reason(kind, answered, number, until=counted))
    verdict = Verdict.IN_TIME if in_time(clock, end, answered) else Verdict.LATE
    why.append(Reason(Kind(verdict), answered))
    return Deadline(end, tuple(why), verdict, number)


def in_time(clock: Clock, end: datetime, answered: datetime) -> bool:
    """The limit itself is in time by the hours and late by the days."""
    left = end.astimezone(UTC) - answered.astimezone(UTC)
    return left >= timedelta() if clock == Clock.HOURS else left > timedelta()


def after_days(
    sent: datetime, limit: int, *, calendar: Calendar, noon: bool, spans: Sequence[Pause]
) -> tuple[datetime, list[Reason]]:
    day = sent.date()
    number = int(starts_today(sent, calendar, noon=noon))
    if number:
        why = [Reason(Kind.DAY, day, number)]
    elif noon:
        why = [Reason(Kind.AFTER_NOON, sent) if calendar.works(day) else day_off(day, calendar)]
    else:
        why = [Reason(Kind.DAY_ZERO, day)]
    while number < limit:
        day += DAY
        if paused(day, spans):
            why.append(Reason(Kind.PAUSED, day))
        elif calendar.works(day):
            number += 1
            why.append(Reason(Kind.DAY, day, number))
        else:
            why.append(day_off(day, calendar))
    return calendar.midnight(day + DAY), weekends_joined(why)


def answer_day(
    sent: datetime, answered: datetime, *, calendar: Calendar, noon: bool, spans: Sequence[Pause]
) -> tuple[date, int]:
    """The date for which an answer counts, and its number: on a closed day it counts for the next working day."""
    counted = calendar.next_working(answered.date())
    days = (sent.date() + n * DAY for n in range(1, (counted - sent.date()).days + 1))
    number = sum(calendar.works(day) and not paused(day, spans) for day in days)
    return counted, number + starts_today(sent, calendar, noon=noon)


def starts_today(sent: datetime, calendar: Calendar, *, noon: bool) -> bool:
    return noon and sent.time() < NOON and calendar.works(sent.date())


def paused(day: date, spans: Sequence[Pause]) -> bool:
    """The days after a question came back, up to the one on which the persona answered it: that one is a new day 0."""
    return any(start.date() < day <= end.date() for start, end in spans)


def day_off(day: date, calendar: Calendar) -> Reason:
    if day.weekday() >= SATURDAY:
        return Reason(Kind.WEEKEND, day)
    if names := calendar.holidays(day):
        return Reason(Kind.HOLIDAY, day, names=names)
    return Reason(Kind.CLOSED, day)


def weekends_joined(why: Sequence[Reason]) -> list[Reason]:
    joined: list[Reason] = []
    for reason in why:
        if reason.kind == Kind.WEEKEND and joined and joined[-1].kind == Kind.WEEKEND:
            joined[-1] = Reason(Kind.WEEKEND, joined[-1].at, until=reason.at)
        else:
            joined.append(reason)
    return joined


def after_hours(
    sent: datetime, limit: float, *, calendar: Calendar, holidays_stop: bool, spans: Sequence[Pause]
) -> tuple[datetime, list[Reason]]:
    why: list[Reason] = []
    day, left = sent.date(), timedelta(hours=limit)
    while True:
        midnight = calendar.midnight(day + DAY).astimezone(UTC)
        if day.weekday() >= SATURDAY or (holidays_stop and not calendar.works(day)):
            why.append(day_off(day, calendar))
        else:
            begin = max(sent, calendar.midnight(day)).astimezone(UTC)
            for start, end in running(begin, midnight, spans):
                if left <= end - start:
                    why.append(Reason(Kind.HOURS, day, left / timedelta(hours=1)))
                    return (start + left).astimezone(calendar.zone), weekends_joined(why)
                left -= end - start
                why.append(Reason(Kind.HOURS, day, (end - start) / timedelta(hours=1)))
        day += DAY


def running(begin: datetime, end: datetime, spans: Sequence[Pause]) -> Iterator[Pause]:
    """The stretches between two instants (in UTC) in which the clock is not paused."""
    for pause_start, pause_end in spans:
        if begin < pause_start < end:
            yield begin, pause_start.astimezone(UTC)
        if pause_start < end:
            begin = max(begin, pause_end.astimezone(UTC))
    if begin < end:
        yield begin, end
