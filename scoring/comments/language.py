"""The language of a comment: nb, nn, sv, da, en or other, by letter groups (py3langid) and a vote of its words."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from scoring.comments.words import FOLDER

Votes = npt.NDArray[np.float64]
OURS = ("nb", "nn", "sv", "da", "en")
OTHER = "other"
CALLED = {"nb": "no"}  # by py3langid
FOREIGN = (
    "af", "am", "ar", "az", "bg", "bn", "bs", "cs", "de", "el", "es", "et", "fa", "fi", "fo", "fr", "he", "hi", "hr",
    "hu", "hy", "id", "is", "it", "ja", "ka", "ko", "ku", "lt", "lv", "mk", "ne", "nl", "om", "pl", "ps", "pt", "ro",
    "ru", "rw", "se", "si", "sk", "sl", "so", "sq", "sr", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""Who writes to Nordic offices: with all 140 languages of py3langid short Norwegian turns into Walloon and Luganda."""
WORD_WEIGHT = 8.0
SPELLING_WEIGHT = 4.0
LEAD = 10.0
"""By how much another language must be likelier than each of ours; py3langid's scale, a letter group adds 1 to 5."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SPELLINGS = tuple(
    (re.compile(pattern), frozenset(languages.split()), weight)
    for pattern, languages, weight in (
        (r"[æø]", "nb nn da", 1.5),
        (r"[äö]", "sv", 1.5),
        (r"å", "nb nn sv da", 1),
        (r"(kk|pp|tt|mm|ff|bb|gg|ss|ll|nn|rr)$", "nb nn sv en", 1),  # Danish writes one: tak, op, nul
        (r"sjon(en|er|ar|ane|ene)?s?$", "nb nn", 1),
        (r"tion(en|er|erne)?s?$", "da sv en", 1),
        (r"het(en|er|ene)?s?$", "nb sv", 1),
        (r"heit(a|er|ene)?s?$", "nn", 1),
        (r"hed(en|er|erne)?s?$", "da", 1),
        (r"..lege?(re|st)?$", "nn", 1),
        (r"..lig(e|t|en)?$", "nb da sv", 0.7),
        (r"^kv", "nn sv", 0.7),
        (r"^hv", "nb da", 1),
        (r"^wh", "en", 1),
        (r"...ande$", "nn sv", 0.7),
        (r"...(ende|else(n|r|ne)?)$", "nb da", 0.7),
        (r"øj|ej(e|en|er|et)?$|[aeoø]gt$|dt$", "da", 0.7),
        (r"øy|au|[^l]ei[^nrtds]", "nb nn", 0.5),
        (r"ck|x", "sv en", 0.7),
        (r"^(kj|gj|skj|tj)", "nb nn", 0.8),
        (r"th|w|sh|ea|ou|qu|'|...(ly|ness|ment|ies)$", "en", 0.7),
        (r"...(arna|orna|erna)s?$|...[^e]ade$", "sv", 1),
        (r"...ane$", "nn", 1),
        (r"...(erne|ede)s?$", "da", 1),
        (r"...ene$", "nb", 0.7),
        (r"...a(r|st)$", "nn sv", 0.6),
        (r"...a$", "nn sv nb", 0.4),
        (r"...[aiouyæøå][bdg]e?n?$", "da nb", 0.3),
        (r"...[aeiouyæøåäö][ptk]e?n?$", "nb nn sv", 0.3),
        (r"...(dd|tt)e$", "nb nn", 0.5),
    )
)


def language(text: str, default: str = OTHER) -> str:
    """nb, nn, sv, da, en or other; `default` for a text without a letter (empty, digits, emoji).

    The first call in a process loads the model (about 0.7 s of processor); a call takes about 0.2 ms for a short text.
    M. Lui and T. Baldwin, "langid.py: an off-the-shelf language identification tool", ACL 2012, in the fork py3langid;
    its score of each language gets the votes of function words and spellings (by us) that bokmål, nynorsk, Swedish and
    Danish do not share, because short texts of the four have too few letter groups to tell them apart.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return default
    if 2 * sum("LATIN" in unicodedata.name(letter, "") for letter in letters[:200]) < len(letters[:200]):
        return OTHER
    scores = dict(identifier().rank(text))
    votes = sum((vote(word) for word in WORD.findall(text.lower())), np.zeros(len(OURS)))
    ours = np.array([scores[CALLED.get(code, code)] for code in OURS]) + votes
    foreign = max(scores[code] for code in FOREIGN)
    # a text with words of ours is one of ours, whatever the letters of the names in it say
    return OTHER if foreign - LEAD > ours.max() else OURS[int(ours.argmax())]


@lru_cache(maxsize=50_000)
def vote(word: str) -> Votes:
    """What a word in small letters adds to the score of each of our languages; not to be written to."""
    found = WORD_WEIGHT * np.array([code in listed().get(word, ()) for code in OURS], np.float64)
    for spelling, languages, weight in SPELLINGS:
        if spelling.search(word):
            found += SPELLING_WEIGHT * weight * np.array([code in languages for code in OURS])
    return found


@cache
def listed() -> dict[str, frozenset[str]]:
    """Words of the list, with those of our languages that have them."""
    return dict(lines())


def lines() -> Iterator[tuple[str, frozenset[str]]]:
    for line in (FOLDER / "languages.txt").read_text(encoding="utf-8").splitlines():
        codes, _, words = line.partition(": ")
        yield from ((word, frozenset(codes.split(","))) for word in words.split())


@cache
def identifier() -> LanguageIdentifier:
    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages([*(CALLED.get(code, code) for code in OURS), *FOREIGN])
    return found
