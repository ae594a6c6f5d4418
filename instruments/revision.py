"""Revision: one change after the other makes the next version of a category scheme; codes that are not named stay."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from instruments import shape
from instruments.codebook import Added, Axis, Category, Change, Codebook, Merged, Renamed, Retired, Split, axis
from instruments.fault import Fault


class ImpossibleError(ValueError):
    """Changes that cannot be made, with every reason that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.where}: {fault.message}" for fault in self.faults))


def changed(codebook: Codebook, change: Change, *words: Category) -> Codebook:
    """The next version with one change in it; raises ImpossibleError.

    `words` are the categories that the change brings or words anew; those it keeps need none.
    """
    return amended(following(codebook), change, *words)


def following(codebook: Codebook) -> Codebook:
    """The next version before anything has changed in it."""
    return msgspec.structs.replace(codebook, version=codebook.version + 1, changes=())


def amended(draft: Codebook, change: Change, *words: Category) -> Codebook:
    """The same version with one change more, for a draft that is not in use yet; raises ImpossibleError."""
    if found := objections(draft, change, *words):
        raise ImpossibleError(found)
    after = tuple(
        _with(one, change, {category.code: category for category in words}) if one.code == change.axis else one
        for one in draft.axes
    )
    return msgspec.structs.replace(draft, axes=after, changes=(*draft.changes, change))


def sources(change: Change) -> tuple[str, ...]:
    """The codes of the version before that it is about."""
    match change:
        case Added():
            return ()
        case Merged():
            return change.codes
        case _:
            return (change.code,)


def gone(change: Change) -> tuple[str, ...]:
    """The codes that are no more after it."""
    stays = come(change)
    match change:
        case Added():
            return ()
        case Merged():
            return tuple(code for code in change.codes if code not in stays)
        case _:
            return () if change.code in stays else (change.code,)


def come(change: Change) -> tuple[str, ...]:
    """The codes that there are after it, new ones and others."""
    match change:
        case Added():
            return (change.code,)
        case Merged():
            return (change.into,)
        case Split():
            return change.into
        case Renamed():
            return (change.to,)
        case Retired():
            return ()


def successor(change: Change, code: str) -> tuple[str, ...]:
    """What becomes of a code: itself where the change does not name it, () where it is retired."""
    match change:
        case Merged() if code in change.codes:
            return (change.into,)
        case Split() | Renamed() | Retired() if code == change.code:
            return come(change)
        case _:
            return (code,)


def objections(codebook: Codebook, change: Change, *words: Category) -> tuple[Fault, ...]:
    """Why the change cannot be made."""
    found = axis(codebook, change.axis)
    if found is None:
        known = [one.code for one in codebook.axes]
        return (Fault("axis", f"there is no axis `{change.axis}`{shape.suggestion(change.axis, known)}"),)
    return tuple(_objections(found, change, {category.code for category in words}))


def _objections(found: Axis, change: Change, worded: set[str]) -> Iterator[Fault]:
    match change:
        case Added():
            yield from _taken(found, change.code, "code")
        case Merged():
            yield from _merger_faults(found, change)
        case Split():
            yield from _split_faults(found, change)
        case Renamed():
            yield from _name_faults(found, change, worded)
        case Retired():
            yield from _unknown(found, change.code, "code")
            if change.code == found.none:
                yield Fault("code", f"`{found.none}` says none of these: comments that lose theirs fall there")
    known = {*found.codes, *worded, *([change.to] if isinstance(change, Renamed) else ())}
    for code in come(change):
        if code not in known:
            yield Fault("words", f"`{code}` is new: give its name and what it means")
    for code in sorted(worded - set(come(change))):
        yield Fault("words", f"`{code}` has no part in this change")


def _merger_faults(found: Axis, change: Merged) -> Iterator[Fault]:
    for code in change.codes:
        yield from _unknown(found, code, "codes")
    if len({*change.codes, change.into} & set(found.codes)) < 2:
        yield Fault("codes", "name at least two categories that become one")
    if found.none in change.codes and change.into != found.none:
        yield Fault("into", f"`{found.none}` says none of these: others can merge into it, it into no other")


def _split_faults(found: Axis, change: Split) -> Iterator[Fault]:
    yield from _unknown(found, change.code, "code")
    if not len(change.into) == len(set(change.into)) >= 2:
        yield Fault("into", "name at least two categories, each once, that it becomes")
    if found.none in {change.code, *change.into}:
        yield Fault("code", f"`{found.none}` says none of these: add a category instead of splitting it")


def _name_faults(found: Axis, change: Renamed, worded: set[str]) -> Iterator[Fault]:
    yield from _unknown(found, change.code, "code")
    if change.to != change.code:
        yield from _taken(found, change.to, "to")
    elif change.to not in worded:
        yield Fault("to", f"nothing new is said of `{change.to}`: give another code or other words")


def _unknown(found: Axis, code: str, where: str) -> Iterator[Fault]:
    if code not in found.codes:
        yield Fault(where, f"there is no `{code}` in `{found.code}`{shape.suggestion(code, found.codes)}")


def _taken(found: Axis, code: str, where: str) -> Iterator[Fault]:
    if code in found.codes:
        yield Fault(where, f"there is already a `{code}` in `{found.code}`; take another code")


def _with(found: Axis, change: Change, words: Mapping[str, Category]) -> Axis:
    """The axis after a change that can be made: what is new stands where what is gone stood, or at the end."""
    left, new = gone(change), [code for code in come(change) if code not in found.codes]
    kept: dict[str, Category] = {category.code: category for category in found.categories}
    if isinstance(change, Renamed):
        kept[change.to] = msgspec.structs.replace(kept[change.code], code=change.to)
    order = list(found.codes)
    last = len(order) - (order[-1:] == [found.none])
    place = min((order.index(code) for code in sources(change)), default=last)
    beside = place < last and order[place] not in left
    order[place + beside : place + beside] = new
    categories = tuple((kept | dict(words))[code] for code in order if code not in left)
    none = change.to if isinstance(change, Renamed) and change.code == found.none else found.none
    return msgspec.structs.replace(found, none=none, categories=tuple(_pointing(one, change) for one in categories))


def _pointing(category: Category, change: Change) -> Category:
    """A near miss points to what became of the other category, or nowhere where that is not sure."""
    if not category.instead or category.instead in come(change):
        return category
    now = successor(change, category.instead)
    sure = now[0] if len(now) == 1 and now[0] != category.code else ""
    return msgspec.structs.replace(category, instead=sure)
