"""Scales: whether the levels are even on both sides, named, apart from each other, and leave a way out."""

import re
from collections.abc import Sequence
from enum import StrEnum

from instruments.instrument import Item, Kind
from instruments.language import Texts, in_language
from instruments.plain.lexicon import Lexicon
from instruments.plain.text import bare, words
from instruments.scale import bounds

LABELLED_ALL = 7
"""With more levels than this the ends are enough."""
LONGEST = 200
"""Characters of a label that are looked at."""
NUMBERED = re.compile(r"\s*\(?(\d+)\)?\s*[.:=–—-]?\s*")
SPAN = re.compile(r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s*(?:-|–|—|til|till|to|until)\s*(\d+(?:[.,]\d+)?)(?![\d-])")


class Level(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    NONE = "none"
    """The low end of something that has only one side."""
    WAY_OUT = "way_out"
    OTHER = "other"


def level(label: str, lexicon: Lexicon) -> Level:
    """Where a label stands on a scale."""
    label = label[:LONGEST]
    text = NUMBERED.sub("", re.sub(r"[^\w\s,'’-]", " ", bare(label)), count=1).strip(" ,-–")
    for pattern, found in (
        (lexicon.unknown, Level.WAY_OUT),
        (lexicon.unipolar, Level.NONE),
        (lexicon.neutral, Level.NEUTRAL),
        (lexicon.negative, Level.NEGATIVE),
        (lexicon.positive, Level.POSITIVE),
    ):
        if pattern.fullmatch(text):
            return found
    if 0 < len(words(text)) <= 4:
        if lexicon.negative.search(text):
            return Level.NEGATIVE
        if lexicon.positive.search(text):
            return Level.POSITIVE
    return Level.OTHER


def labels(item: Item, language: str) -> tuple[str, ...]:
    return tuple(in_language(choice.label, language) for choice in item.choices)


def levels(item: Item, language: str, lexicon: Lexicon) -> tuple[Level, ...]:
    return tuple(level(label, lexicon) for label in labels(item, language))


def judges(item: Item, language: str, lexicon: Lexicon) -> bool:
    """Whether the item is answered with a level of a scale."""
    if item.kind is Kind.RANGE:
        return True
    if item.kind is not Kind.SELECT_ONE or len(item.choices) < 3:
        return False
    found = [one for one in levels(item, language, lexicon) if one is not Level.WAY_OUT]
    sides = [one for one in found if one is not Level.OTHER]
    return bool(found) and (2 * len(sides) > len(found) or _numbers(labels(item, language)) >= 3)


def sides(found: Sequence[Level]) -> tuple[int, int] | None:
    """Positive and negative levels of a scale with two sides; None where it has one or is no scale."""
    scale = [one for one in found if one is not Level.WAY_OUT]
    if len(scale) < 3 or Level.OTHER in scale or Level.NONE in scale:
        return None
    return scale.count(Level.POSITIVE), scale.count(Level.NEGATIVE)


def unnamed(item: Item, language: str, lexicon: Lexicon, *, beside: Sequence[Texts] = ()) -> tuple[int, int] | None:
    """Named levels and all levels, where some have only a number; `beside` are texts that may say what they mean."""
    texts = " ".join(in_language(text, language) for text in (item.label, item.hint, *beside))
    said = bool(lexicon.numbers_explained.search(texts))
    if item.kind is Kind.RANGE:
        return None if said else (0, _steps(item))
    found = [label for label in labels(item, language) if level(label, lexicon) is not Level.WAY_OUT]
    named = sum(bool(re.search(r"[^\W\d_]", label)) for label in found)
    numbered = _numbers(found)
    if numbered < 3 or numbered == named or named == len(found):
        return None
    ends = said or named >= 2
    return None if ends and len(found) > LABELLED_ALL else (max(named, 2 if said else 0), len(found))


def overlapping(item: Item, language: str) -> str:
    """Two neighbouring spans that share a number: `18-30, 30-45`."""
    spans = [(found[0], _number(found[1]), _number(found[2])) for label in labels(item, language)
             if (found := SPAN.search(label))]  # fmt: skip
    for (one, low, high), (other, next_low, next_high) in zip(spans, spans[1:], strict=False):
        if low < high and next_low < next_high and max(low, next_low) <= min(high, next_high):
            return f"{one}, {other}"
    return ""


def direction(found: Sequence[Level]) -> int:
    """1 where the scale begins with its best level, -1 where it ends with it, 0 where it has no two sides."""
    ends = [one for one in found if one in {Level.POSITIVE, Level.NEGATIVE}]
    if len(found) < 4 or not ends or ends[0] is ends[-1]:
        return 0
    return 1 if ends[0] is Level.POSITIVE else -1


def agreement(item: Item, language: str, lexicon: Lexicon) -> bool:
    """Whether people say how far they agree instead of what it was like."""
    found = labels(item, language)
    return len(found) > 2 and 2 * sum(bool(lexicon.agreement.fullmatch(label.strip())) for label in found) > len(found)


def _numbers(found: Sequence[str]) -> int:
    return sum(bool(re.match(r"\s*\d+(?!\d*\s*[-–%])", label)) for label in found)


def _steps(item: Item) -> int:
    try:
        low, high, step = bounds(item)
    except (ValueError, ZeroDivisionError):
        return 0
    return int((high - low) / step) + 1


def _number(text: str) -> float:
    return float(text.replace(",", "."))
