"""Replies as a citizen reads them: LIX per unit, over mails as they arrive, with broken lines and greetings."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from instruments.plain.text import Band, band, bare, lix, words
from scoring.interval import Interval, mean

ENOUGH = 25
"""Words from which on LIX says something about one reply."""
NARROW = 80
"""A text whose lines are all this short was broken by a mail program."""
LINE = 4
"""A line of fewer words that ends no sentence is a greeting, a name or a heading."""
ENDS = re.compile(r"[.!?…:;][\"”»)]*$")
STANDS = re.compile(r"[.?…:;][\"”»)]*$")
"""So ends a short line that says something; "Hei Kari!" does not."""
POINT = re.compile(r"[-–—•*·o]\s|\d{1,2}[.)]\s|[a-z]\)\s")


class Reply(msgspec.Struct, frozen=True):
    """What a unit wrote, without quotation and signature, and in which language."""

    unit: str
    language: str
    text: str


class Figures(msgspec.Struct, frozen=True):
    """What is left of a reply when its text is gone; `lix` is None below ENOUGH words."""

    unit: str
    language: str
    words: int
    lix: float | None


class Readability(msgspec.Struct, frozen=True):
    """LIX of a unit's replies in one language: their mean, each counted once, with Student's interval.

    `lix` has an estimate only where a reply was long enough and ends only from two on; `short` replies, of fewer
    words than ENOUGH, are not measured; `hard` ones are at 50 or more, harder than a newspaper.
    """

    unit: str
    language: str
    lix: Interval
    band: Band | None
    measured: int
    short: int
    hard: int


def of_units(replies: Iterable[Reply], *, level: float = 0.95) -> list[Readability]:
    """One for each unit and language, in the order in which they first appear.

    LIX = words / sentences + 100 x words of more than 6 letters / words: C. H. Björnsson, Läsbarhet (Stockholm 1968);
    the mean and its interval as in `interval.mean`. Languages stay apart, since their words differ in length.
    """
    return of_figures((figures(one) for one in replies), level=level)


def figures(reply: Reply) -> Figures:
    """Of one reply: words of its running text, and LIX."""
    text = running(reply.text)
    number = len(words(text))
    return Figures(reply.unit, reply.language, number, lix(text) if number >= ENOUGH else None)


def of_figures(replies: Iterable[Figures], *, level: float = 0.95) -> list[Readability]:
    """As `of_units`, from what is left of the replies."""
    found: dict[tuple[str, str], list[float | None]] = {}
    for one in replies:
        found.setdefault((one.unit, one.language), []).append(one.lix)
    return [of_values(unit, language, values, level=level) for (unit, language), values in found.items()]


def of_values(unit: str, language: str, replies: Sequence[float | None], *, level: float) -> Readability:
    values = [one for one in replies if one is not None]
    centre = mean(values, level=level)
    return Readability(
        unit,
        language,
        centre.within(0, float("inf")),
        None if centre.estimate is None else band(centre.estimate),
        len(values),
        len(replies) - len(values),
        sum(band(value) in (Band.HARD, Band.VERY_HARD) for value in values),
    )


def running(text: str) -> str:
    """The running text of a mail, a line for each paragraph or point: `lix` of it is that of what was written."""
    return "\n".join(line for line in unbroken(bare(text)) if len(words(line)) >= LINE or STANDS.search(line))


def unbroken(text: str) -> Iterator[str]:
    """Its lines with those put together that a mail program broke; else each break would end a sentence."""
    lines = [line.strip() for line in text.splitlines()]
    width = max(map(len, lines), default=0)
    whole, last = "", ""
    for line in lines:
        if whole and line and goes_on(last, line, width):
            whole = f"{whole} {line}"
        else:
            if whole:
                yield whole
            whole = line
        last = line
    if whole:
        yield whole


def goes_on(line: str, following: str, width: int) -> bool:
    """Whether the second line is the rest of the first: it begins small, or its first word had no room there."""
    if POINT.match(following) or line.endswith(":"):
        return False
    if following[0].islower():
        return True
    no_room = len(line) + 1 + len(following.split()[0]) > width and width <= NARROW
    return no_room and len(words(line)) >= LINE and not ENDS.search(line)
