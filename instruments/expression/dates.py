"""The functions on dates and times."""

import math
import re
from collections.abc import Sequence
from datetime import datetime, time, tzinfo

from babel import Locale, UnknownLocaleError

from instruments.expression import moments
from instruments.expression.code import ANY, NUMBER, STRING, Code, string_of
from instruments.expression.faults import ExpressionError
from instruments.expression.making import Maker, Notes
from instruments.expression.moments import DateText
from instruments.expression.scope import Scope
from instruments.expression.values import SPACE, Value, first_text, text_number

CODES = re.compile(r"%(.)", re.DOTALL)


def today(given: Sequence[Code], notes: Notes) -> Code:
    return Code(STRING, lambda scope: local_now(scope).date().isoformat())


def now(given: Sequence[Code], notes: Notes) -> Code:
    return Code(STRING, lambda scope: moments.text_of(local_now(scope)))


def local_now(scope: Scope) -> datetime:
    return scope.world.now.astimezone(scope.world.zone) if scope.world.zone else scope.world.now


def date(given: Sequence[Code], notes: Notes) -> Code:
    """A date as text; from a dateTime or from days it still knows its moment (see DateText)."""
    run = given[0].run

    def found(scope: Scope) -> Value:
        value, zone = plain(run(scope)), scope.world.zone
        if isinstance(value, float):
            return of_days(value, zone, clock=False)
        moment = written(value, "date")
        if moment is None:
            return ""
        short = moment.date().isoformat()
        return DateText.of(short, text_number(moments.padded(value), zone)) if len(value) > 10 else short

    return Code(ANY, found)


def date_time(given: Sequence[Code], notes: Notes) -> Code:
    run = given[0].run

    def found(scope: Scope) -> Value:
        value, zone = plain(run(scope)), scope.world.zone
        if isinstance(value, float):
            return of_days(value, zone, clock=True)
        moment = written(value, "date-time")
        if moment is None:
            return ""
        return moments.text_of(moments.in_zone(moment, zone)) if ":" in value else moment.date().isoformat()

    return Code(ANY, found)


def plain(value: Value) -> float | str:
    """A node as its text; a truth is no date."""
    if isinstance(value, bool):
        raise ExpressionError("true and false are no dates")
    if isinstance(value, float):
        return value
    if isinstance(value, DateText):
        return value.days
    return (value if isinstance(value, str) else first_text(value)).strip(SPACE)


def written(text: str, function: str) -> datetime | None:
    """The moment of a text, None if there is none; raises ExpressionError for a text that is no date."""
    if not text:
        return None
    moment = moments.read(moments.padded(text))
    if moment is None:
        raise ExpressionError(f"`{function}` was given `{text[:40]}`, which is not a date like 2026-05-21")
    return moment


def of_days(days: float, zone: tzinfo | None, *, clock: bool) -> Value:
    """A day number as text: NaN stays NaN; the time of day is told where there is one and a clock is wanted."""
    if math.isnan(days):
        return days
    moment = moments.at(days, zone)
    if moment is None:
        raise ExpressionError("a date must lie within the years 1 to 9999")
    at_midnight = moment.time() == time()
    if at_midnight or not (clock or moment.utcoffset()):
        # int() goes toward zero, as in JavaRosa: date(-0.5) is 1970-01-01
        whole = moment if at_midnight or zone else moments.at(float(math.trunc(days)), zone) or moment
        return whole.date().isoformat()
    return DateText.of(moments.text_of(moment), days)


def decimal_date_time(given: Sequence[Code], notes: Notes) -> Code:
    """Days since 1970-01-01 00:00 UTC; NaN for what is no date."""
    run = given[0].run

    def found(scope: Scope) -> float:
        value = run(scope)
        if isinstance(value, bool):
            return math.nan
        value = plain(value)
        if isinstance(value, float):
            return value
        moment = moments.read(value)
        return math.nan if moment is None else moments.instant(moment, scope.world.zone)

    return Code(NUMBER, found)


def decimal_time(given: Sequence[Code], notes: Notes) -> Code:
    text = string_of(given[0])

    def found(scope: Scope) -> float:
        part = moments.part_of_day(text(scope).strip(SPACE), scope.world.zone)
        return math.nan if part is None else part

    return Code(NUMBER, found)


def formatted(given: Sequence[Code], notes: Notes) -> Code:
    """The moment as the pattern says; empty for what is no date."""
    run, pattern = given[0].run, string_of(given[1])

    def found(scope: Scope) -> str:
        value, zone = run(scope), scope.world.zone
        if isinstance(value, bool):
            return ""
        value = plain(value)
        if isinstance(value, float):
            moment = moments.at(value, zone) if value == value else None
        else:
            moment = moments.read(moments.padded(value))
            moment = moment and moments.in_zone(moment, zone)
        return written_as(moment, pattern(scope), scope.world.language) if moment else ""

    return Code(STRING, found)


def written_as(moment: datetime, pattern: str, language: str) -> str:
    return CODES.sub(lambda found: part(moment, found[1], language), pattern)


def part(moment: datetime, code: str, language: str) -> str:
    """What one % code stands for; a code that is not known stays as it is."""
    match code:
        case "b" | "B":
            return str(locale(language).months["format"]["abbreviated" if code == "b" else "wide"][moment.month])
        case "a" | "A":
            return str(locale(language).days["format"]["abbreviated" if code == "a" else "wide"][moment.weekday()])
    return figures(moment).get(code, f"%{code}")


def figures(moment: datetime) -> dict[str, str]:
    return {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
    }


def calendar(language: str) -> dict[str, list[str]]:
    """The names of months and of days from Monday by their % code: what a page needs to write dates itself."""
    months = [datetime(2024, month, 1) for month in range(1, 13)]  # noqa: DTZ001
    week = [datetime(2024, 1, day) for day in range(1, 8)]  # noqa: DTZ001
    return {code: [part(one, code, language) for one in (months if code in "bB" else week)] for code in "bBaA"}


def locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en")


MAKERS: dict[str, Maker] = {
    "today": today,
    "now": now,
    "date": date,
    "date-time": date_time,
    "decimal-date-time": decimal_date_time,
    "decimal-date": decimal_date_time,
    "decimal-time": decimal_time,
    "format-date": formatted,
    "format-date-time": formatted,
}
