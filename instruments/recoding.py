"""Recoding: the labels of a comment under a later version of its category scheme."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from instruments.codebook import Change, Codebook, Retired, Split
from instruments.revision import ImpossibleError, successor
from instruments.succession import gaps

Labels = Mapping[str, Sequence[str]]
"""Codes by axis: {"area": ("roads",), "reasons": ("slow", "cost")}."""


class Recoded(msgspec.Struct, frozen=True):
    """Codes of the later version by axis, in its order; of an axis with one category several are candidates."""

    labels: dict[str, tuple[str, ...]]
    doubtful: tuple[str, ...] = ()
    """The axes that a person must look at: split, retired or unknown categories, several where one belongs."""

    @property
    def to_review(self) -> bool:
        return bool(self.doubtful)


class Successors(msgspec.Struct, frozen=True):
    """What has become of one code; `sure` where no person need look."""

    codes: frozenset[str]
    sure: bool = True


class AxisRecoding(msgspec.Struct, frozen=True):
    many: bool
    none: str
    order: tuple[str, ...]
    """The codes of the later version."""
    successors: dict[str, Successors]
    """By code of the earlier version."""


class Recoding(msgspec.Struct, frozen=True):
    """What has become of every code between two versions; worked out once for many comments."""

    before: int
    after: int
    axes: dict[str, AxisRecoding]


def recoding(versions: Sequence[Codebook]) -> Recoding:
    """From the first to the last of these versions of one scheme; raises ImpossibleError for versions with a gap."""
    for earlier, later in pairwise(versions):
        if found := gaps(earlier, later):
            raise ImpossibleError(found)
    first, last = versions[0], versions[-1]
    so_far = {axis.code: {code: Successors(frozenset({code})) for code in axis.codes} for axis in first.axes}
    none = {axis.code: axis.none for axis in first.axes}
    for change in (change for version in versions[1:] for change in version.changes):
        so_far[change.axis] = {
            code: _next(found, change, none[change.axis]) for code, found in so_far[change.axis].items()
        }
        none[change.axis] = next(iter(successor(change, none[change.axis])), "")
    axes = {axis.code: AxisRecoding(axis.many, axis.none, axis.codes, so_far[axis.code]) for axis in last.axes}
    return Recoding(first.version, last.version, axes)


def _next(found: Successors, change: Change, none: str) -> Successors:
    now = {code: successor(change, code) or ((none,) if none else ()) for code in found.codes}
    unsure = isinstance(change, Split | Retired) and any(now[code] != (code,) for code in now)
    return Successors(frozenset(code for codes in now.values() for code in codes), found.sure and not unsure)


def recoded(labels: Labels, found: Recoding) -> Recoded:
    """The labels under the later version: merged and renamed ones follow, split and retired ones want a person.

    A split leaves all it may have become; retired and unknown codes fall to the axis's `none`, which never stands
    beside others. An axis without labels stays without. Doing it version by version comes to the same.
    """
    axes = {code: _on_axis(codes, found.axes[code]) for code, codes in labels.items() if code in found.axes}
    unknown = [code for code in labels if code not in found.axes]
    return Recoded(
        {code: codes for code, (codes, _) in axes.items()},
        tuple(sorted([*unknown, *(code for code, (_, sure) in axes.items() if not sure)])),
    )


def _on_axis(codes: Sequence[str], axis: AxisRecoding) -> tuple[tuple[str, ...], bool]:
    lost = Successors(frozenset({axis.none} - {""}), sure=False)
    each = [axis.successors.get(code, lost) for code in codes]
    new = frozenset[str]().union(*(one.codes for one in each))
    if len(new) > 1:
        new -= {axis.none}
    sure = all(one.sure for one in each) and (axis.many or len(set(codes)) <= 1)
    return tuple(code for code in axis.order if code in new), sure
