"""Entry: one question, group or repeat as a page shows it, given what has been answered so far."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from instruments.expression.draws import drawn, numbers, seed_of, shuffled
from instruments.expression.scope import Scope
from instruments.expression.values import to_string
from instruments.fields import Fields, nested
from instruments.form import MENTION, Field, form_of
from instruments.instrument import UNSEEN, Choice, Instrument, Item, Kind
from instruments.sheet import Cell, Sheet, Slot, truth


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`raw` is the answer as a form field holds it, typed or computed.

    `entries` are what a group holds; of a repeat they are its instances (the same item again, the path with a
    number), and theirs what stands in them.
    """

    item: Item
    path: str
    relevant: bool = True
    required: bool = False
    read_only: bool = False
    raw: str = ""
    choices: tuple[Choice, ...] = ()
    """What is offered here, in the order to show it."""
    says: Mapping[str, str] = {}
    """What its texts mention with `${name}`; see `filled`."""
    counted: bool = False
    """Of a repeat: the form says how many instances there are, nobody adds or removes one."""
    entries: tuple["Entry", ...] = ()


def entries(
    instrument: Instrument, given: Fields, *, now: datetime | None = None, seed: str = "", language: str = "en"
) -> tuple[Entry, ...]:
    """All that a page may show, irrelevant ones too, in order; computed and hidden items are left out."""
    form = form_of(instrument)
    world = form.world(now=now, seed=seed, language=language)
    sheet = Sheet(form, world, answers=nested(instrument, given))
    return _entries(sheet, given, at=None, prefix="")


def filled(text: str, says: Mapping[str, str]) -> str:
    """A text with what it mentions put in; what nobody has answered yet becomes three dots."""
    return MENTION.sub(lambda found: says.get(found[1]) or "…", text)


def _entries(sheet: Sheet, given: Fields, *, at: int | None, prefix: str) -> tuple[Entry, ...]:
    found = []
    for field in sheet.form.inside[at]:
        path = prefix + field.item.name
        if field.item.kind is Kind.REPEAT:
            found.append(_repeat(sheet, given, sheet.slots[path]))
        elif field.item.kind not in UNSEEN:
            found.append(_entry(sheet, given, sheet.cells[path], prefix=prefix))
    return tuple(found)


def _repeat(sheet: Sheet, given: Fields, slot: Slot) -> Entry:
    asked = slot.field.expressions.get("relevant")
    return Entry(
        item=slot.field.item,
        path=slot.path,
        relevant=slot.node.relevant and (asked is None or truth(asked, slot.scope, otherwise=True)),
        says=_says(slot.field, slot.scope),
        counted=slot.field.item.repeat_count != "",
        entries=tuple(_entry(sheet, given, cell, prefix=f"{cell.path}.") for cell in slot.instances),
    )


def _entry(sheet: Sheet, given: Fields, cell: Cell, *, prefix: str) -> Entry:
    field = cell.field
    return Entry(
        item=field.item,
        path=cell.path,
        relevant=cell.node.relevant,
        required=cell.holds("required", usual=field.item.required is True),
        read_only=cell.holds("read_only", usual=field.item.read_only is True),
        # What was typed is shown again as it was typed, be it no answer at all.
        raw=given[cell.path] if field.open and cell.path in given else cell.node.value or str(cell.value),
        choices=_ordered(sheet, cell),
        says=_says(field, cell.scope),
        entries=_entries(sheet, given, at=field.at, prefix=prefix) if field.item.items else (),
    )


def _ordered(sheet: Sheet, cell: Cell) -> tuple[Choice, ...]:
    """The choices on offer; shuffled where the form says so, each time alike for one reader."""
    offered, wanted = sheet.offered(cell), cell.field.item.parameters
    if wanted.get("randomize") != "true":
        return offered
    seed = MENTION.sub(lambda found: to_string(cell.scope.called(found[1])), wanted.get("seed", ""))
    return tuple(shuffled(offered, numbers(seed_of(seed)) if seed else drawn(cell.scope, 0)))


def _says(field: Field, scope: Scope) -> dict[str, str]:
    return {name: to_string(scope.called(name)) for name in field.mentions}
