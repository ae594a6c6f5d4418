"""What the pages on categories stand on: one source of comments, those before it, and what may be shown of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from instruments.codebook import Axis
from instruments.language import in_language
from scoring.comments import quality
from scoring.comments.quality import Sentence
from survey.category_report import Release, Share, moved
from survey.comment import Kind, Source
from survey.person import Person
from survey.problems import NotFound
from survey.round import RoundStatus
from survey.store import category_counts, collections, rounds, units, waves
from survey.store.database import Database
from survey.texts import N_
from survey.wave import WaveStatus
from survey.web.comments import codes, kept, quality_figures
from survey.web.comments.codes import Scheme
from survey.web.comments.filters import number
from survey.web.comments.kept import Kept
from survey.web.request import Request

DEEPEST = 8
"""So many sources a trend goes back."""
ENOUGH = 100
"""Comments of each of two periods, at least, before the one is held against the other."""

Units = Mapping[Source, Mapping[int, int]]
"""Source -> unit -> comments."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A source that is complete: nothing more comes."""

    source: Source
    title: str
    at: datetime
    before: int | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One category as a page shows it."""

    axis: str
    code: str
    name: str
    share: Share | None
    change: Any = None
    """Interval of the change since what the board compares with."""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader asked for, of what that reader may see."""

    scheme: Scheme
    places: list[Place]
    """All there are to choose from, the newest first."""
    place: Place | None
    line: list[Place]
    """This one and those before it of its kind, the oldest first."""
    releases: Mapping[tuple[Source, str], Release]
    units: Mapping[int, str]
    """Those that the reader may see of the source."""
    unit_id: int | None
    only_units: frozenset[int] | None
    """Whose comments the reader may read word by word; None: all."""
    sorted_share: float | None
    checked: Mapping[str, list[quality.Category]]

    @property
    def source(self) -> str:
        return str(self.place.source) if self.place else ""

    @property
    def unit_name(self) -> str:
        return self.units[self.unit_id] if self.unit_id is not None else ""

    def release(self, axis: str, place: Place | None = None) -> Release:
        where = place or self.place
        if where is None:
            raise NotFound(N_("There are no such comments, or not all of them have come yet."))
        return self.releases[where.source, axis]

    def share(self, axis: str, code: str, place: Place | None = None) -> Share | None:
        """Of the unit, where one is asked for."""
        found = self.release(axis, place)
        return found.total(code) if self.unit_id is None else found.at("unit_id", self.unit_id, code)

    def periods(self, axis: str) -> tuple[str, ...]:
        return self.release(axis).places("period") if self.unit_id is None else ()

    def by_period(self, axis: str) -> bool:
        """Whether the last two periods have enough comments to be held against each other."""
        found = [self.release(axis).tables["period"].of(one) or 0 for one in self.periods(axis)[-2:]]
        return len(found) == 2 and min(found) >= ENOUGH

    @property
    def compared(self) -> str:
        """What a change is counted from: a period of this source, or the source before it; blank: nothing."""
        axis = next((axis for _, axis in self.releases), "")
        if self.place and axis and self.by_period(axis):
            return self.periods(axis)[-2]
        return self.line[-2].title if len(self.line) > 1 else ""

    def change(self, axis: str, code: str) -> Any:
        if self.by_period(axis):
            found = self.release(axis)
            return moved(*(found.at("period", one, code) for one in self.periods(axis)[-2:]))
        if len(self.line) > 1:
            return moved(self.share(axis, code, self.line[-2]), self.share(axis, code))
        return None

    def lines(self, axis: Axis, language: str) -> list[Line]:
        """The most frequent first, then what is hidden; none of these at the end."""
        found = [
            Line(
                axis=axis.code,
                code=one,
                name=self.scheme.name(axis.code, one, language),
                share=self.share(axis.code, one),
                change=self.change(axis.code, one),
            )
            for one in axis.codes
        ]
        return sorted(
            found, key=lambda one: (one.code == axis.none, one.share is None, -(one.share.number if one.share else 0))
        )

    def title(self, axis: Axis, language: str) -> str:
        return in_language(axis.name, language) or axis.code

    def trust(self, axis: str) -> Sentence:
        found = {code: self.share(axis, code) for code in self.release(axis).codes}
        shown = {code: one.number for code, one in found.items() if one}
        return quality.sentence(self.checked.get(axis, []), shown)


def board(
    db: Database, _: datetime, request: Request, axes: Sequence[str] = (), *, of: Mapping[str, str] | None = None
) -> Board:
    """`of`: source and unit, else as the query says. `axes`: only these, else all. To be called in a thread.

    NotFound for a source or unit that is not there, or that the reader may not see.
    """
    shelf: Kept = request.app.state.category_releases
    asked = request.query_params if of is None else of
    with db.read() as connection:
        scheme = codes.in_use(connection)
        there = category_counts.units(connection)
        places = complete(connection, request.person, there)
        place = chosen(places, asked.get("source", ""))
        line = line_of(places, place) if place else []
        wanted = [axis for axis in scheme.axes if not axes or axis.code in axes]
        totals = {one.source: sum(there[one.source].values()) for one in line}
        found = kept.counted(connection, shelf, scheme.version, wanted, totals, request.now)
        mine = units_of(connection, there[place.source], request.person) if place else {}
        unit_id = unit(asked.get("unit", ""), mine)
        counted = found[scheme.axes[0].code][1] if place and scheme.axes and not axes else {}
        share = counted[place.source] / totals[place.source] if place and counted else None
        checked = checks(connection, scheme.version, [axis.code for axis in wanted])
    releases = {(source, axis): one for axis, (some, _) in found.items() for source, one in some.items()}
    return Board(
        scheme=scheme, places=places, place=place, line=line, releases=releases, units=mine, unit_id=unit_id,
        only_units=None if request.person.sees_all_units else request.person.units, sorted_share=share, checked=checked,
    )  # fmt: skip


def beside(db: Database, now: datetime, request: Request, source: Source, unit_id: int | None = None) -> Board | None:
    """For pages on something else: a survey, a wave. None where there are no comments, or more may come."""
    try:
        return board(db, now, request, of={"source": str(source), "unit": "" if unit_id is None else str(unit_id)})
    except NotFound:
        return None


def complete(connection: sa.Connection, person: Person, units_of: Units) -> list[Place]:
    """Finished surveys, waves that are over, and files; with comments on a unit of the reader's; the newest first."""
    there = {source for source, ids in units_of.items() if person.sees_all_units or person.units & ids.keys()}
    found = [
        Place(
            source=Source(Kind.ROUND, one.id),
            title=one.title,
            at=one.closed_at or one.created_at,
            before=one.previous_id,
        )
        for one in rounds.with_status(connection, RoundStatus.FINISHED)
    ]
    found += [
        Place(
            source=Source(Kind.WAVE, one.id), title=one.name, at=one.closed_at or one.created_at, before=one.previous_id
        )
        for one in waves.with_status(connection, WaveStatus.CLOSED, WaveStatus.PUBLISHED)
    ]
    found += [
        Place(source=Source(Kind.COLLECTION, one.id), title=one.title, at=one.created_at)
        for one in collections.every(connection)
    ]
    return sorted((one for one in found if one.source in there), key=lambda one: (one.at, one.source), reverse=True)


def chosen(places: Sequence[Place], asked: str) -> Place | None:
    if not asked:
        return next(iter(places), None)
    found = next((one for one in places if str(one.source) == asked), None)
    if found is None:
        raise NotFound(N_("There are no such comments, or not all of them have come yet."))
    return found


def line_of(places: Sequence[Place], place: Place) -> list[Place]:
    """Files come one after the other; surveys and waves name the one before them."""
    if place.source.kind is Kind.COLLECTION:
        same = [one for one in places if one.source.kind is Kind.COLLECTION and one.at <= place.at]
        return same[:DEEPEST][::-1]
    known = {one.source: one for one in places}
    found = [place]
    while len(found) < DEEPEST and (id := found[-1].before) is not None:
        before = known.get(Source(place.source.kind, id))
        if before is None or before in found:
            break
        found.append(before)
    return found[::-1]


def units_of(connection: sa.Connection, ids: Iterable[int], person: Person) -> dict[int, str]:
    named = sorted(
        units.by_ids(connection, [id for id in ids if id and person.sees(id)]),
        key=lambda one: (one.name.casefold(), one.id),
    )
    return {one.id: one.name for one in named}


def unit(asked: str, mine: Mapping[int, str]) -> int | None:
    if not asked:
        return None
    found = number(asked)
    if found not in mine:
        raise NotFound(N_("There are no comments on this unit here."))
    return found


def checks(connection: sa.Connection, version: int, axes: Sequence[str]) -> dict[str, list[quality.Category]]:
    """What people said of comments that were drawn at random, by axis, all languages together."""
    found = quality.categories(quality_figures.checks(connection, version))
    return {axis: [one for one in found if one.axis == axis and one.language == quality.EVERY] for axis in axes}
