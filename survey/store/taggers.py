"""Models of the tagger at rest: wanted, trained, compared, in use; the files apart."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from survey.problems import NotFound
from survey.store.rows import many, one
from survey.store.schema.comments import tagger_file, tagger_model
from survey.tagger import KEPT, SIGN_OF_LIFE, Model, ModelStatus, Origin
from survey.texts import N_

M = tagger_model.c
CALLED_OFF = N_("A new version of the categories came in between.")


def by_id(connection: sa.Connection, id: int) -> Model | None:
    return one(connection, sa.select(tagger_model).where(M.id == id), Model)


def known(connection: sa.Connection, id: int) -> Model:
    found = by_id(connection, id)
    if found is None:
        raise NotFound(N_("There is no such model."))
    return found


def of_scheme(connection: sa.Connection, version: int) -> list[Model]:
    """The newest first."""
    return many(connection, sa.select(tagger_model).where(M.scheme_version == version).order_by(M.id.desc()), Model)


def in_use(connection: sa.Connection, version: int) -> Model | None:
    mine = M.scheme_version == version, M.status == ModelStatus.IN_USE.value
    return one(connection, sa.select(tagger_model).where(*mine), Model)


def under_way(connection: sa.Connection) -> Model | None:
    """The one that is wanted or being trained; there is one at most."""
    busy = M.status.in_([ModelStatus.WANTED.value, ModelStatus.TRAINING.value])
    return one(connection, sa.select(tagger_model).where(busy).order_by(M.id).limit(1), Model)


def want(connection: sa.Connection, version: int, now: datetime, *, origin: Origin, by: int | None) -> int:
    values = {"scheme_version": version, "status": ModelStatus.WANTED.value, "origin": origin.value}
    values |= {"wanted_at": now, "wanted_by": by}
    return int(connection.execute(tagger_model.insert().values(values).returning(M.id)).scalar_one())


def claimable(connection: sa.Connection, now: datetime) -> bool:
    return connection.scalar(sa.select(M.id).where(claimable_by(now)).limit(1)) is not None


def claimable_by(now: datetime) -> sa.ColumnElement[bool]:
    dead = (M.status == ModelStatus.TRAINING.value) & (M.beat_at < now - SIGN_OF_LIFE)
    return (M.status == ModelStatus.WANTED.value) | dead


def claim(connection: sa.Connection, now: datetime, *, by: str) -> Model | None:
    """The one that is wanted, or whose trainer has given no sign of life; by a conditional update, so once."""
    free = claimable_by(now)
    first = sa.select(M.id).where(free).order_by(M.id).limit(1).scalar_subquery()
    mine = tagger_model.update().where(M.id == first, free)
    taken = {"status": ModelStatus.TRAINING.value, "claimed_at": now, "claimed_by": by, "beat_at": now}
    taken |= {"progress": 0.0, "doing": ""}
    id = connection.scalar(mine.values(taken).returning(M.id))
    return None if id is None else by_id(connection, id)


def beat(connection: sa.Connection, id: int, now: datetime, *, by: str, progress: float, doing: str) -> bool:
    """A sign of life; False where somebody else has taken over, or it was called off: stop then."""
    mine = tagger_model.update().where(M.id == id, M.claimed_by == by, M.status == ModelStatus.TRAINING.value)
    said = mine.values(beat_at=now, progress=progress, doing=doing).returning(M.id)
    return connection.execute(said).first() is not None


def finish(connection: sa.Connection, id: int, packed: bytes, *, by: str, **values: Any) -> bool:
    """Keep what was trained; False where it is no longer this trainer's."""
    mine = tagger_model.update().where(M.id == id, M.claimed_by == by, M.status == ModelStatus.TRAINING.value)
    values = {name: msgspec.to_builtins(value) if name in ("card", "comparison") else value
              for name, value in values.items()}  # fmt: skip
    done = mine.values(size=len(packed), progress=1.0, doing="", **values).returning(M.id)
    if connection.execute(done).first() is None:
        return False
    connection.execute(tagger_file.delete().where(tagger_file.c.model_id == id))
    connection.execute(tagger_file.insert().values(model_id=id, packed=packed))
    return True


def fail(connection: sa.Connection, id: int, *, by: str, fault: str) -> bool:
    mine = tagger_model.update().where(M.id == id, M.claimed_by == by, M.status == ModelStatus.TRAINING.value)
    done = mine.values(status=ModelStatus.FAILED.value, fault=fault, doing="").returning(M.id)
    return connection.execute(done).first() is not None


def give_up(connection: sa.Connection, id: int, *, fault: str) -> bool:
    """The one in use, if it still is, is in use no more."""
    mine = tagger_model.update().where(M.id == id, M.status == ModelStatus.IN_USE.value)
    done = mine.values(status=ModelStatus.FAILED.value, fault=fault).returning(M.id)
    return connection.execute(done).first() is not None


def call_off(connection: sa.Connection) -> None:
    """What is wanted or being trained: its scheme is in use no more. Its trainer stops at its next sign of life."""
    busy = M.status.in_([ModelStatus.WANTED.value, ModelStatus.TRAINING.value])
    off = {"status": ModelStatus.FAILED.value, "fault": CALLED_OFF, "doing": ""}
    connection.execute(tagger_model.update().where(busy).values(off))


def use(connection: sa.Connection, model: Model, now: datetime, *, by: int | None) -> None:
    """This one from now on; the one that was in use may come back."""
    theirs = M.scheme_version == model.scheme_version, M.status == ModelStatus.IN_USE.value
    connection.execute(tagger_model.update().where(*theirs).values(status=ModelStatus.FORMER.value))
    mine = tagger_model.update().where(M.id == model.id)
    connection.execute(mine.values(status=ModelStatus.IN_USE.value, used_at=now, used_by=by))
    forget_old_files(connection, model.scheme_version)


def forget_old_files(connection: sa.Connection, version: int) -> None:
    kept = sa.select(M.id).where(M.scheme_version == version, M.sha256 != "")
    kept = kept.order_by((M.status == ModelStatus.IN_USE.value).desc(), M.used_at.desc().nulls_last(), M.id.desc())
    ids = list(connection.scalars(kept))[KEPT:]
    if ids:
        connection.execute(tagger_file.delete().where(tagger_file.c.model_id.in_(ids)))


def packed(connection: sa.Connection, id: int) -> bytes | None:
    found = connection.scalar(sa.select(tagger_file.c.packed).where(tagger_file.c.model_id == id))
    return None if found is None else bytes(found)
