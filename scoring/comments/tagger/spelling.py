"""Words that nobody wrote while the tagger learned, read as the nearest one that somebody did: people type in haste."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

SHORTEST = 3
"""Letters of a word that may be read as another."""
REMEMBERED = 200_000


class Spelling:
    """Reads unknown words. `weights`: the known words, each with how rare it is; the commoner of two is taken."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.read: dict[str, str] = {}

    @cached_property
    def near(self) -> dict[str, list[str]]:
        """By what is left of a known word without one of its letters, or with all of them: the words (Garbe 2012)."""
        found: dict[str, list[str]] = {}
        for word in self.weights:
            if len(word) >= SHORTEST:
                for part in {word, *shortened(word)}:
                    found.setdefault(part, []).append(word)
        return found

    def words(self, words: Sequence[str]) -> list[str]:
        """The words, unknown ones as the nearest known one, if there is one a single slip away."""
        return [word if word in self.weights or len(word) < SHORTEST else self.meant(word) for word in words]

    def meant(self, word: str) -> str:
        found = self.read.get(word)
        if found is None:
            parts = (word, *shortened(word))
            others = {other for part in parts for other in self.near.get(part, ()) if slip(word, other)}
            found = min(others, key=lambda other: (self.weights[other], other), default=word)
            if len(self.read) >= REMEMBERED:
                self.read.clear()
            self.read[word] = found
        return found


def shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def slip(one: str, other: str) -> bool:
    """Whether one letter too many, too few, another or two in the wrong order make one of the other."""
    if len(one) < len(other):
        one, other = other, one
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )
