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
ACCOUNT = (4, 2, 5)
SPACED = {(2, 2, 2, 2), (3, 2, 3)}
AREA = re.compile(r"0[235689]|0[1-9]\d{1,2}")
UNIFORM = re.compile(r"[ .\-]| - |")
WITHIN = re.compile(r"[ .\-/()]{0,3}")
AFTER = re.compile(
    r" ?(?:%|,-|kr\b|nok\b|sek\b|dkk\b|kroner|kronor|mill|mio|euro?\b|m2|m²|m3|kvm|km\b|kg\b|liter|innb|inv[åa]n|indb"
    r"|people|persone?r|kwh|kubikk|kvadrat|meter|elev|bruker|borger|hushold|hushåll|stemme|besøk|besök|bil(?:er|ar)\b|tusen|hundre"
    r"|stk\b|\w?t[ou]n\b)|[,.]\d|/\d{1,4}(?!\d)|[:%]\d|-\d{1,4}(?!\d)",
    re.I,
)
PLUS = re.compile(r"(?:\( ?)?(?:\+ ?\(?|\b00[ -]?)$")


def phones(text: str, runs: Sequence[Run], language: str) -> Iterator[Span]:
    """The numbers of a plain text; no two overlap."""
    for run in runs:
        if is_account(text, run):
            continue
        taken = 0
        for window in longest_first(run, text):
            if window.start >= taken and (start := beginning(text, window, language)) is not None:
                yield Span(max(start, taken), window.end, Kind.PHONE)
                taken = window.end


def is_account(text: str, run: Run) -> bool:
    """Whether the digits are a Norwegian bank account in groups, with a word before that says so."""
    sizes = tuple(end - start for start, end in run.groups)
    return sizes == ACCOUNT and named_before(COUNTED, text, run.groups[0][0])


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
        return abroad(text, window, language)
    gaps = window.gaps(text)
    looks = likeness(window, gaps, language)
    if looks is Likeness.NONE or not all(WITHIN.fullmatch(gap) for gap in gaps) or AFTER.match(text, window.end):
        return None
    if named_before(COUNTED, text, window.start):
        return None
    if looks is Likeness.CLEAR and not goes_on(text, window):
        return window.start
    return window.start if named_before(PHONE, text, window.start) else None


def abroad(text: str, window: Window, language: str) -> int | None:
    """Where a number with its country's code begins; one in brackets may be a national one."""
    gaps = window.gaps(text)
    if not all(WITHIN.fullmatch(gap) for gap in gaps):
        return None
    if named_before(COUNTED, text, window.start):
        return None
    if window.digits.startswith("00") and is_international(window.digits[2:], signed=False):
        return window.start
    lead = PLUS.search(text, max(0, window.start - 5), window.start)
    if lead and is_international(window.digits, signed=True):
        return lead.start()
    bare = [gap.replace(")", "") for gap in gaps]
    if text[window.start - 1] != "(" or likeness(window, bare, language) is not Likeness.CLEAR:
        return None
    return window.start - (")" in text[window.start : window.end])


def goes_on(text: str, window: Window) -> bool:
    """Whether more groups of the same size stand beside it: an IBAN, a row of figures."""
    size = window.shape[0]
    if len(window.groups) == 1 or len(set(window.shape)) > 1:
        return False
    after = re.match(rf" \d{{1,{size}}}(?!\d)", text[window.end : window.end + size + 2])
    before = text[max(0, window.start - size - 2) : window.start]
    return after is not None or re.search(rf"(?<!\d)\d{{{size}}} $", before) is not None


class Likeness(Enum):
    """How much digits look like a number: not at all, where a word says that they are one, by themselves."""

    NONE = 0
    ANNOUNCED = 1
    CLEAR = 2


def likeness(window: Window, gaps: Sequence[str], language: str) -> Likeness:
    digits = window.digits
    if is_hours(window, gaps):
        return Likeness.NONE
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
    if window.shape not in EIGHTS or len(set(gaps)) > 1 or (gaps and not UNIFORM.fullmatch(gaps[0])):
        return Likeness.ANNOUNCED
    span_of_figures = window.shape == (4, 4) and gaps[0] != " "
    if is_date(window) or span_of_figures or is_row(window) or window.digits.endswith("0000"):
        return Likeness.ANNOUNCED
    # people who make a number up, and plans that are opened, do not keep to the plan; their spacing tells
    by_spacing = window.shape in SPACED and gaps[0] == " "
    return Likeness.CLEAR if by_spacing or is_eight(window.digits, language) else Likeness.ANNOUNCED


def is_row(window: Window) -> bool:
    """Pairs that count on: 22 23 24 25."""
    if window.shape != (2, 2, 2, 2):
        return False
    pairs = [int(window.digits[at : at + 2]) for at in range(0, 8, 2)]
    return all(later - earlier == 1 for earlier, later in zip(pairs, pairs[1:], strict=False))


def is_hours(window: Window, gaps: Sequence[str]) -> bool:
    """From one time of day to another: 0800-1530, 09.00-15.30."""
    if len(window.digits) != 8 or window.shape not in {(4, 4), (2, 2, 2, 2)}:
        return False
    split = "-" in gaps[0] if window.shape == (4, 4) else gaps[0] == gaps[2] != gaps[1] and gaps[0] in ".:"
    times = (window.digits[:4], window.digits[4:])
    return split and all(time[:2] <= "24" and time[2:] <= "59" and time[3] in "05" for time in times)


def written_with_area(window: Window, gaps: Sequence[str]) -> bool:
    """Whether digits that begin with 0 are spaced like a number: the area or operator, then the rest."""
    if len(window.shape) == 1:
        return len(window.digits) >= 9
    if set(gaps) == {"."} and window.shape[0] == 3:
        return True
    if not AREA.fullmatch(window.digits[: window.shape[0]]) or gaps[0] not in (" ", "-", "/", " - ", ") "):
        return False
    rest = window.shape[1:]
    hours = window.shape[0] == 2 and gaps[0] == " " and set(rest) == {2}  # 08 09 10 11
    return not hours and all(size >= 2 for size in rest) and set(gaps[1:]) <= {" "} and not is_date(window)


def hyphened(window: Window, gaps: Sequence[str]) -> bool:
    """Swedish spacing, which nothing else has: 0743-108 35."""
    return gaps[:1] == ["-"] and 8 <= len(window.digits) <= 10 and len(gaps) > 1 and window.shape[0] > 2


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
