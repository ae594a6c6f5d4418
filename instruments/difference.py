"""What has changed from one version of an instrument to the next, down to each text in each language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from instruments.instrument import Choice, Instrument, Item, Rule
from instruments.language import in_language
from instruments.matching import Matched, matched, out_of_order, parents
from instruments.wording import from_list


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    """`field` is `group` (before and after: the group's name, "" for none) or `order` (what it stands after)."""
    CHANGED = "changed"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. Of what was removed `where` and `item` name the place in the earlier version.

    `before` and `after` are for a reader: a text as it is, a number without needless zeros, "" for nothing.
    """

    what: What
    where: str
    """`courtesy`, `courtesy.choices.yes.label`, `lists.scale.choices.yes`, `title`."""
    item: str = ""
    choice: str = ""
    field: str = ""
    """`label`, `points`, `relevant`, `parameters.start`, `media.image`; "" where the whole thing came or went."""
    language: str = ""
    before: str = ""
    after: str = ""


NAMES_THE_VERSION = frozenset({"version"})
TOLD_APART = frozenset({"items", "lists", "tables", "choices", "name"})
TEXTS = frozenset({
    "title", "intro", "label", "hint", "guidance", "required_message", "constraint_message",
})  # fmt: skip


def difference(before: Instrument, after: Instrument) -> tuple[Change, ...]:
    """Every difference but the version number: settings, then items in the later order, lists and tables."""
    return tuple(_changes(before, after))


def _changes(before: Instrument, after: Instrument) -> Iterator[Change]:
    yield from _fields(before, after, Change(what=What.CHANGED, where=""))
    found = matched(before, after)
    base = (before.languages or ("en",))[0]
    for item in found.removed:
        yield Change(what=What.REMOVED, where=item.name, item=item.name, before=in_language(item.label, base))
    moves = {change.item: change for change in _moves(before, after, found)}
    pairs = {pair.after.name: pair for pair in found.pairs}
    for item in after.every:
        if item.name not in pairs:
            yield Change(what=What.ADDED, where=item.name, item=item.name, after=in_language(item.label, base))
            continue
        old = pairs[item.name].before
        if old.name != item.name:
            yield Change(what=What.RENAMED, where=item.name, item=item.name, before=old.name, after=item.name)
        if item.name in moves:
            yield moves[item.name]
        yield from _fields(old, item, Change(what=What.CHANGED, where=item.name, item=item.name))
        if not (old.list == item.list and from_list(before, old) and from_list(after, item)):
            yield from _choices(old.choices, item.choices, item.name, item=item.name)
    yield from _lists(before, after)
    yield from _tables(before, after)


def _fields(before: Any, after: Any, at: Change) -> Iterator[Change]:
    """One change per field of two Structs of a kind; per language and per key where there are several."""
    for name in before.__struct_fields__:
        if name in TOLD_APART | NAMES_THE_VERSION:
            continue
        old, new = _flat(name, getattr(before, name)), _flat(name, getattr(after, name))
        for key in dict.fromkeys((*old, *new)):
            if (key in old) != (key in new) or old[key] != new[key]:
                field, language = key
                yield msgspec.structs.replace(
                    at,
                    where=f"{at.where}.{field}".lstrip("."),
                    field=field,
                    language=language,
                    before=told(old.get(key)),
                    after=told(new.get(key)),
                )


def _flat(name: str, value: Any) -> dict[tuple[str, str], Any]:
    """The values of a field by (field, language): {("label", "nb"): ...}, {("parameters.start", ""): ...}."""
    if name in TEXTS:
        return {(name, language): text for language, text in value.items()}
    if not isinstance(value, Mapping):
        return {(name, ""): value}
    found: dict[tuple[str, str], Any] = {}
    for key, one in value.items():
        languages = one.items() if isinstance(one, Mapping) else [("", one)]
        found |= {(f"{name}.{key}", language): text for language, text in languages}
    return found


def told(value: Any) -> str:
    """A value for a reader."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case int() | float():
            return f"{value:.15g}"
        case Rule():
            return " or ".join(f"${{{value.item}}} = '{one}'" for one in value.any_of)
        case tuple():
            return ", ".join(map(told, value))
        case _:
            return str(value)


def _moves(before: Instrument, after: Instrument, found: Matched) -> Iterator[Change]:
    """Items that stand in another group, or elsewhere in the same one; not those that others were put before."""
    inside, was_inside = dict(parents(after.items)), dict(parents(before.items))
    now_called = {pair.before.name: pair.after.name for pair in found.pairs}
    position = {item.name: index for index, item in enumerate(before.every)}
    stayed: dict[str, list[tuple[str, int]]] = {}
    for pair in found.pairs:
        old, new = was_inside[pair.before.name], inside[pair.after.name]
        if now_called.get(old, old) == new:
            stayed.setdefault(new, []).append((pair.after.name, position[pair.before.name]))
        else:
            name = pair.after.name
            yield Change(what=What.MOVED, where=name, item=name, field="group", before=old, after=new)
    follows, followed = dict(_predecessors(after.items)), dict(_predecessors(before.items))
    was_called = {new: old for old, new in now_called.items()}
    for siblings in stayed.values():
        for index in sorted(out_of_order([place for _, place in siblings])):
            name = siblings[index][0]
            yield Change(
                what=What.MOVED,
                where=name,
                item=name,
                field="order",
                before=followed[was_called[name]],
                after=follows[name],
            )


def _predecessors(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Name of each item with that of the one it follows in its group, "" for the first."""
    for number, item in enumerate(items):
        yield item.name, items[number - 1].name if number else ""
        yield from _predecessors(item.items)


def _choices(before: Sequence[Choice], after: Sequence[Choice], where: str, *, item: str) -> Iterator[Change]:
    old, new = _by_value(before), _by_value(after)
    for key in old:
        if key not in new:
            yield _choice_change(What.REMOVED, key[0], where, item=item, before=_named(old[key]))
    for key in new:
        if key not in old:
            yield _choice_change(What.ADDED, key[0], where, item=item, after=_named(new[key]))
    kept = [key for key in new if key in old]
    position = {key: index for index, key in enumerate(old)}
    moved = out_of_order([position[key] for key in kept])
    for index, key in enumerate(kept):
        if index in moved:
            yield _choice_change(What.MOVED, key[0], where, item=item, after=_named(new[key]))
        at = _choice_change(What.CHANGED, key[0], where, item=item)
        yield from _fields(msgspec.structs.replace(old[key], value=key[0]), new[key], at)


def _by_value(choices: Iterable[Choice]) -> dict[tuple[str, int], Choice]:
    """By value and, as lists with a filter may repeat one, its how-manieth occurrence."""
    seen: Counter[str] = Counter()
    found = {}
    for choice in choices:
        found[choice.value, seen[choice.value]] = choice
        seen[choice.value] += 1
    return found


def _choice_change(what: What, value: str, where: str, *, item: str, before: str = "", after: str = "") -> Change:
    return Change(what=what, where=f"{where}.choices.{value}", item=item, choice=value, before=before, after=after)


def _named(choice: Choice) -> str:
    return next((text for text in choice.label.values() if text.strip()), choice.value)


def _lists(before: Instrument, after: Instrument) -> Iterator[Change]:
    """A list says its changes once, not with each item that uses it."""
    for name in dict.fromkeys((*before.lists, *after.lists)):
        where = f"lists.{name}"
        if name not in after.lists:
            yield Change(what=What.REMOVED, where=where, field="list", before=str(len(before.lists[name])))
        elif name not in before.lists:
            yield Change(what=What.ADDED, where=where, field="list", after=str(len(after.lists[name])))
        else:
            yield from _choices(before.lists[name], after.lists[name], where, item="")


def _tables(before: Instrument, after: Instrument) -> Iterator[Change]:
    """An attached table is told by its number of rows."""
    for name in dict.fromkeys((*before.tables, *after.tables)):
        old, new = before.tables.get(name), after.tables.get(name)
        if old != new:
            what = What.REMOVED if new is None else What.ADDED if old is None else What.CHANGED
            counts = ["" if rows is None else str(len(rows)) for rows in (old, new)]
            yield Change(what=what, where=f"tables.{name}", field="table", before=counts[0], after=counts[1])
