"""An item while its form is still being read: its row, its fields, and what stands inside it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from instruments.instrument import HOLDING, Item, Kind
from instruments.xlsform.reading import Line

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "default")
SOMETIMES = ("required", "read_only")
"""Yes, no or an expression."""


class Draft(msgspec.Struct, kw_only=True):
    name: str
    kind: Kind
    line: Line
    fields: dict[str, Any] = {}
    """The other fields of the item, but for its choices."""
    choices: str = ""
    """The name of its list."""
    other: bool = False
    form: str = ""
    """What kind of a group it began as: group, repeat, loop, kobomatrix, score, rank."""
    items: list["Draft"] = []

    def lost(self, what: str, field: str = "type") -> None:
        self.line.report.lose(self.line.where(field), what)

    def fault(self, what: str, field: str = "name") -> None:
        self.line.report.fault(self.line.where(field), what)


def walk(drafts: Iterable[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        yield draft
        yield from walk(draft.items)


def rewrite(draft: Draft, change: Callable[[str], str]) -> None:
    """Every expression and text of it that may name other items."""
    for field in EXPRESSIONS:
        if field in draft.fields:
            draft.fields[field] = change(draft.fields[field])
    for field in SOMETIMES:
        if isinstance(draft.fields.get(field), str):
            draft.fields[field] = change(draft.fields[field])
    for field in ("label", "hint", "guidance", "required_message", "constraint_message"):
        if field in draft.fields:
            draft.fields[field] = {code: change(text) for code, text in draft.fields[field].items()}


def renamed(text: str, names: dict[str, str]) -> str:
    """The text with `${old}` made `${new}`."""
    return REFERENCE.sub(lambda found: f"${{{names.get(found[1].strip(), found[1])}}}", text)


REFERENCE = re.compile(r"\$\{([^{}]+)\}")


def item_of(draft: Draft, listed: Callable[[Draft], dict[str, Any]]) -> Item:
    """The finished item; `listed` gives its list and choices."""
    more = listed(draft) if draft.choices else {}
    items = tuple(item_of(inner, listed) for inner in draft.items) if draft.kind in HOLDING else ()
    return Item(name=draft.name, kind=draft.kind, items=items, **draft.fields, **more)
