"""Case, journal and reference numbers in a text."""

import re
from collections.abc import Iterator

from scoring.comments.cues import named_before
from scoring.comments.span import Kind, Span

SAID = (
    r"(?:bygge|klage|plan|arkiv|barneverns?|nav-?)?(?:sak|saken|saka)|saks?-?(?:n(?:umme?)?r|nummeret|id|ref(?:eranse)?)"
    r"|[a-zæøå]*saksn(?:umme)?r|arkiv-?(?:nr|ref|kode)|journal-?(?:n(?:umme)?r|post|nummeret)|journal|j\. ?nr|jnr"
    r"|løpenr|dnr|d\.nr|diarie-?(?:n(?:umme)?r|numret)|diarie|ärende-?(?:n(?:umme)?r|numret|id)|ärendet?|bygglov(?:et|särende)?"
    r"|sag|sagen|sags-?(?:n(?:umme)?r|nummeret|id)|byggesagen?|ref|refn(?:umme)?r|referanse-?(?:n(?:umme)?r)?"
    r"|referens-?(?:n(?:umme)?r)?|reference|case|ticket|file|henvendelse(?:n|snr|snummer)?|søknads?-?(?:n(?:umme)?r|id)"
    r"|ansøgnings?n(?:umme)?r|ansöknings?n(?:umme)?r|application|vedtaks?(?:et|nr)?|besluts?n(?:umme)?r|målnr"
)
LINK = r"(?:nr|nummer|numret|num|no|number|id|ref|er|is|är|med|i)"
YEARLY = r"(?:[A-ZÆØÅÄÖ]{1,6}[ -]?)?(?:19|20)?\d\d[/-]\d{1,7}(?:-\d{1,5})?"
CODE = r"[A-ZÆØÅÄÖ]{1,8}[-/ ]?\d[\dA-Z/-]{1,24}|[A-ZÆØÅÄÖ]{1,8}(?:-[\dA-Z]{1,12}){1,4}"
NUMBER = r"\d{4,14}(?:[-/]\d{1,6})?"
CUE = re.compile(rf"(?i)(?<!\w)(?:{SAID})(?![^\W\d_])(?:[ .:#=,(-]{{1,4}}{LINK}\b){{0,3}}[ .:#=(]{{0,4}}$")
SHOUTED = re.compile(rf"(?i)(?:{SAID})[ .:]")
WRITTEN = re.compile(rf"(?<![\w/-])(?:{YEARLY}|{CODE}|{NUMBER})(?!\w)")
ALONE = re.compile(
    r"(?<![\w/.,-])(?:(?:19|20)\d\d/\d{3,7}(?:-\d{1,5})?|[0-3]\d/\d{4,6}(?:-\d{1,5})?"
    r"|[A-ZÆØÅÄÖ]{1,6}-?(?:19|20)\d\d[-/]\d{3,7})(?![\w/]|[.,]\d)"
)
YEARS = re.compile(r"(?:19|20)\d\d")
DIGITS = 3  # "sak 4" is an item on an agenda


def case_numbers(text: str) -> Iterator[Span]:
    """The numbers of a plain text, those that a word announces first."""
    for match in WRITTEN.finditer(text):
        if is_number(match[0]) and (SHOUTED.match(match[0]) or named_before(CUE, text, match.start())):
            yield Span(match.start(), match.end(), Kind.CASE_NUMBER)
    if "/" in text or "-" in text:
        for match in ALONE.finditer(text):
            if not is_time(match[0]):
                yield Span(match.start(), match.end(), Kind.CASE_NUMBER)


def is_number(written: str) -> bool:
    digits = sum(map(str.isdigit, written))
    return digits >= DIGITS and not YEARS.fullmatch(written) and not is_time(written, cued=True)


def is_time(written: str, *, cued: bool = False) -> bool:
    """Whether it is two years, a month of a year, or a day and a year: 2023/2024, 12/2023."""
    parts = re.split(r"[/-]", written)
    if len(parts) != 2:
        return len(parts) == 3 and not cued and len(parts[2]) <= 2 and len(parts[1]) <= 2
    one, other = parts
    if YEARS.fullmatch(other):
        return one.isdigit() and (YEARS.fullmatch(one) is not None or len(one) <= 2 and int(one) <= 12)
    two_years = one.isdigit() and other.isdigit() and len(other) == 2 and int(other) == (int(one) + 1) % 100
    return two_years or (not cued and one.isdigit() and len(one) == 4 and len(other) <= 2)
