"""When a message may leave, by the clock and the calendar of its unit."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.clock import ZONES, Calendar
from survey.round import Rules
from survey.sending_hours import is_quiet, is_sending_day, next_allowed
from tests.survey.drawn import A_YEAR, CALENDARS

NORWAY = Calendar("NO")


def local(text: str, calendar: Calendar = NORWAY) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-03-03 14:10", "2026-03-03 14:10"),
        ("2026-03-03 19:59", "2026-03-03 19:59"),
        ("2026-03-03 20:00", "2026-03-04 08:00"),
        ("2026-03-04 03:00", "2026-03-04 08:00"),
        ("2026-03-04 08:00", "2026-03-04 08:00"),
        ("2026-03-07 12:00", "2026-03-07 12:00"),  # a Saturday
        ("2026-03-07 21:00", "2026-03-09 08:00"),
        ("2026-03-08 12:00", "2026-03-09 08:00"),
        ("2026-05-16 22:00", "2026-05-18 08:00"),  # the 17th of May, a Sunday as well
        ("2026-04-01 21:00", "2026-04-04 08:00"),  # Maundy Thursday, Good Friday
        ("2026-04-04 20:30", "2026-04-07 08:00"),  # Easter Day, Easter Monday
    ],
)
def test_a_message_waits_for_an_hour_in_which_it_may_leave(moment: str, leaves: str) -> None:
    assert next_allowed(local(moment), Rules(), NORWAY) == local(leaves)


def test_holidays_are_those_of_the_country_of_the_unit() -> None:
    moment = local("2026-06-06 12:00")  # Sweden's national day
    assert next_allowed(moment, Rules(), Calendar("SE")) == local("2026-06-08 08:00")
    assert next_allowed(moment, Rules(), NORWAY) == moment


def test_an_eve_on_which_the_unit_is_closed_counts_as_a_holiday() -> None:
    eve = date(2026, 12, 24)
    assert next_allowed(local("2026-12-24 09:00"), Rules(), Calendar("SE", frozenset({eve}))) == local(
        "2026-12-28 08:00"
    )


def test_the_clock_is_that_of_the_unit() -> None:
    moment = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
    assert next_allowed(moment, Rules(), NORWAY) == moment
    assert next_allowed(moment, Rules(), Calendar("FI")) == local("2026-03-04 08:00", Calendar("FI"))


def test_equal_times_mean_no_quiet_hours_and_a_span_need_not_cross_midnight() -> None:
    night = local("2026-03-04 03:00")
    assert next_allowed(night, Rules(quiet_from=time(8), quiet_to=time(8)), NORWAY) == night
    lunch = Rules(quiet_from=time(11), quiet_to=time(12, 30))
    assert next_allowed(night, lunch, NORWAY) == night
    assert next_allowed(local("2026-03-04 11:00"), lunch, NORWAY) == local("2026-03-04 12:30")


TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(A_YEAR, A_YEAR + timedelta(days=365), timezones=st.just(UTC))


@settings(max_examples=50)
@given(MOMENTS, TIMES, TIMES, CALENDARS)
def test_what_it_gives_is_allowed_not_earlier_and_stays(
    moment: datetime, quiet_from: time, quiet_to: time, calendar: Calendar
) -> None:
    rules = Rules(quiet_from=quiet_from, quiet_to=quiet_to)
    found = next_allowed(moment, rules, calendar)
    at = found.astimezone(ZoneInfo(ZONES[calendar.country]))
    assert found >= moment
    assert is_sending_day(at.date(), calendar)
    assert not is_quiet(at.time(), rules)
    assert next_allowed(found, rules, calendar) == found


@settings(max_examples=50)
@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=4)), TIMES, TIMES, CALENDARS)
def test_whoever_comes_later_never_leaves_earlier(
    moment: datetime, later: timedelta, quiet_from: time, quiet_to: time, calendar: Calendar
) -> None:
    rules = Rules(quiet_from=quiet_from, quiet_to=quiet_to)
    assert next_allowed(moment, rules, calendar) <= next_allowed(moment + later, rules, calendar)
