"""When a message to a citizen may leave: not in quiet hours, not on Sundays, holidays and the unit's closed days."""

from datetime import UTC, date, datetime, time

from instruments.clock import DAY, Calendar
from survey.round import Rules

SUNDAY = 6


def next_allowed(moment: datetime, rules: Rules, calendar: Calendar) -> datetime:
    """The moment itself if a message may leave then, else the first one after it; in UTC.

    Quiet hours go by the unit's clock, from `quiet_from` up to but not including `quiet_to`, over midnight where the
    first is the later one; two equal times mean none. Saturdays are allowed. The calendar's closed days count as
    holidays: that is where eves stand that the public calendar of a country leaves out.
    """
    at = calendar.local(moment)
    while True:
        if not is_sending_day(at.date(), calendar):
            at = calendar.midnight(at.date() + DAY)
        elif is_quiet(at.time(), rules):
            at = end_of_quiet(at, rules, calendar)
        else:
            return at.astimezone(UTC)


def is_sending_day(day: date, calendar: Calendar) -> bool:
    return day.weekday() != SUNDAY and day not in calendar.closed and not calendar.holidays(day)


def is_quiet(clock: time, rules: Rules) -> bool:
    start, end = rules.quiet_from, rules.quiet_to
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def end_of_quiet(at: datetime, rules: Rules, calendar: Calendar) -> datetime:
    if rules.quiet_from > rules.quiet_to and at.time() >= rules.quiet_from:
        return calendar.midnight(at.date() + DAY)  # the rest of the night is looked at from there
    # Clocks change on Sundays, when nothing leaves: on this day the time exists, and once.
    return datetime.combine(at.date(), rules.quiet_to, tzinfo=calendar.zone)
