"""Comments that wait are tagged by the model in use, a batch at a time, by their random keys."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa
import structlog

from instruments.recoding import Recoding, recoding
from scoring.comments.language import language
from scoring.comments.tagger.example import Told
from scoring.comments.tagger.stored import Damaged, unpacked
from scoring.comments.tagger.tagger import Tagger
from survey.comment import Comment
from survey.problems import Conflict
from survey.scheme import Scheme, rules
from survey.steps.recode import followed
from survey.steps.schemes import begin
from survey.store import comments, schemes, taggers, tags
from survey.store.database import Database
from survey.store.tags import Suggested
from survey.tagger import Model
from survey.texts import N_

log = structlog.get_logger()
BATCH = 250  # comments of one transaction
KEPT_LABELS = 4
"""Of an axis, suggested and runners-up: more would only fill the database."""
CANNOT_USE = N_("The file of this model is damaged, or gone: it cannot be used.")


class Desk:
    """The model that this process has loaded: to load one takes seconds, and one is in use at a time."""

    def __init__(self) -> None:
        self._held: tuple[str, Tagger] | None = None

    def tagger(self, db: Database, model: Model) -> Tagger:
        """Raises Conflict for a file that is damaged, foreign or gone."""
        if self._held and self._held[0] == model.sha256:
            return self._held[1]
        found = opened(db, model)
        self._held = model.sha256, found
        return found


def opened(db: Database, model: Model) -> Tagger:
    """The model, its file checked; raises Conflict."""
    with db.read() as connection:
        packed = taggers.packed(connection, model.id)
    if packed is None or hashlib.sha256(packed).hexdigest() != model.sha256:
        raise Conflict(CANNOT_USE, advice=N_("Use another model, or train a new one."))
    try:
        return unpacked(packed)
    except Damaged as fault:
        raise Conflict(CANNOT_USE, advice=N_("Use another model, or train a new one.")) from fault


def tag(
    db: Database,
    now: datetime,
    desk: Desk,
    *,
    stopping: Callable[[], bool] = lambda: False,
    own_bank: Path | None = None,
) -> int:
    """All that waits; returns how many. While no model is in use they go on waiting.

    Until there is one for a new version of the scheme, the one of the version before goes on, and what it says follows.
    """
    with db.read() as connection:
        if not tags.waiting(connection, 1):
            return 0
    scheme = begin(db, now, own_bank=own_bank)
    with db.read() as connection:
        model, path = model_for(connection, scheme)
    if model is None:
        return 0
    try:
        tagger = desk.tagger(db, model)
    except Conflict:
        log.error("the model in use cannot be loaded: a new one is asked for", model=model.id)
        db.write(replaced, now, model, scheme.version)
        return 0
    axes, total = rules(scheme.read()), 0
    while not stopping():
        with db.read() as connection:
            ids = tags.waiting(connection, BATCH)
            found = comments.by_ids(connection, ids)
            moved_on = (one := schemes.in_use(connection)) is None or one.version != scheme.version
        if not ids or moved_on:
            break
        heard = suggestions(tagger, found)
        if path:
            heard = [msgspec.structs.replace(one, told=followed(one.told, path)) for one in heard]
        said = dict(zip((one.id for one in found), heard, strict=True))
        total += db.write(tags.suggest, scheme.version, model.id, said, axes)
    return total


def replaced(connection: sa.Connection, now: datetime, model: Model, version: int) -> None:
    """A file that this program cannot read, of an older version of it perhaps: a new model learns what it knew."""
    if taggers.give_up(connection, model.id, fault=CANNOT_USE) and taggers.under_way(connection) is None:
        taggers.want(connection, version, now, origin=model.origin, by=None)


def model_for(connection: sa.Connection, scheme: Scheme) -> tuple[Model | None, Recoding | None]:
    """The model, and how what it says becomes what this version says, where it learned an earlier one."""
    if model := taggers.in_use(connection, scheme.version):
        return model, None
    versions = [scheme]
    for earlier in schemes.every(connection):
        if earlier.version < scheme.version:
            versions.insert(0, earlier)
            if model := taggers.in_use(connection, earlier.version):
                return model, recoding([one.read() for one in versions])
    return None, None


def suggestions(tagger: Tagger, found: Sequence[Comment]) -> list[Suggested]:
    languages = [one.language or language(one.text) for one in found]
    told = tagger.tag([one.text for one in found], [one.features for one in found], languages)
    return [
        Suggested(language=spoken, told={axis: short(one) for axis, one in said.items()})
        for spoken, said in zip(languages, told, strict=True)
    ]


def short(told: Told) -> Told:
    return msgspec.structs.replace(told, scored=told.scored[:KEPT_LABELS])
