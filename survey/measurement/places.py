"""What the places of a wave hang on: the weights, single contacts, and those in which somebody noticed the test."""

from collections.abc import Sequence
from statistics import median

import msgspec

from instruments.protocol import Protocol
from scoring import sensitivity
from scoring.score import Score


class Hangs(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's place, 1 the best, and from where to where it moves."""

    unit_id: int
    rank: int
    weights_low: int
    weights_high: int
    contact_low: int
    contact_high: int
    total: float
    total_low: float  # without the contact that lifts it most
    total_high: float
    contact: int | None = None  # without which the total moves most
    noticed: int = 0
    rank_without: int | None = None  # without the noticed ones of all units; None: nothing left

    @property
    def by_weights(self) -> int:
        return max(self.rank - self.weights_low, self.weights_high - self.rank)

    @property
    def by_contact(self) -> int:
        return max(self.rank - self.contact_low, self.contact_high - self.rank)

    @property
    def by_noticed(self) -> int:
        return 0 if self.rank_without is None else abs(self.rank_without - self.rank)


class Places(msgspec.Struct, frozen=True, kw_only=True):
    units: tuple[Hangs, ...]  # best first
    weighted: bool  # whether there are weights that could move

    @property
    def noticed(self) -> int:
        return sum(one.noticed for one in self.units)

    def half(self, how: str) -> int:
        """By so many places at most half of the units move; `how`: by_weights, by_contact, by_noticed."""
        return int(median([getattr(one, how) for one in self.units])) if self.units else 0

    def most(self, how: str) -> int:
        return max((getattr(one, how) for one in self.units), default=0)


def places(protocol: Protocol, scores: Sequence[Score], *, seed: int) -> Places:
    """Weights are drawn by the wave's seed, so that the same facts give the same figures."""
    moved = {one.unit: one for one in sensitivity.weights(protocol, scores, seed=seed)}
    without = {one.unit: one for one in sensitivity.without(protocol, scores, sensitivity.detected(scores))}
    found = []
    for one in sensitivity.one_contact(protocol, scores):
        weights, noticed = moved.get(one.unit), without[one.unit]
        found.append(
            Hangs(
                unit_id=int(one.unit),
                rank=one.rank,
                weights_low=weights.low if weights else one.rank,
                weights_high=weights.high if weights else one.rank,
                contact_low=one.low,
                contact_high=one.high,
                total=float(one.total),
                total_low=float(one.total_low),
                total_high=float(one.total_high),
                contact=int(one.contact) if one.contact and one.contact.isdecimal() else None,
                noticed=noticed.contacts,
                rank_without=noticed.rank_without,
            )
        )
    weighted = any(len(one.sectors) > 1 for one in scores)
    return Places(units=tuple(sorted(found, key=lambda one: one.rank)), weighted=weighted)
