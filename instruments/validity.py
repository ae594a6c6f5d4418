"""What keeps an instrument from being used (errors) or from being read by everyone (warnings)."""

import re
from collections.abc import Iterator, Mapping

from instruments.fault import Fault, Severity, missing_languages
from instruments.form import MENTION, form_of
from instruments.instrument import (
    ANSWERED,
    CHOOSING,
    HOLDING,
    MARK,
    UNSEEN,
    Choice,
    Instrument,
    Item,
    Kind,
    Outcome,
    Rule,
)
from instruments.language import Texts
from instruments.scale import bounds

NAME = re.compile(r"[^\W\d][\w.-]*\Z")
BEGUN = re.compile(rf"(?!{MENTION.pattern})\$\{{[^}}\s]{{0,20}}")
"""What begins like the name of an item whose answer is shown and does not end so; it is quoted up to 20 characters."""


def problems(instrument: Instrument) -> tuple[Fault, ...]:
    """Every fault, in the order of the items; `where` is a path such as `courtesy.choices.yes.label`."""
    return tuple(_instrument_faults(instrument))


def _instrument_faults(instrument: Instrument) -> Iterator[Fault]:
    if not instrument.title:
        yield Fault("title", "the instrument has no title in any language")
    if instrument.version < 1:
        yield Fault("version", "versions count from 1")
    if not instrument.items:
        yield Fault("items", "the instrument asks nothing")
    languages = instrument.languages
    yield from _language_faults(instrument, languages)
    yield from _title_faults(instrument)
    earlier: dict[str, Item] = {}
    for item in instrument.every:
        if item.name in earlier:
            yield Fault(item.name, "two items have this name")
        yield from _item_faults(item, earlier, languages=languages)
        if item.list and item.list not in instrument.lists:
            yield Fault(f"{item.name}.list", f"there is no list `{item.list}`")
        earlier[item.name] = item
    yield from form_of(instrument).faults


def _language_faults(instrument: Instrument, languages: tuple[str, ...]) -> Iterator[Fault]:
    for field, texts in (("title", instrument.title), ("intro", instrument.intro)):
        if texts:
            yield from missing_languages(texts, field, languages)
    for code in instrument.drafts:
        if code not in languages:
            yield Fault("drafts", f"`{code}` is none of its languages ({', '.join(languages)})")


def _title_faults(instrument: Instrument) -> Iterator[Fault]:
    names = {item.name for item in instrument.every}
    for field, texts in (("title", instrument.title), ("intro", instrument.intro)):
        yield from _mention_faults(texts, field)
        mentioned = dict.fromkeys(name for text in texts.values() for name in MENTION.findall(text))
        for name in mentioned:
            if name not in names:
                yield Fault(field, f"there is no item `{name}` whose answer could be shown", Severity.WARNING)


def _mention_faults(texts: Texts, where: str) -> Iterator[Fault]:
    """The tools of others refuse a form with such a text; here it is shown as it stands."""
    for found in dict.fromkeys(found for text in texts.values() for found in BEGUN.findall(text)):
        message = f"`{found}` begins like the name of an item, which stands between `${{` and `}}`"
        yield Fault(where, message, Severity.WARNING)


def _item_faults(item: Item, earlier: Mapping[str, Item], *, languages: tuple[str, ...]) -> Iterator[Fault]:
    if not NAME.match(item.name):
        yield Fault(item.name or "items", "a name is made of letters, digits, _ - and ., and starts with a letter or _")
    if not item.label and not item.media and item.kind in ANSWERED | {Kind.NOTE}:
        yield Fault(f"{item.name}.label", "the item has no label in any language", Severity.WARNING)
    if item.weight < 0:
        yield Fault(f"{item.name}.weight", f"a weight cannot be negative ({item.weight:g})")
    if item.points is not None and item.points <= 0:
        yield Fault(f"{item.name}.points", "the most that a number is worth is more than 0")
    if Outcome.ANSWERED in item.may_be:
        yield Fault(f"{item.name}.may_be", "`answered` is said by answering")
    if item.items and item.kind not in HOLDING:
        yield Fault(f"{item.name}.items", f"a {item.kind} holds no items; make it a group or a repeat")
    yield from _text_faults(item, languages)
    yield from _choice_faults(item, languages)
    yield from _range_faults(item)
    if item.shown_if:
        yield from _rule_faults(item, item.shown_if, earlier)


def _text_faults(item: Item, languages: tuple[str, ...]) -> Iterator[Fault]:
    if item.kind in UNSEEN:
        return
    texts = {
        "label": item.label,
        "hint": item.hint,
        "guidance": item.guidance,
        "required_message": item.required_message,
        "constraint_message": item.constraint_message,
    }
    for field, text in texts.items():
        if text:
            yield from missing_languages(text, f"{item.name}.{field}", languages)
            yield from _mention_faults(text, f"{item.name}.{field}")


def _choice_faults(item: Item, languages: tuple[str, ...]) -> Iterator[Fault]:
    if item.kind not in CHOOSING:
        if item.choices:
            yield Fault(f"{item.name}.choices", f"a {item.kind} has no choices")
        return
    if not item.choices:
        yield Fault(f"{item.name}.choices", "there is nothing to choose from")
    if len(item.choices) == 1:
        yield Fault(f"{item.name}.choices", "a choice needs at least two to choose from", Severity.WARNING)
    seen: set[str] = set()
    scored = item.scored
    for choice in item.choices:
        where = f"{item.name}.choices.{choice.value}"
        if choice.value in seen and not item.choice_filter:
            yield Fault(where, "two choices have this value")
        seen.add(choice.value)
        yield from _one_choice_faults(item, choice, where, languages=languages, scored=scored)


def _one_choice_faults(
    item: Item, choice: Choice, where: str, *, languages: tuple[str, ...], scored: bool
) -> Iterator[Fault]:
    if not choice.value.strip() or choice.value.startswith(MARK):
        yield Fault(where, f"a value is not blank and does not start with {MARK}")
    elif item.kind is not Kind.SELECT_ONE and re.search(r"\s", choice.value):
        yield Fault(where, "a value to choose with others has no blanks in it")
    if choice.points is not None and choice.points < 0:
        yield Fault(where, "points cannot be negative")
    if scored and choice.points is None:
        yield Fault(where, "its neighbours have points, it has none")
    yield from missing_languages(choice.label, f"{where}.label", languages)
    yield from _mention_faults(choice.label, f"{where}.label")
    if choice.guidance:
        yield from missing_languages(choice.guidance, f"{where}.guidance", languages)
        yield from _mention_faults(choice.guidance, f"{where}.guidance")


def _range_faults(item: Item) -> Iterator[Fault]:
    if item.kind is not Kind.RANGE:
        return
    try:
        bounds(item)
    except (ValueError, ZeroDivisionError):
        yield Fault(f"{item.name}.parameters", "start and end of a range are two numbers, its step one other than 0")


def _rule_faults(item: Item, rule: Rule, earlier: Mapping[str, Item]) -> Iterator[Fault]:
    if item.relevant:
        yield Fault(f"{item.name}.shown_if", "`relevant` says it already; keep one of the two")
    if rule.item not in earlier:
        yield Fault(f"{item.name}.shown_if", f"there is no earlier item `{rule.item}`")
        return
    values = {choice.value for choice in earlier[rule.item].choices}
    for value in rule.any_of:
        if value not in values:
            yield Fault(f"{item.name}.shown_if", f"`{rule.item}` has no choice `{value}`")
