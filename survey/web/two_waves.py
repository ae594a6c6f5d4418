"""A unit's level over this wave and the one before: always with both names, and never in the table."""

import msgspec
import sqlalchemy as sa

from scoring import pooling
from scoring.score import Score, score
from survey import bundle
from survey.league import Place
from survey.standing import Standing
from survey.store import standings, waves
from survey.web.ranking import Board


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of two waves as one figure, with how many contacts each of them brings in."""

    total: float
    low: float
    high: float
    before: str
    contacts_before: int
    now: str
    contacts_now: int


def together(connection: sa.Connection, board: Board, place: Place, scored: Score) -> Together | None:
    """None unless both waves are published, were measured by the same rules and forms, and each has an interval."""
    wave, own = board.wave, place.standing
    previous = waves.by_id(connection, wave.previous_id) if wave.previous_id else None
    if board.publication is None or previous is None or (previous.rules, previous.forms) != (wave.rules, wave.forms):
        return None
    earlier = standings.of_unit(connection, previous.id, own.unit_id)
    document = standings.bundle(connection, previous.id)
    if earlier is None or document is None:
        return None
    ends = {"before": ends_of(earlier), "now": ends_of(own)}
    known = {name: found for name, found in ends.items() if found}
    contacts = bundle.contacts(document, unit_id=own.unit_id)
    results = [result for one in contacts for result in bundle.results_of(one)]
    both = pooling.pooled({"before": [score(board.protocol, scored.unit, results)], "now": [scored]})
    if len(known) < len(ends) or not both or both[0].lacking:
        return None
    low, high = pooling.interval(both[0], known)
    return Together(
        total=float(both[0].total), low=low, high=high, before=previous.name, now=wave.name,
        contacts_before=earlier.contacts or 0, contacts_now=own.contacts or 0,
    )  # fmt: skip


def ends_of(one: Standing) -> tuple[float, float] | None:
    """Of those only that tell how many contacts they rest on."""
    return (one.low, one.high) if one.contacts and one.low is not None and one.high is not None else None
