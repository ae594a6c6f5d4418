"""Rank sets: how long they take, and how often they hold all true ranks in simulated waves.

`python -m benchmarks.rank_sets [WAVES] [DRAWS] [SEED]` prints two tables; without waves only the times. A wave is held
where every unit's true rank (1 + how many are truly better) lies in its simultaneous set. "Alone" is the share of
marginal sets that hold, over units and waves. The Monte-Carlo error is that of a share of so many waves.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

from scoring.differences import Numbers, noise
from scoring.rank_sets import Side, of_counts, of_estimates, ranks
from scoring.stepwise import compared

Design = Callable[[np.random.Generator], tuple[Numbers, Numbers, Numbers]]
UNITS = 30


def known(true: Numbers, error: Numbers) -> Design:
    return lambda rng: (true, true + error * rng.normal(size=len(true)), error**2)


def estimated(true: Numbers, contacts: int) -> Design:
    """Standard errors as a wave has them, from so many contacts of each unit (points with a spread of 25)."""

    def wave(rng: np.random.Generator) -> tuple[Numbers, Numbers, Numbers]:
        points = true[:, None] + 25 * rng.normal(size=(len(true), contacts))
        return true, points.mean(axis=1), points.var(axis=1, ddof=1) / contacts

    return wave


def correlated(true: Numbers, error: Numbers, share: float) -> Design:
    """Units that have a part of their error in common with the others of their half."""
    half = np.arange(len(true)) % 2
    together = np.outer(error, error) * np.where(half[:, None] == half, share, 0.0)
    covariance = together + np.diag(error**2 * (1 - share))
    factor = np.linalg.cholesky(covariance)
    return lambda rng: (true, true + factor @ rng.normal(size=len(true)), covariance)


def designs(rng: np.random.Generator) -> dict[str, Design]:
    spread, error = np.sort(rng.normal(60, 12, UNITS)), rng.uniform(3, 8, UNITS)
    groups = np.repeat([0.0, 100.0], UNITS // 2)
    return {
        "all tied, equal errors": known(np.full(UNITS, 60.0), np.full(UNITS, 5.0)),
        "all tied, errors 3 to 8": known(np.full(UNITS, 60.0), error),
        "near ties, 0.1 apart": known(60 + np.arange(UNITS) / 10, error),
        "two tied groups, far apart": known(groups, error),
        "like scores of a wave, sd 12": known(spread, error),
        "far apart": known(10.0 * np.arange(UNITS), np.full(UNITS, 3.0)),
        "like a wave, half the error shared": correlated(spread, error, 0.5),
        "like a wave, errors from 49 contacts": estimated(spread, 49),
        "like a wave, errors from 13 contacts": estimated(spread, 13),
        "all tied, errors from 49 contacts": estimated(np.full(UNITS, 60.0), 49),
        "all tied, errors from 24 contacts": estimated(np.full(UNITS, 60.0), 24),
        "all tied, errors from 13 contacts": estimated(np.full(UNITS, 60.0), 13),
    }


def held(design: Design, waves: int, draws: int, rng: np.random.Generator) -> list[str]:
    all_at_once = {True: 0, False: 0}
    alone = width = 0.0
    for number in range(waves):
        true, values, covariance = design(rng)
        truth = ranks(true)
        drawn = noise(covariance, draws=draws, seed=number)
        for stepwise in all_at_once:
            found = compared(values, drawn, level=0.95, two_sided=True, stepwise=stepwise)
            low, high = 1 + found.above.sum(axis=0), len(true) - found.above.sum(axis=1)
            all_at_once[stepwise] += bool(((low <= truth) & (truth <= high)).all())
            if stepwise:
                width += (high - low + 1).mean() / waves
                low, high = 1 + (found.alone < 0).sum(axis=1), len(true) - (found.alone > 0).sum(axis=1)
                alone += ((low <= truth) & (truth <= high)).mean() / waves
    shares = [all_at_once[True] / waves, all_at_once[False] / waves]
    return [*(f"{share:.2%} +-{1.96 * np.sqrt(share * (1 - share) / waves):.2%}" for share in shares),
            f"{alone:.2%}", f"{width:.1f} of {UNITS}"]  # fmt: skip


def counted(waves: int, rng: np.random.Generator) -> list[str]:
    """Choices of 300 people among ten, some of them equally liked."""
    share = np.array([0.2, 0.2, 0.15, 0.12, 0.12, 0.08, 0.05, 0.05, 0.02, 0.01])
    truth, whole, single, width = ranks(share), 0, 0.0, 0.0
    for _ in range(waves):
        sets = of_counts([str(n) for n in range(10)], rng.multinomial(300, share).tolist()).sets
        inside = [one.low_simultaneous <= rank <= one.high_simultaneous for one, rank in zip(sets, truth, strict=True)]
        whole += all(inside)
        single += sum(one.low <= rank <= one.high for one, rank in zip(sets, truth, strict=True)) / 10 / waves
        width += sum(one.high_simultaneous - one.low_simultaneous + 1 for one in sets) / 10 / waves
    return [f"{whole / waves:.2%}", "", f"{single:.2%}", f"{width:.1f} of 10"]


def timed(units: int, draws: int, rng: np.random.Generator) -> None:
    true, error = rng.normal(60, 12, units), rng.uniform(3, 8, units)
    names, values = [str(n) for n in range(units)], true + error * rng.normal(size=units)
    for side in (Side.TWO_SIDED, Side.LOWER):
        for stepwise in (False, True):
            took = []
            for _ in range(3):
                start = time.process_time(), time.perf_counter()
                of_estimates(names, values, error**2, side=side, stepwise=stepwise, draws=draws)
                took.append((time.process_time() - start[0], time.perf_counter() - start[1]))
            cpu, wall = (min(one) for one in zip(*took, strict=True))
            how = "stepwise" if stepwise else "single step"
            print(f"| {units} | {draws} | {side} | {how} | {cpu:.2f} | {wall:.2f} |", flush=True)


def main(waves: int = 0, draws: int = 999, seed: int = 1) -> None:
    rng = np.random.default_rng(seed)
    print("| units | draws | side | how | CPU s | wall s (best of 3) |\n|---|---|---|---|---|---|")
    timed(357, 10_000, rng)
    if not waves:
        return
    print(f"\n{waves} waves, {draws} draws each, 95 %, two-sided\n")
    print("| design | all held, stepwise | all held, single step | alone | mean set |\n|---|---|---|---|---|")
    for name, design in designs(rng).items():
        print("|", name, "|", " | ".join(held(design, waves, draws, rng)), "|", flush=True)
    print("| counts: 300 choices among ten |", " | ".join(counted(waves, rng)), "|", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
