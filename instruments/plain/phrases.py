"""Words that stand in the way: officialese, acronyms nobody explained, long words, passives, capitals."""

import re
from collections.abc import Iterator

from instruments.plain.lexicon import Lexicon
from instruments.plain.text import letters, words

LONGEST_WORD = 16
PASSIVES = 2
"""From so many in one text on it reads as heavy."""
SHOUTING = 3
ENDINGS = "(?:[-:](?:en|et|a|ar|er|s|n|t|ene|ane))?"
ACRONYM = re.compile(rf"(?<![\w./@-])([A-ZÆØÅÄÖ][A-ZÆØÅÄÖ&]{{1,5}}){ENDINGS}(?![\w@/]|\.\w)")
ROMAN = re.compile(r"[IVXLC]+\Z")
IN_BRACKETS = re.compile(r"\(\s*([A-ZÆØÅÄÖ&]{2,6})\s*[),]|([A-ZÆØÅÄÖ&]{2,6})(?:-\w+)?\s*[(=–]\s*\w{3,}")


def officialese(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Each stiff word or phrase with a plain one."""
    if not lexicon.officialese.any.search(text):
        return
    for pattern, plain in lexicon.officialese.each:
        if found := pattern.search(text):
            yield found[0], plain


def explained(text: str) -> frozenset[str]:
    """The acronyms that this text spells out: `after-school care (SFO)`, `SFO (after-school care)`."""
    return frozenset(one or other for one, other in IN_BRACKETS.findall(text))


def acronyms(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Those that not everybody knows; none in a text that is all in capitals."""
    if shouts(text):
        return ()
    found = (one for one in ACRONYM.findall(text) if one not in lexicon.acronyms and not ROMAN.match(one))
    return tuple(dict.fromkeys(found))


def shouts(text: str) -> bool:
    """Whether a text of several words is in capitals."""
    long = [word for word in words(text) if len(word) > 2 and not word[0].isdecimal()]
    return len(long) >= SHOUTING and all(word.isupper() for word in long)


def long_words(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Words of more than 16 letters, but those that readers meet every day."""
    found = (word for word in words(text) if letters(word) > LONGEST_WORD)
    found = (word for word in found if word.casefold() not in lexicon.long_words)
    return tuple(dict.fromkeys(found))


def passives(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The passive verbs, where there are so many that the text reads as heavy."""
    found = tuple(one[0] for one in lexicon.passive.finditer(text))
    return found if len(found) >= PASSIVES else ()
