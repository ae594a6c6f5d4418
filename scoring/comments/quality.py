"""How far suggested categories can be trusted: precision, recall and shares with intervals, from random control."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec

from scoring.interval import Interval, wilson

EVERY = ""
"""Stands for all languages together."""
FEW = 20
"""Fewer comments with a category, by tagger or person, say nothing: Wilson's interval is then 0.4 wide."""
GOOD, FAIR = 0.7, 0.5
"""Where the lower ends of precision and recall must lie."""


class Trust(StrEnum):
    """How far a category holds in a report; pages put it into words."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    FEW = "few_checked"


class Checked(msgspec.Struct, frozen=True):
    """One comment on one axis: what the tagger suggested (nothing, if it was unsure) and what a person decided.

    `control`: drawn at random, not because the tagger was unsure of it.
    """

    axis: str
    suggested: tuple[str, ...]
    decided: tuple[str, ...]
    language: str = ""
    control: bool = True


class Category(msgspec.Struct, frozen=True):
    """One category in one language, or in every; intervals are shares 0..1."""

    axis: str
    code: str
    language: str
    checked: int  # comments on the axis
    precision: Interval  # of those suggested as it, decided as it
    recall: Interval  # of those decided as it, suggested as it
    suggested: Interval  # of all checked; beside `decided` it says whether its share in a report is too high or low
    decided: Interval
    trust: Trust


class Whole(msgspec.Struct, frozen=True):
    """One axis in one language, or in every: how often there is a suggestion, and how often all of it is right."""

    axis: str
    language: str
    checked: int
    covered: Interval  # of all checked, with a suggestion
    right: Interval  # of those with a suggestion, decided exactly as suggested


class Sentence(msgspec.Struct, frozen=True):
    """What a report says of the categories it shows: the trust in most of its comments, and codes by trust."""

    trust: Trust
    checked: int
    codes: dict[Trust, tuple[str, ...]]


def categories(checked: Iterable[Checked], *, level: float = 0.95) -> list[Category]:
    """Each category of each axis in each language and in every, by name; Wilson intervals.

    Only random control counts: comments that a person saw because the tagger was unsure would make it look worse than
    it is, and say nothing of the others. A category that nobody suggested or decided on has no figures.
    """
    return [
        category(axis, code, language, found, level=level)
        for axis, language, found in parts(checked)
        for code in sorted({code for one in found for code in (*one.suggested, *one.decided)})
    ]


def category(axis: str, code: str, language: str, found: Sequence[Checked], *, level: float) -> Category:
    suggested = sum(code in one.suggested for one in found)
    decided = sum(code in one.decided for one in found)
    same = sum(code in one.suggested and code in one.decided for one in found)
    precision, recall = wilson(same, suggested, level=level), wilson(same, decided, level=level)
    return Category(
        axis,
        code,
        language,
        len(found),
        precision,
        recall,
        wilson(suggested, len(found), level=level),
        wilson(decided, len(found), level=level),
        trust(precision, recall, suggested + decided - same),
    )


def trust(precision: Interval, recall: Interval, seen: int) -> Trust:
    """By the lower ends, so that what was checked seldom is not called good by luck."""
    if seen < FEW:
        return Trust.FEW
    least = min(precision.low or 0.0, recall.low or 0.0)
    return Trust.GOOD if least >= GOOD else Trust.FAIR if least >= FAIR else Trust.POOR


def wholes(checked: Iterable[Checked], *, level: float = 0.95) -> list[Whole]:
    """Each axis in each language and in every, by name, from random control; Wilson intervals."""
    found = []
    for axis, language, some in parts(checked):
        told = [one for one in some if one.suggested]
        right = sum({*one.suggested} == {*one.decided} for one in told)
        covered = wilson(len(told), len(some), level=level)
        found.append(Whole(axis, language, len(some), covered, wilson(right, len(told), level=level)))
    return found


def sentence(found: Sequence[Category], shown: dict[str, int]) -> Sentence:
    """What to say of a report that shows so many comments of each category (`found`: of one axis and language).

    The trust is the best that at least half of the comments shown have or surpass; categories without figures were
    checked too seldom. A report without comments has been checked too seldom as well.
    """
    of_code = {one.code: one.trust for one in found}
    codes: dict[Trust, tuple[str, ...]] = {}
    upto, total, whole = 0, sum(shown.values()), None
    for level in (Trust.GOOD, Trust.FAIR, Trust.POOR, Trust.FEW):
        codes[level] = tuple(sorted(code for code in shown if of_code.get(code, Trust.FEW) == level))
        upto += sum(shown[code] for code in codes[level])
        if whole is None and total and 2 * upto >= total:
            whole = level
    return Sentence(whole or Trust.FEW, max((one.checked for one in found), default=0), codes)


def parts(checked: Iterable[Checked]) -> Iterator[tuple[str, str, list[Checked]]]:
    """Random control by axis and language, and by axis alone, in the order of their names."""
    found: dict[tuple[str, str], list[Checked]] = {}
    for one in checked:
        if one.control:
            for language in {EVERY, one.language}:
                found.setdefault((one.axis, language), []).append(one)
    for axis, language in sorted(found):
        yield axis, language, found[axis, language]
