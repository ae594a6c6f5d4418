from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from instruments.clock import Calendar
from simulator.clock import CLOSES, OPENS, Clock, after, opening

NORWAY = Calendar("NO")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NORWAY.zone)


def test_half_an_hour_of_work_on_a_friday_evening_is_done_on_monday_morning() -> None:
    assert after(oslo("2026-03-06T19:00"), 0.5, NORWAY) == oslo("2026-03-09T08:30")


def test_nobody_works_at_easter() -> None:
    assert opening(oslo("2026-04-01T16:00"), NORWAY) == oslo("2026-04-07T08:00")


@given(MOMENTS, st.floats(0.01, 100))
def test_work_is_done_later_and_while_somebody_is_in(moment: datetime, hours: float) -> None:
    done = after(moment, hours, NORWAY)
    assert done - moment >= timedelta(hours=hours) - timedelta(seconds=1)
    assert NORWAY.works(done.date()) and OPENS <= done.time() <= CLOSES


@given(MOMENTS, st.floats(1, 1e6))
def test_waiting_until_a_moment_leads_to_that_moment(moment: datetime, factor: float) -> None:
    clock = Clock(start=datetime(2026, 1, 1, tzinfo=UTC), real_start=1000.0, factor=factor)
    wait = clock.wait(moment, 1000.0)
    assert wait is not None
    assert abs(clock.simulated(1000.0 + wait) - moment) < timedelta(seconds=1)


def test_time_that_stands_still_never_comes() -> None:
    clock = Clock(start=datetime(2026, 1, 1, tzinfo=UTC), real_start=0.0, factor=0)
    assert clock.wait(datetime(2026, 1, 2, tzinfo=UTC), 5.0) is None
    assert clock.simulated(99.0) == clock.start
