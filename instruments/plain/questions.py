"""How a question is put: leading, loaded, negated, absolute, or with a long run-up."""

import re

from instruments.plain.doubles import ASIDE
from instruments.plain.lexicon import Lexicon
from instruments.plain.text import sentences, words

LONGEST_INTRO = 20
"""Words before the sentence that asks."""
LEVELS = re.compile(r"\d\s*(?:=|er|betyr|betyder|är|means|is)\s*|[–—-]\s*\d")


def leading(text: str, lexicon: Lexicon) -> str:
    """The words that say which answer is expected."""
    found = lexicon.leading.search(ASIDE.sub(" ", text))
    return found[0].strip() if found else ""


def loaded(text: str, lexicon: Lexicon) -> str:
    """The words that judge before anybody was asked."""
    found = lexicon.loaded.search(ASIDE.sub(" ", text))
    return found[0].strip() if found else ""


def negations(text: str, lexicon: Lexicon) -> list[str]:
    """The negations of the sentence that has most of them."""
    plain = lexicon.harmless_negations.without(ASIDE.sub(" ", text))
    found = ([one[0] for one in lexicon.negations.finditer(sentence)] for sentence in sentences(plain))
    return max(found, key=len, default=[])


def negated(text: str, lexicon: Lexicon, *, judged: bool) -> str:
    """Where yes means no: a question that begins negated, or a statement to agree with that denies something."""
    plain = lexicon.harmless_negations.without(ASIDE.sub(" ", text))
    for sentence in sentences(plain):
        if found := lexicon.negated_question.match(sentence):
            return found[0]
        if not judged or sentence.endswith("?"):
            continue
        if (found := lexicon.negations.search(sentence)) and not lexicon.subordinate.search(sentence[: found.start()]):
            return found[0]
    return ""


def absolute(text: str, lexicon: Lexicon) -> str:
    """A word that hardly anybody can say yes to; naming both ends of a scale is no such use of it."""
    if LEVELS.search(text):
        return ""
    found = {one[0].casefold() for one in lexicon.absolutes.finditer(ASIDE.sub(" ", text))}
    return next(iter(found)) if len(found) == 1 else ""


def run_up(text: str) -> int:
    """How many words stand before the sentence that asks; 0 for a text that asks nothing."""
    every = sentences(text)
    asking = next((number for number, sentence in enumerate(every) if sentence.endswith("?")), 0)
    return sum(len(words(sentence)) for sentence in every[:asking])
