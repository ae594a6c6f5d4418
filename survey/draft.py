"""Work that is not sent in yet: kept as it is typed, and never lost when two windows type at once."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

KEPT = 4  # versions of other windows that wait for a choice
Values = dict[str, str]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """`others` holds what further windows sent and could not be joined, by window, until the tester chooses."""

    revision: int = 0
    values: Values = {}
    others: dict[str, Values] = {}
    saved_at: datetime | None = None


class Save(msgspec.Struct, frozen=True, kw_only=True):
    """What one window sends: all it shows, on top of which revision; `settled` once the tester has chosen."""

    window: str
    revision: int
    values: Values
    settled: bool = False


def saved(stored: Draft, save: Save, *, now: datetime) -> tuple[Draft, bool]:
    """The draft after a save, and whether the window must be shown what another one wrote."""
    values = {name: value for name, value in save.values.items() if value.strip()}
    if save.revision == stored.revision:
        return _next(stored, values, now=now, settled=save.settled), False
    if values == stored.values:
        return stored, False
    if not clashes(stored.values, values):
        return _next(stored, stored.values | values, now=now, settled=False), False
    others = {key: kept for key, kept in stored.others.items() if key != save.window}
    newest = dict(list(others.items())[-(KEPT - 1) :]) | {save.window: values}
    return msgspec.structs.replace(stored, others=newest, saved_at=now), True


def clashes(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that two versions both fill in, and differently."""
    return tuple(name for name, value in mine.items() if name in theirs and theirs[name] != value)


def _next(stored: Draft, values: Values, *, now: datetime, settled: bool) -> Draft:
    others = {} if settled else stored.others
    return Draft(revision=stored.revision + 1, values=values, others=others, saved_at=now)
