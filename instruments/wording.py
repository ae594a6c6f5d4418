"""Wording: one text of an instrument that somebody reads, and its place."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from instruments.instrument import UNSEEN, Choice, Instrument, Item
from instruments.language import Texts


class Role(StrEnum):
    TITLE = "title"
    INTRO = "intro"
    LABEL = "label"
    HINT = "hint"
    GUIDANCE = "guidance"
    REQUIRED_MESSAGE = "required_message"
    CONSTRAINT_MESSAGE = "constraint_message"
    CHOICE = "choice"
    CHOICE_GUIDANCE = "choice_guidance"
    MEDIA = "media"
    """No text but the name of a file."""


class Wording(msgspec.Struct, frozen=True):
    """`where` is a path: `title`, `courtesy.label`, `courtesy.choices.yes.label`, `lists.scale.choices.yes.label`.

    The choices of a list that several items share stand once, under the list; `item` is then the first that uses it.
    """

    where: str
    role: Role
    texts: Texts
    item: Item | None = None


def wordings(instrument: Instrument) -> Iterator[Wording]:
    """Every text that somebody sees and that exists in at least one language, in the order of the instrument."""
    return (wording for wording in _all(instrument) if any(text.strip() for text in wording.texts.values()))


def from_list(instrument: Instrument, item: Item) -> bool:
    """Whether the item's choices are those of the list it names, all of them and as they are there."""
    return item.list in instrument.lists and instrument.lists[item.list] == item.choices


def _all(instrument: Instrument) -> Iterator[Wording]:
    yield Wording("title", Role.TITLE, instrument.title)
    yield Wording("intro", Role.INTRO, instrument.intro)
    seen: set[str] = set()
    for item in instrument.every:
        if item.kind in UNSEEN:
            continue
        yield from _of_item(item)
        if not from_list(instrument, item):
            yield from _of_choices(item, item.name)
        elif item.list not in seen:
            seen.add(item.list)
            yield from _of_choices(item, f"lists.{item.list}")


def _of_item(item: Item) -> Iterator[Wording]:
    for role in (Role.LABEL, Role.HINT, Role.GUIDANCE, Role.REQUIRED_MESSAGE, Role.CONSTRAINT_MESSAGE):
        yield Wording(f"{item.name}.{role}", role, getattr(item, role), item)
    for medium, texts in item.media.items():
        yield Wording(f"{item.name}.media.{medium}", Role.MEDIA, texts, item)


def _of_choices(item: Item, where: str) -> Iterator[Wording]:
    for choice in item.choices:
        yield from _of_choice(choice, item, f"{where}.choices.{choice.value}")


def _of_choice(choice: Choice, item: Item, where: str) -> Iterator[Wording]:
    yield Wording(f"{where}.label", Role.CHOICE, choice.label, item)
    yield Wording(f"{where}.guidance", Role.CHOICE_GUIDANCE, choice.guidance, item)
    for medium, texts in choice.media.items():
        yield Wording(f"{where}.media.{medium}", Role.MEDIA, texts, item)
