"""What a word is to a name: a given or a family name, a title, or never part of one."""

import re
from enum import Enum
from functools import lru_cache

from scoring.comments.words import listed


class Sort(Enum):
    GIVEN = 1
    BOTH = 2  # a given name that is also a word
    FAMILY = 3
    SON = 4  # a family name that can hardly be anything else
    TITLE = 5
    STOPPED = 6  # never a name but before a family name: Jan, August
    NEVER = 7
    OTHER = 8


KNOWN = frozenset({Sort.GIVEN, Sort.BOTH, Sort.FAMILY, Sort.SON})
SONS = ("sson", "sen", "son", "datter", "dotter", "dóttir")
ABROAD = re.compile(r".{3,}(?:[oe]wsk[ia]|[iy][nń]sk[ia]|wicz|ović|enko|chuk|qvist|quist|ström)")
NAMED = frozenset({"heter", "heiter", "hedder", "hedde", "heitte", "hette", "kalles", "kallas"})
WHO = frozenset({"jeg", "eg", "jag", "han", "hun", "ho", "hon", "som"})
SAID = frozenset({"name", "navn", "namn", "navnet", "namnet"})
IS = frozenset({"is", "er", "är"})
TOWARDS = frozenset({"med", "with", "to", "til", "till", "hos", "at", "av", "by"})
I_AM = frozenset(
    {("jeg", "er"), ("eg", "er"), ("jag", "är"), ("i", "am"), ("det", "er"), ("det", "är"), ("this", "is")}
)
ANNOUNCING = NAMED | IS | TOWARDS | {"am"} | listed("greetings") | listed("closings") | listed("titles")
"""Every word that can stand right before a name; all others need no second look."""
CLOSING_GAP = re.compile(r"[ ,.:!/\n\r-]{1,5}")
LONGEST_SHORT = 4
TITLE_GAP = re.compile(r"[ .,:(\"«-]{1,3}")
THINGS = tuple(listed("things"))
INSTITUTION = re.compile(r"[ -]([^\W\d_]+)")


@lru_cache(maxsize=8192)
def sort_of(word: str) -> Sort:
    small = word.lower().replace("’", "'")
    found = bare_sort(small)
    if found is Sort.OTHER and len(small) > 3 and word.endswith("s"):
        owner = bare_sort(small[:-1].removesuffix("'"))
        return owner if owner in (Sort.GIVEN, Sort.FAMILY, Sort.SON) else Sort.OTHER
    return found


def bare_sort(small: str) -> Sort:
    never = small in listed("not_names")
    if small in listed("titles"):
        return Sort.TITLE
    if small in listed("ambiguous"):
        return Sort.STOPPED if never else Sort.BOTH
    if small in listed("given"):
        return Sort.STOPPED if never else Sort.GIVEN
    if is_son(small):
        return Sort.SON
    if small in listed("family"):
        return Sort.FAMILY
    if never:
        return Sort.NEVER
    parts = small.split("-")
    if len(parts) > 1 and all(part in listed("given") | listed("family") for part in parts):
        return Sort.GIVEN
    return Sort.OTHER


def is_son(small: str) -> bool:
    """Whether it says whose child somebody is, or ends as only names do."""
    if small in listed("family") and small.endswith(SONS):
        return True
    if small.endswith("sen") and small[:-2] in listed("given"):  # Andersen of Anders
        return True
    stems = (small.removesuffix(end) for end in SONS if small.endswith(end))
    return any(len(stem) > 2 and stem in listed("given") for stem in stems) or ABROAD.fullmatch(small) is not None


def says_name(second: str, last: str) -> bool:
    """Whether the two words before say that a name follows, whatever it looks like."""
    return (last in NAMED and second in WHO) or (last in IS and second in SAID)


def introduces(second: str, last: str, gap: str) -> bool:
    """Whether the two words before, and the gap after them, often stand before a name.

    A title, a greeting, a closing, "spoke with", "this is". After a greeting and a comma a sentence begins; after a
    closing and a comma, or on the next line, the name stands.
    """
    if last in listed("closings"):
        return CLOSING_GAP.fullmatch(gap) is not None
    if last in listed("titles"):
        # "the teacher. Three of them": only an abbreviation (dr., adv.) has a full stop before the name
        return TITLE_GAP.fullmatch(gap) is not None and ("." not in gap or len(last) <= LONGEST_SHORT)
    before = last in NAMED or last in listed("greetings") or (last in TOWARDS and second in listed("talks"))
    return gap in (" ", ": ", ' "', " «") and (before or (second, last) in I_AM)


def is_thing(word: str) -> bool:
    """Whether a word on no list looks like an office or people in general: Arkivet, Beboerne, Kundesenter."""
    return len(word) > 5 and word.lower().endswith(THINGS)


def is_institution(text: str, end: int) -> bool:
    """Whether what ends at `end` is the name of a house or a firm: Olavs hospital, Karl Johans gate."""
    after = INSTITUTION.match(text, end)
    if after is None:
        return False
    word = after[1].lower()
    return word in listed("institutions") or word in listed("streets_bare")
