"""Opening hours as people write them: `08:00-15:30`, or `man-tor 8-15:30, fre 8-15`."""

import re
from collections.abc import Mapping, Sequence

from survey.texts import N_

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ABBREVIATIONS = {
    "mon": "mon", "man": "mon", "mån": "mon", "mån.": "mon", "tue": "tue", "tir": "tue", "tys": "tue", "tis": "tue",
    "wed": "wed", "ons": "wed", "thu": "thu", "tor": "thu", "fri": "fri", "fre": "fri",
    "sat": "sat", "lør": "sat", "lau": "sat", "lör": "sat", "sun": "sun", "søn": "sun", "sun.": "sun", "sön": "sun",
}  # fmt: skip
DASH = r"\s*(?:-|–|—|til|till|to)\s*"
TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
PART = re.compile(
    rf"(?:(?P<first>[^\W\d]+)\.?(?:{DASH}(?P<last>[^\W\d]+)\.?)?\s*:?\s*)?(?:kl\.?\s*)?{TIME}{DASH}{TIME}",
    re.IGNORECASE,
)


class BadHours(ValueError):
    """What is wrong with the hours, as a message id."""


def week(text: str) -> dict[str, tuple[str, str]]:
    """Weekday -> (opens, closes); a time without weekdays holds Monday to Friday."""
    found: dict[str, tuple[str, str]] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        read = PART.fullmatch(part)
        if not read:
            raise BadHours(N_("Write opening hours such as 08:00-15:30 or mon-thu 08:00-15:30, fri 08:00-15:00"))
        hours = (clock(read[3], read[4]), clock(read[5], read[6]))
        if hours[0] >= hours[1]:
            raise BadHours(N_("The office closes before it opens: check the opening hours"))
        found.update(dict.fromkeys(weekdays(read["first"], read["last"]), hours))
    return {name: found[name] for name in WEEKDAYS if name in found}


def clock(hours: str, minutes: str | None) -> str:
    hour, minute = int(hours), int(minutes or 0)
    if hour > 23 or minute > 59:
        raise BadHours(N_("The hours of a day run from 00:00 to 23:59"))
    return f"{hour:02}:{minute:02}"


def weekdays(first: str | None, last: str | None) -> tuple[str, ...]:
    if first is None:
        return WEEKDAYS[:5]
    start = weekday(first)
    end = weekday(last) if last else start
    if end < start:
        raise BadHours(N_("Name the weekdays from Monday to Sunday, such as mon-fri"))
    return WEEKDAYS[start : end + 1]


def weekday(name: str) -> int:
    found = ABBREVIATIONS.get(name.casefold()[:3])
    if found is None:
        raise BadHours(N_("A weekday has to be one of mon, tue, wed, thu, fri, sat, sun"))
    return WEEKDAYS.index(found)


def written(opening: Mapping[str, tuple[str, str]], names: Sequence[str] = WEEKDAYS) -> str:
    """The hours as `week` reads them, weekdays with the same hours joined; `names` of Monday to Sunday."""
    parts: list[tuple[str, str, tuple[str, str]]] = []
    for number, name in enumerate(WEEKDAYS):
        if name not in opening:
            continue
        hours = (opening[name][0], opening[name][1])
        if parts and parts[-1][2] == hours and WEEKDAYS[number - 1] == parts[-1][1]:
            parts[-1] = (parts[-1][0], name, hours)
        else:
            parts.append((name, name, hours))
    called = dict(zip(WEEKDAYS, names, strict=True))
    return ", ".join(
        f"{called[first]}{'' if first == last else f'-{called[last]}'} {hours[0]}-{hours[1]}"
        for first, last, hours in parts
    )
