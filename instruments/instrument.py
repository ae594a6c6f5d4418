"""Instrument, Item, Choice: what a tester or a citizen fills in, and what makes it valid."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

Texts = dict[str, str]
"""One text per language code: nb, nn, sv, en."""

MARK = "@"
"""An answer `@not_offered` is no choice: it says why the item has none."""


class Kind(StrEnum):
    SELECT_ONE = "select_one"
    TEXT = "text"
    NOTE = "note"


class Part(StrEnum):
    """Which part of a reply an item judges; the program computes time, people judge quality."""

    WHOLE = ""
    TIME = "time"
    QUALITY = "quality"


class Outcome(StrEnum):
    """How an inquiry, or one item of it, came out; protocols say which score 0 and which leave the denominator."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_TESTED = "not_tested"
    NOT_APPLICABLE = "not_applicable"
    NOT_OFFERED = "not_offered"
    TESTER_ERROR = "tester_error"
    DETECTED = "detected"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with an instrument or a scenario, and where: `choices.yes.label`."""

    where: str
    message: str
    severity: Severity = Severity.ERROR


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    value: str
    label: Texts
    points: float | None = None
    guidance: Texts = {}


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The item is asked when the answer to an earlier item is one of these."""

    item: str
    any_of: tuple[str, ...] = msgspec.field(name="in")


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    kind: Kind = Kind.SELECT_ONE
    label: Texts
    hint: Texts = {}
    guidance: Texts = {}
    choices: tuple[Choice, ...] = ()
    required: bool = False
    weight: float = 1
    part: Part = Part.WHOLE
    sector: str = ""
    """Counts in this sector instead of the inquiry's own."""
    only_in: tuple[str, ...] = ()
    """Asked only in inquiries of these sectors; empty: in all."""
    shown_if: Rule | None = None
    when_hidden: Outcome = Outcome.NOT_APPLICABLE
    """How the item comes out where `shown_if` hides it."""
    may_be: tuple[Outcome, ...] = ()
    """What the grader may say instead of an answer."""

    @property
    def scored(self) -> bool:
        return any(choice.points is not None for choice in self.choices)

    @property
    def max_points(self) -> float:
        return max((choice.points for choice in self.choices if choice.points is not None), default=0)


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    version: int = 1
    title: Texts
    intro: Texts = {}
    items: tuple[Item, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.title)

    @property
    def max_points(self) -> float:
        return sum(item.max_points for item in self.items)


def in_language(texts: Texts, language: str) -> str:
    """The text in this language, else in the nearest one there is (nn reads nb, `neutral` is nb), else any."""
    for code in (language, "nb" if language in {"nn", "no", "neutral"} else language, "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()), "")


def for_sector(instrument: Instrument, sector: str) -> Instrument:
    """The instrument as it is asked in an inquiry of this sector."""
    items = tuple(item for item in instrument.items if not item.only_in or sector in item.only_in)
    return msgspec.structs.replace(instrument, items=items)


def problems(instrument: Instrument) -> tuple[Fault, ...]:
    """What keeps the instrument from being used (errors) or read by everyone (warnings)."""
    return tuple(_instrument_faults(instrument))


def missing_languages(texts: Texts, where: str, languages: tuple[str, ...]) -> Iterator[Fault]:
    """A warning for each language in which a text that exists elsewhere is absent or blank."""
    for language in languages:
        if not texts.get(language, "").strip():
            yield Fault(where, f"no text in {language}", Severity.WARNING)


def _instrument_faults(instrument: Instrument) -> Iterator[Fault]:
    if not instrument.title:
        yield Fault("title", "the instrument has no title in any language")
    if instrument.version < 1:
        yield Fault("version", "versions count from 1")
    if not instrument.items:
        yield Fault("items", "the instrument asks nothing")
    if instrument.intro:
        yield from missing_languages(instrument.intro, "intro", instrument.languages)
    earlier: dict[str, Item] = {}
    for item in instrument.items:
        if item.name in earlier:
            yield Fault(item.name, "two items have this name")
        yield from _item_faults(item, earlier, languages=instrument.languages)
        earlier[item.name] = item


def _item_faults(item: Item, earlier: dict[str, Item], *, languages: tuple[str, ...]) -> Iterator[Fault]:
    if not item.name.isidentifier():
        yield Fault(item.name or "items", "a name is made of letters, digits and _, and starts with a letter")
    if not item.label:
        yield Fault(f"{item.name}.label", "the item has no label in any language")
    if item.weight < 0:
        yield Fault(f"{item.name}.weight", f"a weight cannot be negative ({item.weight:g})")
    if Outcome.ANSWERED in item.may_be:
        yield Fault(f"{item.name}.may_be", "`answered` is said by answering")
    yield from _text_faults(item, languages)
    yield from _choice_faults(item, languages)
    if item.shown_if:
        yield from _rule_faults(item.name, item.shown_if, earlier=earlier)


def _text_faults(item: Item, languages: tuple[str, ...]) -> Iterator[Fault]:
    yield from missing_languages(item.label, f"{item.name}.label", languages)
    for field, texts in (("hint", item.hint), ("guidance", item.guidance)):
        if texts:
            yield from missing_languages(texts, f"{item.name}.{field}", languages)


def _choice_faults(item: Item, languages: tuple[str, ...]) -> Iterator[Fault]:
    if item.kind is not Kind.SELECT_ONE:
        if item.choices:
            yield Fault(f"{item.name}.choices", f"a {item.kind} has no choices")
        return
    if len(item.choices) < 2:
        yield Fault(f"{item.name}.choices", "a choice needs at least two to choose from")
    values = [choice.value for choice in item.choices]
    for choice in item.choices:
        where = f"{item.name}.choices.{choice.value}"
        if values.count(choice.value) > 1:
            yield Fault(where, "two choices have this value")
        if not choice.value.strip() or choice.value.startswith(MARK):
            yield Fault(where, f"a value is not blank and does not start with {MARK}")
        if choice.points is not None and choice.points < 0:
            yield Fault(where, "points cannot be negative")
        if item.scored and choice.points is None:
            yield Fault(where, "its neighbours have points, it has none")
        yield from missing_languages(choice.label, f"{where}.label", languages)
        if choice.guidance:
            yield from missing_languages(choice.guidance, f"{where}.guidance", languages)


def _rule_faults(name: str, rule: Rule, *, earlier: dict[str, Item]) -> Iterator[Fault]:
    if rule.item not in earlier:
        yield Fault(f"{name}.shown_if", f"there is no earlier item `{rule.item}`")
        return
    values = {choice.value for choice in earlier[rule.item].choices}
    for value in rule.any_of:
        if value not in values:
            yield Fault(f"{name}.shown_if", f"`{rule.item}` has no choice `{value}`")
