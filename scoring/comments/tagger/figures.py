"""How well an axis did on texts it had not seen: the figures of its card, by label and by language."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.comments.tagger.axis import Axis
from scoring.comments.tagger.card import AxisCard

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


def axis_card(
    often: Mapping[str, int], truth: Truth, p: Floats, model: Axis, *, rows: int, languages: Sequence[str]
) -> AxisCard:
    """`often`: how many of the `rows` each label has; `truth` and `p` n x k of texts the planes had not seen."""
    suggested = model.chosen(p)
    spoken = np.array(languages)
    return AxisCard(
        rows=rows,
        checked=len(truth),
        labels=dict(often),
        figures=overall(truth, suggested) | doubt(truth, p, model),
        by_label=by_label(model.labels, truth, suggested),
        by_language={
            language: overall(truth[spoken == language], suggested[spoken == language])
            | {"checked": float((spoken == language).sum())}
            for language in sorted(set(languages))
            if language
        },
    )


def overall(truth: Truth, suggested: Truth) -> dict[str, float]:
    """Share of texts with every label right, micro-F1, and macro-F1 over the labels that occur."""
    hits, both = (truth & suggested).sum(0), truth.sum(0) + suggested.sum(0)
    there = both > 0
    return {
        "accuracy": float((truth == suggested).all(1).mean()),
        "micro_f1": float(2 * hits.sum() / max(both.sum(), 1)),
        "macro_f1": float((2 * hits[there] / both[there]).mean()) if there.any() else 0.0,
    }


def by_label(labels: Sequence[str], truth: Truth, suggested: Truth) -> dict[str, dict[str, float]]:
    hits, told, there = (truth & suggested).sum(0), suggested.sum(0), truth.sum(0)
    return {
        label: {
            "precision": float(hits[at] / max(told[at], 1)),
            "recall": float(hits[at] / max(there[at], 1)),
            "f1": float(2 * hits[at] / max(told[at] + there[at], 1)),
            "support": float(there[at]),
            "suggested": float(told[at]),
            "hits": float(hits[at]),
        }
        for at, label in enumerate(labels)
    }


def doubt(truth: Truth, p: Floats, model: Axis) -> dict[str, float]:
    """Expected calibration error, share that stands without a person, and share right among those."""
    chosen = model.chosen(p)
    sure, right = ~model.doubtful(p, chosen), (chosen == truth).all(1)
    said, so = (p.ravel(), truth.ravel()) if model.rule.many else (p.max(1), right)
    return {
        "ece": calibration_error(said, so),
        "coverage": float(sure.mean()),
        "accuracy_covered": float(right[sure].mean()) if sure.any() else 0.0,
    }


def calibration_error(p: Floats, right: Truth, bins: int = 15) -> float:
    """Mean distance between what was said and what was so, in bins of equal width (Naeini et al. 2015)."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    apart = np.abs(np.bincount(place, right, bins) - np.bincount(place, p, bins))
    return float(apart.sum() / max(len(p), 1))
