"""How many comments each category has, by where they are from: a derived table that follows every change of tags."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from survey.comment import Kind, Source, Wanted
from survey.round import RoundStatus
from survey.store.database import upsert
from survey.store.schema.comments import NOT_TOLD, category_count, comment, tag
from survey.store.schema.rounds import survey_round
from survey.whereabouts import needed, told

EVERY = 0
"""Stands for a scheme's version: all comments, tagged or not."""
DIMENSIONS = ("source", "unit_id", "channel", "period", "service")
KEYS = ("axis", "code", *DIMENSIONS)
C = category_count.c
SOURCES = {Kind.ROUND: comment.c.round_id, Kind.WAVE: comment.c.wave_id, Kind.COLLECTION: comment.c.collection_id}


def source_of() -> sa.ColumnElement[str]:
    return sa.case(
        *((id.is_not(None), sa.literal(f"{kind}:") + sa.cast(id, sa.Text)) for kind, id in SOURCES.items()), else_=""
    )


def places() -> tuple[sa.ColumnElement[Any], ...]:
    unit, channel = sa.func.coalesce(comment.c.unit_id, 0), sa.func.coalesce(comment.c.channel, "")
    return source_of(), unit, channel, comment.c.period, comment.c.service


def cells(version: int, ids: Sequence[bytes] | None = None) -> list[sa.Select[Any]]:
    """What the table should hold of these comments, or of all: axis, code, the dimensions, number."""
    some = sa.true() if ids is None else comment.c.id.in_(list(ids))
    at, none = places(), sa.literal("")
    # Grouped within, so that both engines see the same expression once.
    if version == EVERY:
        inner = sa.select(none.label("axis"), none.label("code"), *labelled(at), comment.c.id.label("id")).where(some)
        return [grouped(inner.subquery(), sa.func.count())]
    joined = comment.join(tag, (tag.c.comment_id == comment.c.id) & (tag.c.scheme_version == version))
    inner = sa.select(tag.c.axis, tag.c.code, *labelled(at), comment.c.id.label("id")).select_from(joined).where(some)
    whole = sa.select(tag.c.axis, none.label("code"), *labelled(at), comment.c.id.label("id"))
    whole = whole.select_from(joined).where(some).distinct()
    return [grouped(inner.subquery(), sa.func.count()), grouped(whole.subquery(), sa.func.count())]


def labelled(at: Sequence[sa.ColumnElement[Any]]) -> list[sa.Label[Any]]:
    return [column.label(name) for name, column in zip(DIMENSIONS, at, strict=True)]


def grouped(inner: sa.Subquery, number: sa.ColumnElement[int]) -> sa.Select[Any]:
    keys = [inner.c[name] for name in KEYS]
    return sa.select(*keys, number.label("number")).group_by(*keys)


def recount(connection: sa.Connection, version: int) -> None:
    """Make the table anew for one version, or for EVERY."""
    connection.execute(category_count.delete().where(C.scheme_version == version))
    for chosen in cells(version):
        whole = chosen.subquery()
        columns = [sa.literal(version), *(whole.c[name] for name in (*KEYS, "number"))]
        names = ["scheme_version", *KEYS, "number"]
        connection.execute(category_count.insert().from_select(names, sa.select(*columns)))


@contextmanager
def following(connection: sa.Connection, version: int, ids: Sequence[bytes]) -> Iterator[None]:
    """Change these comments' tags inside; the table follows. Whoever calls holds the turn of `tags`."""
    before = counted(connection, version, ids)
    yield
    after = counted(connection, version, ids)
    after.subtract(before)
    add(connection, version, after)


def counted(connection: sa.Connection, version: int, ids: Sequence[bytes]) -> Counter[tuple[Any, ...]]:
    if not ids:
        return Counter()
    rows = [row for chosen in cells(version, ids) for row in connection.execute(chosen)]
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def add(connection: sa.Connection, version: int, numbers: Counter[tuple[Any, ...]]) -> None:
    rows = [
        {"scheme_version": version, **dict(zip(KEYS, cell, strict=True)), "number": number}
        for cell, number in sorted(numbers.items())
        if number
    ]
    if rows:
        statement = upsert(connection, category_count)
        more = C.number + statement.excluded.number
        keys = [*category_count.primary_key.columns]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"number": more}), rows)


def tell(connection: sa.Connection, sources: Iterable[Source] | None = None) -> None:
    """Decide anew what lists tell of these sources' comments, or of all; a cell that is new is told of by none."""
    chosen = sa.select(*(C[name] for name in DIMENSIONS), C.number, C.told).where(C.scheme_version == EVERY)
    if sources is not None:
        chosen = chosen.where(C.source.in_([str(one) for one in sources]))
    rows = [tuple(row) for row in connection.execute(chosen)]
    found = told({row[:-2]: row[-2] for row in rows})
    changed = [
        {f"at_{name}": value for name, value in zip(DIMENSIONS, row[:-2], strict=True)} | {"mask": found[row[:-2]]}
        for row in rows
        if found[row[:-2]] != row[-1]
    ]
    if changed:
        at = (C[name] == sa.bindparam(f"at_{name}") for name in DIMENSIONS)
        mine = category_count.update().where(C.scheme_version == EVERY, C.axis == "", C.code == "", *at)
        connection.execute(mine.values(told=sa.bindparam("mask")), changed)


def listed(wanted: Wanted, *more: str) -> sa.ColumnElement[bool]:
    """Whether a list of what is wanted may have the comments of a cell."""
    asked = [name for name in ("channel", "service") if getattr(wanted, name)] + ["period"] * bool(wanted.periods)
    asked += ["unit_id"] * (wanted.unit_id is not None or wanted.only_units is not None)
    least = needed([*asked, *more])
    return C.told.op("&")(least) == least


def untold(connection: sa.Connection) -> set[Source]:
    """Sources so small that no list has anything of them, and surveys of which more may come."""
    small = connection.scalars(sa.select(C.source).where(NOT_TOLD).distinct())
    coming = sa.select(survey_round.c.id).where(survey_round.c.status != RoundStatus.FINISHED.value)
    found = {source for one in small if (source := Source.read(one))}
    return found | {Source(Kind.ROUND, id) for id in connection.scalars(coming)}


def held(connection: sa.Connection, version: int) -> dict[tuple[Any, ...], int]:
    """All cells that are not empty."""
    chosen = sa.select(*(C[name] for name in (*KEYS, "number"))).where(C.scheme_version == version, C.number != 0)
    return {tuple(row[:-1]): row[-1] for row in connection.execute(chosen)}


def number(connection: sa.Connection, wanted: Wanted, *more: sa.ColumnElement[bool]) -> int:
    """How many comments there are; of `wanted` only what `Wanted.counted` allows."""
    mine = C.scheme_version == EVERY, *fitting(wanted), *more
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.sum(C.number), 0)).where(*mine)) or 0)


def number_listed(connection: sa.Connection, wanted: Wanted, but: Collection[Source]) -> int:
    """How many a list has, `but` those of these sources."""
    return number(connection, wanted, listed(wanted), C.source.not_in([str(one) for one in but]))


def in_lists(wanted: Wanted, but: Collection[Source], *more: str) -> list[sa.ColumnElement[bool]]:
    """The same of the comments themselves; `more` features are told beside them."""
    found = [sa.or_(SOURCES[one.kind].is_(None), SOURCES[one.kind] != one.id) for one in but]
    if wanted.placed:
        here = [C[name] == at for name, at in zip(DIMENSIONS, places(), strict=True)]
        mine = sa.select(sa.literal(1)).where(C.scheme_version == EVERY, C.axis == "", C.code == "", *here)
        # The offset keeps PostgreSQL from a join: one look along the key for each comment.
        found.append(mine.where(listed(wanted, *more)).correlate(comment).offset(0).exists())
    return found


def by(
    connection: sa.Connection, version: int, axis: str, wanted: Wanted, *dimensions: str
) -> dict[tuple[Any, ...], int]:
    """(code, *dimensions) -> how many; code "" counts comments with any category of the axis.

    `dimensions` are some of DIMENSIONS, none for totals; with version EVERY and axis "" all comments, tagged or not.
    Raw numbers: what may be shown of them is for `scoring/suppress.py` to say.
    """
    keys = [C.code, *(C[name] for name in dimensions)]
    chosen = sa.select(*keys, sa.func.sum(C.number)).where(
        C.scheme_version == version, C.axis == axis, *fitting(wanted)
    )
    found = connection.execute(chosen.group_by(*keys))
    return {tuple(row[:-1]): int(row[-1]) for row in found if row[-1]}


def fitting(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.sources:
        found.append(C.source.in_([str(one) for one in wanted.sources]))
    if wanted.unit_id is not None:
        found.append(C.unit_id == wanted.unit_id)
    if wanted.only_units is not None:
        found.append(C.unit_id.in_(sorted(wanted.only_units)))
    if wanted.channel:
        found.append(C.channel == wanted.channel)
    if wanted.periods:
        found.append(C.period.in_(wanted.periods))
    if wanted.service:
        found.append(C.service == wanted.service)
    return found


def sources(connection: sa.Connection) -> dict[Source, int]:
    """Where comments are from, and how many."""
    return {source: sum(of.values()) for source, of in units(connection).items()}


def units(connection: sa.Connection) -> dict[Source, dict[int, int]]:
    """Source -> unit (0: none) -> how many comments."""
    found: dict[Source, dict[int, int]] = {}
    for (_, text, unit_id), number in by(connection, EVERY, "", Wanted(), "source", "unit_id").items():
        if source := Source.read(text):
            found.setdefault(source, {})[unit_id] = number
    return found


def forget(connection: sa.Connection, source: Source) -> None:
    connection.execute(category_count.delete().where(C.source == str(source)))


def beside(
    connection: sa.Connection,
    version: int,
    axis: str,
    code: str,
    wanted: Wanted,
    *,
    other: str = "",
    below: bytes | None = None,
) -> dict[tuple[str, str], int]:
    """(axis, code) -> how many of the comments of one category are of it too; on all axes or on an `other` one.

    `below`: only of comments whose key is less: keys are random, so that these are a fair sample of many.
    """
    also = tag.alias("other")
    mine = [tag.c.scheme_version == version, tag.c.axis == axis, tag.c.code == code]
    # The sum keeps SQLite from walking through all tags in the order of GROUP BY: that took ten times as long.
    same = (also.c.comment_id == tag.c.comment_id) & (also.c.scheme_version + 0 == tag.c.scheme_version)
    joined, fits = tag.join(also, same), within(wanted)
    if fits:
        joined = joined.join(comment, comment.c.id == tag.c.comment_id)
    if below is not None:
        mine.append(tag.c.comment_id < below)
    if other:
        mine.append(also.c.axis == other)
    chosen = sa.select(also.c.axis, also.c.code, sa.func.count()).select_from(joined)
    found = connection.execute(chosen.where(*mine, *fits).group_by(also.c.axis, also.c.code))
    return {(one, name): number for one, name, number in found if (one, name) != (axis, code)}


def within(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """What `Wanted.counted` allows, of the comments themselves."""
    plain = {"channel": comment.c.channel, "service": comment.c.service}
    found = [column == getattr(wanted, name) for name, column in plain.items() if getattr(wanted, name)]
    if wanted.sources:
        found.append(sa.or_(*(SOURCES[one.kind] == one.id for one in wanted.sources)))
    if wanted.unit_id is not None:
        found.append(comment.c.unit_id == wanted.unit_id)
    if wanted.only_units is not None:
        found.append(comment.c.unit_id.in_(sorted(wanted.only_units)))
    if wanted.periods:
        found.append(comment.c.period.in_(wanted.periods))
    return found
