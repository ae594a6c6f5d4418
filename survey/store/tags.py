"""Tags at rest: what the tagger suggests, what people said, and what still waits to be looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from scoring.comments.tagger.example import AxisRule, Told
from survey.correction import Codes, State, counting
from survey.store import category_counts
from survey.store.comments import TURN
from survey.store.database import take_turns, upsert
from survey.store.rows import many
from survey.store.schema.comments import blind_item, comment, tag, tagged, untagged

Rules = Mapping[str, AxisRule]
KEYS = [tagged.c.comment_id, tagged.c.scheme_version]


class Tagged(msgspec.Struct, frozen=True, kw_only=True):
    """What the tagger said of a comment under a scheme, and whether a person has looked at it."""

    comment_id: bytes
    scheme_version: int
    model_id: int | None = None
    language: str = ""
    state: State
    unsure: bool = False
    margin: float = 0.0
    told: dict[str, Told] = {}


class Candidate(msgspec.Struct, frozen=True):
    """A comment that a person may be asked about."""

    id: bytes
    margin: float
    unsure: bool


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """What the tagger says of a comment now."""

    language: str
    told: Mapping[str, Told]


def waiting(connection: sa.Connection, limit: int) -> list[bytes]:
    """Some of those that wait for the tagger, by their random keys."""
    chosen = sa.select(untagged.c.comment_id).order_by(untagged.c.comment_id).limit(limit)
    return [bytes(id) for id in connection.scalars(chosen)]


def how_many_wait(connection: sa.Connection) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(untagged)) or 0


def any_waits(connection: sa.Connection) -> bool:
    return connection.scalar(sa.select(untagged.c.comment_id).limit(1)) is not None


def call_again(connection: sa.Connection, version: int) -> None:
    """All that no person has decided under this version wait for the tagger (again): the model or the scheme is new."""
    take_turns(connection, TURN)
    decided = sa.select(tagged.c.comment_id).where(
        tagged.c.scheme_version == version, tagged.c.state == State.CONFIRMED.value
    )
    connection.execute(untagged.delete())
    rest = sa.select(comment.c.id).where(comment.c.id.not_in(decided))
    connection.execute(untagged.insert().from_select(["comment_id"], rest))


def suggest(
    connection: sa.Connection, version: int, model_id: int, said: Mapping[bytes, Suggested], rules: Rules
) -> int:
    """Keep what a model says, where no person has spoken; returns of how many comments. None of them waits any more."""
    take_turns(connection, TURN)
    there = sorted(set(connection.scalars(sa.select(comment.c.id).where(comment.c.id.in_(list(said))))))
    decided = decided_axes(connection, version, there)
    open_ones = {id: open_axes(said[id].told, decided.get(id, frozenset())) for id in there}
    with category_counts.following(connection, version, there):
        theirs = tag.c.comment_id.in_(there), tag.c.scheme_version == version
        connection.execute(tag.delete().where(*theirs, tag.c.p.is_not(None)))
        put_tags(connection, [row for id in there for row in suggested_rows(version, id, open_ones[id], rules)])
    if there:
        values = [tagged_row(version, model_id, id, said[id]) | doubt(open_ones[id]) for id in there]
        statement = upsert(connection, tagged)
        new = {name: statement.excluded[name] for name in ("model_id", "language", "unsure", "margin", "told")}
        connection.execute(statement.on_conflict_do_update(index_elements=KEYS, set_=new), values)
    connection.execute(untagged.delete().where(untagged.c.comment_id.in_(list(said))))
    return len(there)


def decide(connection: sa.Connection, version: int, id: bytes, codes: Codes, rules: Rules) -> None:
    """What a person says stands in place of what the tagger said. Decided on every axis it is confirmed."""
    decide_all(connection, version, {id: codes}, rules)


def decide_all(connection: sa.Connection, version: int, said: Mapping[bytes, Codes], rules: Rules) -> None:
    take_turns(connection, TURN)
    ids = sorted(said)
    with category_counts.following(connection, version, ids):
        for id in ids:
            theirs = tag.c.comment_id == id, tag.c.scheme_version == version
            connection.execute(tag.delete().where(*theirs, tag.c.axis.in_(list(said[id]))))
        put_tags(connection, [row for id in ids for row in said_rows(version, id, said[id])])
    note_state(connection, version, ids, rules)


def undecide(connection: sa.Connection, version: int, id: bytes, axes: Sequence[str], rules: Rules) -> None:
    """What the tagger said counts again on these axes."""
    take_turns(connection, TURN)
    looked = of_comment(connection, version, id)
    told = open_axes(looked.told, frozenset(looked.told) - set(axes)) if looked else {}
    with category_counts.following(connection, version, [id]):
        theirs = tag.c.comment_id == id, tag.c.scheme_version == version
        connection.execute(tag.delete().where(*theirs, tag.c.axis.in_(list(axes))))
        put_tags(connection, suggested_rows(version, id, told, rules))
    note_state(connection, version, [id], rules)
    if looked is None or looked.model_id is None:
        connection.execute(upsert(connection, untagged).values(comment_id=id).on_conflict_do_nothing())


def note_state(connection: sa.Connection, version: int, ids: Sequence[bytes], rules: Rules) -> None:
    """Whether each is decided on all axes, and how sure the tagger is of those that are left."""
    decided, looked = decided_axes(connection, version, ids), of_comments(connection, version, ids)
    rows = []
    for id in ids:
        own, seen = decided.get(id, frozenset()), looked.get(id)
        state = State.CONFIRMED if own >= rules.keys() else State.SUGGESTED
        blank = {"comment_id": id, "scheme_version": version, "model_id": None, "language": "", "told": {}}
        rows.append(blank | {"state": state.value, **doubt(open_axes(seen.told if seen else {}, own))})
    if rows:
        statement = upsert(connection, tagged)
        new = {name: statement.excluded[name] for name in ("state", "unsure", "margin")}
        connection.execute(statement.on_conflict_do_update(index_elements=KEYS, set_=new), rows)


def to_people(connection: sa.Connection, version: int, id: bytes) -> None:
    """Two people disagreed: whoever reviews next is asked first of all about this one."""
    mine = tagged.c.comment_id == id, tagged.c.scheme_version == version
    connection.execute(tagged.update().where(*mine).values(state=State.SUGGESTED.value, unsure=True, margin=0.0))


def of_comment(connection: sa.Connection, version: int, id: bytes) -> Tagged | None:
    return of_comments(connection, version, [id]).get(id)


def of_comments(connection: sa.Connection, version: int, ids: Sequence[bytes]) -> dict[bytes, Tagged]:
    chosen = sa.select(tagged).where(tagged.c.comment_id.in_(list(ids)), tagged.c.scheme_version == version)
    return {one.comment_id: one for one in many(connection, chosen, Tagged)}


def states(connection: sa.Connection, version: int) -> dict[tuple[State, bool], int]:
    """(state, unsure) -> how many comments; those that nobody has looked at are in `how_many_wait`."""
    keys = tagged.c.state, tagged.c.unsure
    chosen = sa.select(*keys, sa.func.count()).where(tagged.c.scheme_version == version).group_by(*keys)
    return {(State(state), bool(unsure)): number for state, unsure, number in connection.execute(chosen)}


def nearest(connection: sa.Connection, version: int, limit: int, *, but: Sequence[bytes] = ()) -> list[Candidate]:
    """The ones that the tagger can least decide, no blind sample among them."""
    return candidates(connection, version, limit, sa.true(), tagged.c.margin, tagged.c.comment_id, but=but)


def at_random(
    connection: sa.Connection, version: int, limit: int, *, start: bytes, but: Sequence[bytes] = ()
) -> list[Candidate]:
    """From a random key on, and from the beginning again: keys are random, so these are a random sample."""
    after, before = tagged.c.comment_id >= start, tagged.c.comment_id < start
    found = along_keys(connection, version, limit, after, but=but)
    return found + along_keys(connection, version, limit - len(found), before, but=but)


def along_keys(
    connection: sa.Connection, version: int, limit: int, more: Any, *, but: Sequence[bytes]
) -> list[Candidate]:
    """By the key alone: along the index of states an engine would sort all to find fifty."""
    found = []
    for unsure in (True, False) if limit > 0 else ():
        found += candidates(
            connection, version, limit, more & tagged.c.unsure.is_(unsure), tagged.c.comment_id, but=but
        )
    return sorted(found, key=lambda one: one.id)[:limit]


def candidates(
    connection: sa.Connection, version: int, limit: int, more: Any, *order: Any, but: Sequence[bytes]
) -> list[Candidate]:
    blind = sa.select(blind_item.c.comment_id).where(blind_item.c.resolved.is_(False))
    mine = tagged.c.scheme_version == version, tagged.c.state == State.SUGGESTED.value
    chosen = sa.select(tagged.c.comment_id, tagged.c.margin, tagged.c.unsure).where(*mine, more)
    chosen = chosen.where(tagged.c.comment_id.not_in(list(but)), tagged.c.comment_id.not_in(blind))
    rows = connection.execute(chosen.order_by(*order).limit(limit))
    return [Candidate(bytes(id), margin, bool(unsure)) for id, margin, unsure in rows]


def margins(connection: sa.Connection, version: int, ids: Sequence[bytes] | None = None) -> list[float]:
    """Of all that the tagger has seen, or of these: for alarms that it drifts."""
    chosen = sa.select(tagged.c.margin).where(tagged.c.scheme_version == version, tagged.c.model_id.is_not(None))
    return list(connection.scalars(chosen if ids is None else chosen.where(tagged.c.comment_id.in_(list(ids)))))


def margins_in(connection: sa.Connection, version: int, period: str, *, limit: int) -> list[float]:
    """The same of comments of one period; keys are random, so the first of them are a random sample."""
    joined = tagged.join(comment, comment.c.id == tagged.c.comment_id)
    mine = tagged.c.scheme_version == version, tagged.c.model_id.is_not(None), comment.c.period == period
    chosen = sa.select(tagged.c.margin).select_from(joined).where(*mine)
    return list(connection.scalars(chosen.order_by(comment.c.id).limit(limit)))


def put_tags(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(tag.insert(), [dict(row) for row in rows])


def decided_axes(connection: sa.Connection, version: int, ids: Sequence[bytes]) -> dict[bytes, frozenset[str]]:
    """Comment -> axes on which a person has spoken."""
    found: dict[bytes, frozenset[str]] = {}
    mine = tag.c.comment_id.in_(list(ids)), tag.c.scheme_version == version, tag.c.p.is_(None)
    for id, axis in connection.execute(sa.select(tag.c.comment_id, tag.c.axis).where(*mine).distinct()):
        found[bytes(id)] = found.get(bytes(id), frozenset()) | {axis}
    return found


def open_axes(told: Mapping[str, Told], decided: frozenset[str]) -> dict[str, Told]:
    return {axis: one for axis, one in told.items() if axis not in decided}


def doubt(told: Mapping[str, Told]) -> dict[str, Any]:
    return {
        "unsure": any(one.unsure for one in told.values()),
        "margin": min((one.margin for one in told.values()), default=1.0),
    }


def suggested_rows(version: int, id: bytes, told: Mapping[str, Told], rules: Rules) -> list[dict[str, Any]]:
    """Of each axis what the tagger is sure of; what it is unsure of counts nowhere until a person has looked."""
    return [
        {"comment_id": id, "scheme_version": version, "axis": axis, "code": one.label, "p": one.p}
        for axis, said in told.items()
        for one in counting(said, many=rules[axis].many)
    ]


def said_rows(version: int, id: bytes, codes: Codes) -> list[dict[str, Any]]:
    return [
        {"comment_id": id, "scheme_version": version, "axis": axis, "code": code, "p": None}
        for axis, some in codes.items()
        for code in dict.fromkeys(some)
    ]


def tagged_row(version: int, model_id: int, id: bytes, said: Suggested) -> dict[str, Any]:
    return {
        "comment_id": id,
        "scheme_version": version,
        "model_id": model_id,
        "language": said.language,
        "state": State.SUGGESTED.value,
        "told": msgspec.to_builtins(said.told),
    }
