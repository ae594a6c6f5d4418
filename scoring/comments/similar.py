"""Comments that say nearly the same, and those that stand for many: by the letter groups that they share."""

import re
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix, diags

Numbers = npt.NDArray[np.float64]
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"\d+")
"""Three weeks or twelve: all numbers count as one."""
SHORTEST, LONGEST = 3, 4
AT_ONCE = 1_000
ALIKE = 0.7
"""Cosine from which two comments say the same to a reader: with typos, another ending, a word more or less."""


class Forms(msgspec.Struct, frozen=True, eq=False):
    """Different texts, alike but for case, signs and numbers counting as one, in the order of their letters."""

    of_text: npt.NDArray[np.intp]  # the form of each text
    matrix: csr_matrix  # forms x letter groups, rows of length 1


def groups(texts: Sequence[str], *, alike: float = ALIKE) -> list[list[int]]:
    """Places of texts that say nearly the same, in groups of two or more, the largest first; each text in one at most.

    Every member has at least the cosine `alike` with the text its group began with (the one with most such neighbours
    that were left), so that no chain joins what has nothing in common: J. Hartigan, "Clustering Algorithms" (1975),
    chapter 3. Vectors: tf-idf of groups of 3 and 4 letters inside words. Texts without a letter or digit are in no
    group. The same texts in another order make the same groups.
    """
    forms = formed(texts)
    near = neighbours(forms.matrix, alike)
    often = np.bincount(forms.of_text[forms.of_text >= 0], minlength=forms.matrix.shape[0])
    reach = near.astype(np.float64) @ often
    leader = np.full(forms.matrix.shape[0], -1)
    for form in np.argsort(-reach, kind="stable"):
        if leader[form] < 0:
            around = near.indices[near.indptr[form] : near.indptr[form + 1]]
            leader[around[leader[around] < 0]] = form
            leader[form] = form
    found: dict[int, list[int]] = {}
    for place, form in enumerate(forms.of_text.tolist()):
        if form >= 0:
            found.setdefault(int(leader[form]), []).append(place)
    return [found[form] for form in sorted(found, key=lambda form: (-len(found[form]), form)) if len(found[form]) > 1]


def representative(texts: Sequence[str], k: int, *, seed: int = 0) -> list[int]:
    """Places of at most k texts that stand for all: near to many, unlike each other, shuffled by the seed.

    J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking for reordering documents", SIGIR 1998,
    with equal weights: nearness to the middle of all texts, less nearness to those already taken. Fewer than k where
    there are fewer different texts. Depends on the texts, not on their order, which therefore cannot be read from it.
    """
    forms = formed(texts)
    often = np.bincount(forms.of_text[forms.of_text >= 0], minlength=forms.matrix.shape[0]).astype(np.float64)
    middle = forms.matrix.T @ often
    central = forms.matrix @ (middle / max(float(np.linalg.norm(middle)), 1e-12))
    taken: list[int] = []
    closest = np.zeros(len(central))
    free = np.ones(len(central), bool)
    while len(taken) < k and free.any():
        best = int(np.argmax(np.where(free, central - closest, -np.inf)))
        taken.append(best)
        likeness = np.asarray((forms.matrix @ forms.matrix[best].T).todense()).ravel()
        closest = np.maximum(closest, likeness)
        free &= likeness < ALIKE
        free[best] = False
    first: dict[int, int] = {}
    for place, form in sorted(enumerate(forms.of_text.tolist()), key=lambda one: texts[one[0]]):
        first.setdefault(form, place)
    return [first[taken[at]] for at in np.random.default_rng(seed).permutation(len(taken))]


def neighbours(matrix: csr_matrix, alike: float) -> csr_matrix:
    """Which rows have at least this cosine (square, symmetric, itself among them)."""
    parts = []
    turned = matrix.T.tocsr()
    for start in range(0, matrix.shape[0], AT_ONCE):
        part = (matrix[start : start + AT_ONCE] @ turned).tocoo()
        keep = part.data >= alike - 1e-9
        parts.append((part.row[keep] + start, part.col[keep]))
    rows, columns = (np.concatenate([part[side] for part in parts] or [[]]).astype(np.intp) for side in (0, 1))
    return csr_matrix((np.ones(len(rows), np.bool_), (rows, columns)), shape=(matrix.shape[0],) * 2)


def formed(texts: Sequence[str]) -> Forms:
    spelled = [tuple(WORD.findall(NUMBER.sub("0", text.casefold()))) for text in texts]
    known = sorted({words for words in spelled if words})
    place = {words: at for at, words in enumerate(known)}
    of_text = np.array([place.get(words, -1) for words in spelled], np.intp)
    return Forms(of_text, vectors(known))


def vectors(forms: Sequence[Sequence[str]]) -> csr_matrix:
    """Sublinear tf-idf of the letter groups, rows of length 1 (Manning, Raghavan, Schütze 2008, 6.4.1)."""
    words = sorted({word for form in forms for word in form})
    at = {word: place for place, word in enumerate(words)}
    said = counted([[at[word] for word in form] for form in forms], len(words))
    cuts = [cut(word) for word in words]
    names = {name: place for place, name in enumerate(sorted({name for found in cuts for name in found}))}
    # words come back: each is cut up once, and the texts are sums of their words
    found = (said @ counted([[names[name] for name in one] for one in cuts], len(names))).tocsr()
    many = np.bincount(found.indices, minlength=found.shape[1])
    rarity = np.log((1 + len(forms)) / (1 + many)) + 1
    found.data = (1 + np.log(found.data)) * rarity[found.indices]
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(lengths, 1e-12)) @ found)


def cut(word: str) -> list[str]:
    framed = f" {word} "
    return [
        framed[start : start + size]
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(max(len(framed) - size, 0) + 1)
    ]


def counted(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """How often each row has each column."""
    row = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    column = np.fromiter((place for one in rows for place in one), np.intp, len(row))
    return coo_matrix((np.ones(len(row)), (row, column)), shape=(len(rows), width)).tocsr()
