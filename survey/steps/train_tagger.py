"""A model that is wanted is trained aside, and takes the place of the one in use only if it beats it."""

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog

from scoring.comments.tagger.blocks import MUNICIPAL
from scoring.comments.tagger.example import AxisRule
from scoring.comments.tagger.learning import TooFewError
from scoring.comments.tagger.stored import packed
from scoring.comments.tagger.tagger import Tagger
from scoring.comments.tagger.training import train
from survey.correction import shown
from survey.problems import Conflict
from survey.scheme import rules
from survey.steps.examples import Corrected, Lessons, lessons
from survey.steps.tag import opened, suggestions
from survey.steps.use_tagger import put_into_use
from survey.store import schemes, taggers
from survey.store.comments import TURN
from survey.store.database import Database, take_turns
from survey.tagger import Comparison, Model, ModelStatus, compared, score
from survey.texts import N_

log = structlog.get_logger()
TOO_FEW = N_("There are too few examples to learn from: review more comments first.")
BROKEN = N_("Something went wrong while the model was trained: the log of the service says what.")
SIGN = 1.0
"""Seconds between two signs of life that are written down."""
Clock = Callable[[], datetime]


class TakenOver(Exception):
    """Somebody else trains this model now, or it was called off."""


def work(db: Database, clock: Clock, *, name: str) -> Model | None:
    """Train the model that is wanted, or that somebody began and left; None where there is none.

    Nothing is locked meanwhile. Killed in the middle it leaves a row whose signs of life have ended: after
    `tagger.SIGN_OF_LIFE` whoever comes next begins anew.
    """
    model = db.write(taggers.claim, clock(), by=name)
    if model is None:
        return None
    try:
        _train(db, clock, model, name=name)
    except TakenOver:
        log.warning("a model was taken over, or called off", model=model.id)
    except TooFewError as fault:
        log.warning("a model could not be trained", model=model.id, fault=str(fault))
        db.write(taggers.fail, model.id, by=name, fault=TOO_FEW)
    except Exception:  # a loop's edge: left as it is, it would be begun anew for ever
        log.exception("the training of a model has failed", model=model.id)
        db.write(taggers.fail, model.id, by=name, fault=BROKEN)
    with db.read() as connection:
        return taggers.by_id(connection, model.id)


def _train(db: Database, clock: Clock, model: Model, *, name: str) -> None:
    with db.read() as connection:
        scheme = schemes.known(connection, model.scheme_version)
        known = lessons(connection, scheme)
    axes = rules(scheme.read())
    trained = train(
        known.learned,
        axes,
        seed=model.scheme_version,
        more=MUNICIPAL if known.municipal else None,
        progress=signs(db, clock, model.id, name=name),
        trained_at=clock().isoformat(),
    )
    comparison = against_old(db, model, trained, known, axes)
    data = packed(trained)
    sha256 = hashlib.sha256(data).hexdigest()
    values: dict[str, object] = {"card": trained.card, "comparison": comparison, "sha256": sha256}
    db.write(_finish, clock(), model, data, comparison, values, name=name)


def signs(db: Database, clock: Clock, id: int, *, name: str) -> Callable[[float, str], None]:
    last = [0.0]

    def tell(share: float, what: str) -> None:
        if time.monotonic() - last[0] < SIGN:
            return
        last[0] = time.monotonic()
        if not db.write(taggers.beat, id, clock(), by=name, progress=min(share, 0.99), doing=what):
            raise TakenOver

    return tell


def against_old(
    db: Database, model: Model, trained: Tagger, known: Lessons, axes: dict[str, AxisRule]
) -> Comparison | None:
    """None where no other is in use, or its file is gone: then any model is better than none."""
    with db.read() as connection:
        old = taggers.in_use(connection, model.scheme_version)
    if old is None:
        return None
    try:
        before = opened(db, old)
    except Conflict:
        log.error("the model in use cannot be loaded", model=old.id)
        return None
    scores = [scores_of(one, known.held_out, axes) for one in (before, trained)]
    return compared(*scores, old_id=old.id)


def scores_of(tagger: Tagger, said: Sequence[Corrected], axes: dict[str, AxisRule]) -> dict[str, list[float]]:
    """Of comments that people have spoken of on every axis, by axis, 0 to 1 each."""
    whole = [one for one in said if one.codes.keys() >= axes.keys()]
    told = suggestions(tagger, [one.comment for one in whole])
    return {
        axis: [
            score(shown(heard.told[axis], many=rule.many), one.codes[axis])
            for one, heard in zip(whole, told, strict=True)
        ]
        for axis, rule in axes.items()
    }


def _finish(
    connection: sa.Connection,
    now: datetime,
    model: Model,
    data: bytes,
    comparison: Comparison | None,
    values: dict[str, object],
    *,
    name: str,
) -> None:
    take_turns(connection, TURN)
    status = verdict(comparison)
    kept = ModelStatus.CANDIDATE if status is ModelStatus.IN_USE else status
    if not taggers.finish(connection, model.id, data, by=name, trained_at=now, status=kept.value, **values):
        raise TakenOver
    if status is ModelStatus.IN_USE:
        put_into_use(connection, model, now, by=model.wanted_by)
    taggers.forget_old_files(connection, model.scheme_version)


def verdict(comparison: Comparison | None) -> ModelStatus:
    """What becomes of a model that is trained; the rule by which it beats the other is `Comparison.beats`."""
    if comparison is None or comparison.beats:
        return ModelStatus.IN_USE
    return ModelStatus.REFUSED if comparison.enough else ModelStatus.CANDIDATE
