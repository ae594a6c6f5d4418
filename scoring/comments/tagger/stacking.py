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
FOLDS, STACK_FOLDS = 3, 5
BRAKE = 0.05
"""C of the model above the looks: they agree so much that it must be held back."""
LIFT = 0.25
"""How far the model above the looks weighs rare labels up."""


class Planes(msgspec.Struct, frozen=True):
    """Weights of each block (its columns x k), bias (k), and the scores of each row by planes that had not seen it."""

    weights: dict[str, Floats]
    bias: Floats
    unseen: Floats


def single(look: Look, found: Mapping[str, csr_matrix], y: Targets, *, folds: int = FOLDS, seed: int = 0) -> Planes:
    """The planes of one look. `y` n places of labels, or n x k for many; every label must occur."""
    X = look.columns(found)
    k = y.shape[1] if y.ndim == 2 else int(y.max()) + 1
    unseen = np.zeros((X.shape[0], k))
    for seen, rest in split(y, folds, seed):
        unseen[rest] = scores(look.model(seed).fit(X[seen], y[seen]), X[rest], k)
    whole = look.model(seed).fit(X, y)
    return Planes(look.spread(whole.coef_, found), whole.intercept_, unseen)


def scores(model: Separators, X: csr_matrix | Floats, k: int) -> Floats:
    """n x k; a label that the model has not seen gets less than any other."""
    got = model.decision_function(X)
    found = np.full((X.shape[0], k), got.min() - 1)
    found[:, model.classes_] = got
    return found


def split(y: Targets, folds: int, seed: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    rarest = 0 if y.ndim == 2 else int(np.bincount(y).min())
    kind = StratifiedKFold if rarest >= folds else KFold
    return list(kind(folds, shuffle=True, random_state=seed).split(np.zeros(len(y)), y))


def stacked(looks: Sequence[Look], found: Mapping[str, csr_matrix], y: Targets, *, seed: int = 0) -> Planes:
    """The planes of all looks, weighed by a model that learned from scores of rows they had not seen (Wolpert 1992).

    What is linear over what is linear is linear: the stack costs no more at tagging than one look.
    """
    parts = [single(look, found, y, folds=STACK_FOLDS, seed=seed) for look in looks]
    sizes = [part.unseen.std() for part in parts]
    below = np.hstack([part.unseen / size for part, size in zip(parts, sizes, strict=True)])
    k = parts[0].unseen.shape[1]
    unseen = np.zeros((len(below), k))
    for seen, rest in split(y, FOLDS, seed + 1):
        unseen[rest] = scores(above(seed).fit(below[seen], y[seen]), below[rest], k)
    top = above(seed).fit(below, y)
    weights: dict[str, Floats] = {name: np.zeros((found[name].shape[1], k)) for name in found}
    bias = top.intercept_.copy()
    for at, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        share = top.coef_[:, at * k : (at + 1) * k].T / size
        bias += part.bias @ share
        for name, own in part.weights.items():
            weights[name] += own @ share
    return Planes(weights, bias, unseen)


def above(seed: int) -> Separators:
    return Separators(BRAKE, loss=LOG, evenness=LIFT, seed=seed)
