"""Two category schemes side by side: what a person who sends an edited file must say before it becomes a version."""

import difflib
from collections.abc import Iterator, Sequence

import msgspec

from instruments.codebook import Added, Axis, Category, Change, Codebook, Renamed, axis, category
from instruments.revision import ImpossibleError, amended, come, following
from instruments.succession import gaps

ALIKE = 0.6
"""How much of the words two categories must share before one is proposed as the other's new name."""


class Undecided(msgspec.Struct, frozen=True):
    """A category that is gone: was it renamed, merged, split or retired? Only a person knows."""

    axis: str
    code: str
    likely: Renamed | None
    """A guess by the words, to be offered and never to be taken without asking."""


class Compared(msgspec.Struct, frozen=True):
    sure: tuple[Change, ...]
    """What needs no decision: categories added where none is gone, and other words for those that stay."""
    undecided: tuple[Undecided, ...]
    new: dict[str, tuple[str, ...]]
    """By axis the codes that came where others are gone: each is new, or what became of one of those."""


def compared(before: Codebook, after: Codebook) -> Compared:
    """What differs between two schemes with the same axes, of which nothing else is known."""
    pairs = [(old, new) for old in before.axes if (new := axis(after, old.code))]
    sure = [change for old, new in pairs for change in _sure(old, new)]
    undecided = [one for old, new in pairs for one in _undecided(old, new)]
    new_codes = {old.code: tuple(one.code for one in _came(old, new)) for old, new in pairs if _left(old, new)}
    return Compared(tuple(sure), tuple(undecided), new_codes)


def decided(before: Codebook, after: Codebook, decisions: Sequence[Change]) -> Codebook:
    """The next version, with the categories of `after` and what a person has said of those that are gone.

    What no decision is about is added, or worded anew. Raises ImpossibleError for a decision that cannot be carried
    out and for a category that is gone without one.
    """
    draft = following(before)
    for change in decisions:
        draft = amended(draft, change, *_words(after, change))
    for change in compared(draft, after).sure:
        draft = amended(draft, change, *_words(after, change))
    for name, codes in compared(draft, after).new.items():
        for code in codes:
            draft = amended(draft, Added(name, code), *_words(after, Added(name, code)))
    made = msgspec.structs.replace(draft, title=after.title, axes=after.axes)
    if found := gaps(before, made):
        raise ImpossibleError(found)
    return made


def _words(after: Codebook, change: Change) -> tuple[Category, ...]:
    """Of what an intermediate step makes and a later one takes away, nobody needs to know more than the code."""
    codes = come(change)
    return tuple(category(after, change.axis, code) or Category(code=code, name={}) for code in codes)


def _sure(old: Axis, new: Axis) -> Iterator[Change]:
    there = {one.code: one for one in old.categories}
    for one in new.categories:
        if one.code in there and there[one.code] != one:
            yield Renamed(old.code, one.code, one.code)
    if not _left(old, new):
        yield from (Added(old.code, one.code) for one in _came(old, new))


def _undecided(old: Axis, new: Axis) -> Iterator[Undecided]:
    came = _came(old, new)
    left = _left(old, new)
    for one in left:
        near = max(came, key=lambda other: _likeness(one, other), default=None)
        best = near and max(left, key=lambda other: _likeness(other, near))
        sure = near is not None and best is one and _likeness(one, near) >= ALIKE
        yield Undecided(old.code, one.code, Renamed(old.code, one.code, near.code) if near and sure else None)


def _left(old: Axis, new: Axis) -> list[Category]:
    return [one for one in old.categories if one.code not in new.codes]


def _came(old: Axis, new: Axis) -> list[Category]:
    return [one for one in new.categories if one.code not in old.codes]


def _likeness(one: Category, other: Category) -> float:
    """0 to 1, over the names and definitions of the languages that both have."""
    pairs = [
        (texts[language], others[language])
        for texts, others in ((one.name, other.name), (one.definition, other.definition))
        for language in texts
        if language in others
    ]
    mine, theirs = ("\n".join(pair[side] for pair in pairs) for side in (0, 1))
    return difflib.SequenceMatcher(None, mine, theirs).ratio() if pairs else 0.0
