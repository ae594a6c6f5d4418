"""What people said about the category of a comment: confirmed, changed, coded twice, taken back."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from scoring.comments.tagger.example import Scored, Told


class State(StrEnum):
    SUGGESTED = "suggested"
    """The tagger has looked at it, nobody else."""
    CONFIRMED = "confirmed"
    """A person has said what it is."""


class Drawn(StrEnum):
    """Why a comment was looked at: only what was drawn at random says how good the tagger is."""

    MARGIN = "margin"
    RANDOM = "random"
    SEARCH = "search"
    """Somebody came upon it."""
    FILE = "file"
    """It came with its codes."""
    BLIND = "blind"


Codes = dict[str, tuple[str, ...]]
"""Axis -> codes."""


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    token: str
    scheme_version: int
    comment_id: bytes
    axis: str
    codes: tuple[str, ...]
    suggested: tuple[str, ...] | None = None
    """What the reader was shown; None: nothing."""
    person_id: int | None = None
    at: datetime
    drawn: Drawn
    draw_id: int | None = None
    undone_at: datetime | None = None


def standing(said: Iterable[Correction]) -> Codes:
    """Of each axis what was said last and not taken back; of blind codings what two people agree on."""
    found: Codes = {}
    blind: list[Correction] = []
    for one in sorted((one for one in said if one.undone_at is None), key=lambda one: one.id):
        if one.drawn is not Drawn.BLIND:
            found[one.axis] = one.codes
            continue
        if any(same(one, other) for other in blind):
            found[one.axis] = one.codes
        blind.append(one)
    return found


def same(one: Correction, other: Correction) -> bool:
    """Two people, one sample, one axis, the same codes."""
    alike = (one.draw_id, one.axis, set(one.codes)) == (other.draw_id, other.axis, set(other.codes))
    return alike and one.person_id != other.person_id


def counting(told: Told, *, many: bool) -> tuple[Scored, ...]:
    """What of a suggestion stands until a person has looked: nothing where the tagger does not know."""
    if told.unsure:
        return ()
    return told.scored if many else told.scored[:1]


def shown(told: Told, *, many: bool) -> tuple[str, ...]:
    """What a reviewer finds chosen already; also where the tagger doubts."""
    return tuple(one.label for one in (told.scored if many else told.scored[:1]))
