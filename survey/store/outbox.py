"""Mails to units' staff at rest: what is due, what became of each, and who wants which."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.outbox import FAILED, Occasion, Post, State, Telling
from survey.person import RoleName
from survey.store.database import upsert
from survey.store.rows import many, one, plain
from survey.store.schema.inquiries import inquiry
from survey.store.schema.outbox import attached_wave, mail_choice, telling
from survey.store.schema.people import person, role
from survey.store.schema.units import unit

T = telling.c
Row = dict[str, Any]


def tested(wave_id: int) -> sa.Select[tuple[int]]:
    return sa.select(inquiry.c.unit_id).where(inquiry.c.wave_id == wave_id)


def staff(connection: sa.Connection, wave_id: int, unit_ids: Iterable[int] | None = None) -> dict[int, tuple[int, ...]]:
    """Person -> the units of the wave that they answer for; whoever sees all units answers for none.

    Testers are left out: they see no points before the wave is published.
    """
    testers = sa.select(role.c.person_id).where(role.c.role == RoleName.TESTER)
    chosen = (
        sa.select(role.c.person_id, role.c.unit_id)
        .join(person, person.c.id == role.c.person_id)
        .where(role.c.role == RoleName.QUALITY, role.c.unit_id.in_(tested(wave_id)), person.c.active)
        .where(role.c.person_id.not_in(testers))
        .order_by(role.c.person_id, role.c.unit_id)
    )
    if unit_ids is not None:
        chosen = chosen.where(role.c.unit_id.in_(list(unit_ids)))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for person_id, unit_id in connection.execute(chosen):
        found[person_id].append(unit_id)
    return {person_id: tuple(own) for person_id, own in found.items()}


def nobody_to_tell(connection: sa.Connection, wave_id: int) -> list[tuple[str, str]]:
    """Number and name of the units of a wave that nobody answers for."""
    told = {unit_id for own in staff(connection, wave_id).values() for unit_id in own}
    chosen = sa.select(unit.c.id, unit.c.code, unit.c.name).where(unit.c.id.in_(tested(wave_id))).order_by(unit.c.name)
    return [(code, name) for id, code, name in connection.execute(chosen) if id not in told]


def add(connection: sa.Connection, rows: Sequence[Row]) -> int:
    """Each mail once per person, wave, occasion and mark; returns how many are new."""
    if not rows:
        return 0
    kept = upsert(connection, telling).on_conflict_do_nothing(
        index_elements=["person_id", "wave_id", "occasion", "mark"]
    )
    return len(connection.execute(kept.returning(T.id), rows).all())


def by_id(connection: sa.Connection, id: int) -> Telling | None:
    return one(connection, sa.select(telling).where(T.id == id), Telling)


def of_wave(connection: sa.Connection, wave_id: int, occasion: Occasion) -> list[Telling]:
    return many(connection, sa.select(telling).where(T.wave_id == wave_id, T.occasion == occasion.value), Telling)


def waiting(connection: sa.Connection, person_id: int, wave_id: int, occasion: Occasion) -> Telling | None:
    """The mail of this occasion that has not left and is not about to."""
    mine = T.person_id == person_id, T.wave_id == wave_id, T.occasion == occasion.value
    open_ones = T.status.in_([Post.DUE.value, Post.HELD.value])
    return one(connection, sa.select(telling).where(*mine, open_ones).order_by(T.id).limit(1), Telling)


def mentioning(connection: sa.Connection, wave_id: int, occasion: Occasion, subject: int) -> list[Telling]:
    """Mails not yet on their way that are about this."""
    here = T.wave_id == wave_id, T.occasion == occasion.value, T.status.in_([Post.DUE.value, Post.HELD.value])
    return [one for one in many(connection, sa.select(telling).where(*here), Telling) if subject in one.about]


def claim(connection: sa.Connection, now: datetime, me: str) -> Telling | None:
    """Take one due mail, so that no other process takes it."""
    due = T.status == Post.DUE.value, T.due_at <= now
    free = sa.select(T.id).where(*due).order_by(T.due_at, T.id).limit(1).with_for_update(skip_locked=True)
    taken = (
        telling.update()
        .where(T.id == free.scalar_subquery(), T.status == Post.DUE.value)
        .values(status=Post.SENDING.value, claimed_at=now, claimed_by=me, tries=T.tries + 1)
        .returning(*telling.c)
    )
    row = connection.execute(taken).mappings().first()
    return None if row is None else msgspec.convert(plain(row), Telling, strict=False)


def any_due(connection: sa.Connection, now: datetime) -> bool:
    due = sa.select(T.id).where(T.status == Post.DUE.value, T.due_at <= now).limit(1)
    return connection.execute(due).first() is not None


def record(connection: sa.Connection, id: int, me: str | None, **values: Any) -> bool:
    """Write how it went; False when this process no longer holds the claim."""
    holds = T.claimed_by == me if me else sa.true()
    mine = (T.id == id) & (T.status == Post.SENDING.value) & holds
    return connection.execute(telling.update().where(mine).values(values).returning(T.id)).first() is not None


def move(connection: sa.Connection, id: int, *, was: Iterable[Post], **values: Any) -> bool:
    """Change one, if it still is where the caller thought; False when somebody was faster."""
    mine = (T.id == id) & T.status.in_([status.value for status in was])
    return connection.execute(telling.update().where(mine).values(values).returning(T.id)).first() is not None


def abandoned(connection: sa.Connection, before: datetime) -> list[Telling]:
    """Claims that nobody finished: their process is gone."""
    chosen = sa.select(telling).where(T.status == Post.SENDING.value, T.claimed_at < before)
    return many(connection, chosen, Telling)


def reported(connection: sa.Connection, *, provider_id: str, token: str) -> Telling | None:
    """The mail that a provider or a bounce speaks of."""
    for column, name in ((T.provider_id, provider_id), (T.token, token)):
        if name and (found := one(connection, sa.select(telling).where(column == name), Telling)):
            return found
    return None


IS = {
    State.WAITING: T.status == Post.DUE.value,
    State.HELD: T.status == Post.HELD.value,
    State.SENDING: T.status == Post.SENDING.value,
    State.BOUNCED: (T.status == Post.SENT.value) & T.outcome.in_(sorted(FAILED)),
    State.DELIVERED: (T.status == Post.SENT.value) & (T.outcome == "delivered"),
    State.SENT: (T.status == Post.SENT.value) & T.outcome.not_in([*sorted(FAILED), "delivered"]),
    State.DOUBTFUL: T.status == Post.DOUBTFUL.value,
    State.REFUSED: T.status == Post.REFUSED.value,
    State.CANCELLED: T.status == Post.CANCELLED.value,
}
STATE = sa.case(*((condition, sa.literal(state.value)) for state, condition in IS.items()), else_="")


class Wanted(msgspec.Struct, frozen=True):
    """Which mails a page shows; None: all."""

    wave: int | None = None
    occasion: Occasion | None = None
    state: State | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    wave_id: int
    occasion: Occasion
    state: State
    number: int


def counts(connection: sa.Connection) -> list[Count]:
    state = STATE.label("state")
    grouped = sa.select(T.wave_id, T.occasion, state, sa.func.count().label("number")).group_by(
        T.wave_id, T.occasion, state
    )
    return many(connection, grouped, Count)


def listed(connection: sa.Connection, wanted: Wanted, *, start: int, limit: int) -> list[Telling]:
    """The newest wave first; what needs somebody stands before what does not."""
    chosen = sa.select(telling)
    if wanted.wave is not None:
        chosen = chosen.where(T.wave_id == wanted.wave)
    if wanted.occasion is not None:
        chosen = chosen.where(T.occasion == wanted.occasion.value)
    if wanted.state is not None:
        chosen = chosen.where(IS[wanted.state])
    trouble = sa.or_(IS[State.DOUBTFUL], IS[State.REFUSED], IS[State.BOUNCED])
    order = sa.case((trouble, 0), else_=1), T.wave_id.desc(), T.made_at.desc(), T.id.desc()
    return many(connection, chosen.order_by(*order).limit(limit).offset(start), Telling)


def unwanted(connection: sa.Connection, person_id: int) -> frozenset[str]:
    """What a person has said no to."""
    mine = mail_choice.c.person_id == person_id, mail_choice.c.wanted.is_(False)
    return frozenset(connection.scalars(sa.select(mail_choice.c.what).where(*mine)))


def choose(connection: sa.Connection, person_id: int, what: str, *, wanted: bool) -> None:
    said = upsert(connection, mail_choice).values(person_id=person_id, what=what, wanted=wanted)
    connection.execute(said.on_conflict_do_update(index_elements=["person_id", "what"], set_={"wanted": wanted}))


def attaches(connection: sa.Connection, wave_id: int) -> bool:
    chosen = sa.select(attached_wave.c.wave_id).where(attached_wave.c.wave_id == wave_id)
    return connection.execute(chosen).first() is not None


def attach(connection: sa.Connection, wave_id: int, now: datetime, *, by: int, on: bool) -> None:
    if not on:
        connection.execute(attached_wave.delete().where(attached_wave.c.wave_id == wave_id))
        return
    values = {"wave_id": wave_id, "chosen_by": by, "chosen_at": now}
    connection.execute(upsert(connection, attached_wave).values(values).on_conflict_do_nothing())


def forget_before(connection: sa.Connection, moment: datetime) -> int:
    """Whom a mail reached is forgotten; what still has to leave stays."""
    over = T.status.not_in([Post.DUE.value, Post.HELD.value, Post.SENDING.value])
    return connection.execute(telling.delete().where(T.made_at < moment, over)).rowcount
