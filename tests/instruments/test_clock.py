from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.clock import Calendar, Clock, Kind, Verdict, deadline

NORWAY = Calendar("NO")
MOMENTS = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01"))
COUNTRIES = st.sampled_from(["NO", "SE", "DK", "FI"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def due(clock: Clock, sent: str, limit: float, **more: object) -> str:
    calendar = more.pop("calendar", NORWAY)
    return deadline(clock, at(sent), limit=limit, calendar=calendar, **more).deadline.isoformat()


def verdict(clock: Clock, sent: str, limit: float, answered: str) -> Verdict | None:
    return deadline(clock, at(sent), limit=limit, calendar=NORWAY, answered_at=at(answered)).verdict


def number(clock: Clock, sent: str, answered: str, calendar: Calendar = NORWAY) -> int | None:
    return deadline(clock, at(sent), limit=3, calendar=calendar, answered_at=at(answered)).working_days


def test_the_hour_clock_sleeps_at_the_weekend() -> None:
    assert due(Clock.HOURS, "2026-11-20T14:10", 24) == "2026-11-23T14:10:00+01:00"
    assert due(Clock.HOURS, "2026-11-21T14:10", 24) == "2026-11-24T00:00:00+01:00"
    assert due(Clock.HOURS, "2026-11-19T14:10", 24) == "2026-11-20T14:10:00+01:00"


def test_hours_that_run_out_as_the_weekend_begins_end_there() -> None:
    assert due(Clock.HOURS, "2026-11-20T00:00", 24) == "2026-11-21T00:00:00+01:00"


def test_the_hour_clock_runs_through_holidays_unless_the_protocol_stops_it() -> None:
    assert due(Clock.HOURS, "2026-05-13T10:00", 24) == "2026-05-14T10:00:00+02:00"
    assert due(Clock.HOURS, "2026-05-13T10:00", 24, holidays_stop=True) == "2026-05-15T10:00:00+02:00"


def test_a_weekend_in_which_summer_time_begins_adds_no_hour_and_takes_none() -> None:
    assert due(Clock.HOURS, "2026-03-27T14:10", 24) == "2026-03-30T14:10:00+02:00"
    assert due(Clock.HOURS, "2026-10-23T14:10", 24) == "2026-10-26T14:10:00+01:00"


def test_exactly_the_limit_is_in_time_by_hours_and_late_by_days() -> None:
    assert verdict(Clock.HOURS, "2026-11-19T14:10", 24, "2026-11-20T14:10") == Verdict.IN_TIME
    assert verdict(Clock.HOURS, "2026-11-19T14:10", 24, "2026-11-20T14:10:00.000001") == Verdict.LATE
    assert verdict(Clock.FROM_NEXT_DAY, "2026-11-16T14:10", 2, "2026-11-18T23:59:59.999999") == Verdict.IN_TIME
    assert verdict(Clock.FROM_NEXT_DAY, "2026-11-16T14:10", 2, "2026-11-19T00:00") == Verdict.LATE


def test_whit_monday_does_not_count_and_the_explanation_says_so() -> None:
    found = deadline(Clock.FROM_NEXT_DAY, at("2026-05-21T14:10"), limit=2, calendar=NORWAY)
    assert found.deadline.isoformat() == "2026-05-27T00:00:00+02:00"
    assert [(reason.kind, reason.number or reason.names) for reason in found.why] == [
        (Kind.SENT, ()),
        (Kind.DAY_ZERO, ()),
        (Kind.DAY, 1),
        (Kind.WEEKEND, ()),
        (Kind.HOLIDAY, ("Whit Monday",)),
        (Kind.DAY, 2),
        (Kind.DEADLINE, ()),
    ]


def test_the_day_of_sending_is_day_0_even_if_it_is_closed() -> None:
    assert due(Clock.FROM_NEXT_DAY, "2026-11-21T10:00", 1) == "2026-11-24T00:00:00+01:00"


def test_before_noon_on_a_working_day_is_day_1_and_noon_itself_is_not_before_noon() -> None:
    assert due(Clock.NOON_RULE, "2026-11-18T11:59:59", 3) == "2026-11-21T00:00:00+01:00"
    assert due(Clock.NOON_RULE, "2026-11-18T12:00:00", 3) == "2026-11-24T00:00:00+01:00"
    assert due(Clock.NOON_RULE, "2026-11-21T09:00:00", 1) == "2026-11-24T00:00:00+01:00"


def test_an_answer_on_a_closed_day_counts_for_the_next_working_day() -> None:
    assert number(Clock.FROM_NEXT_DAY, "2026-11-20T10:00", "2026-11-21T10:00") == 1
    assert number(Clock.FROM_NEXT_DAY, "2026-11-19T10:00", "2026-11-22T10:00") == 2
    assert number(Clock.NOON_RULE, "2026-11-20T10:00", "2026-11-21T10:00") == 2
    assert number(Clock.NOON_RULE, "2026-11-20T10:00", "2026-11-20T10:05") == 1
    closed = Calendar("NO", frozenset({date(2026, 11, 23)}))
    assert number(Clock.FROM_NEXT_DAY, "2026-11-20T10:00", "2026-11-21T10:00", closed) == 1
    assert number(Clock.FROM_NEXT_DAY, "2026-11-20T10:00", "2026-11-25T10:00", closed) == 2


def test_an_answer_before_the_inquiry_is_invalid_whatever_the_difference() -> None:
    found = deadline(
        Clock.FROM_NEXT_DAY, at("2026-11-20T10:00"), limit=1, calendar=NORWAY, answered_at=at("2026-11-20T09:59:59.9")
    )
    assert (found.verdict, found.working_days) == (Verdict.INVALID, None)
    assert found.deadline.isoformat() == "2026-11-24T00:00:00+01:00"


def test_times_with_a_zone_are_turned_into_the_units_own() -> None:
    assert due(Clock.NOON_RULE, "2026-11-18T11:30:00+00:00", 1) == "2026-11-20T00:00:00+01:00"
    assert due(Clock.NOON_RULE, "2026-11-18T11:30:00", 1, calendar=Calendar("FI")) == "2026-11-19T00:00:00+02:00"


def test_eves_are_closed_in_finland_only() -> None:
    for country, works in (("FI", False), ("NO", True), ("SE", True), ("DK", True)):
        assert Calendar(country).works(date(2026, 12, 24)) is works


def test_the_clock_pauses_from_a_question_back_to_its_answer() -> None:
    pause = (at("2026-11-17T15:00"), at("2026-11-19T09:00"))
    assert due(Clock.FROM_NEXT_DAY, "2026-11-16T10:00", 2, pauses=[pause]) == "2026-11-21T00:00:00+01:00"
    assert due(Clock.HOURS, "2026-11-16T10:00", 48, pauses=[pause]) == "2026-11-20T04:00:00+01:00"


@pytest.mark.parametrize(("clock", "limit"), [(Clock.HOURS, -1), (Clock.NOON_RULE, 0), (Clock.FROM_NEXT_DAY, 1.5)])
def test_a_limit_that_cannot_be_counted_is_refused(clock: Clock, limit: float) -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        due(clock, "2026-11-16T10:00", limit)


@given(sent=MOMENTS, days=st.integers(1, 30), country=COUNTRIES)
def test_the_last_moment_of_a_deadline_has_the_number_of_the_limit(sent: datetime, days: int, country: str) -> None:
    calendar = Calendar(country)
    for clock in (Clock.FROM_NEXT_DAY, Clock.NOON_RULE):
        end = deadline(clock, sent, limit=days, calendar=calendar).deadline
        last = end.astimezone(UTC) - timedelta(microseconds=1)
        found = deadline(clock, sent, limit=days, calendar=calendar, answered_at=last)
        assert (found.verdict, found.working_days) == (Verdict.IN_TIME, days)
        late = deadline(clock, sent, limit=days, calendar=calendar, answered_at=end)
        assert late.verdict == Verdict.LATE
        assert late.working_days == days + 1


@given(sent=MOMENTS, first=st.integers(1, 200), second=st.integers(1, 200), country=COUNTRIES)
def test_hours_add_up(sent: datetime, first: int, second: int, country: str) -> None:
    calendar = Calendar(country)
    step = deadline(Clock.HOURS, sent, limit=first, calendar=calendar).deadline
    both = deadline(Clock.HOURS, sent, limit=first + second, calendar=calendar).deadline
    assert deadline(Clock.HOURS, step, limit=second, calendar=calendar).deadline == both


@given(
    sent=MOMENTS,
    quarters=st.integers(1, 600),
    country=COUNTRIES,
    stop=st.booleans(),
    closed=st.sets(st.dates(), max_size=2),
)
def test_hours_are_those_that_a_patient_clerk_counts(
    sent: datetime, quarters: int, country: str, stop: bool, closed: set[date]
) -> None:
    calendar = Calendar(country, frozenset(closed))
    step, left = calendar.local(sent.replace(minute=0, second=0, microsecond=0)).astimezone(UTC), quarters
    first = step
    while left:
        day = calendar.local(step).date()
        left -= calendar.works(day) if stop else day.weekday() < 5
        step += timedelta(minutes=15)
    found = deadline(Clock.HOURS, first, limit=quarters / 4, calendar=calendar, holidays_stop=stop)
    assert found.deadline.astimezone(UTC) == step
