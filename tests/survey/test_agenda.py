"""A calendar file that any calendar program reads as it was meant."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from survey.agenda import FOLD, Entry, calendar

AT = datetime(2026, 6, 2, 9, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=120)


def an_entry(title: str = "Siste dag", text: str = "", name: str = "a-1") -> Entry:
    return Entry(name=name, on=date(2026, 6, 16), title=title, text=text, link="https://m.test/x", made_at=AT)


@settings(max_examples=40)
@given(TEXT, st.lists(TEXT, max_size=4))
def test_what_is_written_is_what_is_read(title: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    raw = calendar("Frister; våre, alle", [an_entry(title, text)], host="m.test", language="nb")
    assert all(len(line) <= FOLD for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    read = Calendar.from_ical(raw)
    (event,) = read.walk("VEVENT")
    assert str(event["summary"]) == title
    assert str(event.get("description", "")) == text


def test_a_deadline_is_a_whole_day_in_every_time_zone_under_a_name_that_stays() -> None:
    (event,) = Calendar.from_ical(calendar("x", [an_entry()], host="m.test", language="nb")).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 6, 16), date(2026, 6, 17))
    assert event["uid"] == "a-1@m.test"
    assert event.decoded("dtstamp") == AT


def test_the_same_deadlines_give_the_same_bytes_in_whatever_order() -> None:
    two = [an_entry(), an_entry(name="b-2")]
    assert calendar("x", two, host="m", language="nb") == calendar("x", two[::-1], host="m", language="nb")


def test_a_calendar_without_deadlines_is_still_one() -> None:
    read = Calendar.from_ical(calendar("x", [], host="m.test", language="sv"))
    assert read.subcomponents and not read.walk("VEVENT")
