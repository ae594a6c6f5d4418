"""Learns one axis: its planes, how sure they may be, and from where on a person should look."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.comments.tagger import calibration, figures, stacking
from scoring.comments.tagger.axis import Axis, Found, all_right
from scoring.comments.tagger.card import AxisCard
from scoring.comments.tagger.example import AxisRule, Example
from scoring.comments.tagger.recipes import is_few, looks

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]
Reader = Callable[[Sequence[str]], Found]
BETWEEN = re.compile(r"[\W_]+")
LEAST_PRECISION = 0.8
ODD = 0.03
"""Share of the texts of the scheme itself that may be taken for strangers to it."""


class TooFewError(ValueError):
    """The examples cannot teach an axis anything."""


def learned(
    examples: Sequence[Example], name: str, rule: AxisRule, found: Found, *, read: Reader, stack: bool, seed: int
) -> tuple[Axis, AxisCard]:
    """The axis and its card, from the examples that have it.

    `found` has a row for every example, `read` makes such rows of further texts.
    """
    rows = [row for row, one in enumerate(examples) if one.labels.get(name) or (rule.many and name in one.labels)]
    labels, truth = matrix([examples[row].labels[name] for row in rows])
    check(name, rule, truth)
    few = is_few(len(rows), len(labels))
    task = stacking.Task(
        found={block: part[rows] for block, part in found.items()},
        y=truth if rule.many else truth.argmax(1),
        names=read([BETWEEN.sub(" ", label) for label in labels]) if few else None,
        seed=seed,
    )
    chosen = looks(len(rows), len(labels), stack=stack)
    planes = stacking.stacked(chosen, task) if len(chosen) > 1 else stacking.plain(chosen[0], task)
    checked = truth[planes.rows]
    model, p = calibrated(planes, labels, checked, rule)
    often = dict(zip(labels, truth.sum(0).tolist(), strict=True))
    languages = [examples[rows[at]].language for at in planes.rows]
    return model, figures.axis_card(often, checked, p, model, rows=len(rows), languages=languages)


def check(name: str, rule: AxisRule, truth: Truth) -> None:
    """Refuses what cannot be learned from."""
    if truth.shape[1] < 2 or len(truth) < 2 * stacking.FOLDS:
        raise TooFewError(f"`{name}` has {truth.shape[1]} labels in {len(truth)} examples; give two of each at least")
    if not rule.many and (truth.sum(1) > 1).any():
        raise ValueError(f"`{name}` takes one label a text, and some examples have more")


def calibrated(planes: stacking.Planes, labels: tuple[str, ...], truth: Truth, rule: AxisRule) -> tuple[Axis, Floats]:
    """The axis with its thresholds, and the probabilities (n x k) of the texts that the planes had not seen."""
    model = Axis(
        rule=rule,
        labels=labels,
        weights={block: np.ascontiguousarray(weights, np.float32) for block, weights in planes.weights.items()},
        bias=np.asarray(planes.bias, np.float32),
        **lines(planes.unseen, truth, rule),
        thresholds=np.full(len(labels), 0.5, np.float32),
        floor=float(np.quantile(planes.unseen.max(1), ODD)),
    )
    p = model.probabilities(planes.unseen)
    model = msgspec.structs.replace(model, thresholds=thresholds(p, truth, rule).astype(np.float32))
    return msgspec.structs.replace(model, sure=sure(p, truth, model)), p


def matrix(told: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], Truth]:
    """The labels in the order of the alphabet, and which row has which."""
    labels = tuple(sorted({code for codes in told for code in codes}))
    place = {label: at for at, label in enumerate(labels)}
    truth = np.zeros((len(told), len(labels)), bool)
    for row, codes in enumerate(told):
        truth[row, [place[code] for code in codes]] = True
    return labels, truth


def lines(unseen: Floats, truth: Truth, rule: AxisRule) -> dict[str, Any]:
    """What makes probabilities of scores: for many labels a line for each, for one the same for all."""
    k = truth.shape[1]
    if rule.many:
        slopes, offsets = zip(*(calibration.sigmoid_fit(unseen[:, at], truth[:, at]) for at in range(k)), strict=True)
        return {"slopes": np.array(slopes, np.float32), "offsets": np.array(offsets, np.float32), "sharpness": 1.0}
    slope, offset, sharpness = calibration.shares_fit(unseen, truth.argmax(1))
    return {
        "slopes": np.full(k, slope, np.float32),
        "offsets": np.full(k, offset, np.float32),
        "sharpness": sharpness,
    }


def thresholds(p: Floats, truth: Truth, rule: AxisRule) -> Floats:
    """Many labels: where F1 is best. One: where a suggestion errs at most half as often as on all texts."""
    if rule.many:
        return calibration.best_thresholds(p, truth)
    y = truth.argmax(1)
    precision = max(LEAST_PRECISION, (1 + float((p.argmax(1) == y).mean())) / 2)
    return calibration.sure_thresholds(p, y, precision)


def sure(p: Floats, truth: Truth, model: Axis) -> float:
    """Many labels: the chance of being all right from which on the labels that are said are right often enough.

    One missing label does not send a text to a person: the counts of categories would come from plain texts alone.
    """
    if not model.rule.many:
        return 0.0
    chosen = model.chosen(p)
    right, said = (chosen & truth).sum(1), chosen.sum(1)
    return calibration.lowest(all_right(p, chosen), right, LEAST_PRECISION, of=said)
