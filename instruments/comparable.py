"""Which items two waves can be compared on, where the instrument changed in between, and why not the others."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from instruments.instrument import ANSWERED, HOLDING, Instrument, Item
from instruments.language import Texts, in_language
from instruments.matching import How, Pair, matched, parents


class Reason(StrEnum):
    """Why the answers before and after do not measure the same."""

    ADDED = "added"
    REMOVED = "removed"
    NOT_LINKED = "not_linked"
    """The same question under another name, but nobody said so in `link`."""
    KIND = "kind"
    LABEL = "label"
    CHOICES = "choices"
    """Choices came or went."""
    CHOICE_LABEL = "choice_label"
    CHOICE_ORDER = "choice_order"
    SCALE = "scale"
    """Start, end or step of a range."""
    POINTS = "points"
    RELEVANCE = "relevance"
    """It is put to others than before."""


class Standing(msgspec.Struct, frozen=True):
    """One item; `before` is its name in the earlier version, "" for a new one."""

    item: str
    before: str
    reasons: tuple[Reason, ...]

    @property
    def comparable(self) -> bool:
        return not self.reasons


def comparable(before: Instrument, after: Instrument) -> tuple[Standing, ...]:
    """Every item that is answered or scored, those of the later version in order and then those that went.

    Words count in the base language of the earlier version only: a mended translation does not break a series,
    nor do upper case, punctuation and markup.
    """
    found = matched(before, after)
    names = {pair.before.name: pair.after.name for pair in found.pairs}
    base = (before.languages or ("en",))[0]
    headings = _matrix_labels(before, base), _matrix_labels(after, base)
    pairs = {pair.after.name: pair for pair in found.pairs}
    standings = []
    for item in filter(_measures, after.every):
        if pair := pairs.get(item.name):
            reasons = dict.fromkeys(_reasons(pair, base, names=names))
            old, new = headings[0].get(pair.before.name, ""), headings[1].get(item.name, "")
            if bare(old, names) != bare(new):
                reasons[Reason.LABEL] = None
            standings.append(Standing(item.name, pair.before.name, tuple(reasons)))
        else:
            standings.append(Standing(item.name, "", (Reason.ADDED,)))
    gone = (Standing(item.name, item.name, (Reason.REMOVED,)) for item in found.removed if _measures(item))
    return (*standings, *gone)


def _measures(item: Item) -> bool:
    return item.kind in ANSWERED or item.scored


def _reasons(pair: Pair, base: str, *, names: Mapping[str, str]) -> Iterator[Reason]:
    old, new = pair.before, pair.after
    if pair.how is How.SAMENESS:
        yield Reason.NOT_LINKED
    if old.kind is not new.kind:
        yield Reason.KIND
    if _said(old.label, base, names) != _said(new.label, base):
        yield Reason.LABEL
    yield from _choice_reasons(old, new, base)
    if any(old.parameters.get(key) != new.parameters.get(key) for key in ("start", "end", "step")):
        yield Reason.SCALE
    if old.points != new.points:
        yield Reason.POINTS
    if renamed(old.relevance, names) != new.relevance:
        yield Reason.RELEVANCE


def _choice_reasons(old: Item, new: Item, base: str) -> Iterator[Reason]:
    before = {choice.value: choice for choice in old.choices}
    after = {choice.value: choice for choice in new.choices}
    if before.keys() != after.keys():
        yield Reason.CHOICES
    elif list(before) != list(after):
        yield Reason.CHOICE_ORDER
    for value in before.keys() & after.keys():
        if _said(before[value].label, base) != _said(after[value].label, base):
            yield Reason.CHOICE_LABEL
        if before[value].points != after[value].points:
            yield Reason.POINTS


def _said(texts: Texts, base: str, names: Mapping[str, str] | None = None) -> str:
    return bare(in_language(texts, base), names)


def bare(text: str, names: Mapping[str, str] | None = None) -> str:
    """What a text says without case, punctuation, markup and spacing; `names` are those of renamed items."""
    words = re.sub(r"<[^<>]*>", " ", renamed(text, names or {}))
    return " ".join(re.findall(r"\$\{[^{}]*\}|\w+|[%<>=+]", words.casefold()))


def renamed(text: str, names: Mapping[str, str]) -> str:
    """`${old}` as `${new}`."""

    def now(found: re.Match[str]) -> str:
        name = found[1].strip()
        return f"${{{names.get(name, name)}}}"

    return re.sub(r"\$\{([^{}]*)\}", now, text)


def _matrix_labels(instrument: Instrument, base: str) -> dict[str, str]:
    """What stands above the rows of a matrix and is half of the question, by the name of each row."""
    groups = {
        item.name: in_language(item.label, base)
        for item in instrument.every
        if item.kind in HOLDING and "table-list" in item.looks
    }
    return {name: groups[parent] for name, parent in parents(instrument.items) if parent in groups}
