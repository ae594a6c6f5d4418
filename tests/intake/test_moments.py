"""When a contact was, however a system or a person writes it."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.clock import Calendar
from survey.intake.moments import joined, moment
from survey.tables.cells import BadCell

NORWAY, FINLAND = Calendar("NO"), Calendar("FI")
AT = "2026-03-02T14:10:00+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T14:10", "2026-03-02 14:10", "2026-03-02 14.10", "2026-03-02T14:10:00", "2026-03-02T14:10:59.123",
        "2026-03-02T13:10Z", "2026-03-02T13:10:00+00:00", "2026-03-02 16:10 +0300", "2026-03-02T14:10+01",
        "20260302T1410", "20260302T141000", "20260302 14:10", "2026/03/02 14:10",
        "02.03.2026 14:10", "2.3.2026 14.10", "2.3.2026 kl. 14.10", "2.3.2026 kl 14:10", "02.03.2026, 14:10:05",
        "02.03.26 14:10", "2/3/2026 14:10", "2/3 2026 14:10", "2/3-2026 kl. 14.10", "02-03-2026 14:10",
        "2. mars 2026 14:10", "2. mars 2026 kl. 14.10", "2 mars 2026 kl 14:10", "2 mars 2026 klockan 14.10",
        "mandag 2. mars 2026 kl. 14.10", "måndag 2 mars 2026 14:10", "Måndag den 2 mars 2026 kl. 14:10",
        "man. 2. mars 2026 14:10",
        "2 March 2026 14:10", "March 2, 2026 2:10 PM", "Mon 2 Mar 2026 02:10 p.m.",
        "46083.590278", "46083,590277777778", "  2026-03-02   14:10  ",
    ],
)  # fmt: skip
def test_one_moment_has_many_spellings(text: str) -> None:
    assert moment(text, NORWAY).isoformat() == AT


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2. mai 2026", "2026-05-02"), ("2 maj 2026", "2026-05-02"), ("2 May 2026", "2026-05-02"),
        ("1. desember 2026", "2026-12-01"), ("1 december 2026", "2026-12-01"), ("5. okt. 2026", "2026-10-05"),
        ("3/4/2026", "2026-04-03"), ("46083", "2026-03-02"), ("20260302", "2026-03-02"), ("17.05.26", "2026-05-17"),
    ],
)  # fmt: skip
def test_a_day_without_a_time_is_taken_at_noon(text: str, day: str) -> None:
    assert moment(text, NORWAY).strftime("%Y-%m-%d %H:%M") == f"{day} 12:00"


@pytest.mark.parametrize(
    "text",
    ["x", "14:10", "32.1.2026", "2026-02-30", "03/25/2026", "2026-03-02 25:00", "2026-03-02 14:61", "1e9", "-1", "12",
     "2026-03-02 13:00 PM", "0000-01-01", "2026-13-01", "=NOW()", "99999", "nan", "٢٠٢٦"],
)  # fmt: skip
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(BadCell):
        moment(text, NORWAY)


def test_without_a_zone_it_is_the_time_of_the_unit() -> None:
    assert moment("2026-03-02 14:10", FINLAND).astimezone(UTC) == datetime(2026, 3, 2, 12, 10, tzinfo=UTC)


def test_the_hour_that_spring_leaves_out_is_the_next_one() -> None:
    assert moment("2026-03-29 02:30", NORWAY).isoformat() == "2026-03-29T03:30:00+02:00"


@pytest.mark.parametrize(
    ("day", "clock"),
    [("02.03.2026", "14:10"), ("2026-03-02 00:00", "14.10"), ("2. mars 2026", "kl. 14.10"), ("2026-03-02", "14:10:00"),
     ("", "2026-03-02 14:10"), ("2.3.2026 14:10", ""), ("2026-03-01", "2026-03-02 14:10"), ("46083", "2:10 pm")],
)  # fmt: skip
def test_day_and_time_may_stand_in_two_columns(day: str, clock: str) -> None:
    assert joined(day, clock, NORWAY).isoformat() == AT


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M",
       "%d.%m.%Y kl. %H.%M", "%Y%m%dT%H%M"]), st.sampled_from(["NO", "SE", "DK", "FI"]))  # fmt: skip
def test_what_is_written_is_read_back(at: datetime, form: str, country: str) -> None:
    calendar = Calendar(country)
    minute = calendar.local(at.replace(second=0, microsecond=0))
    assert moment(minute.strftime(form), calendar).replace(fold=0) == minute.replace(fold=0)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(BadCell):
        assert moment(text, NORWAY).tzinfo is not None
