"""Lexicon: what a language's questions are read by; the words themselves stand in bokmal, nynorsk, swedish, english."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec


class Pattern:
    """A pattern, compiled when it is first asked: four languages of them take longer than most texts."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.source, re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text)

    def without(self, text: str) -> str:
        """The text with a blank for each place that fits."""
        return self.compiled.sub(" ", text)


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    language: str

    joins: Pattern
    """`and`, `as well as`; the group `either` is there for `or`, `slash` for `and/or`."""
    fixed: frozenset[frozenset[str]]
    """Pairs that are one thing: name and address, praise and criticism."""
    details: frozenset[str]
    """What somebody is reached by and told apart by; any two of these are no double question."""
    contact: frozenset[str]
    """Further ways to reach somebody, of which one or another will do."""
    judges: Pattern
    """What makes a sentence ask for a judgement: how satisfied, agree, rate."""
    adjectives: Pattern
    """Whole words that judge: friendly, fast, clear."""
    degrees: frozenset[str]
    """Words that may stand before an adjective or a verb: very, so, to."""
    subordinate: Pattern
    """What begins a clause that only says when, where or which."""
    small: frozenset[str]
    """Articles and prepositions."""
    between: Pattern
    question_words: Pattern
    open_words: Pattern
    """Question words that ask for a story: what, why, how."""
    finite: Pattern
    """How a yes-or-no question begins."""
    pronouns: frozenset[str]
    before_joins: frozenset[str]
    """Words that lean on what follows the join: vara med och göra, try and do."""
    after_joins: Pattern
    """What may follow a join without a second question: and so on, or similar."""
    last_words: frozenset[str]
    """What may end a sentence after a join: or more, and others."""

    leading: Pattern
    loaded: Pattern
    negated_question: Pattern
    negations: Pattern
    absolutes: Pattern
    harmless_negations: Pattern

    officialese: "Stiff"
    acronyms: frozenset[str]
    """Known to everybody."""
    passive: Pattern
    long_words: frozenset[str]
    """Long words that readers meet every day."""

    positive: Pattern
    negative: Pattern
    neutral: Pattern
    agreement: Pattern
    unknown: Pattern
    """A way out: don't know, does not apply, rather not say."""
    unipolar: Pattern
    """The low end of a scale that has no other side: not at all important."""
    numbers_explained: Pattern
    """A hint that says what the ends of a row of numbers stand for."""

    asks_personal: Pattern
    asks_special: Pattern
    """Special categories of personal data: faith, origin, sexuality, party, union."""
    promises_anonymity: Pattern


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def pairs(text: str) -> frozenset[frozenset[str]]:
    """`name address, praise criticism` as unordered pairs."""
    return frozenset(frozenset(pair.split()) for pair in text.split(",") if pair.strip())


def any_of(text: str) -> str:
    """Words as alternatives of a pattern."""
    return "|".join(text.split())


def whole(*alternatives: str) -> Pattern:
    """Any of the patterns as whole words, upper or lower case.

    Each line is an alternative, in a group that goes over several lines too; blanks stand for any space.
    """
    joined = "|".join(one for text in alternatives for one in lines(text))
    joined = re.sub(r"(\(\?[:!])\|", r"\1", joined).replace("|)", ")")
    return Pattern(rf"(?<![\w-])(?:{_spaced(joined)})(?![\w-])")


def denying(finite: str, no: str, but: str) -> Pattern:
    """A question that begins with a verb and denies it: `was it not clear`; not where one of `but` stands between."""
    return whole(rf"(?:{finite}) (?:(?!(?:{but})\b)[\w-]+ ){{0,3}}?(?:{no})")


def inflected(stems: str, endings: str) -> Pattern:
    """Whole words made of one of the stems and, if any, one of the endings: `vennlig klar`, `t|e|ere|est`."""
    return Pattern(rf"(?:{'|'.join(stems.split())})(?:{endings})?\Z")


class Stiff(msgspec.Struct, frozen=True):
    """Officialese: any of it, and each phrase with a plain one."""

    any: Pattern
    each: tuple[tuple[Pattern, str], ...]


def replacements(text: str) -> Stiff:
    """Lines `stiff words = plain words`, the left side a pattern."""
    found = [line.partition(" = ") for line in lines(text)]
    each = tuple((whole(stiff), plain.strip()) for stiff, _, plain in found)
    return Stiff(whole(*(stiff for stiff, _, _ in found)), each)


def lines(text: str) -> Iterable[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _spaced(pattern: str) -> str:
    return pattern.replace(" ", r"\s+")
