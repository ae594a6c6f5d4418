"""Verdicts: is an attack better than guessing among k?"""

import math
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec

from survey.insider.evidence import Truth
from survey.insider.guesses import Attack

DOUBT = 1e-3
"""All attacks of one kind together raise a false alarm once in a thousand audits."""
AT_CHANCE, LEAK = "at chance", "leak"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    linked: int
    """Answers that were linked to the right citizen, or traces that should not be there."""
    of: int
    chance: float
    """How many a guess among k would link."""
    verdict: str
    detail: str = ""

    @property
    def is_leak(self) -> bool:
        return self.verdict == LEAK


def judged(attacks: Iterable[Attack], truth: Truth, *, k: int) -> Iterator[Check]:
    """One check for each kind of attack: the best of its ways counts."""
    for name, group in groupby(sorted(attacks, key=lambda one: one.name), key=lambda one: one.name):
        yield best(name, list(group), truth, k=k)


def best(name: str, ways: list[Attack], truth: Truth, *, k: int) -> Check:
    of = len(truth.answers)
    known: dict[frozenset[Any], int | None] = {}
    hits = [(hit(way, truth, known), way.how) for way in ways]
    linked, how = max(hits, default=(0, ""))
    unlikely = tail(linked, of, 1 / k) * max(len(ways), 1) < DOUBT
    return Check(
        name=name,
        linked=linked,
        of=of,
        chance=of / k,
        verdict=LEAK if unlikely else AT_CHANCE,
        detail=f"best of {len(ways)}: {how}" if linked else "",
    )


def hit(attack: Attack, truth: Truth, known: dict[frozenset[Any], int | None]) -> int:
    """`known` remembers whom a row names: the same rows come in every order."""
    found = 0
    for id, names in attack.guesses.items():
        if names not in known:
            known[names] = truth.citizen(names)
        found += known[names] == truth.answers.get(id, -1)
    return found


def none_at_all(name: str, found: int, of: int, detail: str = "") -> Check:
    """For traces that should not be there: one is too many."""
    return Check(name=name, linked=found, of=of, chance=0, verdict=LEAK if found else AT_CHANCE, detail=detail)


def tail(hits: int, of: int, p: float) -> float:
    """P(X >= hits) for X binomial(of, p): how likely so many hits are by luck."""
    if hits <= 0:
        return 1.0
    logs = (
        math.lgamma(of + 1) - math.lgamma(n + 1) - math.lgamma(of - n + 1) + n * math.log(p) + (of - n) * math.log1p(-p)
        for n in range(hits, of + 1)
    )
    return min(1.0, math.fsum(math.exp(log) for log in logs))
