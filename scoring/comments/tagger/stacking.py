"""Out-of-fold scores, and the looks of a stack weighed together into one plane for each label."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.model_selection import KFold, StratifiedKFold

from scoring.comments.tagger.axis import Found
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


class Task(msgspec.Struct, frozen=True):
    """What is to be learned: the matrix of each block (n x its columns), and `y`, n places of labels or n x k for many.

    Every label must occur. `names`: matrices of the labels' own names (k x the same columns), examples of a kind where
    there are few others.
    """

    found: Found
    y: Targets
    names: Found | None = None
    seed: int = 0

    @property
    def width(self) -> int:
        return int(self.y.shape[1] if self.y.ndim == 2 else self.y.max() + 1)

    def split(self, folds: int) -> Folds:
        return split(self.y, folds, self.seed)

    def fitted(self, look: Look, X: csr_matrix, seen: NDArray[np.int64] | slice) -> Separators:
        """The look learned from those rows of X, and from names."""
        model, y = look.model(self.seed), self.y[seen]
        if self.names is None:
            return model.fit(X[seen], y)
        own = np.eye(self.width, dtype=y.dtype) if y.ndim == 2 else np.arange(self.width)
        return model.fit(vstack([X[seen], look.columns(self.names)], "csr"), np.concatenate((y, own)))


def plain(look: Look, task: Task) -> Planes:
    """The planes of one look alone."""
    plenty = len(task.y) * task.width > PLENTY
    return single(look, task, task.split(FOLDS)[: 1 if plenty else FOLDS])


def single(look: Look, task: Task, folds: Folds) -> Planes:
    X = look.columns(task.found)
    unseen = [scores(task.fitted(look, X, seen), X[rest], task.width) for seen, rest in folds]
    whole = task.fitted(look, X, slice(None))
    rows = np.concatenate([rest for _, rest in folds])
    return Planes(look.spread(whole.coef_, task.found), whole.intercept_, rows, np.concatenate(unseen))


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


def stacked(looks: Sequence[Look], task: Task) -> Planes:
    """The planes of all looks, weighed by a model that learned from scores of rows they had not seen (Wolpert 1992).

    What is linear over what is linear is linear: the stack costs no more at tagging than one look.
    """
    parts = [single(look, task, task.split(STACK_FOLDS)) for look in looks]
    sizes = [max(float(part.unseen.std()), 1e-12) for part in parts]
    below = np.hstack([part.unseen / size for part, size in zip(parts, sizes, strict=True)])
    k, rows, seed = task.width, parts[0].rows, task.seed
    truth = task.y[rows]
    folds = split(truth, FOLDS, seed + 1)
    unseen = [scores(above(seed).fit(below[seen], truth[seen]), below[rest], k) for seen, rest in folds]
    top = above(seed).fit(below, truth)
    weights: dict[str, Floats] = {name: np.zeros((part.shape[1], k)) for name, part in task.found.items()}
    bias = top.intercept_.copy()
    for at, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        share = top.coef_[:, at * k : (at + 1) * k].T / size
        bias += part.bias @ share
        for name, own in part.weights.items():
            weights[name] += own @ share
    return Planes(weights, bias, rows[np.concatenate([rest for _, rest in folds])], np.concatenate(unseen))


def above(seed: int) -> Separators:
    return Separators(BRAKE, loss=LOG, evenness=LIFT, seed=seed)
