"""How far a unit's rank moves when weights move, when one contact is left out, when those noticed as tests are."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec
import numpy as np
import numpy.typing as npt

from instruments.instrument import Outcome
from instruments.protocol import Protocol, Scoring
from scoring import linked
from scoring.items import ZERO, added
from scoring.ranking import places
from scoring.score import InquiryScore, Score, SectorScore, total_of, with_shares

Numbers = npt.NDArray[np.float64]
CONCENTRATION = 100.0  # a sector of weight 0.35 then moves by 0.047 (standard deviation)


class Moved(msgspec.Struct, frozen=True):
    """The rank as it is, 1 the best, and how far it moves; units without a total are left out."""

    unit: str
    rank: int
    low: int
    high: int


class LeftOut(msgspec.Struct, frozen=True):
    """Total (0-100, in 2010 points) and rank if a single contact is left out: the best and the worst it could be.

    `contact` is the one without which the total moves most; None where no total is left without it.
    """

    unit: str
    rank: int
    low: int
    high: int
    total: Fraction
    total_low: Fraction
    total_high: Fraction
    contact: str | None


class Without(msgspec.Struct, frozen=True):
    """Total and rank with everything and without the contacts in question, `contacts` of them; None: nothing left."""

    unit: str
    contacts: int
    total: Fraction
    total_without: Fraction | None
    rank: int
    rank_without: int | None


def weights(
    protocol: Protocol,
    scores: Sequence[Score],
    *,
    concentration: float = CONCENTRATION,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> list[Moved]:
    """Percentile ranges of the ranks over draws of the weights, Dirichlet(concentration x the protocol's shares).

    A weight w then has the standard deviation root(w (1 - w) / (concentration + 1)); for each unit the weights are
    renormalised over what was tested. Under one common denominator there are no weights and nothing moves. That says
    what hangs on the choice of weights, nothing about chance. ValueError unless concentration and draws are above 0.
    """
    if concentration <= 0 or draws < 1:
        raise ValueError("a concentration above 0 and one draw at least are needed")
    scored = [one for one in scores if one.total is not None]
    codes = list(dict.fromkeys(sector.code for one in scored for sector in one.sectors if sector.weight))
    own = {sector.code: sector.weight for one in scored for sector in one.sectors}
    if protocol.scoring == Scoring.POINTS:
        own = {sector.code: sector.scale for one in scored for sector in one.sectors}
    if not codes:
        return []
    shares = np.array([float(own[code]) for code in codes])
    drawn = np.random.default_rng(seed).dirichlet(concentration * shares / shares.sum(), size=draws)
    table = np.array([[part(one, code) for code in codes] for one in scored])
    tested = ~np.isnan(table)
    with np.errstate(invalid="ignore", divide="ignore"):
        totals = np.nan_to_num(np.where(tested, table, 0.0) @ drawn.T / (tested @ drawn.T), nan=0.0)
    moved = places(totals)
    tail = (1 - level) / 2
    low, high = np.quantile(moved, [tail, 1 - tail], axis=1, method="inverted_cdf").astype(int)
    rank = ranks({one.unit: one.total for one in scored})
    return [
        Moved(one.unit, rank[one.unit], min(best, rank[one.unit]), max(worst, rank[one.unit]))
        for one, best, worst in zip(scored, low.tolist(), high.tolist(), strict=True)
    ]


def part(score: Score, code: str) -> float:
    """A sector's score as a share of its maximum; NaN where it was not tested."""
    found = next((one for one in score.sectors if one.code == code), None)
    return float("nan") if found is None or found.score is None else float(found.score / found.scale)


def one_contact(protocol: Protocol, scores: Sequence[Score]) -> list[LeftOut]:
    """For each unit with a total: each of its contacts left out in turn, while all other units stay as they are."""
    rising = sorted(one.total for one in scores if one.total is not None)
    return [left_out(protocol, one, one.total, rising) for one in scores if one.total is not None]


def left_out(protocol: Protocol, score: Score, total: Fraction, rising: Sequence[Fraction]) -> LeftOut:
    """`rising`: all totals, also its own, which is not among those that it is held against."""
    found = {name: total_without(protocol, score, name.__eq__) for name in names(score)}
    known = {name: one for name, one in found.items() if one is not None}
    low, high = min([total, *known.values()]), max([total, *known.values()])
    best, own, worst = (1 + len(rising) - bisect_right(rising, one) - (total > one) for one in (high, total, low))
    most = max(known, key=lambda name: abs(known[name] - total), default=None)
    return LeftOut(score.unit, own, best, worst, total, low, high, most)


def without(protocol: Protocol, scores: Sequence[Score], contacts: Mapping[str, Iterable[str]]) -> list[Without]:
    """What is left if these contacts (by unit; names as in `names`) are left out of all units at once."""
    gone = {unit: frozenset(some) for unit, some in contacts.items()}
    scored = [(one, one.total) for one in scores if one.total is not None]
    left = {one.unit: total_without(protocol, one, gone.get(one.unit, frozenset()).__contains__) for one, _ in scored}
    before, after = ranks({one.unit: total for one, total in scored}), ranks(left)
    return [
        Without(
            one.unit,
            len(gone.get(one.unit, frozenset()) & set(names(one))),
            total,
            left[one.unit],
            before[one.unit],
            after.get(one.unit),
        )
        for one, total in scored
    ]


def detected(scores: Sequence[Score]) -> dict[str, list[str]]:
    """By unit, the contacts of which any item says that the test was noticed."""
    return {
        one.unit: [name for name, inquiries in names(one).items() if any(map(noticed, inquiries))] for one in scores
    }


def noticed(inquiry: InquiryScore) -> bool:
    return any(item.result.status == Outcome.DETECTED for item in inquiry.items)


def names(score: Score) -> dict[str, list[InquiryScore]]:
    """The contacts of a unit by name, with their parts in the sectors."""
    found: dict[str, list[InquiryScore]] = {}
    for sector in score.sectors:
        for number, inquiry in enumerate(sector.inquiries):
            found.setdefault(linked.contact(sector, number), []).append(inquiry)
    return found


def total_without(protocol: Protocol, score: Score, gone: Callable[[str], object]) -> Fraction | None:
    """The total without these contacts, sectors that are empty then left out as if not tested."""
    return total_of(protocol, with_shares([reduced(one, gone) for one in score.sectors]))


def reduced(sector: SectorScore, gone: Callable[[str], object]) -> SectorScore:
    stays = [one for number, one in enumerate(sector.inquiries) if not gone(linked.contact(sector, number))]
    if len(stays) == len(sector.inquiries):
        return msgspec.structs.replace(sector, share=ZERO)
    possible = added(one.possible for one in stays)
    earned = added(one.earned for one in stays)
    value = sector.scale * earned / possible if possible else None
    return msgspec.structs.replace(sector, score=value, share=ZERO)


def ranks(totals: Mapping[str, Fraction | None]) -> dict[str, int]:
    """1 + how many are larger, among those with a total."""
    known = {unit: one for unit, one in totals.items() if one is not None}
    falling = sorted(known.values(), reverse=True)
    first = {total: place for place, total in reversed(list(enumerate(falling, 1)))}
    return {unit: first[one] for unit, one in known.items()}
