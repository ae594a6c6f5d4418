"""Out-of-fold scores, and the looks of a stack weighed together into one plane for each label."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import KFold, StratifiedKFold

from scoring.comments.tagger.recipes import Look
from scoring.comments.tagger.separators import LOG, Separators

Floats = NDArray[np.float64]
Targets = NDArray[Any]
Folds = list[tuple[NDArray[np.int64], NDArray[np.int64]]]
FOLDS, STACK_FOLDS = 3, 5
PLENTY = 300_000
"""Rows x labels from which one third of the rows, kept apart, says enough of how sure the planes may be."""
BRAKE = 0.05
"""C of the model above the looks: they agree so much that it must be held back."""
LIFT = 0.25
"""How far the model above the looks weighs rare labels up."""


class Planes(msgspec.Struct, frozen=True):
    """Weights of each block (its columns x k), bias (k), and `unseen` scores of `rows` by planes not made of them."""

    weights: dict[str, Floats]
    bias: Floats
    rows: NDArray[np.int64]
    unseen: Floats


def plain(look: Look, found: Mapping[str, csr_matrix], y: Targets, *, seed: int = 0) -> Planes:
    """The planes of one look alone. `y` n places of labels, or n x k for many; every label must occur."""
    plenty = len(y) * width(y) > PLENTY
    return single(look, found, y, split(y, FOLDS, seed)[: 1 if plenty else FOLDS], seed=seed)


def single(look: Look, found: Mapping[str, csr_matrix], y: Targets, folds: Folds, *, seed: int) -> Planes:
    X = look.columns(found)
    unseen = [scores(look.model(seed).fit(X[seen], y[seen]), X[rest], width(y)) for seen, rest in folds]
    whole = look.model(seed).fit(X, y)
    rows = np.concatenate([rest for _, rest in folds])
    return Planes(look.spread(whole.coef_, found), whole.intercept_, rows, np.concatenate(unseen))


def width(y: Targets) -> int:
    return int(y.shape[1] if y.ndim == 2 else y.max() + 1)


def scores(model: Separators, X: csr_matrix | Floats, k: int) -> Floats:
    """n x k; a label that the model has not seen gets less than any other."""
    got = model.decision_function(X)
    found = np.full((X.shape[0], k), got.min() - 1)
    found[:, model.classes_] = got
    return found


def split(y: Targets, folds: int, seed: int) -> Folds:
    rarest = 0 if y.ndim == 2 else int(np.bincount(y).min())
    kind = StratifiedKFold if rarest >= folds else KFold
    return list(kind(folds, shuffle=True, random_state=seed).split(np.zeros(len(y)), y))


def stacked(looks: Sequence[Look], found: Mapping[str, csr_matrix], y: Targets, *, seed: int = 0) -> Planes:
    """The planes of all looks, weighed by a model that learned from scores of rows they had not seen (Wolpert 1992).

    What is linear over what is linear is linear: the stack costs no more at tagging than one look.
    """
    parts = [single(look, found, y, split(y, STACK_FOLDS, seed), seed=seed) for look in looks]
    sizes = [part.unseen.std() for part in parts]
    below = np.hstack([part.unseen / size for part, size in zip(parts, sizes, strict=True)])
    k, rows = width(y), parts[0].rows
    truth = y[rows]
    folds = split(truth, FOLDS, seed + 1)
    unseen = [scores(above(seed).fit(below[seen], truth[seen]), below[rest], k) for seen, rest in folds]
    top = above(seed).fit(below, truth)
    weights: dict[str, Floats] = {name: np.zeros((found[name].shape[1], k)) for name in found}
    bias = top.intercept_.copy()
    for at, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        share = top.coef_[:, at * k : (at + 1) * k].T / size
        bias += part.bias @ share
        for name, own in part.weights.items():
            weights[name] += own @ share
    return Planes(weights, bias, rows[np.concatenate([rest for _, rest in folds])], np.concatenate(unseen))


def above(seed: int) -> Separators:
    return Separators(BRAKE, loss=LOG, evenness=LIFT, seed=seed)
