"""Blocks of features: each turns a batch of texts into columns, and knows which word each entry came from."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from scoring.comments.tagger.batch import Batch
from scoring.comments.tagger.concepts import concepts
from scoring.comments.words import listed

FUNCTION = listed("function")
"""Words that only hold a sentence together."""
NOBODY = -1
"""The owner of an entry that came from no word."""
SMALL = 2_000
"""Texts below which what one of them has is worth keeping: there are few, and each says something."""
UNWEIGHTED = np.zeros(0, np.float32)
RARE = 3
"""Private texts that have a name at least before a model keeps it."""
REMEMBERED = 200_000
"""Words whose letter groups are kept: words come back, and cutting them up is what costs."""


class Entries(msgspec.Struct, frozen=True):
    """m entries of a batch: the text, the column, how much, and the word (its place in the batch, or NOBODY)."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int32]
    amounts: NDArray[np.float32]
    owners: NDArray[np.int64]


class Block:
    """Columns with names (`vocabulary`, sorted) and weights (`idf`; empty where amounts count as they are).

    `kind` is a key of `KINDS`, which makes a block from what is stored of it.
    """

    kind = ""

    def __init__(self, vocabulary: Sequence[str], idf: NDArray[np.float32]) -> None:
        self.vocabulary = tuple(vocabulary)
        self.idf = idf
        self.places = {name: place for place, name in enumerate(self.vocabulary)}

    @property
    def width(self) -> int:
        return len(self.vocabulary)

    @staticmethod
    def names(batch: Batch) -> Iterable[tuple[int, str]]:
        """Text and name of every entry that the block could have."""
        raise NotImplementedError

    @classmethod
    def texts_with(cls, batch: Batch) -> Mapping[str, int]:
        """In how many texts each name is."""
        return Counter(name for _, name in set(cls.names(batch)))

    def entries(self, batch: Batch) -> Entries:
        raise NotImplementedError

    def matrix(self, batch: Batch) -> csr_matrix:
        """n x width, float32."""
        return self.weighted(self.entries(batch), batch.size)

    def weighted(self, entries: Entries, size: int) -> csr_matrix:
        """Sublinear tf-idf with rows of length 1 (Manning, Raghavan, Schütze 2008, 6.4.1), or plain amounts."""
        shape = (size, self.width)
        found = csr_matrix((entries.amounts, (entries.rows, entries.columns)), shape=shape, dtype=np.float32)
        if not len(self.idf):
            return found
        found.data = (1 + np.log(found.data)) * self.idf[found.indices]
        lengths = np.sqrt(np.bincount(rows_of(found), found.data**2, size))
        found.data /= np.maximum(lengths, 1e-12)[rows_of(found)].astype(np.float32)
        return found


def rows_of(found: csr_matrix) -> NDArray[np.int64]:
    return np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))


class WordBlock(Block):
    """Single words and pairs of neighbours ("first second")."""

    kind = "words"

    @staticmethod
    def names(batch: Batch) -> Iterable[tuple[int, str]]:
        """Text and name of every entry."""
        rows = batch.rows.tolist()
        yield from zip(rows, batch.words, strict=True)
        for (row, first), (other, second) in zip(
            zip(rows, batch.words, strict=True), zip(rows[1:], batch.words[1:], strict=True), strict=False
        ):
            if row == other:
                yield row, f"{first} {second}"

    def entries(self, batch: Batch) -> Entries:
        """A pair belongs to both its words, half to each."""
        place, words, rows = self.places.get, batch.words, batch.rows
        singles = np.fromiter((place(word, NOBODY) for word in words), np.int32, len(words))
        together = max(len(words) - 1, 0)
        pairs = np.fromiter(
            (place(f"{one} {two}", NOBODY) for one, two in zip(words, words[1:], strict=False)), np.int32, together
        )
        one = np.flatnonzero(singles != NOBODY)
        two = np.flatnonzero((pairs != NOBODY) & (rows[:-1] == rows[1:])) if together else np.zeros(0, np.int64)
        return Entries(
            rows=np.concatenate((rows[one], rows[two], rows[two])),
            columns=np.concatenate((singles[one], pairs[two], pairs[two])),
            amounts=np.concatenate((np.ones(len(one)), np.full(2 * len(two), 0.5))).astype(np.float32),
            owners=np.concatenate((one, two, two + 1)),
        )


class PairBlock(Block):
    """The beginnings of two words of one text that say something, in the order of the alphabet ("arriv~card")."""

    kind = "pairs"
    BEGINNING = 5
    """Letters of a word that stand for it, whatever its ending."""
    WORDS = 40
    """Words of a text that are paired: long texts have too many pairs to learn from."""

    @classmethod
    def pairs(cls, batch: Batch) -> Iterable[tuple[int, int, int, str]]:
        """Text, places of both words and name of every pair."""
        begins = batch.begins.tolist()
        for row, (start, stop) in enumerate(zip(begins, begins[1:], strict=False)):
            places = reversed(list(enumerate(batch.words[start:stop], start)))
            first = {word[: cls.BEGINNING]: place for place, word in places if word not in FUNCTION}
            kept = sorted(sorted(first.items(), key=lambda one: one[1])[: cls.WORDS])
            for at, (word, place) in enumerate(kept):
                yield from ((row, place, other, f"{word}~{next_word}") for next_word, other in kept[at + 1 :])

    @classmethod
    def names(cls, batch: Batch) -> Iterable[tuple[int, str]]:
        return ((row, name) for row, _, _, name in cls.pairs(batch))

    def entries(self, batch: Batch) -> Entries:
        """A pair belongs to both its words, half to each."""
        place = self.places.get
        known = [(row, at, one, two) for row, one, two, name in self.pairs(batch) if (at := place(name)) is not None]
        rows, columns, one, two = np.array(known, np.int64).reshape(-1, 4).T
        return Entries(
            rows=np.concatenate((rows, rows)),
            columns=np.concatenate((columns, columns)).astype(np.int32),
            amounts=np.full(2 * len(rows), 0.5, np.float32),
            owners=np.concatenate((one, two)),
        )


class LetterBlock(Block):
    """Groups of 2 to 5 letters inside a word, its borders marked by blanks."""

    kind = "letters"
    SHORTEST, LONGEST = 2, 5

    def __init__(self, vocabulary: Sequence[str], idf: NDArray[np.float32]) -> None:
        super().__init__(vocabulary, idf)
        self.known: dict[str, NDArray[np.int32]] = {}

    @classmethod
    def cut(cls, word: str) -> list[str]:
        framed = f" {word} "
        sizes = range(cls.SHORTEST, min(cls.LONGEST, len(framed)) + 1)
        return [framed[start : start + size] for size in sizes for start in range(len(framed) - size + 1)]

    @classmethod
    def texts_with(cls, batch: Batch) -> Mapping[str, int]:
        """As of every block, by numbers: there are hundreds of letter groups in a text."""
        places: dict[str, int] = {}
        cut = {
            word: np.array([places.setdefault(name, len(places)) for name in cls.cut(word)], np.int64)
            for word in set(batch.words)
        }
        groups = [cut[word] for word in batch.words]
        if not groups:
            return {}
        rows = np.repeat(batch.rows, [len(one) for one in groups])
        once = np.unique(rows * len(places) + np.concatenate(groups))
        return dict(zip(places, np.bincount(once % len(places)).tolist(), strict=True))

    def columns_of(self, word: str) -> NDArray[np.int32]:
        found = self.known.get(word)
        if found is None:
            places = (self.places.get(name) for name in self.cut(word))
            found = np.array([place for place in places if place is not None], np.int32)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[word] = found
        return found

    def entries(self, batch: Batch) -> Entries:
        cut = [self.columns_of(word) for word in batch.words]
        owners = np.repeat(np.arange(len(cut)), [len(one) for one in cut])
        columns = np.concatenate(cut) if cut else np.zeros(0, np.int32)
        return Entries(batch.rows[owners], columns, np.ones(len(owners), np.float32), owners)


class BesideBlock(Block):
    """What stands beside the text (channel, question, service): one column for each value, "name=value"."""

    kind = "beside"

    @staticmethod
    def names(batch: Batch) -> Iterable[tuple[int, str]]:
        for row, features in enumerate(batch.features):
            yield from ((row, f"{name}={value}") for name, value in sorted(features.items()) if value)

    def entries(self, batch: Batch) -> Entries:
        found = [(row, self.places[name]) for row, name in self.names(batch) if name in self.places]
        rows, columns = np.array(found, np.int64).reshape(-1, 2).T
        amounts = np.full(len(found), 0.5, np.float32)
        return Entries(rows, columns.astype(np.int32), amounts, np.full(len(found), NOBODY, np.int64))


class ConceptBlock(Block):
    """What the words are about, from the lexicon, which languages share: municipal matters and everyday life."""

    kind = "concepts"
    SHARE = np.float32(0.6)
    """The length of a row beside those of words and letters: fewer columns, each of which says more."""

    @staticmethod
    def found(batch: Batch) -> Iterable[tuple[int, str, int]]:
        """Text, concept and word of every entry."""
        borders = batch.begins.tolist()
        for row, (start, stop) in enumerate(zip(borders, borders[1:], strict=False)):
            for name, at in concepts(batch.words[start:stop], batch.spelled[start:stop]):
                yield row, name, start + at

    @classmethod
    def names(cls, batch: Batch) -> Iterable[tuple[int, str]]:
        return ((row, name) for row, name, _ in cls.found(batch))

    def entries(self, batch: Batch) -> Entries:
        found = [(row, self.places[name], at) for row, name, at in self.found(batch) if name in self.places]
        rows, columns, owners = np.array(found, np.int64).reshape(-1, 3).T
        return Entries(rows, columns.astype(np.int32), np.ones(len(found), np.float32), owners)

    def weighted(self, entries: Entries, size: int) -> csr_matrix:
        return super().weighted(entries, size) * self.SHARE


Kind = type[WordBlock] | type[PairBlock] | type[LetterBlock] | type[BesideBlock] | type[ConceptBlock]
KINDS: dict[str, Kind] = {one.kind: one for one in (WordBlock, PairBlock, LetterBlock, BesideBlock, ConceptBlock)}


def learned(kind: str, batch: Batch, least: int = 1) -> Block:
    """The block of this kind with every name that at least `least` of the texts have."""
    maker = KINDS[kind]
    seen = maker.texts_with(batch)
    vocabulary = sorted(name for name, texts in seen.items() if texts >= least)
    if kind == BesideBlock.kind:
        return maker(vocabulary, UNWEIGHTED)
    if kind == ConceptBlock.kind:
        return maker(vocabulary, np.ones(len(vocabulary), np.float32))
    often = np.array([seen[name] for name in vocabulary], np.float64)
    return maker(vocabulary, (np.log((1 + batch.size) / (1 + often)) + 1).astype(np.float32))


def discreet(block: Block, private: Batch, public: Batch) -> Block:
    """Without the names that fewer than RARE of the private texts have and no public one.

    Words and pairs of neighbours that one text alone has are that text: a model would keep it after it was deleted.
    """
    seen, known = block.texts_with(private), block.texts_with(public)
    kept = [at for at, name in enumerate(block.vocabulary) if name in known or seen.get(name, 0) >= RARE]
    idf = block.idf[kept] if len(block.idf) else block.idf
    return KINDS[block.kind]([block.vocabulary[at] for at in kept], idf)


Learner = Callable[[Batch], Block]
BLOCKS: dict[str, Learner] = {
    "words": lambda batch: learned("words", batch),
    "letters": lambda batch: learned("letters", batch, least=1 if batch.size < SMALL else 2),
    "pairs": lambda batch: learned("pairs", batch, least=1 if batch.size < SMALL else 2),
    "beside": lambda batch: learned("beside", batch),
    "concepts": lambda batch: learned("concepts", batch) if batch.size < SMALL else ConceptBlock((), UNWEIGHTED),
}
"""The blocks a tagger reads a text by. A further one is a class in KINDS and a line here or below."""
MUNICIPAL: dict[str, Learner] = {"concepts": lambda batch: learned("concepts", batch, least=2)}
"""Further blocks for comments about a municipality: what their words are about, however many there are."""
