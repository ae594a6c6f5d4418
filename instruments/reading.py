"""One answer as it came in -> its value and its XForms text, by the kind of the item."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from instruments.instrument import CHOOSING, MARK, Item, Kind, Outcome

BLANK = ("", "")
LARGEST = 2**53
INTEGER = re.compile(r"[+-]?\d{1,16}\Z", re.ASCII)
DECIMAL = re.compile(r"[+-]?(\d{1,18}([.,]\d{0,18})?|[.,]\d{1,18})\Z", re.ASCII)
TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?\Z", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3})")
TICKED = {"ok": True, "true": True, "on": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

DATA_TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: "int",
    Kind.DECIMAL: "decimal",
    Kind.RANGE: "decimal",
    Kind.DATE: "date",
    Kind.TODAY: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "dateTime",
    Kind.START: "dateTime",
    Kind.END: "dateTime",
}
"""What an expression takes the item's text for; anything else is a string."""


class UnreadableError(ValueError):
    """An answer of the wrong type."""


def read(item: Item, given: object) -> tuple[Any, str]:
    """The value to store and the text that expressions see; `BLANK` for no answer.

    Values: text, select_one str; integer int; decimal and range int or float; select_multiple and rank list[str];
    dates and times ISO str; acknowledge "OK". Raises UnreadableError.
    """
    if isinstance(given, list) and item.kind not in (Kind.SELECT_MULTIPLE, Kind.RANK):
        if len(given) > 1:
            raise UnreadableError
        given = given[0] if given else ""
    if given is None or given == "" or given == []:
        return BLANK
    if isinstance(given, str):
        given = given.strip()
        if not given:
            return BLANK
        if marked(item, given):
            return given, ""
        if "\x00" in given:
            raise UnreadableError
    return READERS.get(item.kind, text)(given)


def marked(item: Item, given: str) -> bool:
    """Whether this says why there is no answer; a mark that the item does not allow is no answer either."""
    if not given.startswith(MARK):
        return False
    return item.kind in CHOOSING or given.removeprefix(MARK) in item.may_be


def reason(value: object) -> Outcome | None:
    """What a mark says."""
    if isinstance(value, str) and value.startswith(MARK) and value[1:] in set(Outcome):
        return Outcome(value[1:])
    return None


def text(given: object) -> tuple[Any, str]:
    match given:
        case bool():
            word = "true" if given else "false"
        case int() | float():
            word = number_text(given)
        case str():
            word = given
        case _:
            raise UnreadableError
    return word, word


def computed(given: object) -> tuple[Any, str]:
    """A number stays one."""
    return (given, number_text(given)) if isinstance(given, float) or type(given) is int else text(given)


def integer(given: object) -> tuple[Any, str]:
    if isinstance(given, str):
        given = BETWEEN_DIGITS.sub("", given)
        if not INTEGER.match(given):
            raise UnreadableError
        given = int(given)
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) > LARGEST:
        raise UnreadableError
    return given, str(given)


def decimal(given: object) -> tuple[Any, str]:
    if isinstance(given, str):
        given = BETWEEN_DIGITS.sub("", given)
        if not DECIMAL.match(given):
            raise UnreadableError
        given = float(given.replace(",", "."))
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise UnreadableError
    value = int(given) if float(given).is_integer() and abs(given) <= LARGEST else given
    return value, number_text(value)


def number_text(number: float) -> str:
    """As XPath writes it: no exponent, no `.0`."""
    if isinstance(number, float) and number.is_integer() and abs(number) <= LARGEST:
        number = int(number)
    shortest = repr(number)
    return format(number, "f") if "e" in shortest else shortest


def several(given: object) -> tuple[Any, str]:
    if isinstance(given, str):
        given = given.split()
    if not isinstance(given, list):
        raise UnreadableError
    words = [text(one)[0].strip() for one in given]
    if any(len(word.split()) != 1 for word in words):
        raise UnreadableError
    chosen = list(dict.fromkeys(words))
    return chosen, " ".join(chosen)


def day(given: object) -> tuple[Any, str]:
    if not isinstance(given, str) or not DATE.match(given):
        raise UnreadableError
    return iso(date.fromisoformat, given)


def clock(given: object) -> tuple[Any, str]:
    if not isinstance(given, str) or not TIME.match(given):
        raise UnreadableError
    return iso(time.fromisoformat, given)


def moment(given: object) -> tuple[Any, str]:
    if not isinstance(given, str) or not DATE.match(given[:10]) or given[10:11] not in ("T", " "):
        raise UnreadableError
    if not TIME.match(given[11:]):
        raise UnreadableError
    return iso(datetime.fromisoformat, f"{given[:10]}T{given[11:]}")


def iso(parse: Callable[[str], object], given: str) -> tuple[Any, str]:
    """The text itself, if there is such a day and hour."""
    try:
        parse(given)
    except ValueError as fault:
        raise UnreadableError from fault
    return given, given


def tick(given: object) -> tuple[Any, str]:
    ticked = given if isinstance(given, bool) else TICKED.get(str(given).lower())
    if ticked is None:
        raise UnreadableError
    return ("OK", "OK") if ticked else BLANK


def nothing(given: object) -> tuple[Any, str]:
    raise UnreadableError


READERS: Mapping[Kind, Callable[[object], tuple[Any, str]]] = {
    Kind.INTEGER: integer,
    Kind.DECIMAL: decimal,
    Kind.RANGE: decimal,
    Kind.SELECT_MULTIPLE: several,
    Kind.RANK: several,
    Kind.DATE: day,
    Kind.TIME: clock,
    Kind.DATETIME: moment,
    Kind.START: moment,
    Kind.END: moment,
    Kind.TODAY: day,
    Kind.ACKNOWLEDGE: tick,
    Kind.CALCULATE: computed,
    Kind.HIDDEN: computed,
    Kind.NOTE: nothing,
}
