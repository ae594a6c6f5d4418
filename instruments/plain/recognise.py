"""Which of the languages that we can advise in a text is written in, where the file does not say so plainly."""

import re
from collections.abc import Iterable

from instruments.plain.lexicon import words as words_of
from instruments.plain.text import bare, words

CODES = {
    "no": "nb", "nb": "nb", "nob": "nb", "norsk": "nb", "bokmål": "nb", "norwegian": "nb",
    "nn": "nn", "nno": "nn", "nynorsk": "nn",
    "sv": "sv", "swe": "sv", "svenska": "sv", "swedish": "sv",
    "en": "en", "eng": "en", "english": "en", "engelsk": "en",
}  # fmt: skip
WORDS = {
    "nb": words_of("""
        ikke jeg hva hvor hvordan noe noen fra en et å og er du på av til det dere deg fikk eller være nei uenig fornøyd
    """),
    "nn": words_of("""
        ikkje eg kva kor korleis noko nokon frå ein eit å og er du på av til det dykk deg fekk eller vere nei nøgd dei
    """),
    "sv": words_of("""
        inte jag vad hur något någon från en ett att och är du på av till det ni dig fick eller vara nej mycket nöjd
    """),
    "en": words_of("""
        not i what how something from a an to and is you on of the it your did or be no are was very satisfied with
    """),
}  # fmt: skip
LEAST = 0.15
"""So many of the words must be common ones of the language."""


def recognise(language: str, texts: Iterable[str]) -> str:
    """`nb`, `nn`, `sv`, `en`, or "" for any other; the texts are only looked at where the code is unknown."""
    code = re.split(r"[\s_(-]", language.casefold().strip())[0]
    if code in CODES:
        return CODES[code]
    if code not in {"und", "default", ""}:
        return ""
    found = [word.casefold() for text in texts for word in words(bare(text))]
    shares = {one: sum(word in common for word in found) / (len(found) or 1) for one, common in WORDS.items()}
    best = max(shares, key=lambda one: shares[one])
    return best if shares[best] >= LEAST else ""
