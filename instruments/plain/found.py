"""Advice: what could be better in one text or in the whole form, as a kind and values; the words stand elsewhere."""

from enum import StrEnum

import msgspec


class About(StrEnum):
    """What is advised about; each has a sentence in the reader's language (`survey.web.advice_words`)."""

    LIX = "lix"
    LONG_SENTENCE = "long_sentence"
    LONG_WORD = "long_word"
    LONG_INTRO = "long_intro"
    CAPITALS = "capitals"
    OFFICIALESE = "officialese"
    ACRONYM = "acronym"
    PASSIVE = "passive"

    DOUBLE = "double"
    LEADING = "leading"
    LOADED = "loaded"
    NEGATION = "negation"
    DOUBLE_NEGATION = "double_negation"
    ABSOLUTE = "absolute"

    AGREEMENT = "agreement"
    UNBALANCED = "unbalanced"
    NO_WAY_OUT = "no_way_out"
    UNLABELLED = "unlabelled"
    OVERLAP = "overlap"
    TURNED = "turned"
    MATRIX_ROWS = "matrix_rows"
    MATRIX_COLUMNS = "matrix_columns"

    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    REQUIRED_TEXT = "required_text"
    PERSONAL = "personal"
    SPECIAL = "special"


class Weight(StrEnum):
    STRONG = "strong"
    """Answers will be wrong, missing or not to be trusted."""
    MILD = "mild"
    """Answers cost more effort than they need."""


MILD = frozenset({
    About.LIX, About.LONG_WORD, About.PASSIVE, About.OFFICIALESE, About.ACRONYM, About.CAPITALS, About.ABSOLUTE,
    About.AGREEMENT, About.NO_WAY_OUT, About.UNLABELLED, About.TURNED, About.REQUIRED_TEXT, About.SPECIAL,
})  # fmt: skip


class Advice(msgspec.Struct, frozen=True):
    """`values` fill its sentence in: `quote` from the text, `plain` what to write instead, `n` and `most` numbers."""

    where: str
    """A path as in `wording`; "" for the form as a whole."""
    language: str
    """Of the text; "" where it is the same in every language."""
    about: About
    values: dict[str, str] = {}

    @property
    def weight(self) -> Weight:
        return Weight.MILD if self.about in MILD else Weight.STRONG
