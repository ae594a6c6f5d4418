"""What comes of a letter: the deeds of its reader, by their nature; pure."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum

from simulator.citizens.person import Nature, Quirk, Way

SCAN = timedelta(minutes=1)
LATER = timedelta(days=2)


class Deed(StrEnum):
    SCAN = "scan"
    LOOK = "look"
    ANSWER = "answer"
    LOOK_AGAIN = "look_again"
    COUNTER = "counter"
    ONE_CLICK = "one_click"
    STOP_PAGE = "stop_page"


def deeds(nature: Nature, number: int) -> Iterator[tuple[timedelta, Deed]]:
    """What comes of the first letter, and of the second."""
    way, waits = nature.way, nature.waits
    if nature.scanned and number == 1:
        yield SCAN, Deed.SCAN
    if way in (Way.ANSWERS, Way.PARTLY) and number == (2 if nature.reminded else 1):
        yield waits, Deed.ANSWER
        if nature.quirk is Quirk.AGAIN:
            yield waits + LATER, Deed.LOOK_AGAIN
    elif number == 2 and nature.stops_later:
        yield waits, Deed.ONE_CLICK
    elif number == 1 and way is Way.LOOKS:
        yield waits, Deed.LOOK
    elif number == 1 and way is Way.ONE_CLICK:
        yield waits, Deed.ONE_CLICK
    elif number == 1 and way is Way.STOP_PAGE:
        yield waits, Deed.STOP_PAGE
