"""Telephone numbers in a text, and not the sums, dates and customer numbers that look like them."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from scoring.comments.cues import COUNTED, PHONE, named_before
from scoring.comments.dates import exists
from scoring.comments.digits import Run, Window
from scoring.comments.numbering import SERVICE, is_dialled, is_eight, is_international
from scoring.comments.span import Kind, Span

LEAST, MOST = 7, 15
EIGHTS = {(8,), (2, 2, 2, 2), (3, 2, 3), (4, 4), (3, 5), (3, 3, 2), (1,) * 8}
SPACED = {(2, 2, 2, 2), (3, 2, 3)}
ODD_EIGHTS = {(2, 3, 3), (2, 6), (5, 3), (4, 2, 2), (2, 2, 4), (2, 4, 2), (3, 1, 4), (1, 7), (6, 2), (7, 1)}
AREA = re.compile(r"0[235689]|0[1-9]\d{1,2}")
UNIFORM = re.compile(r"[ .\-]| - |")
WITHIN = re.compile(r"[ .\-/()]{0,3}")
AFTER = re.compile(
    r" ?(?:%|,-|kr\b|nok\b|sek\b|dkk\b|kroner|kronor|mill|mio|euro?\b|m2|m²|m3|kvm|km\b|kg\b|liter|innb|inv[åa]n|indb"
    r"|people|persone?r|stk\b|\w?t[ou]n\b)|[,.]\d|[/:%]\d|-\d",
    re.I,
)
PLUS = re.compile(r"(?:\( ?)?(?:\+ ?\(?|\b00[ -]?)$")


def phones(text: str, runs: Sequence[Run], language: str) -> Iterator[Span]:
    """The numbers of a plain text; no two overlap."""
    for run in runs:
        taken = 0
        for window in longest_first(run, text):
            if window.start >= taken and (start := beginning(text, window, language)) is not None:
                yield Span(max(start, taken), window.end, Kind.PHONE)
                taken = window.end


def longest_first(run: Run, text: str) -> Iterator[Window]:
    """Windows from left to right, of those with one beginning the longest first."""
    ready: list[Window] = []
    for window in run.windows(text, LEAST, MOST):
        if ready and ready[0].start != window.start:
            yield from reversed(ready)
            ready = []
        if not window.inside:
            ready.append(window)
    yield from reversed(ready)


def beginning(text: str, window: Window, language: str) -> int | None:
    """Where the number begins, its plus and bracket with it; None where the digits are no telephone number."""
    if text[window.start - 1 : window.start] in ("+", "(") or window.digits.startswith("00"):
        return abroad(text, window)
    gaps = window.gaps(text)
    looks = likeness(window, gaps, language)
    if looks is Likeness.NONE or not all(WITHIN.fullmatch(gap) for gap in gaps) or AFTER.match(text, window.end):
        return None
    if named_before(COUNTED, text, window.start):
        return None
    return window.start if looks is Likeness.CLEAR or named_before(PHONE, text, window.start) else None


def abroad(text: str, window: Window) -> int | None:
    """Where a number with its country's code begins; one in brackets may be a national one."""
    if not all(WITHIN.fullmatch(gap) for gap in window.gaps(text)):
        return None
    if window.digits.startswith("00") and is_international(window.digits[2:]):
        return window.start
    lead = PLUS.search(text, max(0, window.start - 5), window.start)
    if lead and is_international(window.digits):
        return lead.start()
    bracket = text[window.start - 1] == "(" and likeness(window, window.gaps(text), "") is Likeness.CLEAR
    return window.start - (")" in text[window.start : window.end]) if bracket else None


class Likeness(Enum):
    """How much digits look like a number: not at all, where a word says that they are one, by themselves."""

    NONE = 0
    ANNOUNCED = 1
    CLEAR = 2


def likeness(window: Window, gaps: Sequence[str], language: str) -> Likeness:
    digits = window.digits
    if digits[0] == "0":
        if not (is_dialled(digits) or hyphened(window, gaps)):
            return Likeness.NONE
        return Likeness.CLEAR if written_with_area(window, gaps) else Likeness.ANNOUNCED
    if len(digits) == 10 and digits.startswith("47") and is_eight(digits[2:], "nb"):
        return Likeness.CLEAR if len(window.groups) > 1 and window.shape[0] == 2 else Likeness.ANNOUNCED
    if len(digits) != 8 or digits[0] == "1" or (digits.startswith(SERVICE) and language != "da"):
        return Likeness.NONE
    return eight(window, gaps, language)


def eight(window: Window, gaps: Sequence[str], language: str) -> Likeness:
    """Eight digits, as all numbers of Norway and Denmark have."""
    if window.shape not in EIGHTS:
        return Likeness.ANNOUNCED if window.shape in ODD_EIGHTS else Likeness.NONE
    if len(set(gaps)) > 1 or (gaps and not UNIFORM.fullmatch(gaps[0])) or is_date(window):
        return Likeness.ANNOUNCED
    # people who make a number up, and plans that are opened, do not keep to the plan; their spacing tells
    by_spacing = window.shape in SPACED and gaps[0] == " "
    return Likeness.CLEAR if by_spacing or is_eight(window.digits, language) else Likeness.ANNOUNCED


def written_with_area(window: Window, gaps: Sequence[str]) -> bool:
    """Whether digits that begin with 0 are spaced like a number: the area or operator, then the rest."""
    if len(window.shape) == 1:
        return len(window.digits) >= 9
    if not AREA.fullmatch(window.digits[: window.shape[0]]) or gaps[0] not in (" ", "-", "/", " - ", ") "):
        return False
    rest = window.shape[1:]
    hours = window.shape[0] == 2 and gaps[0] == " " and set(rest) == {2}  # 08 09 10 11
    return not hours and all(size >= 2 for size in rest) and set(gaps[1:]) <= {" "} and not is_date(window)


def hyphened(window: Window, gaps: Sequence[str]) -> bool:
    """Swedish spacing, which nothing else has: 0743-108 35."""
    return gaps[:1] == ["-"] and 8 <= len(window.digits) <= 10 and len(gaps) > 1


def is_date(window: Window) -> bool:
    """Digits that are a day of our times, written either way round."""
    if window.shape not in {(8,), (2, 2, 4), (4, 2, 2), (4, 4)}:
        return False
    one, other = window.digits[:4], window.digits[4:]
    if window.shape == (4, 4):
        return one[:2] in ("19", "20") and other[:2] in ("19", "20")
    return (other[:2] in ("19", "20") and exists(int(one[:2]), int(one[2:]), int(other))) or (
        one[:2] in ("19", "20") and exists(int(other[2:]), int(other[:2]), int(one))
    )
