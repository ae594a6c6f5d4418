"""How far each total would move if other contacts had been drawn: its standard error and how well that is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from instruments.protocol import Protocol, Scoring
from scoring.score import InquiryScore, Score, SectorScore

Numbers = npt.NDArray[np.float64]
PRIOR = 2.0  # what all units together say of a sector counts as much as this many degrees of freedom of one's own
SURE = 0.65  # so much of each degree of freedom is counted where all units are held against each other, see `spreads`
MOST = 0.25  # variance of what is 0 or 1 with equal chance: no share varies more


class Spread(msgspec.Struct, frozen=True):
    """A total with its standard error (both 0-100, in 2010 points), the degrees of freedom of that, and the draws."""

    unit: str
    total: float
    error: float
    freedom: float
    contacts: int


class Part(msgspec.Struct, frozen=True, eq=False):
    """One unit in one sector: what a full score adds to the total, and how each contact departs from the mean share."""

    code: str
    most: float
    contacts: tuple[str, ...]
    apart: Numbers

    @property
    def number(self) -> int:
        return len(self.contacts)

    @property
    def squares(self) -> float:
        return float((self.apart**2).sum())

    @property
    def added(self) -> Numbers:
        """What each contact adds to the error of the total, so that the squares have the variance as expectation."""
        fair = (self.number * (self.number - 1)) ** 0.5
        found: Numbers = self.apart * (self.most / fair if fair else 0.0)
        return found


def spreads(scores: Sequence[Score], protocol: Protocol) -> tuple[Spread, ...]:
    """One for each unit that has a total, in the order given.

    The variance of a total is the sum over its sectors of most^2 s^2 / m, m contacts each. Contacts that were drawn
    together (one task on a phone and on a desktop) are one; shares are ratios, linearised (W. G. Cochran, "Sampling
    Techniques", 3rd edition 1977, chapter 6). A sector has few contacts of one unit, some agree by chance, one alone
    says nothing: s^2 is drawn towards that of all units in the sector as if those were PRIOR degrees of freedom more,
    (PRIOR s0^2 + (m - 1) s^2) / (PRIOR + m - 1): G. K. Smyth, "Linear models and empirical Bayes methods for assessing
    differential expression", Statistical Applications in Genetics and Molecular Biology 3 (2004), article 3, but with a
    small number fixed by simulation (benchmarks/rank_coverage.py) instead of one estimated, since scores heap at none
    and all of the points. s0^2 itself counts all sectors, and these MOST, as one degree of freedom each. Degrees of
    freedom of the sum: F. E. Satterthwaite, Biometrics Bulletin 2 (1946), 110-114. They hold for normal contacts and
    near the middle; the largest of the 63,546 differences of 357 units lies farther out, since contacts heap and a
    spread is drawn towards that of others. So rank sets take SURE of them, fixed by simulation too. Contacts that
    count in several sectors make the variance of the sum larger: by as much as they do over all units together.
    """
    scored = [one for one in scores if one.total is not None]
    parts = [list(parts_of(one, protocol)) for one in scored]
    usual = usual_squares([part for of_unit in parts for part in of_unit])
    wider = together(parts)
    return tuple(spread(one, own, usual, wider=wider) for one, own in zip(scored, parts, strict=True))


def parts_of(score: Score, protocol: Protocol) -> Iterator[Part]:
    for sector in score.sectors:
        counting = [one for one in sector.inquiries if one.possible]
        if counting:
            most = sector.scale * (1 if protocol.scoring == Scoring.POINTS else sector.share)
            yield part(sector, counting, most=float(most))


def part(sector: SectorScore, counting: Iterable[InquiryScore], *, most: float) -> Part:
    sums: dict[str, list[float]] = {}
    for number, one in enumerate(counting):
        both = sums.setdefault(drawn(one, number), [0.0, 0.0])
        both[0] += float(one.earned)
        both[1] += float(one.possible)
    earned, possible = np.array(list(sums.values())).T
    apart = (earned - earned.sum() / possible.sum() * possible) / possible.mean()
    return Part(sector.code, most, tuple(sums), apart)


def drawn(one: InquiryScore, number: int) -> str:
    """What the contact shares with those that were drawn together with it."""
    return f"{one.channel or ''}/{one.items[0].result.drawn or one.inquiry or f'#{number}'}"


def usual_squares(parts: Sequence[Part]) -> dict[str, float]:
    """s0^2 of each sector."""
    freedom: dict[str, int] = {}
    squares: dict[str, float] = {}
    for one in parts:
        freedom[one.code] = freedom.get(one.code, 0) + one.number - 1
        squares[one.code] = squares.get(one.code, 0.0) + one.squares
    every = (sum(squares.values()) + MOST) / (sum(freedom.values()) + 1)
    return {code: (squares[code] + every) / (freedom[code] + 1) for code in squares}


def together(parts: Sequence[Sequence[Part]]) -> float:
    """The variance with contacts that count in several sectors, over that as if each sector had its own: 1 at least."""
    whole = apart = 0.0
    for of_unit in parts:
        by_contact: dict[str, float] = {}
        for one in of_unit:
            for contact, added in zip(one.contacts, one.added.tolist(), strict=True):
                by_contact[contact] = by_contact.get(contact, 0.0) + added
                apart += added**2
        whole += sum(added**2 for added in by_contact.values())
    return max(whole / apart, 1.0) if apart else 1.0


def spread(score: Score, parts: Sequence[Part], usual: Mapping[str, float], *, wider: float) -> Spread:
    error, freedom = spread_of(parts, usual, wider=wider)
    contacts = len({contact for one in parts for contact in one.contacts})
    return Spread(score.unit, float(score.total or 0), error, freedom, contacts)


def spread_of(parts: Sequence[Part], usual: Mapping[str, float], *, wider: float) -> tuple[float, float]:
    """Standard error and its degrees of freedom."""
    freedom = np.array([PRIOR + one.number - 1 for one in parts])
    squares = np.array([PRIOR * usual[one.code] + one.squares for one in parts]) / freedom
    variances = squares * np.array([one.most**2 / one.number for one in parts])
    variance = float(variances.sum())
    known = variance**2 / float((variances**2 / freedom).sum()) if variance else float(freedom.sum())
    return (variance * wider) ** 0.5, known
