"""Learns a tagger from examples: the columns of the texts, a model for each axis, and how sure it may be."""

import platform
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
import scipy
import sklearn
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import KFold, StratifiedKFold

from scoring.comments.tagger import batch as batches
from scoring.comments.tagger import calibration, card, figures
from scoring.comments.tagger.axis import Axis, View
from scoring.comments.tagger.blocks import BLOCKS
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.separators import Separators
from scoring.comments.tagger.tagger import Tagger

FOLDS = 3
PRECISION = 0.8
"""Share of suggestions that should be right where no person looks."""
Progress = Callable[[float, str], None]
Floats = NDArray[np.float64]


class TooFewError(ValueError):
    """The examples cannot teach an axis anything."""


def train(
    examples: Sequence[Example],
    axes: Mapping[str, AxisRule],
    *,
    stack: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
    trained_at: str = "",
) -> Tagger:
    """A tagger for these axes. TooFewError where an axis has fewer than two labels with two examples each.

    The same examples in another order, the same seed and the same libraries give the same tagger. `progress` is told
    the share done (0 to 1) and what comes next.
    """
    tell = progress or (lambda share, what: None)
    examples = card.ordered(examples)
    tell(0.0, "words")
    batch = batches.read(
        [one.text for one in examples], [one.features for one in examples], [one.language for one in examples]
    )
    blocks = {name: learner(batch) for name, learner in BLOCKS.items()}
    blocks = {name: block for name, block in blocks.items() if block.width}
    found = {name: block.matrix(batch) for name, block in blocks.items()}
    models: dict[str, Axis] = {}
    cards: dict[str, card.AxisCard] = {}
    for number, (name, rule) in enumerate(axes.items()):
        tell(0.1 + 0.9 * number / len(axes), name)
        models[name], cards[name] = learned(examples, name, rule, found, seed=seed)
    told = card.Card(
        seed=seed,
        stack=stack,
        data=card.data_hash(examples),
        rows=len(examples),
        axes=cards,
        features=tuple(sorted({name for one in examples for name in one.features})),
        versions=versions(),
        trained_at=trained_at,
    )
    tell(1.0, "")
    return Tagger(blocks, models, told)


def learned(
    examples: Sequence[Example], name: str, rule: AxisRule, found: Mapping[str, csr_matrix], *, seed: int
) -> tuple[Axis, card.AxisCard]:
    rows = [row for row, one in enumerate(examples) if name in one.labels]
    told = [examples[row].labels[name] for row in rows]
    labels = tuple(sorted({code for codes in told for code in codes}))
    if len(labels) < 2 or len(rows) < 2 * FOLDS:
        raise TooFewError(f"`{name}` has {len(labels)} labels in {len(rows)} examples; give two of each at least")
    place = {label: at for at, label in enumerate(labels)}
    truth = np.zeros((len(rows), len(labels)), bool)
    for row, codes in enumerate(told):
        truth[row, [place[code] for code in codes]] = True
    X = hstack([found[block][rows] for block in found], "csr", dtype=np.float32)
    y = truth if rule.many else truth.argmax(1)
    unseen = out_of_fold(X, y, len(labels), seed)
    whole = Separators(seed=seed).fit(X, y)
    slopes, offsets = np.ones(len(labels)), np.zeros(len(labels))
    if rule.many:
        lines = [calibration.sigmoid_fit(unseen[:, at], truth[:, at]) for at in range(len(labels))]
        slopes, offsets = np.array(lines).T
        p = calibration.sigmoid(unseen * slopes + offsets)
        thresholds = np.array([calibration.best_threshold(p[:, at], truth[:, at]) for at in range(len(labels))])
    else:
        slopes *= calibration.temperature(unseen, y)
        p = calibration.softmax(unseen * slopes)
        thresholds = np.array(calibration.sure_thresholds(p, y, PRECISION).thresholds)
    weights: dict[str, NDArray[np.float32]] = {}
    start = 0
    for block, matrix in found.items():
        stop = start + matrix.shape[1]
        weights[block] = np.ascontiguousarray(whole.coef_[:, start:stop].T, np.float32)
        start = stop
    model = Axis(
        rule,
        labels,
        (View(weights, whole.intercept_.astype(np.float32)),),
        slopes.astype(np.float32),
        offsets.astype(np.float32),
        thresholds.astype(np.float32),
    )
    languages = [examples[row].language for row in rows]
    return model, figures.axis_card(labels, truth, p, model, languages)


def out_of_fold(X: csr_matrix, y: NDArray[np.generic], k: int, seed: int) -> Floats:
    """n x k: the scores of each row by a model that has not seen it."""
    found = np.zeros((X.shape[0], k))
    many = y.ndim == 2
    rarest = 0 if many else int(np.bincount(np.asarray(y, np.int64)).min())
    folds = (KFold if many or rarest < FOLDS else StratifiedKFold)(FOLDS, shuffle=True, random_state=seed)
    for seen, unseen in folds.split(X, y):
        part = Separators(seed=seed).fit(X[seen], y[seen])
        scores = part.decision_function(X[unseen])
        if many:
            found[unseen] = scores
            continue
        found[unseen] = scores.min() - 1
        found[np.ix_(unseen, part.classes_)] = scores
    return found


def versions() -> dict[str, str]:
    modules = {"numpy": np, "scipy": scipy, "scikit-learn": sklearn, "msgspec": msgspec}
    return {"python": platform.python_version(), **{name: module.__version__ for name, module in modules.items()}}
