"""Comments at rest: browsed and searched in an order that says nothing, never fewer than may be shown together."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.comment import LEAST, Comment, Kind, Source, Wanted, terms
from survey.correction import State
from survey.store import category_counts, search_words
from survey.store.category_counts import EVERY
from survey.store.database import take_turns, upsert
from survey.store.rows import many
from survey.store.schema.comments import comment, tag, tagged, untagged

BATCH = 500
TURN = "comments"
"""Whoever changes comments, tags or their counts takes turns by this name."""
CHOICE = 4
"""Representative comments are drawn among so many times as many of the surest."""


class Tag(msgspec.Struct, frozen=True):
    axis: str
    code: str
    p: float | None = None
    """None: a person said so."""


class Shelved(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as a list shows it, with its tags under one scheme."""

    comment: Comment
    language: str = ""
    state: str = ""
    """Empty: nobody has looked at it yet."""
    unsure: bool = False
    tags: tuple[Tag, ...] = ()

    def codes(self, axis: str) -> tuple[str, ...]:
        return tuple(one.code for one in self.tags if one.axis == axis)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """`few`: so few fit (without the words) that none is shown; then all else is empty."""

    few: bool = False
    cell: int = 0
    """How many comments there are without the words."""
    number: int = 0
    """How many of them have the words."""
    comments: tuple[Shelved, ...] = ()
    after: bytes | None = None
    """Where the next page begins; None: this is the last."""


def add(connection: sa.Connection, comments: Iterable[Comment]) -> int:
    """Those that are new, in the order given; returns how many. They are searched, counted, and wait for the tagger."""
    given = {one.id: one for one in comments}
    if not given:
        return 0
    take_turns(connection, TURN)
    new: set[bytes] = set()
    for batch in batches(list(given.values())):
        statement = upsert(connection, comment).on_conflict_do_nothing().returning(comment.c.id)
        new |= {bytes(id) for id in connection.scalars(statement, [row(one) for one in batch])}
    kept = [one for id, one in given.items() if id in new]
    search_words.add(connection, kept)
    if kept:
        connection.execute(untagged.insert(), [{"comment_id": one.id} for one in kept])
    category_counts.add(connection, EVERY, Counter(place(one) for one in kept))
    category_counts.tell(connection, {one.source for one in kept})
    return len(kept)


def row(one: Comment) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


def place(one: Comment) -> tuple[Any, ...]:
    return "", "", str(one.source), one.unit_id or 0, one.channel or "", one.period, one.service


def batches(found: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (found[start : start + BATCH] for start in range(0, len(found), BATCH))


def by_ids(connection: sa.Connection, ids: Sequence[bytes]) -> list[Comment]:
    """In the order of the ids; those that are gone are left out."""
    found = {one.id: one for one in many(connection, sa.select(comment).where(comment.c.id.in_(list(ids))), Comment)}
    return [found[id] for id in ids if id in found]


def by_id(connection: sa.Connection, id: bytes) -> Comment | None:
    return next(iter(by_ids(connection, [id])), None)


def comments_of(connection: sa.Connection, round_id: int) -> list[Comment]:
    chosen = sa.select(comment).where(comment.c.round_id == round_id).order_by(comment.c.id)
    return many(connection, chosen, Comment)


def of_unit(connection: sa.Connection, round_id: int, unit_id: int) -> list[Comment]:
    """Those that lists by unit and channel may have, as `browse` has them."""
    wanted = Wanted(sources=(Source(Kind.ROUND, round_id),), unit_id=unit_id)
    told = category_counts.in_lists(wanted, (), "channel")
    chosen = sa.select(comment).where(*category_counts.within(wanted), *told)
    return many(connection, chosen.order_by(comment.c.id), Comment)


def of_source(connection: sa.Connection, source: Source) -> list[Comment]:
    """All of them, for exports: pages read what they show with `browse`."""
    mine = category_counts.SOURCES[source.kind] == source.id
    return many(connection, sa.select(comment).where(mine).order_by(comment.c.id), Comment)


def known(connection: sa.Connection, ids: Sequence[bytes]) -> set[bytes]:
    """Those of the ids that are there already."""
    found: set[bytes] = set()
    for batch in batches(ids):
        found |= {bytes(id) for id in connection.scalars(sa.select(comment.c.id).where(comment.c.id.in_(list(batch))))}
    return found


def browse(connection: sa.Connection, version: int, wanted: Wanted, *, after: bytes = b"", limit: int = 20) -> Page:
    """A page of what fits, in the order of random keys. The one way to read texts for a page that is no review.

    What would be found out by holding this list against another one is left out of it (survey/whereabouts.py).
    """
    but = category_counts.untold(connection)
    cell = listed(connection, version, msgspec.structs.replace(wanted, words=""), but)
    if cell < LEAST:
        return Page(few=True)
    fits = conditions(connection, version, wanted) + category_counts.in_lists(wanted, but)
    chosen = sa.select(comment.c.id).where(*fits, comment.c.id > after).order_by(comment.c.id).limit(limit + 1)
    ids = [bytes(id) for id in connection.scalars(chosen)]
    hits = listed(connection, version, wanted, but) if wanted.words else cell
    return Page(
        cell=cell,
        number=hits,
        comments=tuple(shelved(connection, version, ids[:limit])),
        after=ids[limit - 1] if len(ids) > limit else None,
    )


def number(connection: sa.Connection, version: int, wanted: Wanted) -> int:
    if wanted.counted:
        return category_counts.number(connection, wanted)
    return counted(connection, wanted, conditions(connection, version, wanted))


def listed(connection: sa.Connection, version: int, wanted: Wanted, but: set[Source]) -> int:
    """How many of them lists have, `but` those of these sources."""
    if wanted.counted and wanted.placed:
        return category_counts.number_listed(connection, wanted, but)
    return counted(connection, wanted, conditions(connection, version, wanted) + category_counts.in_lists(wanted, but))


def counted(connection: sa.Connection, wanted: Wanted, fits: Sequence[sa.ColumnElement[bool]]) -> int:
    if len(fits) == 1 and (asked := terms(wanted.words)):  # nothing but the words
        return search_words.number(connection, asked)
    return connection.scalar(sa.select(sa.func.count()).select_from(comment).where(*fits)) or 0


def representative(
    connection: sa.Connection,
    version: int,
    wanted: Wanted,
    axis: str,
    code: str,
    *,
    seed: int,
    limit: int = 5,
    below: bytes | None = None,
) -> Page:
    """Some of a category, drawn among those that people or the tagger are surest of; none below the threshold.

    `below`: only among comments whose key is less: keys are random, so that these are a fair sample of many.
    """
    mine = [tag.c.scheme_version == version, tag.c.axis == axis, tag.c.code == code]
    mine += [] if below is None else [tag.c.comment_id < below]
    fits = conditions(connection, version, msgspec.structs.replace(wanted, words=""))
    fits += category_counts.in_lists(wanted, category_counts.untold(connection))
    surest = sa.func.coalesce(tag.c.p, 1.0).desc(), tag.c.comment_id
    joined = comment.join(tag, tag.c.comment_id == comment.c.id) if fits else tag
    chosen = sa.select(tag.c.comment_id, sa.func.count().over()).select_from(joined).where(*mine, *fits)
    found = connection.execute(chosen.order_by(*surest).limit(CHOICE * limit)).all()
    cell = found[0][1] if found else 0
    if cell < LEAST:
        return Page(few=True)
    ids = [bytes(id) for id, _ in found]
    drawn = random.Random(seed).sample(ids, min(limit, len(ids)))  # noqa: S311 - the same page shows the same ones
    return Page(cell=cell, number=cell, comments=tuple(shelved(connection, version, drawn)))


def shelved(connection: sa.Connection, version: int, ids: Sequence[bytes]) -> list[Shelved]:
    """With their tags, in the order of the ids."""
    chosen = sa.select(tagged.c.comment_id, tagged.c.language, tagged.c.state, tagged.c.unsure)
    looked = {
        bytes(id): (language, state, unsure)
        for id, language, state, unsure in connection.execute(
            chosen.where(tagged.c.comment_id.in_(list(ids)), tagged.c.scheme_version == version)
        )
    }
    tags = tags_of(connection, version, ids)
    made = []
    for one in by_ids(connection, ids):
        language, state, unsure = looked.get(one.id, (one.language, "", False))
        own = tuple(tags.get(one.id, ()))
        made.append(Shelved(comment=one, language=language, state=state, unsure=bool(unsure), tags=own))
    return made


def tags_of(connection: sa.Connection, version: int, ids: Sequence[bytes]) -> dict[bytes, list[Tag]]:
    """Their tags under one version of the scheme, the surest first: what exports, reports and answers carry along."""
    found: dict[bytes, list[Tag]] = {}
    for batch in batches(ids):
        mine = tag.c.comment_id.in_(list(batch)), tag.c.scheme_version == version
        rows = connection.execute(sa.select(tag.c.comment_id, tag.c.axis, tag.c.code, tag.c.p).where(*mine))
        for id, axis, code, p in rows:
            found.setdefault(bytes(id), []).append(Tag(axis, code, p))
    for tags in found.values():
        tags.sort(key=lambda one: (one.axis, -(1.0 if one.p is None else one.p), one.code))
    return found


def conditions(connection: sa.Connection, version: int, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = category_counts.within(wanted)
    if wanted.item:
        found.append(comment.c.item == wanted.item)
    for axis, code in wanted.categories:
        mine = tag.c.scheme_version == version, tag.c.axis == axis, tag.c.code == code
        found.append(comment.c.id.in_(sa.select(tag.c.comment_id).where(*mine)))
    if wanted.words:
        asked = terms(wanted.words)
        found.append(search_words.holding(connection, asked) if asked else sa.false())
    return found + looked_at(version, wanted)


def looked_at(version: int, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    own = []
    if wanted.state:
        own.append(tagged.c.state == wanted.state)
    if wanted.unsure:
        own += [tagged.c.unsure, tagged.c.state == State.SUGGESTED.value]
    if wanted.language:
        own.append(tagged.c.language == wanted.language)
    if not own:
        return []
    return [comment.c.id.in_(sa.select(tagged.c.comment_id).where(tagged.c.scheme_version == version, *own))]


def delete(connection: sa.Connection, source: Source) -> int:
    """With all that was said about them, and every word in the index; returns how many."""
    take_turns(connection, TURN)
    mine = category_counts.SOURCES[source.kind] == source.id
    ids = [bytes(id) for id in connection.scalars(sa.select(comment.c.id).where(mine))]
    for batch in batches(ids):
        search_words.forget(connection, batch)
        connection.execute(comment.delete().where(comment.c.id.in_(list(batch))))
    category_counts.forget(connection, source)
    if ids:
        search_words.merge(connection)
    return len(ids)
