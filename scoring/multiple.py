"""Many tests at once: p-values adjusted so that errors over all of them stay rare."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def holm(p: Sequence[float] | Numbers) -> Numbers:
    """p-values (tests, 0..1) adjusted for any error at all, in the order given: significant where <= the level.

    The largest of (m - i + 1) p(i) up to each place, 1 at most; whatever the tests have in common. S. Holm, "A Simple
    Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979), 65-70. ValueError
    for what is no probability.
    """
    values, order = checked(p)
    found = np.empty(len(values))
    found[order] = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1)).clip(max=1)
    return found


def benjamini_hochberg(p: Sequence[float] | Numbers) -> Numbers:
    """p-values (tests, 0..1) adjusted for the share of false ones among the discoveries, in the order given.

    The smallest of m / i p(i) from each place on. Y. Benjamini, Y. Hochberg, "Controlling the False Discovery Rate",
    JRSS B 57 (1995), 289-300; holds for independent tests and for those that depend positively. Errors as in `holm`.
    """
    values, order = checked(p)
    number = len(values)
    found = np.empty(number)
    factors = number / np.arange(number, 0, -1)
    found[order[::-1]] = np.minimum.accumulate(values[order[::-1]] * factors).clip(max=1)
    return found


def checked(p: Sequence[float] | Numbers) -> tuple[Numbers, npt.NDArray[np.intp]]:
    values = np.asarray(p, dtype=np.float64)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("a p-value lies from 0 to 1")
    return values, np.argsort(values, kind="stable")
