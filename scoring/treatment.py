"""Equal treatment: whether the same question is met alike whoever asks, and what the data cannot say about that."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from statistics import fmean, variance

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc, fdtri, stdtr

from scoring.interval import Interval, mean
from scoring.multiple import holm

Numbers = npt.NDArray[np.float64]
NOTHING = 1e-9
"""A share of the largest figure of its kind that is only rounding."""


class Factor(StrEnum):
    """What contacts differ in; the first two are no treatment, and are taken out of all the others."""

    UNIT = "unit"
    QUESTION = "question"
    PERSONA = "persona"
    FORM = "form"
    CHANNEL = "channel"
    TESTER = "tester"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One test contact and its score on any scale; "" where nobody knows, which is a level of its own."""

    unit: str
    question: str
    score: float
    persona: str = ""
    form: str = ""
    channel: str = ""
    tester: str = ""


class Limit(StrEnum):
    """Why nothing, or not all, can be said of a factor."""

    ONE_LEVEL = "one_level"  # nothing to compare
    TIED = "tied"  # it changes only together with others
    PARTLY_TIED = "partly_tied"  # some of its levels do; the figures are about the rest
    NO_REST = "no_rest"  # as many effects as contacts: chance cannot be told from treatment


class Part(msgspec.Struct, frozen=True):
    """How far scores differ by one factor, all others held equal.

    `variance` in squares of the score's unit, below 0 where chance would make more; `share` of all variance, 0..1, with
    its ends `low` and `high`; `p` of differences as large by chance alone. None where `limit` says why. `least`:
    contacts of its rarest level; `tied_to`: factors of which each level goes with one of its own.
    """

    factor: Factor
    levels: int
    least: int
    variance: float | None = None
    share: float | None = None
    p: float | None = None
    limit: Limit | None = None
    tied_to: tuple[Factor, ...] = ()
    low: float | None = None
    high: float | None = None


class Shares(msgspec.Struct, frozen=True):
    """The parts in the order of Factor, and the variance that none of them explains with its degrees of freedom."""

    parts: tuple[Part, ...]
    rest: float | None
    rest_share: float | None
    freedom: int
    contacts: int


class Comparison(msgspec.Struct, frozen=True):
    """Two levels on the same questions: first less second, in the score's unit, each question counting once.

    `questions`: how many both were asked of; the interval and p need two. `adjusted`: p by Holm over all pairs.
    """

    factor: Factor
    first: str
    second: str
    difference: Interval
    questions: int
    p: float | None = None
    adjusted: float | None = None


def shares(
    contacts: Sequence[Contact], factors: Sequence[Factor] = tuple(Factor), *, level: float = 0.95
) -> Shares:
    """Variance shares of crossed factors, unbalanced as they are, by fitting constants.

    C. R. Henderson, "Estimation of Variance and Covariance Components", Biometrics 9 (1953), 226-252, method 3, each
    factor last: R = what it adds to the sum of squares explained by all the others, with expectation variance x
    tr(Z'MZ) + rank x rest, Z its indicators and M what the others leave. p from R / rank over the rest by the F
    distribution, and by it the ends of variance / rest: R. K. Burdick and F. A. Graybill, Confidence Intervals on
    Variance Components (1992), exact for balanced normal effects; the other parts are held at their estimates. The
    factors must be effects that add up. ValueError without contacts.
    """
    if not contacts:
        raise ValueError("there is no contact to compare")
    fit = Fit(contacts, factors)
    if not fit.freedom:
        parts = [fit.part(one, Limit.NO_REST) for one in fit.factors]
        return Shares(tuple(parts), None, None, 0, len(contacts))
    rest = fit.left / fit.freedom
    parts = [estimated(fit, one, rest, level=level) for one in fit.factors]
    every = rest + sum(max(0.0, one.variance or 0.0) for one in parts)
    told = [
        one if one.variance is None or not every
        else msgspec.structs.replace(
            one,
            share=max(0.0, one.variance) / every,
            low=of_all(one.low, every - max(0.0, one.variance)),
            high=of_all(one.high, every - max(0.0, one.variance)),
        )
        for one in parts
    ]  # fmt: skip
    return Shares(tuple(told), rest, rest / every if every else None, fit.freedom, len(contacts))


class Fit:
    """Indicators of all factors, as counts of what occurs together: a national wave takes no large matrix."""

    def __init__(self, contacts: Sequence[Contact], factors: Sequence[Factor]) -> None:
        self.factors = [one for one in Factor if one in factors]
        found = [np.unique([getattr(one, name) for one in contacts], return_inverse=True) for name in self.factors]
        self.codes = dict(zip(self.factors, (codes for _, codes in found), strict=True))
        self.sizes = dict(zip(self.factors, (len(levels) for levels, _ in found), strict=True))
        scores = np.array([one.score for one in contacts], dtype=np.float64)
        # where all are alike, nothing but rounding is left of the mean
        centred = scores - scores.mean() if np.ptp(scores) else np.zeros(len(scores))
        self.sums = {one: np.bincount(codes, weights=centred) for one, codes in self.codes.items()}
        self.squares = float(centred @ centred)
        self.explained, self.rank, _ = self.of(self.factors)
        self.freedom = len(contacts) - self.rank
        self.left = self.real(self.squares - self.explained)

    def real(self, squares: float) -> float:
        return squares if squares > NOTHING * self.squares else 0.0

    def counts(self, one: Factor, other: Factor) -> Numbers:
        """How often each level of one goes with each of the other."""
        rows, columns = self.sizes[one], self.sizes[other]
        pairs = np.bincount(self.codes[one] * columns + self.codes[other], minlength=rows * columns)
        return pairs.reshape(rows, columns).astype(np.float64)

    def of(self, factors: Sequence[Factor]) -> tuple[float, int, Numbers]:
        """What they explain of the squares around the mean, their rank (1 at least), and their inverse."""
        if not factors:
            return 0.0, 1, np.zeros((0, 0))
        together = np.block([[self.counts(one, other) for other in factors] for one in factors])
        values, vectors = np.linalg.eigh(together)
        real = values > NOTHING * values[-1]
        root = vectors[:, real] / np.sqrt(values[real])
        added = root.T @ np.concatenate([self.sums[one] for one in factors])
        return float(added @ added), int(real.sum()), root

    def last(self, factor: Factor) -> tuple[float, int, float]:
        """What it adds to all the others: squares, rank, and tr(Z'MZ)."""
        others = [one for one in self.factors if one is not factor]
        explained, rank, root = self.of(others)
        number = len(self.codes[factor])
        if not others:
            # the mean alone
            return (
                self.real(self.explained),
                self.rank - 1,
                number - float((np.bincount(self.codes[factor]) ** 2).sum()) / number,
            )
        crossed = np.concatenate([self.counts(one, factor) for one in others])
        return self.real(self.explained - explained), self.rank - rank, number - float(((root.T @ crossed) ** 2).sum())

    def part(self, factor: Factor, limit: Limit | None = None) -> Part:
        levels = self.sizes[factor]
        return Part(
            factor,
            levels,
            int(np.bincount(self.codes[factor]).min()),
            limit=Limit.ONE_LEVEL if levels == 1 else limit,
            tied_to=self.tied_to(factor) if levels > 1 else (),
        )

    def tied_to(self, factor: Factor) -> tuple[Factor, ...]:
        others = (one for one in self.factors if one is not factor)
        return tuple(one for one in others if ((self.counts(one, factor) > 0).sum(axis=1) == 1).all())


def of_all(variance: float | None, others: float) -> float | None:
    """An end of a variance as one of its share."""
    return None if variance is None or not variance + others else variance / (variance + others)


def estimated(fit: Fit, factor: Factor, rest: float, *, level: float) -> Part:
    found = fit.part(factor)
    if found.limit:
        return found
    added, rank, room = fit.last(factor)
    if not rank:
        return msgspec.structs.replace(found, limit=Limit.TIED)
    ratio = added / rank / rest if rest else math.inf
    return msgspec.structs.replace(
        found,
        variance=(added - rank * rest) / room,
        p=float(fdtrc(rank, fit.freedom, max(0.0, ratio))) if rest else None,
        limit=Limit.PARTLY_TIED if rank < found.levels - 1 else None,
        low=end(ratio, (rank, fit.freedom), (1 + level) / 2, room=room) * rest if rest else None,
        high=end(ratio, (rank, fit.freedom), (1 - level) / 2, room=room) * rest if rest else None,
    )


def end(ratio: float, degrees: tuple[int, int], at: float, *, room: float) -> float:
    """One end of variance / rest, 0 at least, from the ratio that is F distributed if there is no variance."""
    return max(0.0, (ratio / float(fdtri(*degrees, at)) - 1) * degrees[0] / room)


def comparisons(
    contacts: Sequence[Contact], factor: Factor, *, within: Sequence[Factor] = (Factor.QUESTION,), level: float = 0.95
) -> list[Comparison]:
    """Each two levels of a factor on the questions that both were asked; those without one in common are told too.

    Mean of the differences, question by question (or in what `within` names), with Student's interval: Biometrika 6
    (1908), 1-25; p adjusted as in `multiple.holm`. Where all differences agree p goes by their signs, 2 / 2^n.
    """
    cells: dict[str, dict[tuple[str, ...], list[float]]] = {}
    for one in contacts:
        cell = tuple(str(getattr(one, name)) for name in within)
        cells.setdefault(str(getattr(one, factor)), {}).setdefault(cell, []).append(one.score)
    found = [
        compared(factor, (first, cells[first]), (second, cells[second]), level=level)
        for first, second in combinations(sorted(cells), 2)
    ]
    adjusted = iter(holm([one.p for one in found if one.p is not None]).tolist())
    return [one if one.p is None else msgspec.structs.replace(one, adjusted=next(adjusted)) for one in found]


Told = tuple[str, Mapping[tuple[str, ...], Sequence[float]]]


def compared(factor: Factor, first: Told, second: Told, *, level: float) -> Comparison:
    (name, one), (other_name, other) = first, second
    differences = [fmean(one[cell]) - fmean(other[cell]) for cell in one if cell in other]
    return Comparison(
        factor, name, other_name, mean(differences, level=level), len(differences), by_chance(differences)
    )


def by_chance(differences: Sequence[float]) -> float | None:
    """How often differences so far from 0 come by chance, 0..1."""
    number = len(differences)
    if number < 2:
        return None
    centre, spread = fmean(differences), math.sqrt(variance(differences) / number)
    if spread <= NOTHING * abs(centre):
        return min(1.0, 2 / 2**number) if centre else 1.0
    return float(2 * stdtr(number - 1, -abs(centre) / spread))
