"""National ids in a text, however their digits are spaced."""

import re
from collections.abc import Iterator, Sequence

from scoring.comments.cues import COUNTED, PHONE, named_before
from scoring.comments.digits import Run, Window
from scoring.comments.neighbours_ids import finnish, is_danish, is_danish_day, is_swedish
from scoring.comments.norwegian_ids import HELPING, is_future, is_valid
from scoring.comments.numbering import is_dialled, is_mobile
from scoring.comments.span import Kind, Span

LEAST, MOST = 10, 13
CUE = re.compile(
    r"(?i)(?:f(?:ø|ö|oe|o)ds(?:el|le)s?-? ?n(?:umme)?r|\bf\.? ?nr|\b[dh][- ]n(?:umme)?r|\bdnummer"
    r"|pers(?:on)?\.?-? ?n(?:umme)?r|\bp\.? ?nr|\bcpr|samordningsn|\bhetu|henkil[öo]tunnu|identitetsn"
    r"|\bid-? ?n(?:umme)?r|\bduf\b|\bduf-?n|national (?:id|identity)|\bid (?:number|no)"
    r"|personal (?:id|identity|number|no)|social security|\bssn\b|\bnin\b"
    r"|\bsi[sd]s?te (?:fire|fem)\b|\bsista fyra\b)[^\d\n\[\]{}<>]{0,24}$"
)
NORWEGIAN = {(11,), (6, 5), (2, 2, 2, 5), (6, 3, 2), (2, 2, 2, 3, 2), (4, 4, 3), (3, 3, 5), (1,) * 11}
SWEDISH = {(10,), (6, 4), (2, 2, 2, 4), (12,), (8, 4), (4, 2, 2, 4), (6, 3, 1), (6, 2, 2), (1,) * 10, (1,) * 12}
DANISH = {(10,), (6, 4), (2, 2, 2, 4), (6, 2, 2), (1,) * 10}
LONG_DATE = (4, 2, 2, 4)
LONG_GAPS = (
    [" ", " ", " "],
    ["-", "-", "-"],
    ["-", "-", "+"],
    ["", "", "-"],
    [" ", " ", "-"],
    [".", ".", "-"],
    ["/", "/", "-"],
)
ACCOUNT = (4, 2, 5)  # a bank account has the second control digit of a fødselsnummer in the same place


def national_ids(text: str, runs: Sequence[Run], language: str) -> Iterator[Span]:
    """The ids of a plain text, `certain` where a checksum stands behind them; some may overlap."""
    for start, end in finnish(text):
        yield Span(start, end, Kind.NATIONAL_ID, True)
    for run in runs:
        cued = named_before(CUE, text, run.groups[0][0])
        for window in run.windows(text, LEAST, MOST):
            certain = verdict(text, window, language, cued=cued and window.start == run.groups[0][0])
            if certain is not None:
                yield Span(window.start, window.end, Kind.NATIONAL_ID, certain)


def verdict(text: str, window: Window, language: str, *, cued: bool) -> bool | None:
    """True for an id that its checksum proves, False for what looks like one, None for anything else."""
    match len(window.digits):
        case 11:
            return norwegian(text, window, cued=cued)
        case 10:
            return tens(text, window, language, cued=cued)
        case 12 if window.shape in SWEDISH and (window.shape != LONG_DATE or window.gaps(text) in LONG_GAPS):
            return True if is_swedish(window.digits) else (False if cued else None)
        case 13 if window.shape in {(8, 5), (2, 2, 4, 5)}:
            short = window.digits[:4] + window.digits[6:]
            return True if window.digits[4:6] in ("18", "19", "20") and is_valid(short) else None
    return None


def norwegian(text: str, window: Window, *, cued: bool) -> bool | None:
    digits, tidy = window.digits, window.shape in NORWEGIAN
    if is_valid(digits) and (cued or proves(text, window)):
        return True
    if cued:
        return is_future(digits) if tidy else None
    return False if tidy and is_future(digits) and not named_before(COUNTED, text, window.start) else None


def proves(text: str, window: Window) -> bool:
    """Whether fitting control digits say enough: without a date, and in an account's spacing, they fit by chance."""
    if window.digits[0] in HELPING:
        return window.shape in NORWEGIAN and not named_before(COUNTED, text, window.start)
    return window.shape != ACCOUNT


def tens(text: str, window: Window, language: str, *, cued: bool) -> bool | None:
    digits, shape = window.digits, window.shape
    dialled = shape == (10,) and is_phone_elsewhere(digits, language)
    if dialled and not cued and named_before(PHONE, text, window.start):
        return None
    if shape in SWEDISH and is_swedish(digits) or shape in DANISH and is_danish(digits):
        return True
    if cued:
        return is_danish_day(digits) if shape in SWEDISH else None
    if dialled or shape not in ((10,), (6, 4)) or not is_danish_day(digits):
        return None
    return None if named_before(COUNTED, text, window.start) else False


def is_phone_elsewhere(digits: str, language: str) -> bool:
    """Ten digits with a leading zero: in Denmark, where numbers have eight, they are no telephone number."""
    return language != "da" and (is_mobile(digits) or (language in ("sv", "fi") and is_dialled(digits)))
