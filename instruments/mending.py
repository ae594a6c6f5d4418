"""An instrument with some of its words, points or languages changed, everything else as it was."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from instruments.instrument import Choice, Instrument, Item
from instruments.language import Texts
from instruments.wording import from_list

Part = TypeVar("Part", Instrument, Item, Choice)
TEXTS = frozenset({"title", "intro", "label", "hint", "guidance", "required_message", "constraint_message"})


def find(instrument: Instrument, name: str) -> Item | None:
    return next((item for item in instrument.every if item.name == name), None)


def sharing(instrument: Instrument, item: Item) -> tuple[Item, ...]:
    """The other items whose choices are those of the same list: what is changed for one changes for all."""
    if not from_list(instrument, item):
        return ()
    others = (one for one in instrument.every if one.list == item.list and one.name != item.name)
    return tuple(one for one in others if from_list(instrument, one))


def with_item(instrument: Instrument, item: Item) -> Instrument:
    """`item` in the place of the one with its name; where its choices were those of a list, the list has them now."""
    before = find(instrument, item.name)
    shared = {one.name for one in sharing(instrument, before)} if before else set()
    lists = instrument.lists
    if before and from_list(instrument, before):
        lists = {**lists, before.list: item.choices}

    def changed(one: Item) -> Item:
        if one.name == item.name:
            return item
        choices = item.choices if one.name in shared else one.choices
        return msgspec.structs.replace(one, choices=choices, items=tuple(map(changed, one.items)))

    return msgspec.structs.replace(instrument, items=tuple(map(changed, instrument.items)), lists=lists)


def in_languages(instrument: Instrument, codes: Mapping[str, str], *, default: str = "") -> Instrument:
    """Languages called otherwise (`und` -> `nb`), and the one that is shown where no other is asked for."""
    wanted = default or codes.get(instrument.default_language, instrument.default_language)
    renamed = reworded(instrument, lambda texts: recoded(texts, codes))
    changes: dict[str, Any] = {
        "default_language": wanted,
        "language_names": recoded(instrument.language_names, codes),
        "drafts": tuple(dict.fromkeys(codes.get(code, code) for code in instrument.drafts)),
    }
    return msgspec.structs.replace(renamed, **changes)


def recoded(texts: Mapping[str, str], codes: Mapping[str, str]) -> Texts:
    """Where a text has the new code already, that one stays."""
    kept = {code: text for code, text in texts.items() if code not in codes}
    return {**{codes.get(code, code): text for code, text in texts.items()}, **kept}


def reworded(instrument: Instrument, change: Callable[[Texts], Texts]) -> Instrument:
    """Every text of the instrument, in all its languages, changed by one rule."""
    told = with_texts(instrument, change)
    lists = {name: choices_reworded(choices, change) for name, choices in told.lists.items()}
    return msgspec.structs.replace(told, items=items_reworded(told.items, change), lists=lists)


def items_reworded(items: Iterable[Item], change: Callable[[Texts], Texts]) -> tuple[Item, ...]:
    return tuple(
        msgspec.structs.replace(
            with_texts(item, change),
            choices=choices_reworded(item.choices, change),
            items=items_reworded(item.items, change),
        )
        for item in items
    )


def choices_reworded(choices: Iterable[Choice], change: Callable[[Texts], Texts]) -> tuple[Choice, ...]:
    return tuple(with_texts(choice, change) for choice in choices)


def with_texts(part: Part, change: Callable[[Texts], Texts]) -> Part:
    values: dict[str, Any] = {
        name: change(getattr(part, name)) for name in part.__struct_fields__ if name in TEXTS and getattr(part, name)
    }
    if not isinstance(part, Instrument) and part.media:
        values["media"] = {medium: change(texts) for medium, texts in part.media.items()}
    return msgspec.structs.replace(part, **values)
