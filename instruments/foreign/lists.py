"""The lists of choices that items share by name."""

from instruments.instrument import Choice, Item


def of_items(items: tuple[Item, ...]) -> dict[str, tuple[Choice, ...]]:
    found: dict[str, tuple[Choice, ...]] = {}
    for item in items:
        if item.list:
            found[item.list] = item.choices
        found |= of_items(item.items)
    return found
