"""Lines of `medlytt deadline`: an object with a clock and a moment in, a deadline or a fault out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from instruments import shape
from instruments.clock import ZONES, Calendar, Clock, Deadline, Verdict, deadline
from survey import explain

NEEDED = ("clock", "limit", "sent_at", "country")
KNOWN = ("id", *NEEDED, "closed_days", "answered_at", "holidays_stop")
YEARS = range(1970, 2200)
LONGEST = {Clock.HOURS: 100_000, Clock.FROM_NEXT_DAY: 3_000, Clock.NOON_RULE: 3_000}
IN_TIME: Mapping[Verdict | None, bool | str | None] = {
    Verdict.IN_TIME: True,
    Verdict.LATE: False,
    Verdict.INVALID: "invalid",
    None: None,
}


class LineFault(Exception):
    """A line cannot be used; the message says why and what to do."""


def answer(line: bytes) -> dict[str, Any]:
    """What to print for one line: {id, deadline, working_days, in_time, why} or {id, error}."""
    try:
        asked = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return {"id": None, "error": f"is not JSON: {fault}"}
    if not isinstance(asked, dict):
        return {"id": None, "error": 'is not an object; write one like {"id": "a", "clock": ...}'}
    try:
        found = worked_out(asked)
    except LineFault as fault:
        return {"id": asked.get("id"), "error": str(fault)}
    return {
        "id": asked.get("id"),
        "deadline": found.deadline.isoformat(),
        "working_days": found.working_days,
        "in_time": IN_TIME[found.verdict],
        "why": explain.deadline_lines(found, "en"),
    }


def worked_out(asked: Mapping[str, Any]) -> Deadline:
    for name in NEEDED:
        if asked.get(name) is None:
            raise LineFault(f"`{name}` is missing{meant(name, asked)}")
    for name in KNOWN:
        if name not in asked and (hint := meant(name, asked)):
            raise LineFault(f"`{name}` is missing{hint}")
    clock = clock_of(asked["clock"])
    calendar = Calendar(country(asked["country"]), closed_days(asked.get("closed_days")))
    stop = asked.get("holidays_stop")
    if not isinstance(stop, bool | None):
        raise LineFault("`holidays_stop` must be true or false")
    answered = asked.get("answered_at")
    return deadline(
        clock,
        moment("sent_at", asked["sent_at"]),
        limit=limit(clock, asked["limit"]),
        calendar=calendar,
        answered_at=None if answered is None else moment("answered_at", answered),
        holidays_stop=bool(stop),
    )


def meant(name: str, asked: Mapping[str, Any]) -> str:
    """A hint where a key that nobody knows looks like the missing one."""
    hint = shape.suggestion(name, [key for key in asked if key not in KNOWN])
    return hint.replace("did you mean", "is it meant by") if "did you mean" in hint else ""


def clock_of(value: object) -> Clock:
    try:
        return Clock(str(value))
    except ValueError:
        raise LineFault(f"clock {shown(value)} is not known{shape.suggestion(str(value), list(Clock))}") from None


def country(value: object) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in ZONES:
        raise LineFault(f"country {shown(value)} has no calendar here; use {', '.join(ZONES)}")
    return code


def limit(clock: Clock, value: object) -> float:
    unit = "hours" if clock == Clock.HOURS else "working days"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LineFault(f"limit {shown(value)} is not a number of {unit}; write it like 3")
    if clock != Clock.HOURS and value % 1:
        raise LineFault(f"limit {value} is not a whole number of working days")
    least = 1 if clock == Clock.NOON_RULE else 0
    if not least <= value <= LONGEST[clock]:
        raise LineFault(f"limit {value} must be between {least} and {LONGEST[clock]} {unit}")
    return value


def closed_days(value: object) -> frozenset[date]:
    if value is None:
        return frozenset()
    if not isinstance(value, list):
        raise LineFault('`closed_days` must be a list of dates like ["2026-12-24"]')
    return frozenset(map(closed_day, value))


def closed_day(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise LineFault(f"closed day {shown(value)} is not a date; write it like 2026-12-24") from None


def moment(name: str, value: object) -> datetime:
    text = value.strip() if isinstance(value, str) else ""
    try:
        # 24:00 is how the end of a day is written; Python knows only the 00:00 after it
        end_of_day = text[10:].removeprefix("T").strip() in {"24:00", "24:00:00"}
        found = datetime.fromisoformat(f"{text[:10]}T00:00" if end_of_day else text)
    except ValueError:
        raise LineFault(f"{name} {shown(value)} is not a date and time; write it like 2026-05-21T14:10") from None
    if ":" not in text and "T" not in text:
        raise LineFault(f"{name} {shown(value)} has no time of day; write it like {text}T14:10")
    if found.year not in YEARS:
        raise LineFault(f"{name} {shown(value)} is out of range; use a year from {YEARS[0]} to {YEARS[-1]}")
    return found + timedelta(days=end_of_day)


def shown(value: object) -> str:
    return msgspec.json.encode(value).decode()
