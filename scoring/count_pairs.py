"""Which categories are chosen more often than which: exact tests of pairs of counts, corrected for their number."""

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from scoring.stepwise import Compared, Marks

Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


def compared(counts: Counts, *, level: float, above: bool, below: bool, stepwise: bool) -> Compared:
    """What can be said of each category alone (above, below, or both) and of all, with no error at the level.

    S. Bazylik, M. Mogstad, J. Romano, A. Shaikh, D. Wilhelm, "Finite- and Large-Sample Inference for Ranks using
    Multinomial Data with an Application to Ranking Political Parties" (2021), as derived anew from its idea: given
    x_j + x_k, x_j is binomial, with one half at most where j is not chosen more often than k, so "j is not above k" has
    the exact p-value of that binomial test. S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure",
    Scandinavian Journal of Statistics 6 (1979), 65-70, over the pairs of one category, or over all ordered pairs.
    """
    p = p_values(counts)
    number = len(counts)
    others = ~np.eye(number, dtype=bool)
    alone = np.zeros((number, number), dtype=np.int8)
    for unit in range(number):
        sides = [values[others[unit]] for values, asked in ((p[unit], above), (p[:, unit], below)) if asked]
        rejected = corrected(np.concatenate(sides), 1 - level, stepwise=stepwise).reshape(len(sides), -1)
        signs = [sign for sign, asked in ((1, above), (-1, below)) if asked]
        alone[unit, others[unit]] = sum(sign * row.astype(np.int8) for sign, row in zip(signs, rejected, strict=True))
    told = np.zeros((number, number), dtype=bool)
    told[others] = corrected(p[others], 1 - level, stepwise=stepwise)
    return Compared(alone, told)


def p_values(counts: Counts) -> Numbers:
    """[j, k]: how probable x_j or more of x_j + x_k are where both are equally likely (a beta integral)."""
    own, other = counts[:, None].astype(np.float64), counts[None, :].astype(np.float64)
    found: Numbers = np.where(own > 0, betainc(np.maximum(own, 1), other + 1, 0.5), 1.0)
    return found


def corrected(p: Numbers, alpha: float, *, stepwise: bool) -> Marks:
    """Which are rejected: Holm's steps from the smallest on, or all held against alpha / number (Bonferroni)."""
    if not stepwise:
        return p <= alpha / max(len(p), 1)
    order = np.argsort(p, kind="stable")
    falls = np.logical_and.accumulate(p[order] <= alpha / np.arange(len(p), 0, -1))
    found = np.zeros(len(p), dtype=bool)
    found[order] = falls
    return found
