"""Learns one axis: its planes, how sure they may be, and from where on a person should look."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from scoring.comments.tagger import calibration, figures, stacking
from scoring.comments.tagger.axis import Axis
from scoring.comments.tagger.card import AxisCard
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.recipes import looks

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
LEAST_PRECISION = 0.8
ODD = 0.03
"""Share of the texts of the scheme itself that may be taken for strangers to it."""


class TooFewError(ValueError):
    """The examples cannot teach an axis anything."""


def learned(
    examples: Sequence[Example], name: str, rule: AxisRule, found: Mapping[str, csr_matrix], *, stack: bool, seed: int
) -> tuple[Axis, AxisCard]:
    """The axis and its card, from the examples that have it; `found` has a row for every example."""
    rows = [row for row, one in enumerate(examples) if name in one.labels]
    labels, truth = matrix([examples[row].labels[name] for row in rows])
    if len(labels) < 2 or len(rows) < 2 * stacking.FOLDS:
        raise TooFewError(f"`{name}` has {len(labels)} labels in {len(rows)} examples; give two of each at least")
    y = truth if rule.many else truth.argmax(1)
    own = {block: part[rows] for block, part in found.items()}
    chosen = looks(len(rows), len(labels), stack=stack)
    planes = (
        stacking.single(chosen[0], own, y, seed=seed)
        if len(chosen) == 1
        else stacking.stacked(chosen, own, y, seed=seed)
    )
    slopes, offsets = lines(planes.unseen, truth, rule)
    probable = calibration.sigmoid if rule.many else calibration.softmax
    p = probable(planes.unseen * slopes + offsets)
    model = Axis(
        rule=rule,
        labels=labels,
        weights={block: np.ascontiguousarray(weights, np.float32) for block, weights in planes.weights.items()},
        bias=np.asarray(planes.bias, np.float32),
        slopes=np.asarray(slopes, np.float32),
        offsets=np.asarray(offsets, np.float32),
        thresholds=np.asarray(thresholds(p, truth, rule), np.float32),
        floor=float(np.quantile(planes.unseen.max(1), ODD)),
    )
    return model, figures.axis_card(labels, truth, p, model, [examples[row].language for row in rows])


def matrix(told: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], Truth]:
    """The labels in the order of the alphabet, and which row has which."""
    labels = tuple(sorted({code for codes in told for code in codes}))
    place = {label: at for at, label in enumerate(labels)}
    truth = np.zeros((len(told), len(labels)), bool)
    for row, codes in enumerate(told):
        truth[row, [place[code] for code in codes]] = True
    return labels, truth


def lines(unseen: Floats, truth: Truth, rule: AxisRule) -> tuple[Floats, Floats]:
    """What makes probabilities of scores: one factor for an axis of one label, slope and offset of each for many."""
    k = truth.shape[1]
    if not rule.many:
        return np.full(k, calibration.temperature(unseen, truth.argmax(1))), np.zeros(k)
    slopes, offsets = np.array([calibration.sigmoid_fit(unseen[:, at], truth[:, at]) for at in range(k)]).T
    return slopes, offsets


def thresholds(p: Floats, truth: Truth, rule: AxisRule) -> Floats:
    """Many labels: where F1 is best. One: where a suggestion errs at most half as often as on all texts."""
    k = truth.shape[1]
    if rule.many:
        return np.array([calibration.best_threshold(p[:, at], truth[:, at]) for at in range(k)])
    y = truth.argmax(1)
    precision = max(LEAST_PRECISION, (1 + float((p.argmax(1) == y).mean())) / 2)
    return calibration.sure_thresholds(p, y, precision)
