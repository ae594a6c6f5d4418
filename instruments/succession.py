"""Succession: whether the changes that a version names lead from the version before to what it is."""

from collections.abc import Iterator

from instruments.codebook import Axis, Category, Codebook
from instruments.fault import Fault
from instruments.revision import amended, come, following, objections


def gaps(before: Codebook, after: Codebook) -> tuple[Fault, ...]:
    """What no change of the later version accounts for; () where every comment can follow."""
    return tuple(_gaps(before, after))


def _gaps(before: Codebook, after: Codebook) -> Iterator[Fault]:
    if (after.id, after.version) != (before.id, before.version + 1):
        yield Fault("version", f"{named(after)} does not follow {named(before)}")
    draft = following(before)
    for index, change in enumerate(after.changes):
        words = [Category(code=code, name={}) for code in come(change)]
        if found := objections(draft, change, *words):
            yield from (Fault(f"changes[{index}].{fault.where}", fault.message) for fault in found)
            return
        draft = amended(draft, change, *words)
    if [axis.code for axis in draft.axes] != [axis.code for axis in after.axes]:
        yield Fault("axes", f"must be {', '.join(axis.code for axis in draft.axes)}: the versions have the same axes")
        return
    for index, (expected, axis) in enumerate(zip(draft.axes, after.axes, strict=True)):
        yield from _axis_gaps(expected, axis, f"axes[{index}]")


def _axis_gaps(expected: Axis, axis: Axis, where: str) -> Iterator[Fault]:
    if axis.many != expected.many:
        count = "several categories" if expected.many else "one category"
        yield Fault(f"{where}.many", f"a comment has had {count} of `{axis.code}`, and must in every version")
    if axis.none != expected.none:
        yield Fault(f"{where}.none", f"must be `{expected.none}`; another code for it is a renaming")
    for code in expected.codes:
        if code not in axis.codes:
            yield Fault(f"{where}.categories", f"`{code}` is gone, and no change says what became of it")
    for index, code in enumerate(axis.codes):
        if code not in expected.codes:
            yield Fault(f"{where}.categories[{index}]", f"`{code}` is new, and no change says where it comes from")


def named(codebook: Codebook) -> str:
    return f"{codebook.id} version {codebook.version}"
