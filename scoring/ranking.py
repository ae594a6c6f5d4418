"""Ranks and how far each could lie: the range that follows from the bootstrap draws of the scores."""

import msgspec
import numpy as np
import numpy.typing as npt

from scoring.interval import Bootstrap


class Rank(msgspec.Struct, frozen=True):
    """Rank 1 is the best; units with the same total share one. Low and high close the range, low the better end."""

    unit: str
    rank: int
    low: int
    high: int


def ranks(found: Bootstrap, *, level: float = 0.95) -> tuple[Rank, ...]:
    """One rank per unit with the percentile range of its ranks over the draws, in the order of the bootstrap.

    The range is marginal, for one unit at a time, and a first approximation: bootstrap ranks of near-equal units are
    known to cover too seldom; the rank confidence sets of Mogstad, Romano, Shaikh and Wilhelm are what to defend.
    """
    if not found.units:
        return ()
    own = places(found.totals[:, None])[:, 0]
    drawn = places(found.draws) if found.draws.size else own[:, None]
    tail = (1 - level) / 2
    low = np.minimum(np.floor(np.quantile(drawn, tail, axis=1)), own)
    high = np.maximum(np.ceil(np.quantile(drawn, 1 - tail, axis=1)), own)
    return tuple(
        Rank(unit, int(rank), int(best), int(worst))
        for unit, rank, best, worst in zip(found.units, own, low, high, strict=True)
    )


def places(totals: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Competition ranks within each column: 1 + how many are larger (equal up to nine decimals counts as equal)."""
    falling = -np.round(totals, 9)
    in_order = np.sort(falling, axis=0)
    columns = [np.searchsorted(in_order[:, n], falling[:, n], side="left") for n in range(totals.shape[1])]
    return np.stack(columns, axis=1) + 1
