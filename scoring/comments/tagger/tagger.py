"""The tagger: what it says of texts, with probability, doubt and the words that carried it."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.comments.tagger import batch as batches
from scoring.comments.tagger.axis import Axis, Found
from scoring.comments.tagger.batch import Batch
from scoring.comments.tagger.blocks import NOBODY, Block, Entries, WordBlock, rows_of
from scoring.comments.tagger.card import Card
from scoring.comments.tagger.example import AxisRule, Scored, Told
from scoring.comments.tagger.spelling import Spelling
from scoring.comments.words import listed

Floats = NDArray[np.float64]
AT_ONCE = 4_000
"""Texts that are looked at together: enough for speed, few enough for memory."""
WORDS_SHOWN = 5
FAINT = 0.2
"""A word that added less than this share of what the strongest added is not shown: it would only look odd."""
LABELS_SHOWN = 5
FUNCTION = listed("function")
WELL_READ = 1_500
"""Known words from which an unknown one is rather a slip: who knows few takes every new word for one."""


class Tagger:
    """Learned by `training.train`, kept by `stored.packed`. `axes` are the rules it was given, `card` says whence."""

    def __init__(self, blocks: Mapping[str, Block], models: Mapping[str, Axis], card: Card) -> None:
        self.blocks = dict(blocks)
        self.models = dict(models)
        self.card = card
        words = known(blocks)
        self.spelling = Spelling(words if len(words) >= WELL_READ else {})

    @property
    def axes(self) -> dict[str, AxisRule]:
        return {name: model.rule for name, model in self.models.items()}

    def tag(
        self,
        texts: Sequence[str],
        features: Sequence[Mapping[str, str]] | None = None,
        languages: Sequence[str] | None = None,
    ) -> list[dict[str, Told]]:
        """For each text what is said on each axis. Features and languages, where given, are as many as texts."""
        told: list[dict[str, Told]] = []
        for start in range(0, len(texts), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            batch = self.read(texts[part], features and features[part], languages and languages[part])
            entries = {name: block.entries(batch) for name, block in self.blocks.items()}
            found = {name: self.blocks[name].weighted(entries[name], batch.size) for name in entries}
            by_axis = {name: said(model, batch, entries, found) for name, model in self.models.items()}
            told += [dict(zip(by_axis, one, strict=True)) for one in zip(*by_axis.values(), strict=True)]
        return told

    def read(
        self, texts: Sequence[str], features: Sequence[Mapping[str, str]] | None, languages: Sequence[str] | None
    ) -> Batch:
        batch = batches.read(texts, features, languages)
        return msgspec.structs.replace(batch, words=self.spelling.words(batch.words))

    def probabilities(
        self,
        axis: str,
        texts: Sequence[str],
        features: Sequence[Mapping[str, str]] | None = None,
        languages: Sequence[str] | None = None,
    ) -> tuple[tuple[str, ...], Floats]:
        """The labels of the axis and n x k calibrated probabilities. KeyError for an axis that it does not have."""
        model = self.models[axis]
        parts = [np.zeros((0, len(model.labels)))]
        for start in range(0, len(texts), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            batch = self.read(texts[part], features and features[part], languages and languages[part])
            found = {name: block.matrix(batch) for name, block in self.blocks.items()}
            parts.append(model.probabilities(model.scores(found)))
        return model.labels, np.concatenate(parts)


def known(blocks: Mapping[str, Block]) -> dict[str, float]:
    """The words that the tagger has learned, and how rare each is."""
    words = [block for block in blocks.values() if block.kind == WordBlock.kind]
    return {
        name: rare
        for block in words
        for name, rare in zip(block.vocabulary, block.idf.tolist(), strict=True)
        if " " not in name
    }


def said(model: Axis, batch: Batch, entries: Mapping[str, Entries], found: Found) -> list[Told]:
    """What the model says of each text of the batch."""
    scores = model.scores(found)
    p = model.probabilities(scores)
    shown = np.argsort(-p, axis=1, kind="stable")[:, : len(model.labels) if model.rule.many else LABELS_SHOWN]
    carried = words_behind(model, batch, entries, found, shown[:, 0])
    likely = np.take_along_axis(p, shown, 1).tolist()
    suggested = model.chosen(p)
    doubt = (model.doubtful(p, suggested) | (scores.max(1) < model.floor)).tolist()
    kept = np.take_along_axis(suggested, shown, 1) | (not model.rule.many)
    return [
        Told(
            tuple(Scored(model.labels[place], chance) for place, chance, told in zip(*row, strict=True) if told),
            unsure,
            because if any(row[2]) else (),
            apart,
        )
        for row, unsure, because, apart in zip(
            zip(shown.tolist(), likely, kept.tolist(), strict=True),
            doubt,
            carried,
            margin(model, p).tolist(),
            strict=True,
        )
    ]


def margin(model: Axis, p: Floats) -> Floats:
    if model.rule.many:
        nearest: Floats = np.abs(p - model.thresholds).min(1)
        return nearest
    if p.shape[1] < 2:
        return np.ones(len(p))
    highest = np.partition(p, -2, axis=1)
    apart: Floats = highest[:, -1] - highest[:, -2]
    return apart


def words_behind(
    model: Axis, batch: Batch, entries: Mapping[str, Entries], found: Found, labels: NDArray[np.int64]
) -> list[tuple[str, ...]]:
    """For each text its words that spoke most for the label, strongest first: what their columns added to its score."""
    pulled = np.zeros(len(batch.words))
    for name, weights in model.weights.items():
        part, matrix = entries[name], found[name]
        if not len(part.rows) or not (part.owners != NOBODY).any():
            continue
        width = matrix.shape[1]
        keys = rows_of(matrix) * width + matrix.indices
        at = np.searchsorted(keys, part.rows * width + part.columns)
        total = np.bincount(at, part.amounts, matrix.nnz)
        added = matrix.data * weights[matrix.indices, labels[rows_of(matrix)]] / np.maximum(total, 1e-12)
        pulled += np.bincount(part.owners, added[at] * part.amounts, len(pulled))
    begins, spoke = batch.begins.tolist(), pulled.tolist()
    return [strongest(batch.spelled[a:b], spoke[a:b]) for a, b in zip(begins, begins[1:], strict=False)]


def strongest(words: Sequence[str], weights: Sequence[float]) -> tuple[str, ...]:
    """The words that spoke most; those that only hold a sentence together are named where nothing else spoke."""
    spoke: dict[str, float] = {}
    for word, weight in zip(words, weights, strict=True):
        if word[0].isalnum():
            spoke[word] = spoke.get(word, 0.0) + weight
    telling = [word for word, weight in spoke.items() if weight > 0 and word.lower() not in FUNCTION]
    order = sorted(telling or spoke, key=lambda word: (-spoke[word], word))[:WORDS_SHOWN]
    least = max(FAINT * spoke[order[0]], 1e-9) if order else 0.0
    return tuple(word for word in order if spoke[word] >= least)
