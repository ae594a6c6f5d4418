"""Where somebody lives: street and number with what stands beside them, and properties by their numbers."""

import re
from collections.abc import Iterator, Sequence

from scoring.comments.cues import named_before
from scoring.comments.naming import Sort, sort_of
from scoring.comments.postcodes import CAPITAL, POSTCODE
from scoring.comments.span import Kind, Span
from scoring.comments.streets import GENITIVE, is_street
from scoring.comments.words import listed

LONGEST = 64
WORDS = 5  # of the name of a street
Words = Sequence[re.Match[str]]  # the nearest first
NUMBER = re.compile(
    r"(?<![\w/.,:-])(?<!\d )[1-9]\d{0,3}(?! \d{3}(?! ?\d))"
    r"(?: ?-[1-9]\d{0,2}(?!\d))?(?:[A-Za-z]| [A-HJ-Z](?!['’])| [a-h](?![.'’]))?(?!\w)"
)
UNITS = re.compile(
    r"[ -]?(?:%|‰|kr\b|kroner|kronor|nok\b|ganger|gong|gang|gånger|gange\b|times|time[rn]?\b|timm|min|sek|dag|døgn"
    r"|veke|uke|vecka|veckor|uger?\b|week|day|hour|måned|månad|måneder|month|år\b|year|barn|elev|biler|bil\b|hus\b|meter|m\b|m2|km\b"
    r"|cm\b|kg|mill|mio|stk|prosent|procent|personer|people|steder|plasser|avdeling|stykk|styck"
    r"|andre\b)"
    r"|[.,:]\d|/\d|\. (?:jan|feb|mar|apr|mai|maj|jun|jul|aug|sep|okt|nov|des|dec)",
    re.I,
)
FLOOR = (
    r"[HULK]0\d{3}|leil(?:ighet)?\.? ?\w{1,6}|lgh\.? ?\d{1,4}|oppg(?:ang)?\.? ?\w|inng(?:ang)?\.? ?\w|apt\.? ?\w{1,5}"
    r"|\d{1,2}\. ?(?:etg|etasje|sal|vån|tr|tv|th|mf|floor)\b\.?|\d tr\b|(?:st|kl)\.|(?:tv|th|mf)\b\.?"
    r"|bolignr\.? ?\w{1,6}"
)
BESIDE = re.compile(rf"(?:,? ?(?:{FLOOR}))*(?:,? ?\n? ?{POSTCODE})?")
WITH_POSTCODE = re.compile(rf",? {POSTCODE}")
LIVES = re.compile(
    r"(?i)(?:\b(?:bor|bur|bodde|bosatt|adresse[nr]?|adressa|adress|address|adressen|hjemme|live|lives|living|flyttet|flytta"
    r"|til leie)(?: (?:er|is|är|i|på|ved|in|at|on|til|nå|vi|jeg|eg|now))*[ :]{1,3})$"
)
PLACED = re.compile(r"(?:^|[ (])(?:i|på|ved|vid|utenfor|utanför|utanfor|uden for) $")
ENGLISH = re.compile(
    rf"(?:(?:Flat|Apt\.?|Unit) \w{{1,5}},? )?[1-9]\d{{0,3}}[A-Za-z]? (?:[{CAPITAL}][\w'’.-]+ ){{1,3}}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court|Square|Terrace|Crescent|Gardens|Way|Place|Hill|Row|Mews|Grove"
    r"|Walk|Green|Wharf|Plaza|Boulevard)\b"
)
FLAT = re.compile(r"(?:Flat|Apt\.?|Unit) \w{1,5},? $")
TOUCHING = re.compile(r"[aeng]\d", re.I)
PUBLIC = re.compile(r"(?i)\b(?:county|country|state|national|trunk|regional|main) $")
GLUED = re.compile(
    r"(?i)(?<!\w)[^\W\d_]{3,30}(?:gata|gaten|veien|vegen|gatan|vägen|vejen|gade|gaden)\d{1,3}[a-z]?(?!\w)"
)
NEAR = re.compile(r"(?:,| i| in) ?(?P<town>[^\W\d_]+)")
WORD = re.compile(r"[^\s(\"«“]+")
YEAR = re.compile(r"(?:19|20)\d\d$")


def addresses(text: str) -> Iterator[Span]:
    """The streets and numbers of a plain text, with what stands beside them; some may overlap."""
    if TOUCHING.search(text):
        for glued in GLUED.finditer(text):
            yield Span(glued.start(), glued.end(), Kind.ADDRESS)
    for number in NUMBER.finditer(text):
        if english := ENGLISH.match(text, number.start()):
            yield Span(flat(text, number.start()), english.end(), Kind.ADDRESS)
        elif (start := street(text, number)) is not None:
            yield Span(start, ending(text, number.end()), Kind.ADDRESS)


def ending(text: str, at: int) -> int:
    """Where an address ends whose number ends at `at`: after flat and floor, postcode and town."""
    beside = BESIDE.match(text, at)
    end = beside.end() if beside else at
    town = NEAR.match(text, end)
    return town.end() if town and town["town"].lower() in listed("towns") else end


def flat(text: str, at: int) -> int:
    found = FLAT.search(text, max(0, at - 12), at)
    return found.start() if found else at


def street(text: str, number: re.Match[str]) -> int | None:
    """Where the street begins to which the number belongs; None where it counts something else."""
    at = number.start()
    if text[at - 1 : at] != " ":
        return None
    last = text[max(0, at - LONGEST) : at - 1].rpartition(" ")[2].strip(',("«“')
    word, capital = last.rstrip(".").lower(), last[:1].isupper()
    bare = word in listed("streets_bare")
    if bare and PUBLIC.search(text, max(0, at - LONGEST), at - 1 - len(last)):
        return None
    if not (capital or bare or is_street(word, capital=False)) or UNITS.match(text, number.end()):
        return None
    if not word or is_year(text, number):
        return None
    before = list(WORD.finditer(text, max(0, at - LONGEST), at))[::-1]
    if not bare:
        return single(text, number, before, word, capital=capital)
    start = named(before, word)
    return single(text, number, before, word, capital=True) if start is None and capital else start


def single(text: str, number: re.Match[str], before: Words, word: str, *, capital: bool) -> int | None:
    """The start of a street of one word: its end tells, or the words around it do."""
    first = front(text, before)
    if is_street(word, capital=capital):
        return first
    if sort_of(word) not in (Sort.NEVER, Sort.STOPPED, Sort.TITLE) or word in listed("streets_bare"):
        if before[0][0].endswith(".") or len(word) < 3:
            return None
        upper = len(before) > 1 and before[1][0].lower() in listed("streets_front")
        lettered = number[0][-1].isalpha() and len(before) > 1
        beside = named_before(LIVES, text, first) or WITH_POSTCODE.match(text, number.end())
        return first if lettered or upper or beside or named_before(PLACED, text, before[0].start()) else None
    return None


def is_year(text: str, number: re.Match[str]) -> bool:
    """A number like a year is a house only where a postcode follows."""
    return YEAR.match(number[0]) is not None and not WITH_POSTCODE.match(text, number.end())


def front(text: str, before: Words) -> int:
    """The start of the street with words like Upper and Old before it, or a first name: Valby Torvevej."""
    start = before[0].start()
    for word in before[1:WORDS]:
        capital = word[0][0].isupper() and text[max(0, word.start() - 2)].islower()
        inside = capital and word[0][-1].isalpha() and sort_of(word[0]) is not Sort.NEVER
        if not inside and word[0].lower() not in listed("streets_front"):
            break
        start = word.start()
    return start


def named(before: Words, word: str) -> int | None:
    """The start of a street that ends in a word like Street: capitalised words, or a genitive, stand before it."""
    start: int | None = None
    for one in before[1:WORDS]:
        small = start is None and word in GENITIVE and one[0].islower() and len(one[0]) > 3 and one[0].endswith("s")
        if not (small or one[0][0].isupper()) or one[0][-1] in ",:;" or (one[0][-1] == "." and len(one[0]) > 5):
            break
        start = one.start()
        if small:
            break
    return start
