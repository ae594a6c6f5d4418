"""Which comments a person should look at next: those the tagger learns most from, mixed with random control."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

from scoring.comments.similar import formed

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
EVERY = 5
"""One in so many is drawn at random; in simulation that costs no labels (benchmarks/README.md)."""
NEAR = 0.5
"""Cosine from which two texts teach nearly the same, so that one of them can wait."""
AHEAD = 6
"""How many times what is asked for are looked at for texts that are not near to one another."""
SAMPLED = 5_000
"""Texts among which the first ones are chosen, before there is a tagger."""


class Drawn(msgspec.Struct, frozen=True):
    """A place among the texts given, and whether it was drawn at random; figures of quality come from those alone."""

    place: int
    control: bool


def order(
    texts: Sequence[str],
    margins: Sequence[float] | Numbers | None,
    count: int,
    *,
    strata: Sequence[str] = (),
    every: int = EVERY,
    seed: int = 0,
) -> list[Drawn]:
    """At most `count` texts in the order to review them; every fifth (`every`; 0: none) is random control.

    Control is a simple random sample of all texts given, drawn before the others: it may hold what the tagger is unsure
    of as well, and what was drawn earlier and is not given any more is not spoken for. The others come by margin,
    smallest first (T. Scheffer, C. Decomain, S. Wrobel, "Active hidden Markov models for information extraction", IDA
    2001), texts near to one drawn earlier set aside. `strata` (language, organisation; one for each text) are spread: a
    text stands by its place among all and its place among its own, equally. Without margins (no tagger yet) texts are
    drawn the farther from one another the likelier: D. Arthur and S. Vassilvitskii, "k-means++", SODA 2007. Where
    margins are equal the seed decides, never the order in which texts came. ValueError for lengths that differ.
    """
    if any(len(beside) not in (0, len(texts)) for beside in (strata, () if margins is None else margins)):
        raise ValueError("margins and strata must be as many as texts")
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(len(texts))
    count = min(count, len(texts))
    control = shuffled[: count // every] if every else shuffled[:0]
    others = shuffled[len(control) :]
    asked = count - len(control)
    if margins is None:
        others = others[: max(SAMPLED, asked)]
        taught = others[far_apart(vectors([texts[place] for place in others]), asked, rng=rng)]
    else:
        own = np.array(strata)[others] if len(strata) else np.zeros(len(others))
        others = others[np.argsort(standing(np.asarray(margins)[others], own), kind="stable")]
        others = others[: max(asked, min(AHEAD * asked, SAMPLED))]
        taught = others[unlike(vectors([texts[place] for place in others]), asked)]
    return mixed(taught.tolist(), control.tolist(), every)


def smallest(p: Numbers) -> Numbers:
    """The margin of each row of probabilities (n x k, one label to a text): the first less the second, 0 to 1."""
    if p.shape[1] < 2:
        return np.ones(len(p))
    highest = np.partition(p, -2, axis=1)
    apart: Numbers = highest[:, -1] - highest[:, -2]
    return apart


def together(margins: Mapping[str, Sequence[float]]) -> Numbers:
    """The margins of several axes as one, 0 to 1: the mean of a text's places on each, as scales differ by axis."""
    mean: Numbers = np.mean([placed(np.asarray(one)) for one in margins.values()], axis=0)
    return mean


def standing(margins: Numbers, strata: npt.NDArray[np.generic]) -> Numbers:
    """The place of each among all and among its own, 0 to 1, equally."""
    own = np.zeros(len(margins))
    for stratum in np.unique(strata):
        own[strata == stratum] = placed(margins[strata == stratum])
    return placed(margins) + own


def placed(values: Numbers) -> Numbers:
    """The place of each value in their order, 0 to 1; equal ones in the order given."""
    places = np.empty(len(values))
    places[np.argsort(values, kind="stable")] = np.arange(len(values)) / max(len(values), 1)
    return places


def vectors(texts: Sequence[str]) -> csr_matrix:
    """A row for each text, of length 1; empty for a text without a letter."""
    forms = formed(texts)
    empty = csr_matrix((1, forms.matrix.shape[1]))
    return vstack([forms.matrix, empty], "csr")[forms.of_text]


def far_apart(rows: csr_matrix, count: int, *, rng: np.random.Generator) -> Places:
    """Rows drawn one after another, the likelier the farther they are from those drawn; all alike: in their order."""
    distance = np.ones(rows.shape[0])
    drawn: list[int] = []
    while len(drawn) < count:
        if distance.sum() <= 0:
            drawn += [place for place in range(rows.shape[0]) if place not in {*drawn}][: count - len(drawn)]
            break
        drawn.append(int(rng.choice(len(distance), p=distance / distance.sum())))
        likeness = (rows @ rows[drawn[-1]].T).toarray().ravel()
        distance = np.minimum(distance, np.maximum(1 - likeness, 0) ** 2)
        distance[drawn[-1]] = 0
    return np.array(drawn, np.intp)


def unlike(rows: csr_matrix, count: int) -> Places:
    """The first rows that are not near an earlier one of them, and where they do not suffice the first of the rest."""
    kept: list[int] = []
    waiting = np.diff(rows.indptr) == 0
    for place in range(rows.shape[0]):
        if len(kept) == count:
            break
        if not waiting[place]:
            kept.append(place)
            waiting |= (rows @ rows[place].T).toarray().ravel() >= NEAR
    rest = [place for place in range(rows.shape[0]) if place not in {*kept}]
    return np.array([*kept, *rest[: count - len(kept)]], np.intp)


def mixed(taught: Sequence[int], control: Sequence[int], every: int) -> list[Drawn]:
    """The last of each `every` is control."""
    ours, theirs = iter(taught), iter(control)
    places = [bool(every) and at % every == every - 1 for at in range(len(taught) + len(control))]
    return [Drawn(next(theirs if random else ours), random) for random in places]
