"""Which figures of categories may be shown of one source of comments, and what share and change they are.

One release is one axis of one source that is complete: nothing more comes, so no later version can be held against it.
Its tables are categories by unit, by channel, by service and by period. They share nothing but the totals, so each is
decided for itself (tables that hang together like a tree agree with whatever agrees with each of them), and a total
stands only where every table lets it. Nothing is added up over several sources.

The axes of a source share how many comments each place has. So that no axis shows a number that another one hides,
which places have a number is decided from the numbers alone, the same for all axes: those of ENOUGH comments, and what
is left over is as many or nothing. Then the tables of each axis hide what follows from these numbers.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from scoring.interval import Interval, change, wilson
from scoring.suppress import ALL, THRESHOLD, Dimension, Shown, State, suppress
from survey.whereabouts import together

NOWHERE = "-"
"""Comments of no unit, channel, service or period: they count in totals only."""
PLACES = ("unit_id", "channel", "service", "period")
TOTALS = ({"what"}, {"where"})
ENOUGH = 2 * THRESHOLD
"""Comments of a place from which on a category of it can have THRESHOLD more, whatever else is known."""
Counts = Mapping[tuple[str, Any], int]
"""(code, place) -> comments; code "" stands for comments with any category of the axis."""


class Share(msgspec.Struct, frozen=True):
    number: int
    of: int

    @property
    def value(self) -> float:
        return self.number / self.of

    @property
    def interval(self) -> Interval:
        return wilson(self.number, self.of)


class Table(msgspec.Struct, frozen=True, eq=False):
    """Categories by places; `whole`: comments with any category, where that is not the sum of all categories."""

    shown: Shown
    whole: Shown | None
    small: frozenset[str]
    """Places that have no number of their own on any axis."""

    def of(self, place: str = ALL) -> int | None:
        if place in self.small:
            return None
        return self.whole.value(place) if self.whole else self.shown.value(ALL, place)

    def number(self, code: str, place: str = ALL) -> int | None:
        return None if place in self.small else self.shown.value(code, place)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(sorted(self.small | set(self.shown.dimensions[-1].leaves) - {NOWHERE}))


class Release(msgspec.Struct, frozen=True, eq=False):
    """One axis of one source as it may leave the house: a share, or None where it is too small or would give away one
    that is."""

    codes: tuple[str, ...]
    tables: Mapping[str, Table]

    @property
    def of(self) -> int | None:
        found = [table.of() for table in self.tables.values()]
        return None if None in found or not found else found[0]

    def total(self, code: str) -> Share | None:
        found = [table.number(code) if code in self.codes else None for table in self.tables.values()]
        return None if None in found else share(found[0] if found else None, self.of)

    def at(self, dimension: str, place: Any, code: str) -> Share | None:
        table = self.tables[dimension]
        if code not in self.codes or str(place) not in table.places:
            return None
        return share(table.number(code, str(place)), table.of(str(place)))

    def places(self, dimension: str) -> tuple[str, ...]:
        return self.tables[dimension].places


def share(number: int | None, of: int | None) -> Share | None:
    return Share(number, of) if of and number is not None else None


def moved(before: Share | None, after: Share | None) -> Interval | None:
    """From one share to that of other comments."""
    if before is None or after is None:
        return None
    return change((before.number, before.of), (after.number, after.of))


def release(
    codes: tuple[str, ...], numbers: Mapping[str, Counts], every: Mapping[str, Counts], *, many: bool
) -> Release:
    """`numbers`, and of `every` comment, sorted or not, for each of PLACES; the same ones give the same decision.

    `many`: a comment with two reasons counts in two, so that their sum is no number of comments and stands nowhere.
    """
    sizes = {one: {place: n for (_, place), n in every[one].items()} for one in PLACES}
    small = {one: together(sizes[one], ENOUGH) for one in PLACES}
    told = tuple(frozenset(placed(numbers[one], small[one]).items()) for one in PLACES)
    return _release(codes, told, tuple(frozenset(str(place) for place in small[one] if place) for one in PLACES), many)


def placed(counts: Counts, pooled: Collection[Any]) -> Counts:
    """With the pooled places as none."""
    found: Counter[tuple[str, Any]] = Counter()
    for (code, place), number in counts.items():
        found[code, "" if place in pooled else place] += number
    return found


@lru_cache(maxsize=128)
def _release(
    codes: tuple[str, ...],
    numbers: tuple[frozenset[Any], ...],
    small: tuple[frozenset[str], ...],
    many: bool,  # noqa: FBT001
) -> Release:
    tables = {
        name: table(codes, dict(some), few, many=many)
        for name, some, few in zip(PLACES, numbers, small, strict=True)
    }
    return Release(codes, tables)


def table(codes: tuple[str, ...], counts: Counts, small: frozenset[str], *, many: bool) -> Table:
    places = (*sorted({str(place) for _, place in counts if place}), NOWHERE)
    row = {code: at for at, code in enumerate(codes)}
    column = {place: at for at, place in enumerate(places)}
    numbers, whole = np.zeros((len(codes), len(places)), np.int64), np.zeros(len(places), np.int64)
    for (code, place), number in counts.items():
        at = column[str(place) if place else NOWHERE]
        if code in row:
            numbers[row[code], at] += number
        elif not code:
            whole[at] += number
    where = Dimension("where", places, unpublished=frozenset({NOWHERE}))
    # That nobody of the seven who wrote was content is something they said: it is guarded as a small number is.
    what = Dimension("what", codes, said=True, unpublished=frozenset({ALL} if many else ()))
    return Table(with_totals(what, where, numbers), suppress([where], whole) if many else None, small)


def with_totals(what: Dimension, where: Dimension, numbers: npt.NDArray[np.int64]) -> Shown:
    """A table that would cost the total of a category is not published, or its margins only: totals are read most."""
    sizes = () if ALL in what.unpublished else (suppress([what, where], numbers, tables=TOTALS[1:]),)
    for tables in (None, TOTALS):
        found = suppress([what, where], numbers, tables=tables, before=sizes)
        lost = (found.states[:-1, -1] != State.SHOWN) & (found.counts[:-1, -1] >= THRESHOLD)
        if not lost.any() and not found.unproven:
            return found
    return suppress([what, where], numbers, tables=TOTALS[:1])
