"""A text as sentences and words, and LIX, how hard it is to read."""

import re
from enum import StrEnum

MARKUP = re.compile(r"<[^<>]*>|[*_`#]+(?=\S)|(?<=\S)[*_`]+|&\w+;")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.\w[\w.-]*")
PLACEHOLDER = re.compile(r"\$\{[^{}]*\}")
ABBREVIATION = re.compile(
    r"\b(?:f\.?\s?eks|t\.?\s?ex|bl\.?\s?a|dvs|d\.v\.s|osv|o\.s\.v|m\.m|o\.l|m\.fl|kl|nr|ca|pga|jf|inkl|ekskl|mv|tlf|tel|"
    r"st|s\.k|e\.g|i\.e|etc|approx|no|mr|mrs|ms|dr|vs|\d{1,2})\.(?=\s+\S)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)]*\s+(?=[\"“”«(]*[^\W_])|[\r\n]+|(?<=:)\s+(?=[\"“”«]?[^\W\d_a-zæøåäö])")
WORD = re.compile(r"[^\W\d_]+(?:[-'’/][^\W\d_]+)*-?|\d+(?:[.,:]\d+)*")
LONG = 6
"""A word of more letters than this counts as long in LIX."""


def bare(text: str) -> str:
    """The text without markup, addresses and the names of the answers that it fills in."""
    text = LINK.sub(r"\1", text)
    text = ADDRESS.sub("X", PLACEHOLDER.sub("X", text))
    return MARKUP.sub(" ", text).strip()


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a bare text; a line break ends one too."""
    guarded = ABBREVIATION.sub(lambda found: found[0].replace(".", "\N{ONE DOT LEADER}"), text)
    parts = (part.replace("\N{ONE DOT LEADER}", ".").strip() for part in SENTENCE_END.split(guarded) if part)
    return tuple(part for part in parts if WORD.search(part))


def words(text: str) -> tuple[str, ...]:
    """Words and numbers, a hyphenated one in one piece."""
    return tuple(WORD.findall(text))


def letters(word: str) -> int:
    """Of the longest part of a word between hyphens."""
    return max(len(part) for part in re.split(r"[-/'’]", word))


class Band(StrEnum):
    VERY_EASY = "very_easy"
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    VERY_HARD = "very_hard"


BANDS = ((30, Band.VERY_EASY), (40, Band.EASY), (50, Band.MEDIUM), (60, Band.HARD))
"""Below 30 children's books, to 40 fiction, to 50 newspapers, to 60 official texts, from there on officialese."""


def lix(text: str) -> float:
    """Words per sentence plus per cent of words with more than 6 letters; 0 for a text without words.

    C. H. Björnsson, Läsbarhet, Stockholm 1968. Made for running text: below some 25 words it says little.
    """
    found = words(text)
    if not found:
        return 0.0
    long = sum(len(re.sub(r"\W", "", word)) > LONG for word in found)
    return len(found) / len(sentences(text)) + 100 * long / len(found)


def band(value: float) -> Band:
    """How hard a text of this LIX is, as the index is commonly read in Sweden and Norway."""
    return next((name for limit, name in BANDS if value < limit), Band.VERY_HARD)
