"""How often rank sets and score intervals hold what is true, in simulated waves with the contacts of real protocols.

`python -m benchmarks.rank_coverage [WAVES] [UNITS] [DRAWS]` (2,000 waves of 30 units, 999 draws). Each unit has in each
sector a distribution of its own over the shares that an item can bring, which heap at none and all; its true total is
what all contacts would give, its true rank 1 + how many are truly better. A wave is held where every true rank lies in
its simultaneous set. "marginal" and "score" are shares over units and waves. Errors and degrees of freedom are those of
`scoring.spread`, sets those of `scoring.rank_sets`. Exit code 1: a design holds too seldom, three Monte-Carlo errors.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import numpy.typing as npt

from scoring.interval import by_t
from scoring.rank_sets import of_estimates, ranks
from scoring.spread import SURE, Part, spread_of, together, usual_squares

Numbers = npt.NDArray[np.float64]
SHARES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
LEVEL = 0.95
DESIGNS: dict[str, tuple[tuple[str, float, int], ...]] = {  # sector, points that it can bring, contacts
    "2010": (("web", 40, 8), ("email", 30, 3), ("phone", 30, 2)),
    "2016": (("technical", 27.5, 7), ("care", 17.5, 4), ("health", 15, 4), ("school", 12.5, 3), ("culture", 12.5, 4),
             ("social", 10, 2), ("general", 5, 2)),
    "2019": (("technical", 35, 9), ("care", 25, 8), ("school", 20, 6), ("general", 12.5, 4), ("health", 7.5, 2)),
}  # fmt: skip
Units = Callable[[np.random.Generator, int], Numbers]  # distributions of each unit (units x shares)


def all_alike(weights: list[float]) -> Units:
    return lambda rng, units: np.tile(np.array(weights), (units, 1))


def two_kinds(rng: np.random.Generator, units: int) -> Numbers:
    """The same true score: half of the units from all or nothing, half from middling contacts."""
    both = np.array([[0.5, 0, 0, 0, 0.5], [0, 0.25, 0.5, 0.25, 0]])
    return both[np.arange(units) % 2]


def as_in_a_wave(rng: np.random.Generator, units: int) -> Numbers:
    """Units that truly differ: what a better one brings is more often all of the points, a worse one none."""
    skill = rng.normal(0, 0.5, units)[:, None]
    weights = np.array([0.25, 0.08, 0.12, 0.1, 0.45]) * np.exp(skill * np.linspace(-1, 1, 5))
    found: Numbers = weights / weights.sum(axis=1, keepdims=True)
    return found


KINDS: dict[str, Units] = {
    "all alike, heaped": all_alike([0.35, 0.05, 0.1, 0.05, 0.45]),
    "all alike, middling": all_alike([0.1, 0.2, 0.4, 0.2, 0.1]),
    "all alike, mostly full": all_alike([0.05, 0.05, 0.1, 0.1, 0.7]),
    "equal scores, unequal spread": two_kinds,
    "as in a wave": as_in_a_wave,
}


def wave(design: str, kind: str, units: int, draws: int, seed: int) -> tuple[bool, float, float, float]:
    """Whether all true ranks were held, the shares of marginal sets and intervals that did, mean simultaneous set."""
    rng = np.random.default_rng([seed, len(design), len(kind), int(design)])
    odds = KINDS[kind](rng, units)
    worth = odds @ SHARES * 100
    parts: list[list[Part]] = [[] for _ in range(units)]
    totals = np.zeros(units)
    for code, most, contacts in DESIGNS[design]:
        shares = SHARES[(rng.random((units, contacts, 1)) > odds.cumsum(axis=1)[:, None, :-1]).sum(axis=2)]
        totals += most * shares.mean(axis=1)
        for own, given in zip(parts, shares, strict=True):
            names = tuple(f"{code}{n}" for n in range(contacts))
            own.append(Part(code, most, names, given - given.mean()))
    usual, wider = usual_squares([part for own in parts for part in own]), together(parts)
    found = [spread_of(own, usual, wider=wider) for own in parts]
    errors, freedom = np.array([one[0] for one in found]), np.array([one[1] for one in found])
    low, high = by_t(totals, errors, freedom, level=LEVEL)
    names = [str(n) for n in range(units)]
    sets = of_estimates(names, totals, errors**2, freedom=SURE * freedom, level=LEVEL, draws=draws, seed=seed).sets
    truth = ranks(np.round(worth, 9)).tolist()
    held = [one.low_simultaneous <= rank <= one.high_simultaneous for one, rank in zip(sets, truth, strict=True)]
    alone = [one.low <= rank <= one.high for one, rank in zip(sets, truth, strict=True)]
    inside = [least <= true <= most for least, true, most in zip(low, worth.tolist(), high, strict=True)]
    width = sum(one.high_simultaneous - one.low_simultaneous + 1 for one in sets) / units
    return all(held), sum(alone) / units, sum(inside) / units, width


def measured(pool: ProcessPoolExecutor, waves: int, units: int, draws: int) -> Iterator[bool]:
    for design in DESIGNS:
        for kind in KINDS:
            one = partial(wave, design, kind, units, draws)
            found = np.array(list(pool.map(one, range(waves), chunksize=25)))
            shares, error = found.mean(axis=0), found.std(axis=0) / waves**0.5
            told = [
                f"{100 * share:.1f} % ± {196 * sure:.1f}" for share, sure in zip(shares[:3], error[:3], strict=True)
            ]
            print(f"| {design} | {kind} | " + " | ".join(told) + f" | {shares[3]:.1f} |", flush=True)
            chance = (LEVEL * (1 - LEVEL) / waves) ** 0.5
            yield bool((shares[:2] > LEVEL - 3 * chance).all())


def main(waves: int = 2000, units: int = 30, draws: int = 999) -> int:
    print(f"{waves} waves of {units} units, {draws} draws each, 95 %\n")
    print("| design | units | all ranks held at once | marginal sets | score intervals | mean simultaneous set |")
    print("|---|---|---|---|---|---|")
    with ProcessPoolExecutor(2) as pool:
        return 0 if all([held for held in measured(pool, waves, units, draws)]) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
