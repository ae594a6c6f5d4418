"""Sealed answers are opened many at a time and written in an order that says nothing."""

import random
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from survey.comment import Comment
from survey.doors import new_id
from survey.keyring import ANSWERS, Keyring
from survey.pool import Batch, Parents, Place, Sealed, at_the_end, under_way
from survey.response import CannotOpen, Record, Response, unseal
from survey.round import Cell, Round, RoundStatus
from survey.store import audits, comments, responses, rounds, units
from survey.store.database import Database, take_turns

log = structlog.get_logger()
Ids = tuple[bytes, ...]


class Released(NamedTuple):
    batches: int = 0
    answers: int = 0
    kept_back: int = 0
    """To a form that had too few answers in all: they are never opened."""


def release(
    db: Database, now: datetime, round_id: int, *, keys: Keyring, dice: random.Random | None = None
) -> Released:
    """Open what may be opened now; after the round is closed, everything."""
    if not keys.has(round_id, ANSWERS):
        return Released()
    return db.write(_release, now, round_id, keys.opener(round_id), dice or secrets.SystemRandom())


def _release(
    connection: sa.Connection, now: datetime, round_id: int, key: X25519PrivateKey, dice: random.Random
) -> Released:
    take_turns(connection, f"release {round_id}")
    asked = rounds.by_id(connection, round_id)
    if asked is None or asked.status not in (RoundStatus.OPEN, RoundStatus.CLOSED):
        return Released()
    waiting, k = responses.waiting(connection, round_id), asked.rules.k
    left: Ids = ()
    if asked.status is RoundStatus.OPEN:
        batches = under_way(waiting, k=k, dice=dice)
    else:
        batches, left = last_batches(asked, waiting, units.parents(connection), dice=dice)
    opened = sum(_open(connection, asked, batch, key=key, day=now.date(), dice=dice) for batch in batches)
    if opened:
        subject, detail = f"round:{round_id}", f"batches={len(batches)} answers={opened}"
        audits.note(connection, now, by=None, action="round.release", subject=subject, detail=detail)
    return Released(len(batches), opened, len(left))


def last_batches(asked: Round, waiting: Sealed, parents: Parents, *, dice: random.Random) -> tuple[list[Batch], Ids]:
    """Each form for itself: an answer says which it is to, so ten of two forms would be no company for each other."""
    by_form: dict[str, dict[Cell, Iterable[bytes]]] = {}
    for cell, ids in waiting.items():
        by_form.setdefault(asked.form_of(cell.channel), {})[cell] = ids
    found = [at_the_end(own, parents, k=asked.rules.k, dice=dice) for own in by_form.values()]
    return [batch for batches, _ in found for batch in batches], tuple(id for _, left in found for id in left)


def _open(
    connection: sa.Connection, asked: Round, batch: Batch, *, key: X25519PrivateKey, day: date, dice: random.Random
) -> int:
    """Returns how many were opened; a box that cannot be stays where it is, and a batch that gets too small waits."""
    found = responses.boxes(connection, asked.id, batch.ids)
    records = dict(_opened(asked, batch.ids, found, key=key))
    if len(records) < asked.rules.k:
        return 0
    place, period = batch.place, asked.period(day)
    said = list(records.values())
    dice.shuffle(said)
    answers = [response(asked.id, place, period, record=record) for record in said]
    texts = [comment(asked.id, place, period, item=item, text=text) for record in said for item, text in record.texts]
    dice.shuffle(texts)
    responses.add(connection, answers)
    comments.add(connection, texts)
    return responses.drop_boxes(connection, asked.id, list(records))


def _opened(
    asked: Round, ids: tuple[bytes, ...], found: Mapping[bytes, bytes], *, key: X25519PrivateKey
) -> Iterator[tuple[bytes, Record]]:
    for id in ids:
        try:
            yield id, unseal(found[id], key)
        except CannotOpen:
            log.error("a sealed answer cannot be opened", round=asked.id)


def response(round_id: int, place: Place, period: str, *, record: Record) -> Response:
    return Response(
        id=new_id(),
        round_id=round_id,
        unit_id=place.unit_id,
        channel=place.channel,
        period=period,
        form=record.form,
        answers=record.answers,
        partial=record.partial,
        assisted=record.assisted,
        kiosk=record.kiosk,
        facts=record.facts,
    )


def comment(round_id: int, place: Place, period: str, *, item: str, text: str) -> Comment:
    return Comment(
        id=new_id(),
        round_id=round_id,
        unit_id=place.unit_id,
        channel=place.channel,
        period=period,
        item=item,
        text=text,
    )
