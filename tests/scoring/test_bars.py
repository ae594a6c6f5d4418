"""Goldstein and Healy's bars: the published multiple, and what it is for."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from scoring.bars import reach


def test_with_equal_errors_bars_reach_the_published_multiple() -> None:
    assert round(reach([2.0] * 5), 2) == 1.39
    assert reach([1.0, 1.0], level=0.9) == pytest.approx(1.6448536 / math.sqrt(2), abs=1e-6)
    assert reach([1.0, 0.0]) == pytest.approx(1.9599640, abs=1e-6)


def test_bars_of_equal_units_part_as_often_as_the_level_allows_on_average() -> None:
    errors = np.array([0.5, 1.0, 2.0, 4.0])
    long = reach(errors)
    pairs = [(one, other) for one in range(4) for other in range(one)]
    part = [
        2 * (1 - NormalDist().cdf(long * (errors[i] + errors[j]) / math.hypot(errors[i], errors[j]))) for i, j in pairs
    ]
    assert sum(part) / 6 == pytest.approx(0.05)
    assert min(part) < 0.045 and max(part) > 0.055  # for a single pair it is an approximation


def test_there_are_two_to_compare() -> None:
    for errors in ([1.0], [0.0, 0.0], [1.0, -1.0], [1.0, math.inf]):
        with pytest.raises(ValueError, match="standard errors"):
            reach(errors)
