"""Lineage: how a category came to be, over all versions of its scheme."""

from collections.abc import Iterator, Sequence

import msgspec

from instruments.codebook import Change, Codebook, axis
from instruments.revision import come, gone, sources


class Passage(msgspec.Struct, frozen=True):
    """One station on the way: in `version`, `change` made `after` of `before`.

    `before` and `after` hold only what has to do with the category that was asked for. Without a change `after` names
    what was there in the first version.
    """

    version: int
    change: Change | None
    before: tuple[str, ...]
    after: tuple[str, ...]


class _Step(msgspec.Struct, frozen=True):
    version: int
    change: Change
    there: frozenset[str]  # before the change


def lineage(versions: Sequence[Codebook], axis_code: str, code: str) -> tuple[Passage, ...]:
    """The stations of a category of the last version, earliest first; () where that version has no such category.

    `versions` are one scheme's, oldest first and without gaps. A category that was retired and added again begins
    where it was added.
    """
    first, last = axis(versions[0], axis_code), axis(versions[-1], axis_code)
    if first is None or last is None or code not in last.codes:
        return ()
    passages: list[Passage] = []
    wanted = {code}
    for step in reversed(list(_steps(versions, axis_code, frozenset(first.codes)))):
        made = wanted & set(come(step.change))
        if made:
            stayed = (made & step.there) - set(sources(step.change))
            before = {*sources(step.change), *stayed}
            passages.append(Passage(step.version, step.change, tuple(sorted(before)), tuple(sorted(made))))
            wanted = (wanted - made) | before
    start = [Passage(versions[0].version, None, (), tuple(sorted(wanted)))] if wanted else []
    return (*start, *reversed(passages))


def _steps(versions: Sequence[Codebook], axis_code: str, there: frozenset[str]) -> Iterator[_Step]:
    for version in versions[1:]:
        for change in version.changes:
            if change.axis == axis_code:
                yield _Step(version.version, change, there)
                there = (there - set(gone(change))) | set(come(change))
