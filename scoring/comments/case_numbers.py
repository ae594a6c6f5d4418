"""Case, journal and reference numbers in a text."""

import re
from collections.abc import Iterator

from scoring.comments.cues import named_before
from scoring.comments.span import Kind, Span

NR = r"(?:[-. ]{0,2}(?:n(?:umme?)?r|nummeret|numret|id|ref(?:eranse)?))"
SAID = (
    rf"[a-zæøåäö]*?saken|[a-zæøåäö]*?saka?|[a-zæøå]*?saks[a-zæøå]{{0,12}}?{NR}|arkiv{NR}|arkivkode"
    rf"|journal(?:post)?{NR}?|j\. ?nr|jnr|løpe?{NR}|dnr|d\.nr|diarie{NR}?|ärendet?{NR}?|bygglov(?:et|särende)?"
    rf"|[a-zæøå]*?sagen|[a-zæøå]*?sag|[a-zæøå]*?sags{NR}"
    rf"|ref{NR}?|refer[ae]n[sc]e?[nr]?s?{NR}?|(?<!in )case|ticket|file|klage{NR}?"
    rf"|henvendelse(?:n|s{NR})?|søknad(?:en)?(?:s?{NR})?|ansøgning(?:en)?(?:s?{NR})?|ansökan|ansöknings?{NR}|application"
    rf"|vedtak(?:et)?(?:s?{NR})?|besluts?{NR}|mål{NR}"
)
LINK = r"(?:deres|vår|min|mi|mitt|nr|nummer|numret|num|no|number|id|ref|er|is|är|med|i)"
YEARLY = r"(?:[A-ZÆØÅÄÖ]{1,6}[ /-]?)?(?:(?:19|20)\d\d[/:-]|\d\d[/-])\d{1,7}(?:-\d{1,5})?"
CODE = (
    r"[A-ZÆØÅÄÖ]{2,8}\.(?:19|20)\d\d\.\d{1,6}|[A-ZÆØÅÄÖ]{1,8}[-/ ]?\d[\dA-Z/-]{1,24}"
    r"|[A-ZÆØÅÄÖ]{1,8}(?:-[\dA-Z]{1,12}){1,4}|\d{1,3}[A-Z][\dA-Z]{0,8}-[\dA-Z]{3,12}"
)
NUMBER = r"\d{3,5}/\d\d(?!\d)|\d{2,4}-(?:19|20)\d\d-\d{2,6}|\d{4,14}(?:[-/]\d{1,6})?"
CUE = re.compile(rf"(?i)(?<!\w)(?:{SAID})(?![^\W\d_])(?:[ .:#=,(-]{{1,4}}{LINK}\b){{0,3}}[ .:#=(]{{0,4}}$")
SHOUTED = re.compile(rf"(?i)(?:{SAID})[ .:]")
WRITTEN = re.compile(rf"(?=[A-ZÆØÅÄÖ\d])(?<![\w/-])(?:{YEARLY}|{CODE}|{NUMBER})(?!\w)")
ALONE = re.compile(
    r"(?=[A-ZÆØÅÄÖ\d])(?<![\w/.,-])(?:(?:19|20)\d\d/\d{3,7}(?:-\d{1,5})?|[0-3]\d/\d{4,6}(?:-\d{1,5})?"
    r"|[A-ZÆØÅÄÖ]{1,6}-?(?:19|20)\d\d[-/]\d{3,7}|\d\d\.\d\d\.\d\d-[A-Z]\d\d-\d{1,5}-\d\d)(?![\w/]|[.,]\d)"
)
EXPLICIT = re.compile(r"(?i)(?:saks|sags|ärende|diarie|journal)[-. ]{0,2}(?:nr|nummer)[ .:]{1,3}$")
LAW = re.compile(
    r"(?i)(?:\b(?:EU|EC|EØS|EF|SFS|NOU|GDPR)|direktiv\w*|forordning\w*|förordning\w*|regulation)[ ).:nr]{0,6}$"
)
UNITS = re.compile(
    r" (?:gang|gong|gång|times\b|kr|kron|nok|sek|dkk|dag|uke|veke|vecko|uger|år\b|people|person|stk|m2|%|time)", re.I
)
DIRECTORY = frozenset({"1177", "1813", "1881", "1850", "1890"})
SEPARATOR = re.compile(r"[/:-]")
YEARS = re.compile(r"(?:19|20)\d\d")
DIGITS = 3  # "sak 4" is an item on an agenda


def case_numbers(text: str) -> Iterator[Span]:
    """The numbers of a plain text, those that a word announces first."""
    for match in WRITTEN.finditer(text):
        if not (is_number(match[0]) or is_small(text, match)) or UNITS.match(text, match.end()):
            continue
        if SHOUTED.match(match[0]) or named_before(CUE, text, match.start()):
            yield Span(match.start(), match.end(), Kind.CASE_NUMBER)
    if "/" in text or "-" in text:
        for match in ALONE.finditer(text):
            if not is_time(match[0]) and not named_before(LAW, text, match.start()):
                yield Span(match.start(), match.end(), Kind.CASE_NUMBER)


def is_number(written: str) -> bool:
    digits = sum(map(str.isdigit, written))
    return digits >= DIGITS and not YEARS.fullmatch(written) and written not in DIRECTORY and not is_time(written)


def is_small(text: str, match: re.Match[str]) -> bool:
    """A number as short as 24/5 counts where the word before says that it is one."""
    return "/" in match[0] and named_before(EXPLICIT, text, match.start())


def is_time(written: str) -> bool:
    """Whether it is years, a month, a day: 2023/2024, 2023/24, 12/2023, 15/3, 2023-05-12, 12/5-2023."""
    parts = SEPARATOR.split(written)
    if not all(map(str.isdigit, parts)) or len(parts) == 1:
        return False
    *first, last = parts
    if len(parts) == 3:
        ordered = is_day(parts[2], parts[1]) and YEARS.fullmatch(parts[0]) and written[4] == written[-3:-2] != "/"
        return bool(ordered) or (YEARS.fullmatch(last) is not None and is_day(parts[0], parts[1]))
    one = first[0]
    if YEARS.fullmatch(last):
        return YEARS.fullmatch(one) is not None or int(one) <= 12
    if YEARS.fullmatch(one):
        return len(last) == 2 and int(last) == (int(one) + 1) % 100
    return len(one) <= 2 and len(last) <= 2


def is_day(day: str, month: str) -> bool:
    return len(day) <= 2 and 1 <= int(day) <= 31 and len(month) <= 2 and 1 <= int(month) <= 12
