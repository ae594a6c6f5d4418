"""What changed in the categories, and what it means for the comments, in words and as a picture."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from instruments.codebook import Added, Change, Codebook, Merged, Renamed, Retired, Split, axis, category
from instruments.language import in_language
from instruments.recoding import Recoding, recoding
from survey.plots.lineage import Column, Link, lineage_plot
from survey.texts import N_, Translate

EFFECTS = {
    Added: N_("No comment has it until the model or a person says so."),
    Merged: N_("Comments follow by themselves."),
    Renamed: N_("Comments follow by themselves."),
    Split: N_("A person says of each comment which one it is."),
    Retired: N_("A person looks at its comments."),
}


class Told(msgspec.Struct, frozen=True):
    axis: str
    what: str
    effect: str
    by_itself: bool


class Names(msgspec.Struct, frozen=True):
    """What categories are called in one of these versions, the first that knows them, in a reader's language."""

    versions: tuple[Codebook, ...]
    language: str

    def name(self, axis_code: str, code: str) -> str:
        found = (category(one, axis_code, code) for one in self.versions)
        return next((name for one in found if one and (name := in_language(one.name, self.language))), code)

    def axis(self, code: str) -> str:
        found = (axis(one, code) for one in self.versions)
        return next((in_language(one.name, self.language) for one in found if one), code)


def told(change: Change, before: Codebook, after: Codebook, language: str, _: Translate) -> Told:
    old, new = Names((before, after), language), Names((after, before), language)
    by_itself = not isinstance(change, Split | Retired)
    return Told(new.axis(change.axis), _what(change, old, new, _), _(EFFECTS[type(change)]), by_itself)


def _what(change: Change, old: Names, new: Names, _: Translate) -> str:
    match change:
        case Added(axis=on, code=code):
            return _("“%(new)s” is new.", new=new.name(on, code))
        case Merged(axis=on, codes=codes, into=into):
            merged = listed([old.name(on, code) for code in codes if code != into], _)
            return _("%(old)s went into “%(new)s”.", old=merged, new=new.name(on, into))
        case Split(axis=on, code=code, into=into):
            parts = listed([new.name(on, one) for one in into], _)
            return _("“%(old)s” was split into %(new)s.", old=old.name(on, code), new=parts)
        case Renamed(axis=on, code=code, to=to) if code == to:
            return _("“%(new)s” has other words.", new=new.name(on, to))
        case Renamed(axis=on, code=code, to=to):
            name = new.name(on, to)
            if name == old.name(on, code):
                return _("The code of “%(new)s” is %(code)s now.", new=name, code=to)
            return _("“%(old)s” is “%(new)s” now, with the code %(code)s.", old=old.name(on, code), new=name, code=to)
        case Retired(axis=on, code=code):
            return _("“%(old)s” is no more.", old=old.name(on, code))


def listed(names: Sequence[str], _: Translate) -> str:
    quoted = [_("“%(text)s”", text=name) for name in names]
    return _("%(some)s and %(last)s", some=", ".join(quoted[:-1]), last=quoted[-1]) if len(quoted) > 1 else quoted[0]


def picture(versions: Sequence[Codebook], axis_code: str, language: str, _: Translate) -> str:
    """Of the categories of one axis that came, went or became others; "" where none has."""
    paths = [recoding(pair) for pair in pairwise(versions)]
    moved = _moved(versions, paths, axis_code)
    if not moved:
        return ""
    columns = [
        Column(
            _("Version %(n)s", n=one.version),
            tuple((code, Names((one,), language).name(axis_code, code)) for code in _codes(one, axis_code, moved)),
        )
        for one in versions
    ]
    links = [
        Link(at, code, to, found.sure)
        for at, path in enumerate(paths)
        for code, found in path.axes[axis_code].successors.items()
        if code in moved
        for to in sorted(found.codes)
    ]
    name = Names(tuple(versions[-1:]), language).axis(axis_code)
    title = _("What became of the categories of %(what)s", what=name)
    description = _("A column for each version. Dashed lines: a person says which comments go there.")
    return lineage_plot(columns, links, identity=f"lineage-{axis_code}", title=title, description=description)


def _codes(version: Codebook, axis_code: str, moved: frozenset[str]) -> tuple[str, ...]:
    found = axis(version, axis_code)
    return tuple(code for code in (found.codes if found else ()) if code in moved)


def _moved(versions: Sequence[Codebook], paths: Sequence[Recoding], axis_code: str) -> frozenset[str]:
    moved: set[str] = set()
    for path in paths:
        for code, found in path.axes[axis_code].successors.items():
            if found.codes != {code}:
                moved |= {code, *found.codes}
    for earlier, later in pairwise(versions):
        old, new = axis(earlier, axis_code), axis(later, axis_code)
        moved |= {code for code in (new.codes if new else ()) if old and code not in old.codes}
    return frozenset(moved)
