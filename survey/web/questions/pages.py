"""Which questions stand on one page, and which page comes next."""

from collections.abc import Iterator, Sequence

import msgspec

from instruments.entry import Entry
from instruments.instrument import HOLDING, Instrument, Kind, Style
from survey.web.questions.look import is_matrix

WHOLE = ""  # the path of the only page


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """`path` is that of its question or group; `around` are the groups that it stands in."""

    path: str
    entries: tuple[Entry, ...]
    around: tuple[Entry, ...] = ()
    relevant: bool = True


def pages(instrument: Instrument, entries: Sequence[Entry]) -> tuple[Page, ...]:
    """All there are, those that are not asked too; a form on one page has one."""
    if instrument.style is Style.ONE_PAGE:
        return (Page(path=WHOLE, entries=tuple(entries)),)
    return tuple(_pages(entries, ()))


def at(found: Sequence[Page], path: str) -> int:
    """Where the page of this path is; the first that is asked where there is none."""
    places = [number for number, page in enumerate(found) if page.path == path]
    return places[0] if places else following(found, -1)


def following(found: Sequence[Page], place: int) -> int:
    """The next that is asked; how many there are, after the last."""
    return next((number for number in range(place + 1, len(found)) if found[number].relevant), len(found))


def is_last(found: Sequence[Page], place: int) -> bool:
    """Whether no page can follow, whatever is answered."""
    return place + 1 >= len(found)


def before(found: Sequence[Page], place: int) -> int:
    """The one before that is asked; the same, where there is none."""
    return next((number for number in range(place - 1, -1, -1) if found[number].relevant), place)


def _pages(entries: Sequence[Entry], around: tuple[Entry, ...]) -> Iterator[Page]:
    for entry in entries:
        item = entry.item
        if item.kind is Kind.GROUP and "field-list" not in item.looks and not is_matrix(item):
            yield from _pages(entry.entries, (*around, entry))
        else:
            yield Page(path=entry.path, entries=(entry,), around=around, relevant=_asks(entry))


def _asks(entry: Entry) -> bool:
    """Whether there is anything to read or to answer; an empty repeat can be added to."""
    if not entry.relevant or entry.item.kind not in HOLDING:
        return entry.relevant
    if entry.item.kind is Kind.REPEAT and not entry.counted:
        return True
    return any(_asks(one) for one in entry.entries)
