"""When a contact was, in the ways in which Norwegian, Swedish and English systems and people write it."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from instruments.clock import Calendar
from survey.tables.cells import BadCell
from survey.texts import N_

WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|man|mån|tir|tys|tis|ons|tor|fre|lør|lau|lör|søn|sön)[a-z]*\.?,? +(?:den )?"
)
MONTHS = ("jan", "feb", "mar", "apr", "mai|maj|may", "jun", "jul", "aug", "sep", "okt|oct", "nov", "des|dec")
MONTH = "|".join(f"(?P<m{number}>{names})[a-zåäö]*" for number, names in enumerate(MONTHS, 1))
DATES = (
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    r"(?P<day>\d{1,2})[-/.] ?(?P<month>\d{1,2})[-/. ] ?(?P<year>\d{4}|\d\d)",
    rf"(?P<day>\d{{1,2}})\.?[ -]?(?:{MONTH})\.?,?[ -]?(?P<year>\d{{4}})",
    rf"(?:{MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
)
CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.]\d\d(?:[.,]\d+)?)?"
    r"|(?P<hour2>\d\d)(?P<minute2>\d\d)(?:\d\d)?"
)
HALF = r"(?: ?(?P<half>[ap])\.?m\.?)?"
ZONE = r"(?: ?(?P<zone>z|utc|gmt|[+-]\d\d(?::?\d\d)?))?"
BETWEEN = r"(?:t|,? +(?:(?:kl|klokka|klokken|klockan|at)\.? *)?)"
WHOLE = tuple(re.compile(rf"{day}(?:{BETWEEN}(?:{CLOCK}){HALF}{ZONE})?") for day in DATES)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
FIRST_SERIAL = date(1899, 12, 30)  # day 0 of a workbook
SERIALS = range(30_000, 80_000)  # 1982 to 2119: a number of that size is a day
NOON = time(12)
UNREADABLE = N_("This has to be a date with a time, such as 2026-03-02 14:10 or 2.3.2026 kl. 14.10")


def moment(text: str, calendar: Calendar) -> datetime:
    """In the unit's time, to the minute; without a zone it is written in it, without a time it was noon.

    Days stand before months (2/3 is the 2nd of March). A bare number is a day as workbooks count them. Raises BadCell.
    """
    plain = " ".join(text.lower().split())
    if SERIAL.fullmatch(plain):
        return calendar.local(serial(float(plain.replace(",", "."))))
    plain = WEEKDAY.sub("", plain, count=1) if WEEKDAY.match(plain) else plain
    found = next((match for pattern in WHOLE if (match := pattern.fullmatch(plain))), None)
    if found is None:
        raise BadCell(UNREADABLE)
    try:
        return calendar.local(datetime.combine(day_of(found), clock_of(found), tzinfo=zone_of(found)))
    except (ValueError, OverflowError) as fault:
        raise BadCell(UNREADABLE) from fault


def joined(day: str, clock: str, calendar: Calendar) -> datetime:
    """Of a column with the day and one with the time; the one may hold both, the other be empty."""
    if not day or not clock:
        return moment(day or clock, calendar)
    try:
        return moment(clock, calendar)
    except BadCell:
        return moment(f"{moment(day, calendar).date().isoformat()} {clock}", calendar)


def serial(number: float) -> datetime:
    if int(number) not in SERIALS:
        raise BadCell(UNREADABLE)
    days, minutes = divmod(round(number * 24 * 60), 24 * 60)
    at = NOON if number.is_integer() else time(minutes // 60, minutes % 60)
    return datetime.combine(FIRST_SERIAL + timedelta(days=days), at)  # noqa: DTZ011 - in the unit's time


def day_of(found: re.Match[str]) -> date:
    said = found.groupdict()
    year = int(said["year"])
    month = next((n for n in range(1, 13) if said.get(f"m{n}")), 0) or int(said["month"])
    return date(year if len(said["year"]) == 4 else 2000 + year, month, int(said["day"]))


def clock_of(found: re.Match[str]) -> time:
    hour, minute = (found["hour"] or found["hour2"], found["minute"] or found["minute2"])
    if hour is None:
        return NOON
    number = int(hour)
    if found["half"]:
        if not 1 <= number <= 12:
            raise ValueError("no hour of half a day")
        number = number % 12 + (12 if found["half"] == "p" else 0)
    return time(number, int(minute))


def zone_of(found: re.Match[str]) -> timezone | None:
    said = found["zone"]
    if said is None:
        return None
    digits = said.replace(":", "")
    if not digits[1:].isdecimal():
        return UTC
    hours, minutes = int(digits[1:3]), int(digits[3:] or 0)
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if digits[0] == "-" else 1))
