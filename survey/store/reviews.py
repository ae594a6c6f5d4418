"""What a reviewer is asked next: what teaches most, mixed with random control, without reading all comments."""

import random
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from scoring.comments import review_order
from survey.correction import Drawn
from survey.store import comments, tags
from survey.store.tags import Candidate

EVERY = review_order.EVERY
WIDER = 6
"""So many times what is asked for are looked at, so that texts near to one another can wait."""


class Next(msgspec.Struct, frozen=True):
    id: bytes
    drawn: Drawn


def next_up(
    connection: sa.Connection, version: int, count: int, *, dice: random.Random, but: Sequence[bytes] = ()
) -> list[Next]:
    """Comments for one reviewer; `but` are those on the page already. Another throw of the dice gives others, so that
    two who review at once seldom meet."""
    control = random_ones(connection, version, count // EVERY + (dice.random() < count % EVERY / EVERY), dice, but=but)
    left = count - len(control)
    near = tags.nearest(connection, version, WIDER * left, but=[*but, *control])
    return mixed([Next(id, Drawn.MARGIN) for id in unlike(connection, near, left, dice)], control, dice)


def random_ones(
    connection: sa.Connection, version: int, count: int, dice: random.Random, *, but: Sequence[bytes]
) -> list[bytes]:
    """Each from a random key of its own: neighbours would always be drawn together."""
    found: list[bytes] = []
    for _ in range(count):
        start = dice.randbytes(16)
        found += [one.id for one in tags.at_random(connection, version, 1, start=start, but=[*but, *found])]
    return found


def unlike(connection: sa.Connection, near: Sequence[Candidate], count: int, dice: random.Random) -> list[bytes]:
    """The hardest of them that are not near to one another."""
    margin = {one.id: one.margin for one in near}
    found = comments.by_ids(connection, [one.id for one in near])
    order = review_order.order(
        [one.text for one in found], [margin[one.id] for one in found], count, every=0, seed=dice.getrandbits(32)
    )
    return [found[one.place].id for one in order]


def mixed(taught: Sequence[Next], control: Sequence[bytes], dice: random.Random) -> list[Next]:
    """So that nobody can tell which is which."""
    found = [*taught, *(Next(id, Drawn.RANDOM) for id in control)]
    dice.shuffle(found)
    return found
