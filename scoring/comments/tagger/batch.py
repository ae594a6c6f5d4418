"""A batch of texts as the feature blocks read them: the words of each, once."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w+|[^\w\s]")
"""A word, or one sign: "!" and "?" say something about tone."""
LONGEST = 20_000
"""Letters of a text that are read; nobody writes more, and a file may hold anything."""
LONGEST_WORD = 40


class Batch(msgspec.Struct, frozen=True):
    """n texts. `spelled`: all words in one row, `words`: the same in small letters; `begins`: n + 1 places in them."""

    spelled: list[str]
    words: list[str]
    begins: NDArray[np.int64]
    features: Sequence[Mapping[str, str]]
    languages: Sequence[str]

    @property
    def size(self) -> int:
        return len(self.begins) - 1

    @property
    def rows(self) -> NDArray[np.int64]:
        """The text that each word stands in."""
        return np.repeat(np.arange(self.size), np.diff(self.begins))


def read(
    texts: Sequence[str], features: Sequence[Mapping[str, str]] | None = None, languages: Sequence[str] | None = None
) -> Batch:
    """The batch of these texts; no features and no languages where none are given."""
    found = [WORD.findall(composed(text[:LONGEST])) for text in texts]
    spelled = list(chain.from_iterable(found))
    begins = np.zeros(len(found) + 1, np.int64)
    np.cumsum([len(one) for one in found], out=begins[1:])
    nothing: Sequence[Mapping[str, str]] = [{}] * len(found)
    words = [word[:LONGEST_WORD].lower() for word in spelled]
    return Batch(spelled, words, begins, features or nothing, languages or [""] * len(found))


def composed(text: str) -> str:
    """The text with å as one letter, however its author's machine wrote it."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
