"""Dates and times as XForms writes them: text to day numbers and back, always in whole milliseconds."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

DAY = 86_400_000
EPOCH = date(1970, 1, 1).toordinal()
WRITTEN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
LOOSE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(.*)", re.ASCII | re.DOTALL)
CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)


class DateText(str):
    """A date as text that remembers the moment it was made from; `days` counts from 1970-01-01."""

    __slots__ = ("days",)
    days: float

    @classmethod
    def of(cls, text: str, days: float) -> "DateText":
        made = cls(text)
        made.days = days
        return made


def read(text: str) -> datetime | None:
    """A date or dateTime: aware where an offset is written, midnight where no time is; None if it is neither."""
    match = WRITTEN.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        return datetime(  # noqa: DTZ001 (aware only where the text says so)
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            thousandths(fraction) * 1000,
            zone_of(offset),
        )
    except ValueError:
        return None


def thousandths(fraction: str | None) -> int:
    return int((fraction or "0")[:3].ljust(3, "0"))


def zone_of(offset: str | None) -> tzinfo | None:
    if not offset:
        return None
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > 59:
        raise ValueError("an offset has at most 59 minutes")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if offset[0] == "+" else -ahead)


def days(text: str, zone: tzinfo | None) -> float | None:
    """The day number of a text; None if it is no date.

    Without `zone` every text counts on its own clock, so that dates are whole numbers and a day is a day. With one,
    it is the time since 1970-01-01 00:00 UTC, and what has no offset of its own stands in that zone.
    """
    moment = read(text)
    if moment is None:
        return None
    if zone is None:
        return milliseconds(moment) / DAY
    return instant(moment, zone)


def instant(moment: datetime, zone: tzinfo | None) -> float:
    """Days since 1970-01-01 00:00 UTC; a moment without offset stands in the zone, or in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)
    offset = aware.utcoffset() or timedelta()
    return (milliseconds(aware) - offset // timedelta(milliseconds=1)) / DAY


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """On the clock of the zone; without one every moment keeps its own."""
    if zone is None:
        return moment
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def milliseconds(moment: datetime) -> int:
    """Since 1970-01-01 on the clock of the moment itself."""
    clock = moment.time()
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return (moment.toordinal() - EPOCH) * DAY + seconds * 1000 + clock.microsecond // 1000


def at(number: float, zone: tzinfo | None) -> datetime | None:
    """The moment of a day number, on the clock that `days` counts by; None beyond the years 1 to 9999."""
    if not abs(number) < 4_000_000:
        return None
    whole = round(number * DAY)
    try:
        moment = datetime.combine(date.fromordinal(EPOCH + whole // DAY), time()) + timedelta(milliseconds=whole % DAY)
        return moment if zone is None else moment.replace(tzinfo=UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def text_of(moment: datetime) -> str:
    """A dateTime as XForms writes it: 2018-01-01T10:20:30.123+01:00, without offset where it has none."""
    return moment.isoformat(timespec="milliseconds")


def padded(text: str) -> str:
    """The text with months and days of two digits, as date() takes them."""
    match = LOOSE.fullmatch(text)
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}{match[4]}" if match else text


def part_of_day(text: str, zone: tzinfo | None) -> float | None:
    """A time, or the time of a dateTime, as part of a day: noon is 0.5; None if it is no time.

    With a zone, a time that has an offset is turned to that zone first.
    """
    match = CLOCK.fullmatch(text)
    moment = read(f"1970-01-01T{text}") if match else read(text)
    if moment is None:
        return None
    return milliseconds(in_zone(moment, zone)) % DAY / DAY
