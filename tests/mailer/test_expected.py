"""Promised dates, absolute and relative, in the six languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.expected import after, expected_date

TUESDAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Du får svar innen 12. mars", "2026-03-12"),
        ("Du får svar senest 15.03.2026", "2026-03-15"),
        ("Svar kommer i løpet av to uker", "2026-03-17"),
        ("Du kan vente svar om 3-4 uker", "2026-03-31"),
        ("Svar innen fredag", "2026-03-06"),
        ("Svar på fredag 13. mars", "2026-03-13"),
        ("Vi svarer i løpet av mars", "2026-03-31"),
        ("Vi svarer i morgen", "2026-03-04"),
        ("Svar på din e-post av 2. mars kommer innen 20. mars", "2026-03-20"),
        ("Du får svar innan utgangen av april", "2026-04-30"),
        ("Svar senast den 3/4", "2026-04-03"),
        ("Svar inom 10 arbetsdagar", "2026-03-17"),
        ("Svar inom 48 timmar", "2026-03-05"),
        ("Svar under vecka 15", "2026-04-10"),
        ("Svar til din mail af 2. marts kommer inden d. 20. marts", "2026-03-20"),
        ("Svar inden for 14 dage", "2026-03-17"),
        ("We will reply by 5 May", "2026-05-05"),
        ("Reply before March 20, 2026", "2026-03-20"),
        ("Reply within three weeks", "2026-03-24"),
        ("Reply within a month", "2026-04-03"),
        ("By the end of next week", "2026-03-13"),
        ("In the course of April", "2026-04-30"),
        ("Vastaamme viimeistään 5.5.", "2026-05-05"),
        ("Vastaus kahden viikon kuluessa", "2026-03-17"),
        ("Vastaus 12. maaliskuuta mennessä", "2026-03-12"),
        ("Vastaus huhtikuun loppuun mennessä", "2026-04-30"),
        ("Vastaus ensi viikolla", "2026-03-13"),
        ("Telefontid kl. 10.30", None),
        ("Du skrev den 1. mars", None),
    ],
)
def test_a_promised_date_is_read(text, day):
    found = expected_date([text], today=TUESDAY)
    assert (found.isoformat() if found else None) == day


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 60))
def test_working_days_are_weekdays_and_grow_one_at_a_time(today, count):
    day = after(today, count, "working", closed=frozenset())
    assert day.weekday() < 5
    assert after(today, count + 1, "working", closed=frozenset()) > day
    assert after(today, count, "working", closed=frozenset({day})) > day


@given(st.text(max_size=300), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_no_text_makes_it_raise_and_no_date_lies_behind(text, today):
    found = expected_date([text], today=today)
    assert found is None or found >= today
