"""Which sealed answers are opened together: never fewer than k, and never so that a rest stays behind alone.

A pool mix: while the round runs, a cell (unit and channel) with 2 k sealed answers or more lets go of a random part
and keeps k back, so that neither the moment of a release nor the difference between two backups says whose is whose,
and so that the last batch of a cell never falls below k. At the end everything goes: a cell that never reached k joins
the other channels of its unit, then its parent unit, then the whole round, and counts only there. Where even that rest
is below k it takes the smallest finished batch of the round with it: those answers too then count in totals only.
Whoever calls this gives answers to one form only: those to two are told apart by what they hold.
"""

import random
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from survey.round import Cell


class Place(NamedTuple):
    """What an answer is released under; None is `all of them`."""

    unit_id: int | None = None
    channel: str | None = None


class Batch(msgspec.Struct, frozen=True):
    """Opened in one transaction, written in random order; `ids` of sealed boxes."""

    place: Place
    ids: tuple[bytes, ...]


DEEPEST = 20
"""Levels of units; a chain of parents that bites its own tail ends in the whole round too."""

Parents = Mapping[int, int | None]
Sealed = Mapping[Cell, Iterable[bytes]]


def under_way(sealed: Sealed, *, k: int, dice: random.Random) -> list[Batch]:
    """What may be opened while more answers come in."""
    batches = []
    for cell, ids in sorted(sealed.items()):
        waiting = sorted(ids)
        if len(waiting) >= 2 * k:
            chosen = dice.sample(waiting, len(waiting) - k)
            batches.append(Batch(Place(cell.unit_id, cell.channel), tuple(chosen)))
    return batches


def at_the_end(
    sealed: Sealed, parents: Parents, *, k: int, dice: random.Random
) -> tuple[list[Batch], tuple[bytes, ...]]:
    """Everything, and what cannot be opened: the answers of a round that has fewer than k in all."""
    waiting: dict[Place, list[bytes]] = {}
    for cell, ids in sorted(sealed.items()):
        waiting.setdefault(Place(cell.unit_id, cell.channel), []).extend(sorted(ids))
    done: dict[Place, list[bytes]] = {}
    for _ in range(DEEPEST):
        small: dict[Place, list[bytes]] = {}
        for place, ids in waiting.items():
            if len(ids) >= k or place in done:
                done.setdefault(place, []).extend(ids)
            else:
                small.setdefault(wider(place, parents), []).extend(ids)
        waiting = small
    rest = [id for ids in waiting.values() for id in ids]
    return _with_the_rest(done, rest, k=k, dice=dice) if rest else (_shuffled(done, dice), ())


def wider(place: Place, parents: Parents) -> Place:
    """The next larger whole that a place belongs to; the whole round is its own."""
    if place.channel is not None:
        return Place(place.unit_id)
    return Place(parents.get(place.unit_id) if place.unit_id is not None else None)


def _with_the_rest(
    done: dict[Place, list[bytes]], rest: list[bytes], *, k: int, dice: random.Random
) -> tuple[list[Batch], tuple[bytes, ...]]:
    if len(rest) >= k:  # of units that are, against all sense, each other's parents
        done.setdefault(Place(), []).extend(rest)
        return _shuffled(done, dice), ()
    if not done:
        return [], tuple(rest)
    smallest = min(done, key=lambda place: (len(done[place]), place.unit_id or 0, place.channel or ""))
    done.setdefault(Place(), [])
    if smallest != Place():
        done[Place()].extend(done.pop(smallest))
    done[Place()].extend(rest)
    return _shuffled(done, dice), ()


def _shuffled(done: Mapping[Place, list[bytes]], dice: random.Random) -> list[Batch]:
    return [Batch(place, tuple(dice.sample(ids, len(ids)))) for place, ids in done.items()]
